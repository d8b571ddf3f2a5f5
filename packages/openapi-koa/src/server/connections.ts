import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Connection, type ConnectionOptions, isDone } from './connection.ts';
import { CHECK_INTERVAL_MS, IdleWatch } from './idle-watch.ts';
import { SliceScheduler } from './sliced-input.ts';
import { timeUnread } from './write-timeout.ts';

/** Limits of connections; times in milliseconds, 0 for none. */
export interface ConnectionLimits {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly pipelinedRequests: number;
}

/** After how many checks a client that has closed its side of the connection is probed again, until its response is ready: every second. */
const PROBE_CHECKS = 1000 / CHECK_INTERVAL_MS;
/** When TCP keep-alive probes such clients, for those that HTTP cannot probe. */
const TCP_PROBE_AFTER_MS = 30_000;
/** If this many connections are over their limit at once, all connections are read in slices, before others exceed it as well. */
const FLOOD = 4;

/** The open connections of one server: passes their requests to the application, and closes those that exceed a time limit. */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #options: ConnectionOptions;
  readonly #all = new Set<Connection>();
  #overLimit = 0;
  #timer: NodeJS.Timeout | undefined;
  /** One function for all sockets. */
  readonly #onClose: (this: Socket) => void;

  /** @param onClosed called when a connection is closed */
  constructor(limits: ConnectionLimits, applicationFor: ConnectionOptions['applicationFor'], onClosed: (socket: Socket) => void) {
    this.#limits = limits;
    const closed = (socket: Socket) => {
      this.#closed(Connection.of(socket) as Connection);
      onClosed(socket);
    };
    this.#onClose = function onClose() {
      closed(this);
    };
    this.#options = {
      limit: limits.pipelinedRequests,
      applicationFor,
      scheduler: new SliceScheduler(),
      onOverLimit: () => {
        if (++this.#overLimit === FLOOD) for (const connection of this.#all) connection.slice();
      },
    };
  }

  /** Tracks the connections of a server, whose requests go to their `Connection`. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#add(socket));
  }

  #add(socket: Socket): void {
    const connection = new Connection(socket, this.#options);
    this.#all.add(connection);
    socket.on('close', this.#onClose);
    // Every pending request of the connection may add a `close` listener.
    socket.setMaxListeners(0);
    if (this.#overLimit >= FLOOD) connection.slice();
    this.#timer ??= setInterval(() => this.#check(), CHECK_INTERVAL_MS).unref();
  }

  #closed(connection: Connection): void {
    this.#all.delete(connection);
    if (connection.wasOverLimit) this.#overLimit--;
  }

  /** Whether a connection has no response under way. */
  isIdle(socket: Socket): boolean {
    const last = Connection.of(socket)?.last;
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
    const { last, before } = Connection.of(socket) ?? {};
    const again = () => this.inTurn(socket, write);
    if (!socket.writable) socket.destroy();
    // A response that ends the connection does so when it is closed, a moment after it is done.
    else if (last === undefined || (isDone(last) && last.closed)) write();
    else if (last.req.complete) last.once('close', again);
    else if (before !== undefined) before.once('close', again);
    // Bytes that are already written are still sent.
    else if (last.headersSent) socket.destroySoon();
    else write();
  }

  /**
   * Applies a timeout that Node.js has reported, without the time in which reading was paused: while the connection has enough requests in
   * work, its client doesn't read the responses, or a handler reads a body more slowly than it arrives. It isn't known when a header section
   * began, so pauses shortly before it may count, too: it gets at most twice its time.
   *
   * @param onLate called at once if reading was not paused; never if the rest of the message arrives in time
   */
  whenLate(socket: Socket, onLate: () => void): void {
    const connection = Connection.of(socket) as Connection;
    const { last, requests } = connection;
    if (last?.req.complete === false) {
      afterReading(connection, connection.pausedMs, () => last.req.complete, onLate);
      return;
    }
    const { headersTimeoutMs, requestTimeoutMs } = this.#limits;
    const isComplete = () => {
      if (connection.requests === requests) return false;
      const begun = connection.last;
      // Node.js reports a message once, so nothing else limits the body of one whose header section got more time.
      if (requestTimeoutMs > 0 && connection.requests === requests + 1 && begun?.req.complete === false)
        afterReading(connection, requestTimeoutMs - headersTimeoutMs, () => begun.req.complete, onLate);
      return true;
    };
    afterReading(connection, Math.min(connection.pausedMs, headersTimeoutMs + CHECK_INTERVAL_MS), isComplete, onLate);
  }

  /** Looks at every connection for what Node's own timeouts don't see. */
  #check(): void {
    if (this.#all.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    const { keepAliveTimeoutMs, writeTimeoutMs } = this.#limits;
    const nowMs = performance.now();
    for (const connection of this.#all) {
      if (connection.socket.readableEnded) probe(connection);
      if (writeTimeoutMs > 0) timeUnread(connection.socket, writeTimeoutMs);
      if (keepAliveTimeoutMs === 0 || !connection.forget()) continue;
      if (connection.requests === connection.idleAfter) connection.idleWatch?.check(nowMs);
      else {
        connection.idleAfter = connection.requests;
        connection.idleWatch ??= new IdleWatch(connection.socket, this.#limits);
        connection.idleWatch.begin(nowMs);
      }
    }
  }
}

/**
 * Calls `onLate` unless a message is complete once reading has continued for some time.
 *
 * @param readMs how long, in milliseconds; pauses from now on are added
 */
function afterReading(connection: Connection, readMs: number, isComplete: () => boolean, onLate: () => void): void {
  const { socket, pausedMs } = connection;
  const sinceMs = performance.now();
  const check = () => {
    if (isComplete()) return;
    if (socket.isPaused()) {
      socket.once('resume', check);
      return;
    }
    const leftMs = readMs + (connection.pausedMs - pausedMs) - (performance.now() - sinceMs);
    if (leftMs <= 0) {
      onLate();
      return;
    }
    const timer = setTimeout(check, Math.ceil(leftMs)).unref();
    socket.once('close', () => clearTimeout(timer));
  };
  check();
}

/**
 * A client that has closed its side may be waiting for its response, or have disconnected; only a write shows which. So until the response
 * is ready, the server sends interim responses, which every HTTP/1.1 client ignores (RFC 9110 section 15.2). If the client has
 * disconnected, its system resets the connection, and the handler's signal is aborted.
 */
function probe(connection: Connection): void {
  if (connection.checksAfterEnd === 0) connection.socket.setKeepAlive(true, TCP_PROBE_AFTER_MS);
  if (++connection.checksAfterEnd % PROBE_CHECKS !== 0) return;
  const { current } = connection;
  if (current !== undefined && !current.headersSent && current.req.httpVersionMinor > 0) current.writeProcessing();
}
