import type { IncomingMessage } from 'node:http';

/** How often turns of the event loop are measured while there are requests. */
const TICK_MS = 10;
/** After so many measurements without a request, they end until the next one. */
const IDLE_TICKS = 100;
/** How many requests pass between two looks at the clock while the event loop isn't busy. */
const UNCHECKED = 15;
/**
 * The part of the limit for which requests are served before others are refused. The system queues requests in the order in which they
 * came, so each waits for about one turn of the event loop; the rest is for refusals, and for what responses take after the handler.
 */
const SERVING = 0.5;
/** How long requests are refused at most, as a part of the time for which others were served. */
const REFUSING = 1;
/** The same where a refusal costs hardly less than to serve the request, so that little is gained by it. */
const REFUSING_AT_COST = 0.25;
/** How many requests are served in any case: where no more are waiting, refusing them would gain nothing. */
const LEAST_SERVED = 4;
/** How long overload lasts at least: refusals make turns short, which doesn't mean that there is less to do. */
const LEAST_MS = 1000;

/**
 * Finds out whether requests wait too long for the event loop.
 *
 * A request waits in the operating system while the event loop handles those that came before it, for about one turn of the loop. So under
 * overload a turn serves requests for a part of the limit, and refuses the others that had come. `monitorEventLoopDelay` measures the same
 * turns by the same means, a timer, but reports only those that are over; by then, a turn with thousands of requests has served all of
 * them late.
 *
 * One long turn is a pause (a garbage collection, a process that was stopped), after which the queue shrinks by itself, and a turn that
 * took little processor time was one in which other processes ran. Overload begins when turns longer than the limit follow one another,
 * and ends when nothing was refused for a second.
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
  #turnStartMs = 0;
  #cpu = process.cpuUsage();
  /** How many long turns there were in a row. */
  #longTurns = 0;
  #overloadedUntilMs = 0;
  /** Under overload, requests are served from this time on, and then refused from `#refusingFromMs` on. A new turn begins anew. */
  #servingFromMs = 0;
  #refusingFromMs: number | undefined;
  #served = 0;
  #refused = 0;

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
    if (nowMs < this.#overloadedUntilMs || this.#longTurns > 1 || (this.#longTurns === 1 && elapsedMs > this.#limitMs)) return this.#isRefused(nowMs);
    this.#credit = elapsedMs < 2 * TICK_MS ? UNCHECKED : 0;
    return false;
  }

  /** Under overload: whether the time for which requests are served is over. */
  #isRefused(nowMs: number): boolean {
    this.#credit = 0;
    const servingMs = (this.#refusingFromMs ?? nowMs) - this.#servingFromMs;
    if (this.#refusingFromMs === undefined) {
      if (servingMs <= this.#limitMs * SERVING || this.#served < LEAST_SERVED) {
        this.#served++;
        return false;
      }
      this.#refusingFromMs = nowMs;
    }
    const refusingMs = nowMs - this.#refusingFromMs;
    const isCheap = refusingMs / this.#refused < servingMs / this.#served / 2;
    if (this.#refused > 0 && refusingMs > servingMs * (isCheap ? REFUSING : REFUSING_AT_COST)) {
      this.#serveFrom(nowMs);
      this.#served++;
      return false;
    }
    this.#refused++;
    this.#overloadedUntilMs = nowMs + LEAST_MS;
    return true;
  }

  #begin(nowMs: number): void {
    this.#startTurn(nowMs, process.cpuUsage());
    this.#longTurns = 0;
    this.#idleTicks = 0;
    this.#timer = setInterval(this.#tick, TICK_MS).unref();
  }

  #startTurn(nowMs: number, cpu: NodeJS.CpuUsage): void {
    this.#turnStartMs = nowMs;
    this.#cpu = cpu;
    this.#serveFrom(nowMs);
  }

  #serveFrom(nowMs: number): void {
    this.#servingFromMs = nowMs;
    this.#refusingFromMs = undefined;
    this.#served = 0;
    this.#refused = 0;
  }

  readonly #tick = () => {
    const nowMs = performance.now();
    const turnMs = nowMs - this.#turnStartMs;
    const cpu = process.cpuUsage();
    const usedMs = (cpu.user + cpu.system - this.#cpu.user - this.#cpu.system) / 1000;
    this.#longTurns = turnMs > this.#limitMs && usedMs > this.#limitMs / 4 ? this.#longTurns + 1 : 0;
    this.#startTurn(nowMs, cpu);
    this.#idleTicks = this.#credit === UNCHECKED ? this.#idleTicks + 1 : 0;
    this.#credit = UNCHECKED;
    if (this.#idleTicks < IDLE_TICKS) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#credit = 0;
  };
}
