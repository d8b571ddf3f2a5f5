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

  /** The share of one request, which is released when the response is closed, since the handler may use the body until then. */
  share(res: ServerResponse): BodyShare {
    if (res.closed) return UNCOUNTED;
    const share = new CountedShare(this);
    res.on('close', () => share.release());
    return share;
  }

  /** @throws Problem `overloaded` (503) if all bodies together would exceed the limit */
  add(bytes: number): void {
    if (this.#heldBytes + bytes > this.#limitBytes) throw overloaded(this.#limitBytes);
    this.#heldBytes += bytes;
  }

  remove(bytes: number): void {
    this.#heldBytes -= bytes;
  }
}

/** The share of one request in the memory for bodies. */
export interface BodyShare {
  /** @throws Problem `overloaded` (503) if all bodies together would exceed the limit */
  take(bytes: number): void;
  giveBack(bytes: number): void;
}

/** A share that counts nothing. */
export const UNCOUNTED: BodyShare = { take() {}, giveBack() {} };

class CountedShare implements BodyShare {
  readonly #memory: BodyMemory;
  #bytes = 0;
  #isReleased = false;

  constructor(memory: BodyMemory) {
    this.#memory = memory;
  }

  // What is taken or given back after the release doesn't count: a body may still be read then.
  take(bytes: number): void {
    if (this.#isReleased) return;
    this.#memory.add(bytes);
    this.#bytes += bytes;
  }

  giveBack(bytes: number): void {
    if (this.#isReleased) return;
    this.#memory.remove(bytes);
    this.#bytes -= bytes;
  }

  release(): void {
    this.#isReleased = true;
    this.#memory.remove(this.#bytes);
  }
}

function overloaded(limitBytes: number): Problem {
  return new Problem(contractProblems.overloaded, {
    detail: `The request bodies in memory would exceed the limit of ${limitBytes} bytes (bodyMemoryBytes).`,
    headers: { 'Retry-After': 1 },
  });
}
