import type { ServerResponse } from 'node:http';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';

/** Counts the bytes of request bodies that are held in memory, of all requests together. */
export class BodyMemory {
  readonly #limitBytes: number;
  #heldBytes = 0;

  /** @param limitBytes 0 for no limit */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes === 0 ? Number.POSITIVE_INFINITY : limitBytes;
  }

  /**
   * The share of one request. It is given back when its response is closed, as its handler works with the body until then. What is taken or
   * given back later, as the response may be closed while the body is still read, or before, does not count.
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

/** Counts nothing. */
export const UNCOUNTED: BodyShare = { take() {}, giveBack() {} };

/** What one request holds of the memory for bodies. */
export interface BodyShare {
  /** @throws Problem `overloaded` (503) where all bodies together would have more bytes than they may */
  take(bytes: number): void;
  giveBack(bytes: number): void;
}

function overloaded(limitBytes: number): Problem {
  return new Problem(contractProblems.overloaded, {
    detail: `The service already holds as many bytes of request bodies as it may, ${limitBytes} (bodyMemoryBytes).`,
    headers: { 'Retry-After': 1 },
  });
}
