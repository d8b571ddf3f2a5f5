import { writeSync } from 'node:fs';

/** Lines kept while nobody reads, in bytes: about a second of a busy log. */
const MAX_PENDING_BYTES = 262_144;
/** From here on lines are kept again after some were dropped, so that the line with their number is not itself every second one. */
const ROOM_BYTES = MAX_PENDING_BYTES / 2;
/** Time until the next attempt to write, in milliseconds; doubled after each attempt that wrote nothing. */
const FIRST_RETRY_MS = 1;
const LAST_RETRY_MS = 100;
/** How long the end of the process waits for a reader that is only slow. */
const EXIT_WAIT_MS = 100;
const EXIT_POLL_MS = 2;

/** What is still to be written: a line, or the rest of one. */
interface Pending {
  chunk: string | Buffer;
  bytes: number;
  /** Lines that are lost if this one is: as many as it reports, else itself. */
  readonly lines: number;
  /** A part is written already: without the rest the next line would be glued to it. */
  begun: boolean;
}

/** How the log reaches its descriptor. */
export interface LogDestinationOptions {
  /** Gives the descriptor, at the first line; writing to it must not wait. */
  readonly open: () => number;
  /** Makes the line that reports how many lines were dropped, with its line feed. */
  readonly report: (dropped: number) => string;
}

/**
 * Writes log lines to a descriptor, at once and in order, without ever waiting and without ever throwing.
 *
 * While the reader stands still (`EAGAIN`), up to 256 KiB of lines are kept; lines beyond that, and lines that fail for another reason
 * (a full disk, a reader that went away), are dropped and counted. Their number is reported in a line of its own once writing works again.
 * Lines stay whole: the rest of a line that was written in part goes out before anything else.
 */
export class LogDestination {
  readonly #options: LogDestinationOptions;
  #fd: number | undefined = undefined;
  /** The last write failed, or wrote a part only. */
  #obstructed = false;
  /** It failed for another reason than a reader that stands still. */
  #broken = false;
  #pending: Pending[] = [];
  #pendingBytes = 0;
  #dropped = 0;
  #retryMs = FIRST_RETRY_MS;
  #retryAt = 0;
  #timer: NodeJS.Timeout | undefined = undefined;
  readonly #retry = () => this.#resume();
  readonly #onExit = () => this.#finish();

  constructor(options: LogDestinationOptions) {
    this.#options = options;
  }

  /** @param line with its line feed */
  write(line: string): void {
    if (this.#obstructed && (this.#broken || performance.now() >= this.#retryAt)) this.#resume();
    if (this.#obstructed) this.#keep(line);
    else this.#put(line);
  }

  #put(line: string): void {
    const bytes = Buffer.byteLength(line);
    const entry: Pending = { chunk: line, bytes, lines: 1, begun: false };
    if (this.#send(entry)) return;
    this.#obstructed = true;
    process.on('exit', this.#onExit);
    this.#push(entry);
    if (this.#broken) this.#dropPending();
    this.#scheduleRetry();
  }

  #keep(line: string): void {
    if (!this.#broken) this.#reportDropped();
    const bytes = Buffer.byteLength(line);
    if (this.#broken || this.#dropped > 0 || this.#pendingBytes + bytes > MAX_PENDING_BYTES) this.#dropped++;
    else this.#push({ chunk: line, bytes, lines: 1, begun: false });
  }

  /** Writes what is pending, as far as that is possible now. */
  #resume(): void {
    for (;;) {
      this.#reportDropped();
      const entry = this.#pending[0];
      if (entry === undefined) {
        this.#clear();
        return;
      }
      const { bytes } = entry;
      const done = this.#send(entry);
      this.#pendingBytes -= bytes - entry.bytes;
      if (entry.bytes < bytes) this.#retryMs = FIRST_RETRY_MS;
      if (!done) break;
      this.#pending.shift();
    }
    if (this.#broken) this.#dropPending();
    this.#scheduleRetry();
  }

  /** Writes an entry; where only a part can be written, the rest is left in it. */
  #send(entry: Pending): boolean {
    try {
      this.#fd ??= this.#options.open();
      while (entry.bytes > 0) {
        const { chunk } = entry;
        const written = typeof chunk === 'string' ? writeSync(this.#fd, chunk) : writeSync(this.#fd, chunk);
        entry.bytes -= written;
        if (entry.bytes === 0) break;
        entry.chunk = (typeof chunk === 'string' ? Buffer.from(chunk) : chunk).subarray(written);
        entry.begun = true;
      }
      return true;
    } catch (error) {
      this.#broken = (error as NodeJS.ErrnoException).code !== 'EAGAIN';
      return false;
    }
  }

  #push(entry: Pending): void {
    this.#pending.push(entry);
    this.#pendingBytes += entry.bytes;
  }

  /** Puts the line with the number of dropped lines behind those that are pending, where there is room for it. */
  #reportDropped(): void {
    if (this.#dropped === 0 || this.#pendingBytes > ROOM_BYTES) return;
    const chunk = this.#options.report(this.#dropped);
    this.#push({ chunk, bytes: Buffer.byteLength(chunk), lines: this.#dropped, begun: false });
    this.#dropped = 0;
  }

  /** Drops all but the rest of a line. */
  #dropPending(): void {
    const kept = this.#pending.filter(({ begun }) => begun);
    for (const { begun, lines } of this.#pending) if (!begun) this.#dropped += lines;
    this.#pending = kept;
    this.#pendingBytes = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #clear(): void {
    this.#obstructed = false;
    this.#broken = false;
    this.#retryMs = FIRST_RETRY_MS;
    clearTimeout(this.#timer);
    process.off('exit', this.#onExit);
  }

  #scheduleRetry(): void {
    this.#retryAt = performance.now() + this.#retryMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#retry, this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  /** At the end of the process no event loop runs any more: what a slow reader takes within a moment is written, the rest is lost. */
  #finish(): void {
    const clock = new Int32Array(new SharedArrayBuffer(4));
    const endMs = performance.now() + EXIT_WAIT_MS;
    for (this.#resume(); this.#obstructed && !this.#broken && performance.now() < endMs; this.#resume()) Atomics.wait(clock, 0, 0, EXIT_POLL_MS);
  }
}
