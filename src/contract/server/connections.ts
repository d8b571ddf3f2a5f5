import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What is known of one connection. Its responses are sent in the order of its requests (RFC 9112 section 9.3.2). */
interface Connection {
  /** The response to the request that came last; undefined before the first request, and once the connection is idle. */
  last: ServerResponse | undefined;
  /** The response before that one. */
  before: ServerResponse | undefined;
  /** When the connection was found idle; 0 while it is not. */
  idleSinceMs: number;
  /** How many bytes had been read by then. */
  idleBytes: number;
  /** When bytes last came that may have begun a request; 0 before any came. */
  begunMs: number;
  /** How many bytes of empty lines, and of nothing else, came since then. */
  emptyBytes: number;
}

/** The limits that idle connections are held to, in milliseconds. */
export interface IdleLimits {
  readonly headersTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
}

/** How often connections are checked; Node's own 30 s would make every limit half a minute longer. */
export const CHECK_INTERVAL_MS = 500;
/** How often a client that has closed its side is asked whether it is still there while its response is not ready. */
const PROBE_INTERVAL_MS = 1000;
/** The same by TCP, for clients that cannot be asked by HTTP. */
const TCP_PROBE_AFTER_MS = 30_000;
/** CRLF CRLF ends every header section (RFC 9112 section 2.1): where so much of it came and no request with it, none had begun. */
const HEADER_END_BYTES = 4;
const EMPTY_LINES = /^[\r\n]*$/;

/** The open connections of one server: which response each of them is at, and since when it is idle. */
export class Connections {
  readonly #limits: IdleLimits;
  readonly #all = new Map<Duplex, Connection>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: IdleLimits) {
    this.#limits = limits;
  }

  add(socket: Socket): void {
    this.#all.set(socket, { last: undefined, before: undefined, idleSinceMs: 0, idleBytes: 0, begunMs: 0, emptyBytes: 0 });
    socket.once('close', () => this.#all.delete(socket));
    socket.once('end', () => this.#probe(socket));
    // Each request that waits for its response may listen for the end of the connection.
    socket.setMaxListeners(0);
    if (this.#limits.keepAliveTimeoutMs > 0) this.#timer ??= setInterval(() => this.#closeIdle(), CHECK_INTERVAL_MS).unref();
  }

  /**
   * A client that has closed its side may wait for its response, or be gone; both look the same until something is written. So while a
   * response is not ready, the client gets interim ones, which every client of HTTP/1.1 reads past (RFC 9110 section 15.2): the system of
   * one that is gone resets the connection, and the handler's signal is aborted.
   */
  #probe(socket: Socket): void {
    socket.setKeepAlive(true, TCP_PROBE_AFTER_MS);
    const timer = setInterval(() => {
      const { last } = this.#all.get(socket) ?? {};
      if (last !== undefined && last.socket !== null && !last.headersSent && last.req.httpVersionMinor > 0) last.writeProcessing();
    }, PROBE_INTERVAL_MS);
    timer.unref();
    socket.once('close', () => clearInterval(timer));
  }

  /** Notes the response to the request that a connection has just delivered. */
  begin(res: ServerResponse): void {
    const connection = this.#all.get(res.req.socket);
    if (connection === undefined) return;
    connection.before = connection.last;
    connection.last = res;
    connection.idleSinceMs = 0;
  }

  /** Whether no request of a connection waits for its response, or for a part of it. */
  isIdle(socket: Socket): boolean {
    const { last } = this.#all.get(socket) ?? {};
    return last === undefined || isDone(last);
  }

  /**
   * Has a response written that no request was made for, as what came is not one: after the responses to all requests that came whole, and
   * not at all where the request at fault has its response already, as a request has one final response (RFC 9110 section 15).
   *
   * @param socket writable or not
   * @param write  writes the response, which is the last one of the connection
   */
  inTurn(socket: Socket, write: () => void): void {
    const { last, before } = this.#all.get(socket) ?? {};
    const again = () => this.inTurn(socket, write);
    if (!socket.writable) socket.destroy();
    else if (last === undefined || isDone(last)) write();
    else if (last.req.complete) last.once('close', again);
    else if (before !== undefined && !before.writableFinished) before.once('close', again);
    // What is written still goes out.
    else if (last.headersSent) socket.destroySoon();
    else write();
  }

  /**
   * Closes idle connections on which bytes come that begin no request. A server ignores empty lines before a request (RFC 9112 section
   * 2.2), but Node begins to count anew with each; the connections on which nothing comes it closes itself.
   */
  #closeIdle(): void {
    if (this.#all.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    const nowMs = performance.now();
    for (const [socket, connection] of this.#all as Map<Socket, Connection>) {
      if (connection.last !== undefined) {
        if (!isDone(connection.last)) continue;
        // An idle connection need not keep its last request and response in memory.
        connection.last = undefined;
        connection.before = undefined;
        connection.idleSinceMs = nowMs;
        connection.idleBytes = socket.bytesRead;
        connection.begunMs = 0;
        connection.emptyBytes = 0;
      } else if (connection.idleSinceMs > 0 && socket.bytesRead > connection.idleBytes) {
        if (connection.begunMs === 0) watch(socket, connection);
        if (this.#isStale(connection, nowMs)) socket.destroy();
      }
    }
  }

  #isStale({ idleSinceMs, begunMs, emptyBytes }: Connection, nowMs: number): boolean {
    if (nowMs - idleSinceMs < this.#limits.keepAliveTimeoutMs) return false;
    // A request that has begun has its own limit, and Node sends it a 408.
    return emptyBytes >= HEADER_END_BYTES || nowMs - begunMs >= this.#limits.headersTimeoutMs + CHECK_INTERVAL_MS;
  }
}

/**
 * Looks at what comes on an idle connection until a request has come. What came before is unknown, so it may have begun one. Only here, as
 * Node's parser is faster where nobody else reads what it reads.
 */
function watch(socket: Socket, connection: Connection): void {
  const idleSinceMs = connection.idleSinceMs;
  connection.begunMs = performance.now();
  const look = (chunk: Buffer) => {
    if (connection.idleSinceMs !== idleSinceMs) socket.off('data', look);
    else if (EMPTY_LINES.test(chunk.toString('latin1'))) connection.emptyBytes += chunk.length;
    else {
      connection.begunMs = performance.now();
      connection.emptyBytes = 0;
    }
  };
  socket.on('data', look);
}

/** Whether the whole request was read and the whole response written. */
function isDone(res: ServerResponse): boolean {
  return res.writableFinished && res.req.complete;
}
