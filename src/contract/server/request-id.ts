import { randomUUID } from 'node:crypto';

/** Long enough for a UUID, a ULID, or hex of any usual length; never a character that a log or a header would have to quote. */
const SANE = /^[A-Za-z0-9._~-]{1,128}$/;

/** The client's own id if it is a sane one, else a new UUID. */
export function requestIdOf(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && SANE.test(sent) ? sent : randomUUID();
}
