import type { Socket } from 'node:net';

/** How many bytes of a connection are parsed at a time: some 46 of the smallest requests. */
const SLICE_BYTES = 2048;
/**
 * How many slices of all connections are parsed in one turn of the event loop. Few, as each turn accepts one new connection: the hundredth
 * waits for a hundred turns.
 */
const SLICES_IN_TURN = 4;
const MESSAGE_END = '\r\n\r\n';

/** Schedules connections in turn, so that one with many bytes doesn't delay the others. */
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
 * Reads a connection's bytes and passes them to Node's parser in slices, as long as the connection isn't full.
 *
 * Node's parser reads a socket directly until another listener for `data` is added; then it uses a listener of its own, which gets the
 * slices. A client may close its side once it has sent all its requests. The parser must see that end after the last slice: it treats bytes
 * that come later as cut off, and the response before them as the last one.
 */
export class SlicedInput {
  readonly #socket: Socket;
  readonly #scheduler: SliceScheduler;
  readonly #isFull: () => boolean;
  readonly #parse: ((bytes: Buffer) => void) | undefined;
  readonly #finish: (() => void) | undefined;
  #hasEnded = false;
  #rest: Buffer | undefined;
  #isScheduled = false;
  #isStopped = false;

  /** @param isFull returns whether parsing pauses until `continue` is called */
  constructor(socket: Socket, scheduler: SliceScheduler, isFull: () => boolean) {
    this.#socket = socket;
    this.#scheduler = scheduler;
    this.#isFull = isFull;
    this.#parse = socket.listeners('data')[0] as ((bytes: Buffer) => void) | undefined;
    if (this.#parse === undefined || socket.destroyed) return;
    socket.off('data', this.#parse);
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#finish = socket.listeners('end').find(({ name }) => name.endsWith('socketOnEnd')) as (() => void) | undefined;
    if (this.#finish !== undefined) socket.off('end', this.#finish).on('end', () => this.#end());
    // Node.js resumes a socket whenever a request was read completely.
    socket.on('resume', () => {
      if (this.#mustWait()) socket.pause();
    });
    this.continue();
  }

  /** Continues parsing, or reading if nothing is left to parse, unless the connection is full. */
  continue(): void {
    if (this.#isStopped) return;
    if (this.#mustWait()) this.#socket.pause();
    else this.#socket.resume();
    if (this.#rest === undefined || this.#isScheduled || this.#isFull()) return;
    this.#isScheduled = true;
    this.#scheduler.add(this);
  }

  /** Drops what is left: Node's parser reads this connection no more, and may read another one by now. */
  stop(): void {
    this.#isStopped = true;
    this.#rest = undefined;
    this.#socket.resume();
  }

  parseNext(): void {
    this.#isScheduled = false;
    if (this.#rest === undefined || this.#isFull() || this.#socket.destroyed) return;
    const rest = this.#rest;
    const size = sliceOf(rest);
    this.#rest = size < rest.length ? rest.subarray(size) : undefined;
    this.#parse?.(rest.subarray(0, size));
    if (this.#hasEnded) this.#end();
    this.continue();
  }

  #end(): void {
    this.#hasEnded = true;
    if (this.#rest === undefined && !this.#isStopped) this.#finish?.();
  }

  #take(bytes: Buffer): void {
    if (this.#isStopped) return;
    const isFirst = this.#rest === undefined;
    this.#rest = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    // Bytes that fit into one slice needn't wait for a turn.
    if (isFirst && !this.#isScheduled && bytes.length <= SLICE_BYTES) this.parseNext();
    else this.continue();
  }

  #mustWait(): boolean {
    return !this.#isStopped && (this.#rest !== undefined || this.#isFull());
  }
}

/** The length of the next slice. It ends between two messages if possible, so that no request's timeout starts while its rest waits. */
function sliceOf(bytes: Buffer): number {
  if (bytes.length <= SLICE_BYTES) return bytes.length;
  const end = bytes.subarray(0, 2 * SLICE_BYTES).indexOf(MESSAGE_END, SLICE_BYTES - MESSAGE_END.length);
  return end === -1 ? SLICE_BYTES : end + MESSAGE_END.length;
}
