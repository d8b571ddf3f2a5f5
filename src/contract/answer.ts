import type { Readable } from 'node:stream';

/** A finished answer: what goes on the wire but for the fields that every answer has. */
export interface Answer {
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
