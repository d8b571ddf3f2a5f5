import type { Readable } from 'node:stream';
import { listMembers } from '../http/headers.ts';

/** A finished answer: what goes on the wire but for the fields that every answer has. */
export interface SerializedResponse {
  readonly status: number;
  /** Names and values in turn, as `writeHead` takes them, without Content-Length. May be shared by many answers. */
  readonly headers: readonly string[];
  readonly body: string | Buffer | Readable | undefined;
  /** How many bytes a stream has by what its handler says, or the body would have that is left out of a 304 or a response to HEAD. */
  readonly contentLength?: number;
  /** Whether the connection ends with it. */
  readonly closes?: boolean;
}

/** Header fields as `writeHead` takes them. */
export function flatten(headers: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
}

/** Whether caches may keep a response: it has no `no-store` among the directives of its Cache-Control (RFC 9111 section 5.2.2.5). */
export function mayBeStored(headers: readonly string[]): boolean {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    if (name.length === CACHE_CONTROL.length && name.toLowerCase() === CACHE_CONTROL && forbidsStoring(headers[index + 1] as string)) return false;
  }
  return true;
}

const CACHE_CONTROL = 'cache-control';

function forbidsStoring(value: string): boolean {
  return value === 'no-store' || listMembers(value).some((directive) => directive.toLowerCase() === 'no-store');
}
