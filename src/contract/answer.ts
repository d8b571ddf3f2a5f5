import type { Readable } from 'node:stream';

/** A finished answer: what goes on the wire but for the fields that every answer has. */
export interface Answer {
  readonly status: number;
  /** Names and values in turn, as `writeHead` takes them, without Content-Length. May be shared by many answers. */
  readonly headers: readonly string[];
  readonly body: string | Buffer | Readable | undefined;
  /** Whether the connection ends with it. */
  readonly closes?: boolean;
}

/** Header fields as `writeHead` takes them. */
export function flatten(headers: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
}
