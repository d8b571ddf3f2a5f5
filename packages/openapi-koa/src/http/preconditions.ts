import type { IncomingHttpHeaders } from 'node:http';
import { parseHttpDate } from './http-date.ts';

/** What identifies the current state of a resource (RFC 9110 section 8.8). */
export interface Representation {
  /** As in the `ETag` header, such as `"abc"` or `W/"abc"`. */
  readonly etag?: string | undefined;
  /** As in the `Last-Modified` header, or a date. */
  readonly lastModified?: string | Date | undefined;
}

/**
 * Evaluates the preconditions of a request, in the order of RFC 9110 section 13.2.2. A date that cannot be parsed or compared is ignored.
 *
 * @param current the resource's current state; undefined if the resource doesn't exist
 * @returns 304 or 412 if the request must not be performed, with that status; else undefined
 */
export function evaluatePreconditions(
  { method, headers }: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
  current: Representation | undefined,
): 304 | 412 | undefined {
  const isRead = method === 'GET' || method === 'HEAD';
  const modifiedMs = secondsOf(current?.lastModified);
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, current, isStrongMatch)) return 412;
  } else {
    const since = parsed(headers['if-unmodified-since']);
    if (since !== undefined && modifiedMs !== undefined && modifiedMs > since) return 412;
  }
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, current, isWeakMatch)) return isRead ? 304 : 412;
  } else if (isRead) {
    const since = parsed(headers['if-modified-since']);
    if (since !== undefined && modifiedMs !== undefined && modifiedMs <= since) return 304;
  }
  return undefined;
}

/** RFC 9110 section 8.8.3. */
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

function matches(list: string, current: Representation | undefined, isMatch: (a: string, b: string) => boolean): boolean {
  if (list.trim() === '*') return current !== undefined;
  const etag = current?.etag;
  return etag !== undefined && (list.match(ENTITY_TAG) ?? []).some((candidate) => isMatch(candidate, etag));
}

/** RFC 9110 section 8.8.3.2. */
const isStrongMatch = (a: string, b: string) => a === b && !a.startsWith('W/');
const isWeakMatch = (a: string, b: string) => a.replace(/^W\//, '') === b.replace(/^W\//, '');

const parsed = (date: string | undefined) => (date === undefined ? undefined : parseHttpDate(date));

/** Headers have whole seconds. */
function secondsOf(date: string | Date | undefined): number | undefined {
  return date instanceof Date ? Math.floor(date.getTime() / 1000) * 1000 : parsed(date);
}
