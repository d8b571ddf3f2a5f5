import { fstatSync, writeSync } from 'node:fs';

/** How many bytes of lines are kept while the reader is stalled: about a second of a busy log. */
const MAX_PENDING_BYTES = 262_144;
/** After lines were dropped, lines are kept again below this size, so that not every second line is a report of dropped ones. */
const ROOM_BYTES = MAX_PENDING_BYTES / 2;
/** Time until the next attempt to write, in milliseconds; doubled after each attempt that wrote nothing. */
const FIRST_RETRY_MS = 1;
const LAST_RETRY_MS = 100;
/** How long a line waits for others, in milliseconds. */
const BATCH_MS = 10;
/**
 * Lines are written earlier if they would be larger together. A pipe takes 4 KiB as a whole or not at all (`PIPE_BUF`), so that no line is cut
 * when the process ends; a file takes more.
 */
const MAX_BATCH_BYTES = { pipe: 4096, file: 65_536 };
/** How long the process waits for a slow reader when it exits. */
const EXIT_WAIT_MS = 100;
const EXIT_POLL_MS = 2;

/** A line, or the rest of one, that is still to be written. */
interface Pending {
  chunk: string | Buffer;
  bytes: number;
  /** How many lines are lost if this one is: the number it reports, else 1. */
  readonly lines: number;
  /** Whether it reports lines that were dropped before. */
  readonly isReport: boolean;
  /** A part is already written, so the rest must follow before the next line. */
  begun: boolean;
}

/** The options of a `LogDestination`. */
export interface LogDestinationOptions {
  /** Returns the descriptor; called at the first line. Writes to it must not block. */
  readonly open: () => number;
  /** Returns the line that reports how many lines were dropped, with its line feed. */
  readonly report: (dropped: number) => string;
}

/**
 * Writes log lines to a descriptor in order. It never blocks and never throws.
 *
 * The lines of 10 ms are written together, because a system call costs more than everything else about a line; `flush` writes them at once,
 * and so does the end of the process, unless it is killed.
 *
 * While the reader is stalled (`EAGAIN`), up to 256 KiB of lines are kept. Lines beyond that, and lines that fail for another reason (a full
 * disk, a closed pipe), are dropped and counted; a line reports their number once writing works again. Lines stay whole: the rest of a
 * line that was written in part is written before anything else.
 */
export class LogDestination {
  readonly #options: LogDestinationOptions;
  #fd: number | undefined = undefined;
  /** The lines that are written together next. */
  #batch: string[] = [];
  #batchBytes = 0;
  #isFlushDue = false;
  #maxBatchBytes = MAX_BATCH_BYTES.pipe;
  /** The last write failed, or wrote only a part. */
  #obstructed = false;
  /** It failed for a reason other than a stalled reader. */
  #broken = false;
  #pending: Pending[] = [];
  #pendingBytes = 0;
  /** Those that no line reports yet. */
  #dropped = 0;
  #droppedLines = 0;
  #retryMs = FIRST_RETRY_MS;
  #retryAt = 0;
  #timer: NodeJS.Timeout | undefined = undefined;
  readonly #flushDue = () => {
    this.#isFlushDue = false;
    this.flush();
    this.#watchExit();
  };
  readonly #retry = () => {
    this.#resume();
    this.#watchExit();
  };
  readonly #onExit = () => this.#finish();
  #watchesExit = false;

  constructor(options: LogDestinationOptions) {
    this.#options = options;
  }

  /** How many lines were dropped since the start. */
  get droppedLines(): number {
    return this.#droppedLines;
  }

  /** @param line with its line feed */
  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#batchBytes + bytes > this.#maxBatchBytes) this.flush();
    if (!this.#isFlushDue) {
      this.#isFlushDue = true;
      setTimeout(this.#flushDue, BATCH_MS).unref();
      this.#watchExit();
    }
    this.#batch.push(line);
    this.#batchBytes += bytes;
  }

  /** Writes now what `write` was given, if the reader isn't stalled. */
  flush(): void {
    const lines = this.#batch;
    if (lines.length === 0) return;
    const bytes = this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
    if (this.#obstructed && (this.#broken || performance.now() >= this.#retryAt)) this.#resume();
    if (this.#obstructed) for (const line of lines) this.#keep(line);
    else this.#put(lines, bytes);
  }

  #put(lines: readonly string[], bytes: number): void {
    const whole: Pending = { chunk: lines.join(''), bytes, lines: lines.length, isReport: false, begun: false };
    if (this.#send(whole)) return;
    this.#obstructed = true;
    this.#keepUnwritten(lines, bytes - whole.bytes);
    if (this.#broken) this.#dropPending();
    this.#scheduleRetry();
  }

  /** @param written how many bytes of the lines are written */
  #keepUnwritten(lines: readonly string[], written: number): void {
    let end = 0;
    for (const line of lines) {
      const bytes = Buffer.byteLength(line);
      end += bytes;
      const left = Math.min(end - written, bytes);
      if (left === bytes) this.#keep(line);
      else if (left > 0) this.#push({ chunk: Buffer.from(line).subarray(bytes - left), bytes: left, lines: 1, isReport: false, begun: true });
    }
  }

  #keep(line: string): void {
    if (!this.#broken) this.#reportDropped();
    const bytes = Buffer.byteLength(line);
    if (this.#broken || this.#dropped > 0 || this.#pendingBytes + bytes > MAX_PENDING_BYTES) this.#drop(1);
    else this.#push({ chunk: line, bytes, lines: 1, isReport: false, begun: false });
  }

  /** Writes pending lines, as far as possible now. */
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

  /** Writes an entry; if only a part can be written, the rest stays in it. */
  #send(entry: Pending): boolean {
    try {
      this.#fd ??= this.#open();
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

  #open(): number {
    const fd = this.#options.open();
    if (fstatSync(fd).isFile()) this.#maxBatchBytes = MAX_BATCH_BYTES.file;
    return fd;
  }

  #push(entry: Pending): void {
    this.#pending.push(entry);
    this.#pendingBytes += entry.bytes;
  }

  /** Appends the report of dropped lines to the pending ones, if there is room for it. */
  #reportDropped(): void {
    if (this.#dropped === 0 || this.#pendingBytes > ROOM_BYTES) return;
    const chunk = this.#options.report(this.#dropped);
    this.#push({ chunk, bytes: Buffer.byteLength(chunk), lines: this.#dropped, isReport: true, begun: false });
    this.#dropped = 0;
  }

  /** Drops everything except the rest of a line. */
  #dropPending(): void {
    const kept = this.#pending.filter(({ begun }) => begun);
    for (const { begun, isReport, lines } of this.#pending) {
      if (begun) continue;
      if (isReport) this.#dropped += lines;
      else this.#drop(lines);
    }
    this.#pending = kept;
    this.#pendingBytes = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #drop(lines: number): void {
    this.#dropped += lines;
    this.#droppedLines += lines;
  }

  #clear(): void {
    this.#obstructed = false;
    this.#broken = false;
    this.#retryMs = FIRST_RETRY_MS;
    clearTimeout(this.#timer);
  }

  #scheduleRetry(): void {
    this.#retryAt = performance.now() + this.#retryMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#retry, this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  /** Listens to the end of the process while there is something to write. */
  #watchExit(): void {
    const isNeeded = this.#obstructed || this.#isFlushDue;
    if (isNeeded === this.#watchesExit) return;
    this.#watchesExit = isNeeded;
    if (isNeeded) process.on('exit', this.#onExit);
    else process.off('exit', this.#onExit);
  }

  /** At exit the event loop no longer runs: writes what a slow reader accepts within a moment; the rest is lost. */
  #finish(): void {
    this.flush();
    const clock = new Int32Array(new SharedArrayBuffer(4));
    const endMs = performance.now() + EXIT_WAIT_MS;
    for (this.#resume(); this.#obstructed && !this.#broken && performance.now() < endMs; this.#resume()) Atomics.wait(clock, 0, 0, EXIT_POLL_MS);
  }
}
