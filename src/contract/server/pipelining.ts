import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SlicedInput, SliceScheduler } from './sliced-input.ts';

/** If this many connections are over their limit at once, all connections are read in slices, before others exceed it as well. */
const FLOOD = 4;
const CONNECTION = Symbol('connection');

type Exchange = readonly [IncomingMessage, ServerResponse];

/**
 * Limits how many requests of one connection are processed at once (RFC 9112 section 9.3.2 lets a client send any number without waiting).
 * Further ones wait until the operating system has accepted a response, which it doesn't while the client isn't reading; until then reading
 * is paused.
 *
 * Node.js parses everything that one read of the socket returned, 64 KiB or about 1,500 of the smallest requests, before it can be paused.
 * So a connection that exceeded the limit is read through a `SlicedInput` from then on.
 */
export class Pipelining {
  readonly listener: RequestListener;
  readonly #limit: number;
  readonly #scheduler = new SliceScheduler();
  readonly #connections = new Set<Connection>();
  #overLimit = 0;

  /** @param limit how many requests of one connection are processed at once, at least 1 */
  constructor(application: RequestListener, limit: number) {
    this.#limit = limit;
    this.listener = (req, res) => {
      res.on('close', onClose);
      connectionOf(req.socket)?.take(application, req, res);
    };
  }

  /** Tracks the connections of a server whose requests go to `listener`. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      const connection = new Connection(socket, this.#limit, this.#scheduler, () => this.#noteOverLimit());
      (socket as WithConnection)[CONNECTION] = connection;
      this.#connections.add(connection);
      socket.once('close', () => {
        this.#connections.delete(connection);
        if (connection.wasOverLimit) this.#overLimit--;
      });
      if (this.#overLimit >= FLOOD) connection.slice();
    });
  }

  #noteOverLimit(): void {
    if (++this.#overLimit === FLOOD) for (const connection of this.#connections) connection.slice();
  }
}

type WithConnection = Socket & { [CONNECTION]?: Connection };
const connectionOf = (socket: Socket): Connection | undefined => (socket as WithConnection)[CONNECTION];

function onClose(this: ServerResponse): void {
  connectionOf(this.req.socket)?.release();
}

class Connection {
  wasOverLimit = false;
  readonly #socket: Socket;
  readonly #limit: number;
  readonly #scheduler: SliceScheduler;
  readonly #onOverLimit: () => void;
  /** Responses that are not complete, or not accepted by the operating system. */
  #open = 0;
  #application: RequestListener | undefined;
  #last: IncomingMessage | undefined;
  #waiting: Exchange[] = [];
  #input: SlicedInput | undefined;

  constructor(socket: Socket, limit: number, scheduler: SliceScheduler, onOverLimit: () => void) {
    this.#socket = socket;
    this.#limit = limit;
    this.#scheduler = scheduler;
    this.#onOverLimit = onOverLimit;
  }

  take(application: RequestListener, req: IncomingMessage, res: ServerResponse): void {
    if (this.#isOver()) return;
    this.#last = req;
    if (this.#open < this.#limit && this.#waiting.length === 0) {
      this.#open++;
      application(req, res);
      return;
    }
    this.#application = application;
    this.#waiting.push([req, res]);
    if (this.wasOverLimit) return;
    this.wasOverLimit = true;
    // The parser is still running.
    process.nextTick(() => {
      this.slice();
      this.#onOverLimit();
    });
  }

  /** Reads the connection in slices from now on. */
  slice(): void {
    this.#input ??= new SlicedInput(this.#socket, this.#scheduler, () => this.#isFull());
  }

  /** Called when the operating system has accepted a response, or the connection has closed. */
  release(): void {
    this.#open--;
    if (this.#isOver()) this.#waiting = [];
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#open++;
      this.#application?.(...next);
    }
    if (this.#waiting.length === 0) this.#input?.continue();
  }

  /** No request is processed after a response that closes the connection (RFC 9112 section 9.6). */
  #isOver(): boolean {
    return this.#socket.destroyed || this.#socket.writableEnded;
  }

  /** Whether no more is parsed. An incomplete last request is read to its end, as its handler may need the body. */
  #isFull(): boolean {
    return this.#waiting.length > 0 || (this.#open >= this.#limit && this.#last?.complete === true);
  }
}
