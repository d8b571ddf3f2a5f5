import type { Response } from './responses.ts';

/** A request as it goes on the wire, and what has to come of it. */
export interface Message {
  /** Its `X-Request-Id`, which its response has, too; undefined where the bytes may not be a request any more. */
  readonly id: string;
  readonly method: string;
  readonly bytes: Buffer;
  /** Whether the connection may end with its response. */
  readonly mayClose: boolean;
  /** Whether its handler fails on purpose: a 5xx, or a response that is cut off, is right. */
  readonly isFaulty: boolean;
  /** Whether its response may be sent before all of it is read. */
  readonly isEarly: boolean;
  /** Whether its response may be cut off, as its handler fails on purpose, or as it began before the damage in it was read. */
  readonly mayCut: boolean;
  /** Whether `100 Continue` may come before its response. */
  readonly expectsContinue: boolean;
  /** @returns what is wrong with its response, beside what holds for all; undefined where nothing is */
  check(response: Response): string | undefined;
}

/** A request in parts. */
export interface Draft {
  method: string;
  target: string;
  version: '1.0' | '1.1';
  readonly headers: [name: string, value: string][];
  body: Buffer | undefined;
  /** Of `body`, as it goes on the wire. */
  framing: 'length' | 'chunked';
}

/** @param encodeChunks for `chunked` */
export function serialized({ method, target, version, headers, body, framing }: Draft, encodeChunks: (bytes: Buffer) => Buffer): Buffer {
  const framed = [...headers];
  if (body !== undefined) framed.push(framing === 'chunked' ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(body.length)]);
  const head = [`${method} ${target} HTTP/${version}`, ...framed.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  const content = body === undefined ? Buffer.alloc(0) : framing === 'chunked' ? encodeChunks(body) : body;
  return Buffer.concat([Buffer.from(head, 'latin1'), content]);
}
