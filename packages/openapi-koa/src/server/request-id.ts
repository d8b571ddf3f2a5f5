import { randomUUID } from 'node:crypto';

/** Long enough for a UUID, a ULID, or any usual hex id; only characters that need no quoting in a log or header. */
const VALID = /^[A-Za-z0-9._~-]{1,128}$/;

/** The client's request id if it is valid, else a new UUID. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && VALID.test(header) ? header : randomUUID();
}
