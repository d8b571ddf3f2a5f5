import type { Readable } from 'node:stream';
import { listMembers } from '../http/headers.ts';

/** A response ready to be written, without the headers that every response has. */
export interface SerializedResponse {
  readonly status: number;
  /** Names and values in turn, as `writeHead` takes them, without Content-Length. May be shared by many responses. */
  readonly headers: readonly string[];
  readonly body: string | Buffer | Readable | undefined;
  /** The length in bytes of a stream as its handler declared it, or of the body left out of a 304 or a response to HEAD. */
  readonly contentLength?: number;
  /** Whether the connection closes after this response. */
  readonly closes?: boolean;
}

/** Headers as `writeHead` takes them: names and values in turn. */
export function flatten(headers: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
}

/** Whether caches may store a response: its Cache-Control has no `no-store` directive (RFC 9111 section 5.2.2.5). */
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
