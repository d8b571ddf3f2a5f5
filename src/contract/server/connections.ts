import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { timeUnread } from './write-timeout.ts';

/** The state of one connection. Its responses are sent in the order of its requests (RFC 9112 section 9.3.2). */
interface Connection {
  /** The response to the last request; undefined before the first request, and once the connection is idle. */
  last: ServerResponse | undefined;
  /** The response before that one. */
  before: ServerResponse | undefined;
  /** When the connection was found idle; 0 while it isn't. */
  idleSinceMs: number;
  /** How many bytes had been read at that time. */
  idleBytes: number;
  /** When bytes last arrived that may have begun a request; 0 before that. */
  begunMs: number;
  /** How many bytes have arrived since then, if all of them were empty lines. */
  emptyBytes: number;
}

/** Time limits of connections, in milliseconds; 0 for none. */
export interface ConnectionTimes {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly writeTimeoutMs: number;
}

/** How often connections are checked. Node's default of 30 s would make every limit half a minute longer. */
export const CHECK_INTERVAL_MS = 500;
/** How often a client that has closed its side of the connection is probed until its response is ready. */
const PROBE_INTERVAL_MS = 1000;
/** When TCP keep-alive probes such clients, for those that HTTP cannot probe. */
const TCP_PROBE_AFTER_MS = 30_000;
/** CRLF CRLF ends every header section (RFC 9112 section 2.1), so that many bytes of empty lines without a request show that none had begun. */
const HEADER_END_BYTES = 4;
const EMPTY_LINES = /^[\r\n]*$/;

/** The open connections of one server: the current response of each, and since when it is idle. */
export class Connections {
  readonly #limits: ConnectionTimes;
  readonly #all = new Map<Duplex, Connection>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: ConnectionTimes) {
    this.#limits = limits;
  }

  add(socket: Socket): void {
    this.#all.set(socket, { last: undefined, before: undefined, idleSinceMs: 0, idleBytes: 0, begunMs: 0, emptyBytes: 0 });
    socket.once('close', () => this.#all.delete(socket));
    socket.once('end', () => this.#probe(socket));
    // Every pending request of the connection may add a `close` listener.
    socket.setMaxListeners(0);
    this.#timer ??= setInterval(() => this.#check(), CHECK_INTERVAL_MS).unref();
  }

  /**
   * A client that has closed its side may be waiting for its response, or have disconnected; only a write shows which. So until the response
   * is ready, the server sends interim responses, which every HTTP/1.1 client ignores (RFC 9110 section 15.2). If the client has
   * disconnected, its system resets the connection, and the handler's signal is aborted.
   */
  #probe(socket: Socket): void {
    socket.setKeepAlive(true, TCP_PROBE_AFTER_MS);
    const timer = setInterval(() => {
      const { last, before } = this.#all.get(socket) ?? {};
      // Only the response whose turn it is has the socket.
      const current = [before, last].find((res) => res !== undefined && res.socket !== null);
      if (current !== undefined && !current.headersSent && current.req.httpVersionMinor > 0) current.writeProcessing();
    }, PROBE_INTERVAL_MS);
    timer.unref();
    socket.once('close', () => clearInterval(timer));
  }

  /** Records the response to a request that has just arrived. */
  begin(res: ServerResponse): void {
    const connection = this.#all.get(res.req.socket);
    if (connection === undefined) return;
    connection.before = connection.last;
    connection.last = res;
    connection.idleSinceMs = 0;
  }

  /** Whether a connection has no response under way. */
  isIdle(socket: Socket): boolean {
    const { last } = this.#all.get(socket) ?? {};
    return last === undefined || isDone(last);
  }

  /**
   * Writes a response to a malformed message: after the responses to all complete requests, and not at all if the malformed request already
   * has its response, as a request has one final response (RFC 9110 section 15).
   *
   * @param socket of the connection; it may no longer be writable
   * @param write  writes the response, which is the connection's last
   */
  inTurn(socket: Socket, write: () => void): void {
    const { last, before } = this.#all.get(socket) ?? {};
    const again = () => this.inTurn(socket, write);
    if (!socket.writable) socket.destroy();
    // A response that ends the connection does so when it is closed, a moment after it is done.
    else if (last === undefined || (isDone(last) && last.closed)) write();
    else if (last.req.complete) last.once('close', again);
    else if (before !== undefined && !before.writableFinished) before.once('close', again);
    // Bytes that are already written are still sent.
    else if (last.headersSent) socket.destroySoon();
    else write();
  }

  /**
   * Restarts the timeout of an incomplete message.
   *
   * @param socket paused, as its connection has enough requests in work or its client does not read the responses
   * @param onTimeout called if the message is still incomplete when reading has continued for as long as it may take
   */
  restartTimeout(socket: Socket, onTimeout: () => void): void {
    const last = this.#all.get(socket)?.last;
    const isInBody = last?.req.complete === false;
    socket.once('resume', () => {
      const timer = setTimeout(
        () => {
          const now = this.#all.get(socket)?.last;
          const isComplete = isInBody ? last.req.complete : now !== undefined && now !== last;
          if (!isComplete) onTimeout();
        },
        this.#limits[isInBody ? 'requestTimeoutMs' : 'headersTimeoutMs'],
      );
      timer.unref();
      socket.once('close', () => clearTimeout(timer));
    });
  }

  /** Looks at every connection for what Node's own timeouts don't see. */
  #check(): void {
    if (this.#all.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    const { keepAliveTimeoutMs, writeTimeoutMs } = this.#limits;
    const nowMs = performance.now();
    for (const [socket, connection] of this.#all as Map<Socket, Connection>) {
      if (writeTimeoutMs > 0) timeUnread(socket, writeTimeoutMs);
      if (keepAliveTimeoutMs > 0) this.#closeIdle(socket, connection, nowMs);
    }
  }

  /**
   * Closes an idle connection that sends bytes without beginning a request. A server ignores empty lines before a request (RFC 9112 section
   * 2.2), but Node restarts its timeout with each; connections that send nothing are closed by Node itself.
   */
  #closeIdle(socket: Socket, connection: Connection, nowMs: number): void {
    if (connection.last !== undefined) {
      if (!isDone(connection.last)) return;
      // Frees the last request and response.
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

  #isStale({ idleSinceMs, begunMs, emptyBytes }: Connection, nowMs: number): boolean {
    if (nowMs - idleSinceMs < this.#limits.keepAliveTimeoutMs) return false;
    // A request that has begun has its own timeout, after which Node reports a 408.
    return emptyBytes >= HEADER_END_BYTES || nowMs - begunMs >= this.#limits.headersTimeoutMs + CHECK_INTERVAL_MS;
  }
}

/**
 * Inspects the bytes of an idle connection until a request arrives. Earlier bytes are unknown, so they may have begun one. Only suspicious
 * connections are watched, as Node's parser is faster without another listener.
 */
function watch(socket: Socket, connection: Connection): void {
  const idleSinceMs = connection.idleSinceMs;
  connection.begunMs = performance.now();
  const inspect = (chunk: Buffer) => {
    if (connection.idleSinceMs !== idleSinceMs) socket.off('data', inspect);
    else if (EMPTY_LINES.test(chunk.toString('latin1'))) connection.emptyBytes += chunk.length;
    else {
      connection.begunMs = performance.now();
      connection.emptyBytes = 0;
    }
  };
  socket.on('data', inspect);
}

/** Whether the request was read and the response written, both completely. */
function isDone(res: ServerResponse): boolean {
  return res.writableFinished && res.req.complete;
}
