import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { IdleWatch } from './idle-watch.ts';
import { SlicedInput, type SliceScheduler } from './sliced-input.ts';

const CONNECTION = Symbol('connection');
/** The list of a connection that has none, which is most of the time. It stays empty. */
const NONE: ServerResponse[] = [];
type ConnectionSocket = Socket & { [CONNECTION]?: Connection };

/** What all connections of a server share. */
export interface ConnectionOptions {
  /** How many requests of one connection are processed at once, at least 1. */
  readonly limit: number;
  /** Returns the listener for the requests of a connection that has just opened. */
  readonly applicationFor: (socket: Socket) => RequestListener;
  readonly scheduler: SliceScheduler;
  /** Called when a connection exceeds the limit for the first time. */
  readonly onOverLimit: () => void;
}

/**
 * One connection and its responses, which are sent in the order of the requests (RFC 9112 section 9.3.2).
 *
 * Limits how many requests are processed at once (a client may send any number without waiting). Further ones wait until the operating
 * system has accepted a response, which it doesn't while the client isn't reading; until then reading is paused.
 *
 * Node.js parses everything that one read of the socket returned, 64 KiB or about 1,500 of the smallest requests, before it can be paused.
 * So a connection that exceeded the limit is read through a `SlicedInput` from then on.
 *
 * There may be thousands of connections, so each has as few objects of its own as possible: what survives collections lets the memory for
 * new objects grow.
 */
export class Connection {
  /** The connection of a socket; undefined if the socket isn't one of an HTTP server's connections. */
  static of(socket: Socket): Connection | undefined {
    return (socket as ConnectionSocket)[CONNECTION];
  }

  readonly socket: Socket;
  wasOverLimit = false;
  /** What watches it while it is idle; undefined until it is found idle. */
  idleWatch: IdleWatch | undefined = undefined;
  /** How many requests it had when it was last found idle. */
  idleAfter = 0;
  /** How often it was checked since its client closed its side. */
  checksAfterEnd = 0;
  /** How many requests have arrived. */
  requests = 0;
  /** Whether it stays open after a response although the service is draining. */
  isKeptInDrain = false;
  #last: ServerResponse | undefined = undefined;
  readonly #options: ConnectionOptions;
  readonly #application: RequestListener;
  /** Responses in work. Those that are done stay until the next request, as a listener for each would cost every request processor time. */
  #started: ServerResponse[] = NONE;
  /** Responses whose requests wait for the limit. */
  #waiting: ServerResponse[] = NONE;
  #input: SlicedInput | undefined = undefined;
  /** When reading was paused; 0 if it isn't. */
  #pausedAtMs = 0;
  /** How long earlier pauses since the last request took. */
  #pausedMs = 0;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.socket = socket;
    this.#options = options;
    this.#application = options.applicationFor(socket);
    (socket as ConnectionSocket)[CONNECTION] = this;
    socket.on('pause', onPause).on('resume', onResume);
  }

  /** Passes a request to the application, at once or when the limit allows. */
  serve(res: ServerResponse): void {
    this.#arrived(res);
    if (this.#isOver()) return;
    if (this.#waiting.length === 0 && this.#hasRoom()) this.#start(res);
    else this.#wait(res);
  }

  /** Takes the response to a request that doesn't reach the application. */
  refuse(res: ServerResponse): void {
    this.#arrived(res);
    this.#started = withOneMore(this.#started, res);
  }

  /** Reads the connection in slices from now on. */
  slice(): void {
    if (this.#input !== undefined) return;
    for (const res of this.#started) res.once('close', () => this.#release());
    this.#input = new SlicedInput(this.socket, this.#options.scheduler, () => this.#isFull());
  }

  /** The response to the last request; undefined before the first request, and once the connection is found idle. */
  get last(): ServerResponse | undefined {
    return this.#last;
  }

  /** How long reading was paused since the last request arrived, in milliseconds. */
  get pausedMs(): number {
    return this.#pausedMs + (this.#pausedAtMs === 0 ? 0 : performance.now() - this.#pausedAtMs);
  }

  /** The response whose turn it is, unless it is done; the others have no socket yet. */
  get current(): ServerResponse | undefined {
    return this.#started.find((res) => res.socket !== null && !res.writableFinished);
  }

  /** The last response before `last` that isn't completely sent. */
  get before(): ServerResponse | undefined {
    return [...this.#started, ...this.#waiting].findLast((res) => res !== this.#last && !res.writableFinished);
  }

  /**
   * Frees the last request and response if the connection is idle.
   *
   * @param res a response that doesn't close the connection
   * @returns whether it is idle
   */
  forget(res = this.#last): boolean {
    if (res !== this.#last) return false;
    if (res === undefined) return true;
    if (!isDone(res)) return false;
    this.#last = undefined;
    this.#started = NONE;
    return true;
  }

  #arrived(res: ServerResponse): void {
    this.requests++;
    this.#last = res;
    this.#pausedMs = 0;
    // Node.js may pause reading before it emits the request; such a pause counts from now on.
    if (this.#pausedAtMs !== 0) this.#pausedAtMs = performance.now();
  }

  /** To be called when reading is paused. */
  pause(): void {
    if (this.#pausedAtMs === 0) this.#pausedAtMs = performance.now();
  }

  /** To be called when reading goes on. The event is emitted a moment after the call, and the socket may have been paused in between. */
  resume(): void {
    if (this.#pausedAtMs === 0 || this.socket.isPaused()) return;
    this.#pausedMs = this.pausedMs;
    this.#pausedAtMs = 0;
  }

  #start(res: ServerResponse): void {
    this.#started = withOneMore(this.#started, res);
    if (this.#input !== undefined) res.once('close', () => this.#release());
    this.#application(res.req, res);
  }

  #wait(res: ServerResponse): void {
    this.#waiting = withOneMore(this.#waiting, res);
    if (this.wasOverLimit) return;
    this.wasOverLimit = true;
    // The parser is still running.
    process.nextTick(() => {
      this.slice();
      this.#options.onOverLimit();
      // A response may have been sent before it was listened to.
      this.#release();
    });
  }

  /** Called when the operating system has accepted a response, or the connection has closed. */
  #release(): void {
    if (this.#isOver()) this.#waiting = NONE;
    while (this.#waiting.length > 0 && this.#hasRoom()) this.#start(this.#waiting.shift() as ServerResponse);
    if (this.#waiting.length === 0) this.#input?.continue();
  }

  #hasRoom(): boolean {
    const last = this.#started.at(-1);
    // The last one is sent after all others.
    if (last !== undefined && isSent(last)) this.#started = NONE;
    else if (this.#started.length >= this.#options.limit) this.#started = this.#started.filter((res) => !isSent(res));
    return this.#started.length < this.#options.limit;
  }

  /** No request is processed after a response that closes the connection (RFC 9112 section 9.6). */
  #isOver(): boolean {
    return this.socket.destroyed || this.socket.writableEnded;
  }

  /** Whether no more is parsed. An incomplete last request is read to its end, as its handler may need the body. */
  #isFull(): boolean {
    return this.#waiting.length > 0 || (!this.#hasRoom() && this.#started.at(-1)?.req.complete === true);
  }
}

function onPause(this: Socket): void {
  Connection.of(this)?.pause();
}

function onResume(this: Socket): void {
  Connection.of(this)?.resume();
}

/** `push` would make room for 17 where there was none. */
function withOneMore(responses: ServerResponse[], res: ServerResponse): ServerResponse[] {
  if (responses.length === 0) return [res];
  responses.push(res);
  return responses;
}

/** Whether a connection closes after its next response because the service is draining. */
export function closesInDrain(socket: Socket, health: { readonly draining: boolean } | undefined): boolean {
  return health?.draining === true && Connection.of(socket)?.isKeptInDrain !== true;
}

/** Whether the request was read and the response written, both completely. */
export function isDone(res: ServerResponse): boolean {
  return res.writableFinished && res.req.complete;
}

/** Whether the operating system has accepted the whole response, or never will. */
function isSent(res: ServerResponse): boolean {
  return res.writableFinished || res.closed;
}
