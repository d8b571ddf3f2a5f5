import { isDeepStrictEqual } from 'node:util';
import { petList, petOf } from './servers/pets.mjs';
import { API_KEY, ETAG, results } from './servers/results.mjs';

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
export const languages = get('/repos/petsage/petsage-api/languages', () => results['repos/list-languages']?.());

/** Sends a body of about `kib` KiB. */
export function petSummary(kib: number): Exchange {
  const body = once(() => petsIn(kib * 1024));
  return {
    path: '/api/v1/pet-summaries',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: once(() => Buffer.from(body())),
    fault: isExactly(() => results['summarizePets']?.(JSON.parse(body()) as never)),
  };
}

/** The same with a last pet that breaks the document: without a name, and of a species that is none. */
export function badPetSummary(kib: number): Exchange {
  const pets = once(() => JSON.parse(petsIn(kib * 1024)) as Record<string, unknown>[]);
  const bad = { id: 1, species: 'unicorn', weightKg: 1 };
  return { ...petSummary(kib), body: once(() => Buffer.from(JSON.stringify([...pets().slice(0, -1), bad]))), status: 400, fault: () => undefined };
}

/** A path with an id. */
export const petById = get('/api/v1/pets/7', () => petOf(7));

/** A query of ten parameters. */
export const findPets = get(
  '/api/v1/pets?page=3&size=20&species=cat&name=Minka&minWeightKg=1.5&maxWeightKg=12&vaccinated=true&bornAfter=2020-02-29&ownerId=6f1d2c3b-4a59-4e68-9777-0123456789ab&sort=-name',
  () => ({ page: 3, size: 20, filters: 8 }),
);

export const keyedPet: Exchange = { ...get('/api/v1/keyed-pet', () => petOf(7)), headers: { 'X-API-Key': API_KEY } };

/** Of what the client has. */
export const notModified: Exchange = {
  ...get('/api/v1/pet-of-the-day', () => undefined),
  headers: { 'If-None-Match': ETAG },
  status: 304,
};

export const notFound: Exchange = { path: '/api/v1/unicorns/7', method: 'GET', status: 404, fault: () => undefined };

const BOUNDARY = 'petsage-bench-7d1a';

/** Sends a form with a file of `mib` MiB, which the service reads while it arrives. */
export function picture(mib: number): Exchange {
  const bytes = mib * 1024 * 1024;
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="picture"; filename="cat.png"\r\nContent-Type: image/png\r\n\r\n`;
  return {
    path: '/api/v1/pictures',
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: () => Buffer.concat([Buffer.from(head), pixels(bytes), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
    fault: isExactly(() => ({ bytes })),
  };
}

/** The same, which the service stores before it reads it. */
export const storedPicture = (mib: number): Exchange => ({ ...picture(mib), path: '/api/v1/stored-pictures' });

/** Bytes of all values, such as an image has, among them every byte of a boundary; always the same. */
function pixels(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  for (let at = 0, seed = 1; at + 4 <= bytes; at += 4) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    buffer.writeUInt32LE(seed, at);
  }
  return buffer;
}

function get(path: string, expected: () => unknown): Exchange {
  return { path, method: 'GET', fault: isExactly(expected) };
}

/** Receives a list of `count` pets. */
export function listPets(count: number): Exchange {
  return get('/api/v1/pets', () => petList(count));
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
