import type { ServerResponse } from 'node:http';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';

/** Counts the bytes of request bodies in memory, for all requests together. */
export class BodyMemory {
  readonly #limitBytes: number;
  #heldBytes = 0;

  /** @param limitBytes 0 means no limit */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes === 0 ? Number.POSITIVE_INFINITY : limitBytes;
  }

  /**
   * The share of one request. It is released when the response is closed, since the handler may use the body until then; what is taken or
   * given back after that does not count.
   */
  share(res: ServerResponse): BodyShare {
    if (res.closed) return UNCOUNTED;
    let ownBytes = 0;
    let isClosed = false;
    res.once('close', () => {
      isClosed = true;
      this.#heldBytes -= ownBytes;
    });
    return {
      take: (bytes) => {
        if (isClosed) return;
        if (this.#heldBytes + bytes > this.#limitBytes) throw overloaded(this.#limitBytes);
        this.#heldBytes += bytes;
        ownBytes += bytes;
      },
      giveBack: (bytes) => {
        if (isClosed) return;
        this.#heldBytes -= bytes;
        ownBytes -= bytes;
      },
    };
  }
}

/** A share that counts nothing. */
export const UNCOUNTED: BodyShare = { take() {}, giveBack() {} };

/** The share of one request in the memory for bodies. */
export interface BodyShare {
  /** @throws Problem `overloaded` (503) if all bodies together would exceed the limit */
  take(bytes: number): void;
  giveBack(bytes: number): void;
}

function overloaded(limitBytes: number): Problem {
  return new Problem(contractProblems.overloaded, {
    detail: `The request bodies in memory would exceed the limit of ${limitBytes} bytes (bodyMemoryBytes).`,
    headers: { 'Retry-After': 1 },
  });
}
