import { isDeepStrictEqual } from 'node:util';
import { answers } from './servers/answers.mjs';

/** A request that is measured, and what has to come back. */
export interface Exchange {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** JSON text. */
  readonly body?: string;
  /** Why an answer with the status 200 is not the expected one; undefined where it is. */
  readonly fault: (answer: unknown) => string | undefined;
}

const SPECIES = ['cat', 'dog', 'rabbit', 'hamster', 'budgie'] as const;
const TAGS = ['calm', 'indoor', 'young', 'rescued'] as const;

export const smokeTest: Exchange = {
  path: '/api/v1/smoke-test',
  method: 'GET',
  fault(answer) {
    const { timestamp, ...rest } = (answer ?? {}) as { timestamp?: unknown };
    const same = isDeepStrictEqual(rest, { status: 'ok', message: 'PetSage system is purring happily!' });
    return same && typeof timestamp === 'string' && !Number.isNaN(Date.parse(timestamp)) ? undefined : 'it is not the smoke test’s answer';
  },
};

/** An operation of GitHub's document whose path is a template. */
export const languages: Exchange = exactly('/repos/petsage/petsage-api/languages', 'GET', answers['repos/list-languages']?.());

/** A list of as many pets as fit in `bytes`, always the same. */
function petList(bytes: number): string {
  const pets: string[] = [];
  for (let length = 1, id = 1; ; id++) {
    const pet = JSON.stringify(petOf(id));
    length += pet.length + 1;
    if (length > bytes) return `[${pets.join(',')}]`;
    pets.push(pet);
  }
}

function petOf(id: number): object {
  return {
    id,
    name: `Minka the ${id}th`,
    species: SPECIES[id % SPECIES.length],
    weightKg: ((id * 7) % 400) / 8,
    vaccinated: id % 3 !== 0,
    tags: TAGS.slice(0, id % (TAGS.length + 1)),
  };
}

/** Sends a body of about `kib` KiB. */
export function petSummary(kib: number): Exchange {
  const body = petList(kib * 1024);
  return { ...exactly('/api/v1/pet-summaries', 'POST', answers['summarizePets']?.(JSON.parse(body) as never)), body };
}

function exactly(path: string, method: 'GET' | 'POST', want: unknown): Exchange {
  return { path, method, fault: (answer) => (isDeepStrictEqual(answer, want) ? undefined : `it is not ${JSON.stringify(want)}`) };
}
