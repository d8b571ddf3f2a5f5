/** While items are written at once, every so many of them one turn of the event loop is checked for further items. */
const PROBE_INTERVAL = 32;
/**
 * How long items wait at most: where handlers take the processor, a turn may last long, and nothing is gained by waiting for its end. With
 * bodies of 100 KB and 5 ms, five times as much survived a garbage collection.
 */
const HOLD_MS = 1;
/** How many items wait at most. Each holds memory until it is written, and 64 together were not written at a lower cost than 16. */
const MOST_WAITING = 16;

/**
 * Responses that are ready to be written.
 *
 * A write wakes up the receiving process, which with many connections is the greatest single cost of a response. Responses that are written
 * together, after the requests that had arrived were handled, share that cost: with 64 connections, 1.5 times as many responses per second
 * were measured. A single response would only lose time by waiting for a turn of the event loop, about a tenth; so as long as no two are
 * ready in one turn, each is written at once.
 */
export class ResponseQueue<T> {
  readonly #write: (item: T) => void;
  readonly #afterWriting: (() => void) | undefined;
  #waiting: T[] = [];
  #lastConnection: unknown;
  #isFlushing = false;
  #isTurnOpen = false;
  /** Whether several items came in the last turn that was checked, so that items of one turn are written together. */
  #together = false;
  #untilProbe = PROBE_INTERVAL;
  #countInTurn = 0;
  #heldSinceMs = 0;

  /**
   * @param write        must not throw
   * @param afterWriting called after one item or several in a row were written; must not throw. What can wait belongs here: with work between
   *   two writes, the receiving process has read the first response and sleeps again before the second
   */
  constructor(write: (item: T) => void, afterWriting?: () => void) {
    this.#write = write;
    this.#afterWriting = afterWriting;
  }

  /**
   * Writes an item at once, or together with others once the sockets that are readable now were read (the event loop's check phase).
   *
   * @param connection the destination of the item. Two items of one connection don't wait for each other: they share no cost, and a client
   *   that pipelines without reading would fill the memory with them
   * @param isInCall   whether the item must not be written before the current call is done
   */
  put(item: T, connection: unknown, isInCall: boolean): void {
    this.#countInTurn++;
    const waits = this.#together && connection !== this.#lastConnection;
    this.#lastConnection = connection;
    if (waits || --this.#untilProbe === 0) this.#openTurn();
    if (!waits && !isInCall && this.#waiting.length === 0) {
      this.#write(item);
      this.#afterWriting?.();
      return;
    }
    this.#waiting.push(item);
    if (this.#isFlushing || (waits && this.#waiting.length < MOST_WAITING && !this.#isHeldLong())) return;
    this.#isFlushing = true;
    queueMicrotask(this.#flush);
  }

  #openTurn(): void {
    this.#untilProbe = PROBE_INTERVAL;
    if (this.#isTurnOpen) return;
    this.#isTurnOpen = true;
    this.#countInTurn = 1;
    this.#heldSinceMs = performance.now();
    setImmediate(this.#endTurn);
  }

  #isHeldLong(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#heldSinceMs < HOLD_MS) return false;
    this.#heldSinceMs = nowMs;
    return true;
  }

  readonly #endTurn = () => {
    this.#isTurnOpen = false;
    this.#together = this.#countInTurn > 1;
    this.#lastConnection = undefined;
    this.#flush();
  };

  readonly #flush = () => {
    this.#isFlushing = false;
    const items = this.#waiting;
    if (items.length === 0) return;
    this.#waiting = [];
    for (const item of items) this.#write(item);
    this.#afterWriting?.();
  };
}
