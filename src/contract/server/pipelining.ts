import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SlicedInput, SliceScheduler } from './sliced-input.ts';

/** With so many connections over their limit at once, the others are read slice by slice, too, before they can be as well. */
const FLOOD = 4;
const CONNECTION = Symbol('connection');

type Exchange = readonly [IncomingMessage, ServerResponse];

/**
 * Bounds how many requests of one connection are in work (RFC 9112 section 9.3.2 lets a client send any number without waiting). Further
 * ones wait until the system has taken a response, which it does not while the client does not read; meanwhile nothing more is read.
 *
 * Node.js parses all that one read of the socket gave, 64 KiB or about 1,500 of the smallest requests, before anything can pause it. So
 * a connection that was over the limit is read another way from then on: see `SlicedInput`.
 */
export class Pipelining {
  readonly listener: RequestListener;
  readonly #limit: number;
  readonly #scheduler = new SliceScheduler();
  readonly #connections = new Set<Connection>();
  #overLimit = 0;

  /** @param limit how many requests of one connection are in work at once, at least 1 */
  constructor(application: RequestListener, limit: number) {
    this.#limit = limit;
    this.listener = (req, res) => {
      res.on('close', onClose);
      connectionOf(req.socket)?.take(application, req, res);
    };
  }

  /** Follows the connections of a server whose requests go to `listener`. */
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
  /** Responses that are not made, or not taken by the system. */
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
    // The parser is in the middle of its work.
    process.nextTick(() => {
      this.slice();
      this.#onOverLimit();
    });
  }

  /** Reads on slice by slice. */
  slice(): void {
    this.#input ??= new SlicedInput(this.#socket, this.#scheduler, () => this.#isFull());
  }

  /** The system has taken a response, or the connection closed. */
  release(): void {
    this.#open--;
    if (this.#socket.destroyed) this.#waiting = [];
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#open++;
      this.#application?.(...next);
    }
    if (this.#waiting.length === 0) this.#input?.continue();
  }

  /** The body of the last request may still be needed by its handler. */
  #isFull(): boolean {
    return this.#waiting.length > 0 || (this.#open >= this.#limit && this.#last?.complete === true);
  }
}
