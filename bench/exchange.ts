import { isDeepStrictEqual } from 'node:util';
import { answers } from './servers/answers.mjs';
import { petList, petOf } from './servers/pets.mjs';

/** A request that is measured, and the response that is expected. */
export interface Exchange {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: () => Buffer;
  /** 200 if undefined. */
  readonly status?: number;
  /** Why a body with the expected status is not the expected one; undefined where it is. */
  readonly fault: (body: unknown) => string | undefined;
}

export const smokeTest: Exchange = {
  path: '/api/v1/smoke-test',
  method: 'GET',
  fault(body) {
    const { timestamp, ...rest } = (body ?? {}) as { timestamp?: unknown };
    const same = isDeepStrictEqual(rest, { status: 'ok', message: 'PetSage system is purring happily!' });
    return same && typeof timestamp === 'string' && !Number.isNaN(Date.parse(timestamp)) ? undefined : 'it is not the body of the smoke test';
  },
};

/** An operation of GitHub's document whose path is a template. */
export const languages: Exchange = { path: '/repos/petsage/petsage-api/languages', method: 'GET', fault: isExactly(() => answers['repos/list-languages']?.()) };

/** Sends a body of about `kib` KiB. */
export function petSummary(kib: number): Exchange {
  const body = once(() => petsIn(kib * 1024));
  return {
    path: '/api/v1/pet-summaries',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: once(() => Buffer.from(body())),
    fault: isExactly(() => answers['summarizePets']?.(JSON.parse(body()) as never)),
  };
}

/** Receives a list of `count` pets. */
export function listPets(count: number): Exchange {
  return { path: '/api/v1/pets', method: 'GET', fault: isExactly(() => petList(count)) };
}

/** JSON text of as many pets as fit in `bytes`. */
function petsIn(bytes: number): string {
  const pets: string[] = [];
  for (let length = 1, id = 1; ; id++) {
    const pet = JSON.stringify(petOf(id));
    length += pet.length + 1;
    if (length > bytes) return `[${pets.join(',')}]`;
    pets.push(pet);
  }
}

function isExactly(expected: () => unknown): Exchange['fault'] {
  return (body) => (isDeepStrictEqual(body, expected()) ? undefined : `it is not ${JSON.stringify(expected()).slice(0, 200)}`);
}

/** Large values are made only where they are needed, and once. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
