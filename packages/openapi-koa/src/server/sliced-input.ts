import type { Socket } from 'node:net';

/** How many bytes of a connection are parsed at a time: some 46 of the smallest requests. */
const SLICE_BYTES = 2048;
/**
 * How many slices, of whatever connections, are parsed in one turn of the event loop. Few, as a turn accepts one new connection: whoever
 * comes behind a hundred others waits for a hundred turns.
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
    for (const input of queue.slice(0, SLICES_IN_TURN)) input.beginTurn();
    if (hasMore) setImmediate(this.#turn);
  };
}

/**
 * Reads a connection's bytes and passes them to Node's parser in slices, as long as the connection isn't full.
 *
 * Node's parser reads a socket directly until another listener for `data` is added; then it uses a listener of its own, which gets the
 * slices. Bytes that are not parsed yet are put back into the socket, so that its `end` event comes after the last byte.
 *
 * The socket is paused by this class, while the connection is full or another connection has its turn, and by Node.js, while nobody reads
 * the responses or the body of the last request. Node's parser must get no bytes while Node.js pauses the socket, and Node.js resumes it.
 */
export class SlicedInput {
  readonly #socket: WithParser;
  readonly #scheduler: SliceScheduler;
  readonly #isFull: () => boolean;
  #parse: ((bytes: Buffer) => void) | undefined;
  #parser: unknown;
  /** The parser may be in the middle of a header section, whose timeout is running: it gets the rest even if the connection is full. */
  #isFirst = true;
  #isScheduled = false;
  #hasTurn = false;
  #isPausedByNode = false;

  /** @param isFull returns whether parsing pauses until `continue` is called */
  constructor(socket: Socket, scheduler: SliceScheduler, isFull: () => boolean) {
    this.#socket = socket;
    this.#scheduler = scheduler;
    this.#isFull = isFull;
    this.#takeOver();
  }

  /** Continues reading, unless the connection is full. */
  continue(): void {
    if (this.#parse === undefined || this.#isPausedByNode) return;
    if (this.#mustWait()) this.#socket.pause();
    else if (this.#socket.readableLength === 0) this.#socket.resume();
    else this.#schedule();
  }

  /** Parses one slice of what was read. */
  beginTurn(): void {
    this.#isScheduled = false;
    if (this.#parse === undefined || this.#isPausedByNode || this.#mustWait()) return;
    this.#hasTurn = true;
    this.#socket.resume();
  }

  /** Node.js resumes a paused socket through a listener of its own; adding another listener for `data` before that would stop it for good. */
  readonly #takeOver = () => {
    const socket = this.#socket;
    if (socket.isPaused()) {
      socket.once('resume', this.#takeOver);
      return;
    }
    this.#parser = socket.parser;
    this.#parse = socket.listeners('data')[0] as ((bytes: Buffer) => void) | undefined;
    if (this.#parse === undefined || socket.destroyed) return;
    socket.off('data', this.#parse);
    socket.on('data', this.#take).on('resume', this.#onResume);
    this.continue();
  };

  readonly #take = (bytes: Buffer) => {
    this.#isPausedByNode = false;
    const mayParse = this.#hasTurn || (bytes.length <= SLICE_BYTES && this.#socket.readableLength === 0);
    if (!mayParse || this.#mustWait()) {
      this.#putBack(bytes);
      this.continue();
      return;
    }
    this.#hasTurn = false;
    const size = this.#isFirst ? firstSliceOf(bytes) : sliceOf(bytes);
    const slice = bytes.subarray(0, size);
    const rest = bytes.subarray(size);
    if (this.#isFirst) this.#isFirst = !slice.includes(MESSAGE_END);
    this.#parse?.(slice);
    if (this.#socket.parser !== this.#parser) return this.#leave(rest);
    this.#isPausedByNode = this.#socket.isPaused();
    if (rest.length > 0) this.#putBack(rest);
    this.continue();
  };

  /** The event is emitted a moment after the call, and the socket may have been paused in between. */
  readonly #onResume = () => {
    if (this.#socket.isPaused()) return;
    this.#isPausedByNode = false;
    if (this.#mustWait()) this.#socket.pause();
  };

  #mustWait(): boolean {
    return !this.#isFirst && this.#isFull();
  }

  #schedule(): void {
    this.#socket.pause();
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#scheduler.add(this);
  }

  #putBack(bytes: Buffer): void {
    this.#hasTurn = false;
    if (this.#socket.destroyed) return;
    // A flowing socket would emit them again at once.
    this.#socket.pause();
    this.#socket.unshift(bytes);
  }

  /** The connection no longer speaks HTTP, as after CONNECT: its bytes belong to its new owner. */
  #leave(rest: Buffer): void {
    this.#parse = undefined;
    this.#socket.off('data', this.#take).off('resume', this.#onResume);
    if (rest.length > 0 && !this.#socket.destroyed) this.#socket.unshift(rest);
  }
}

/** The parser of a connection has no public name. Node.js reuses it for other connections once this one no longer speaks HTTP. */
type WithParser = Socket & { readonly parser?: unknown };

/** The length of the next slice. It ends between two messages if possible, so that no request's timeout starts while its rest waits. */
function sliceOf(bytes: Buffer): number {
  const end = bytes.subarray(0, 2 * SLICE_BYTES).indexOf(MESSAGE_END, SLICE_BYTES - MESSAGE_END.length);
  if (end !== -1) return end + MESSAGE_END.length;
  const before = bytes.lastIndexOf(MESSAGE_END, SLICE_BYTES - MESSAGE_END.length);
  return before === -1 ? Math.min(bytes.length, SLICE_BYTES) : before + MESSAGE_END.length;
}

/** The length of a slice that ends with the first header section. */
function firstSliceOf(bytes: Buffer): number {
  const end = bytes.subarray(0, SLICE_BYTES).indexOf(MESSAGE_END);
  return end === -1 ? Math.min(bytes.length, SLICE_BYTES) : end + MESSAGE_END.length;
}
