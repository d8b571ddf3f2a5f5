import type { Socket } from 'node:net';

/** How much of a connection's bytes is parsed at a time: some 46 of the smallest requests. */
const SLICE_BYTES = 2048;
/**
 * How many slices, of whatever connections, are parsed in one turn of the event loop. Few, as a turn accepts one new connection: whoever
 * comes behind a hundred others waits for a hundred turns.
 */
const SLICES_IN_TURN = 4;
const MESSAGE_END = '\r\n\r\n';

/** Gives connections their turns, so that those of many bytes do not keep the others waiting. */
export class SliceScheduler {
  #queue: SlicedInput[] = [];

  add(input: SlicedInput): void {
    if (this.#queue.push(input) === 1) setImmediate(this.#turn);
  }

  readonly #turn = () => {
    const queue = this.#queue;
    this.#queue = queue.slice(SLICES_IN_TURN);
    const hasMore = this.#queue.length > 0;
    for (const input of queue.slice(0, SLICES_IN_TURN)) input.parseNext();
    if (hasMore) setImmediate(this.#turn);
  };
}

/**
 * Reads a connection's bytes and hands them to Node's parser slice by slice, as long as the connection is not full.
 *
 * Node.js lets its parser read a socket directly, until somebody else listens to the bytes; for that case it has a listener of its own,
 * through which the slices go.
 */
export class SlicedInput {
  readonly #socket: Socket;
  readonly #scheduler: SliceScheduler;
  readonly #isFull: () => boolean;
  readonly #parse: ((bytes: Buffer) => void) | undefined;
  #rest: Buffer | undefined;
  #isScheduled = false;

  /** @param isFull whether no more is parsed until `continue` is called */
  constructor(socket: Socket, scheduler: SliceScheduler, isFull: () => boolean) {
    this.#socket = socket;
    this.#scheduler = scheduler;
    this.#isFull = isFull;
    this.#parse = socket.listeners('data')[0] as ((bytes: Buffer) => void) | undefined;
    if (this.#parse === undefined || socket.destroyed) return;
    socket.off('data', this.#parse);
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    // Node.js lets a socket go on whenever a request was read to its end.
    socket.on('resume', () => {
      if (this.#mustWait()) socket.pause();
    });
    this.continue();
  }

  /** Parses on, or reads on where nothing is left to parse, unless the connection is full. */
  continue(): void {
    if (this.#mustWait()) this.#socket.pause();
    else this.#socket.resume();
    if (this.#rest === undefined || this.#isScheduled || this.#isFull()) return;
    this.#isScheduled = true;
    this.#scheduler.add(this);
  }

  parseNext(): void {
    this.#isScheduled = false;
    if (this.#rest === undefined || this.#isFull() || this.#socket.destroyed) return;
    const rest = this.#rest;
    const size = sliceOf(rest);
    this.#rest = size < rest.length ? rest.subarray(size) : undefined;
    this.#parse?.(rest.subarray(0, size));
    this.continue();
  }

  #take(bytes: Buffer): void {
    const isFirst = this.#rest === undefined;
    this.#rest = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    // What fits a slice need not wait for a turn.
    if (isFirst && !this.#isScheduled && bytes.length <= SLICE_BYTES) this.parseNext();
    else this.continue();
  }

  #mustWait(): boolean {
    return this.#rest !== undefined || this.#isFull();
  }
}

/** The length of the next slice. It ends between two messages where that can be, so that no time limit of a request begins while it waits. */
function sliceOf(bytes: Buffer): number {
  if (bytes.length <= SLICE_BYTES) return bytes.length;
  const end = bytes.subarray(0, 2 * SLICE_BYTES).indexOf(MESSAGE_END, SLICE_BYTES - MESSAGE_END.length);
  return end === -1 ? SLICE_BYTES : end + MESSAGE_END.length;
}
