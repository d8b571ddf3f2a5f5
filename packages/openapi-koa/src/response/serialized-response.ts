import type { Readable } from 'node:stream';
import type { HeaderList } from '../http/header-list.ts';
import type { Problem } from '../problems/problem.ts';

/** A response ready to be written, without the headers that every response has. Every response is one, whatever caused it. */
export interface SerializedResponse {
  readonly status: number;
  /** Without Content-Length. May be shared by many responses. */
  readonly headers: HeaderList;
  readonly body: string | Buffer | Readable | undefined;
  /** Whether every character of a text is known to be ASCII: its bytes need not be counted, which would also copy a text put together from many. */
  readonly isAscii?: boolean;
  /** The length in bytes of a stream as its handler declared it, or of the body left out of a 304 or a response to HEAD. */
  readonly contentLength?: number;
  /** Whether the connection closes after this response. */
  readonly closes?: boolean;
}

/** The response to a request, or the problem that refuses it. Returning a problem costs less than throwing it and has the same effect. */
export type ResponseOrProblem = SerializedResponse | Problem;
