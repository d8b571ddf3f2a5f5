import type { Socket } from 'node:net';

/** CRLF CRLF ends every header section (RFC 9112 section 2.1), so that many bytes of empty lines without a request show that none had begun. */
const HEADER_END_BYTES = 4;
const EMPTY_LINES = /^[\r\n]*$/;
/** How often connections are checked. Node's default of 30 s would make every limit half a minute longer. */
export const CHECK_INTERVAL_MS = 500;

/**
 * Closes an idle connection that sends bytes without beginning a request. A server ignores empty lines before a request (RFC 9112 section
 * 2.2), but Node restarts its timeout with each; connections that send nothing are closed by Node itself.
 */
export class IdleWatch {
  readonly #socket: Socket;
  readonly #limits: { readonly keepAliveTimeoutMs: number; readonly headersTimeoutMs: number };
  /** When the connection was last found idle; 0 before its first response. */
  #sinceMs = 0;
  /** How many bytes had been read at that time. */
  #bytesRead = 0;
  /** When bytes last arrived that may have begun a request; 0 before that. */
  #begunMs = 0;
  /** How many bytes have arrived since then, if all of them were empty lines. */
  #emptyBytes = 0;

  constructor(socket: Socket, limits: { readonly keepAliveTimeoutMs: number; readonly headersTimeoutMs: number }) {
    this.#socket = socket;
    this.#limits = limits;
  }

  begin(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#bytesRead = this.#socket.bytesRead;
    this.#begunMs = 0;
    this.#emptyBytes = 0;
  }

  /** Must not be called while the connection has a request. */
  check(nowMs: number): void {
    if (this.#sinceMs === 0 || this.#socket.bytesRead === this.#bytesRead) return;
    if (this.#begunMs === 0) this.#inspect();
    if (this.#isStale(nowMs)) this.#socket.destroy();
  }

  #isStale(nowMs: number): boolean {
    if (nowMs - this.#sinceMs < this.#limits.keepAliveTimeoutMs) return false;
    // A request that has begun has its own timeout, after which Node reports a 408.
    return this.#emptyBytes >= HEADER_END_BYTES || nowMs - this.#begunMs >= this.#limits.headersTimeoutMs + CHECK_INTERVAL_MS;
  }

  /**
   * Inspects the bytes until a request arrives. Earlier bytes are unknown, so they may have begun one. Only suspicious connections are
   * inspected, as Node's parser is faster without another listener.
   */
  #inspect(): void {
    const sinceMs = this.#sinceMs;
    this.#begunMs = performance.now();
    const inspect = (chunk: Buffer) => {
      if (this.#sinceMs !== sinceMs) this.#socket.off('data', inspect);
      else if (EMPTY_LINES.test(chunk.toString('latin1'))) this.#emptyBytes += chunk.length;
      else {
        this.#begunMs = performance.now();
        this.#emptyBytes = 0;
      }
    };
    this.#socket.on('data', inspect);
  }
}
