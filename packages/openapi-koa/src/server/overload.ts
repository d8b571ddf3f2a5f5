import type { IncomingMessage } from 'node:http';

/** How often turns of the event loop are measured while there are requests. */
const TICK_MS = 10;
/** After so many measurements without a request, they end until the next one. */
const IDLE_TICKS = 100;
/** How many requests pass between two looks at the clock while the event loop isn't busy. */
const UNCHECKED = 15;
/** How many requests every turn serves: where no more are waiting, refusing them would gain nothing. */
const LEAST_SERVED = 4;

/**
 * Finds out whether requests have waited too long for the event loop.
 *
 * A request waits in the operating system while the event loop handles others, for as long as one turn of the loop takes, and then until
 * its own turn within the next. So its wait is at most the length of the last turn plus the time that the current one has taken.
 * `monitorEventLoopDelay` measures the same turns by the same means, a timer, but reports only those that are over; by then, a turn with
 * thousands of requests has served all of them late.
 *
 * One long turn is a pause (a garbage collection, a process that was stopped), after which the queue shrinks by itself, and a turn that
 * took little processor time was one in which other processes ran. Requests are shed once long turns of work follow one another.
 *
 * @see Nichols and Jacobson, Controlled Delay Active Queue Management (RFC 8289): a queue that persists, not a queue, is overload
 */
export class Overload {
  readonly #limitMs: number;
  readonly #isExempt: (req: IncomingMessage) => boolean;
  /** How many requests may still pass unchecked. */
  #credit = 0;
  #timer: NodeJS.Timeout | undefined;
  #idleTicks = 0;
  /** When the current turn began, and how long the last one took if it was longer than a tick. */
  #turnStartMs = 0;
  #lastTurnMs = 0;
  #cpu = process.cpuUsage();
  /** How many long turns there were in a row. */
  #longTurns = 0;
  /** How many late requests the current turn has served. */
  #served = 0;
  /** When requests were first shed in the current turn; undefined if none was. */
  #shedFromMs: number | undefined;
  /** How long a turn may serve requests in any case. */
  #shareMs = 0;

  /**
   * @param limitMs how long a request may wait
   * @param isExempt whether a request is served even under overload, as a health check is
   */
  constructor(limitMs: number, isExempt: (req: IncomingMessage) => boolean) {
    this.#limitMs = limitMs;
    this.#isExempt = isExempt;
  }

  /** Whether a request must be refused. To be called once per request, before anything is done for it. */
  sheds(req: IncomingMessage): boolean {
    return this.#credit-- <= 0 && this.#isLate() && !this.#isExempt(req);
  }

  #isLate(): boolean {
    const nowMs = performance.now();
    if (this.#timer === undefined) this.#begin(nowMs);
    const elapsedMs = nowMs - this.#turnStartMs;
    if (this.#lastTurnMs + elapsedMs <= this.#limitMs) {
      this.#credit = this.#lastTurnMs === 0 && elapsedMs < this.#limitMs / 2 ? UNCHECKED : 0;
      return false;
    }
    this.#credit = 0;
    const isQueue = this.#longTurns > 1 || (this.#longTurns === 1 && elapsedMs > this.#limitMs);
    if (!isQueue || this.#served++ < LEAST_SERVED) return false;
    // Refusing costs time, too: at least as much is spent on serving, or requests that cost hardly more than a refusal would all be refused.
    if (elapsedMs < this.#shareMs) return false;
    this.#shedFromMs ??= nowMs;
    return true;
  }

  #begin(nowMs: number): void {
    this.#startTurn(nowMs);
    this.#lastTurnMs = 0;
    this.#longTurns = 0;
    this.#shareMs = 0;
    this.#idleTicks = 0;
    this.#timer = setInterval(this.#tick, TICK_MS).unref();
  }

  #startTurn(nowMs: number): void {
    this.#turnStartMs = nowMs;
    this.#cpu = process.cpuUsage();
    this.#served = 0;
    this.#shedFromMs = undefined;
  }

  readonly #tick = () => {
    const nowMs = performance.now();
    const turnMs = nowMs - this.#turnStartMs;
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#lastTurnMs = turnMs < 2 * TICK_MS ? 0 : turnMs;
    this.#longTurns = turnMs > this.#limitMs / 2 && (user + system) / 1000 > this.#limitMs / 4 ? this.#longTurns + 1 : 0;
    this.#shareMs = this.#shedFromMs === undefined ? 0 : nowMs - this.#shedFromMs;
    this.#startTurn(nowMs);
    this.#idleTicks = this.#credit === UNCHECKED ? this.#idleTicks + 1 : 0;
    this.#credit = this.#lastTurnMs === 0 ? UNCHECKED : 0;
    if (this.#idleTicks < IDLE_TICKS) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#credit = 0;
  };
}
