import { setImmediate } from 'node:timers/promises';
import { InvalidResponseError } from './invalid-response.ts';

/** How many items are written between two looks at the clock. */
const PART_ITEMS = 500;
/** How long a list is written before other requests have their turn. */
const TURN_MS = 10;

/** Validates some items and writes them as a JSON array. */
type WriteItems = (items: readonly unknown[]) => string;

/** Whether a body is a list that may be worth writing in parts: `JSON.stringify` takes its items one by one. */
export function isLongList(body: unknown): body is readonly unknown[] {
  return Array.isArray(body) && body.length > PART_ITEMS && Object.getPrototypeOf(body) === Array.prototype && !('toJSON' in body);
}

/**
 * Writes a list as JSON. One that takes long is written in several turns of the event loop, so that other requests don't wait for it. Each
 * item is written and validated in one turn: what is sent was valid, even if the handler changes it in the meantime.
 *
 * @returns a promise only if it took more than one turn
 * @throws InvalidResponseError with the place in the whole list
 */
export function writeList(list: readonly unknown[], writeItems: WriteItems): string | Promise<string> {
  const writer = new ListWriter(list, writeItems);
  return writer.writeForOneTurn() ? writer.text : writeRest(writer);
}

async function writeRest(writer: ListWriter): Promise<string> {
  do await setImmediate();
  while (!writer.writeForOneTurn());
  return writer.text;
}

class ListWriter {
  readonly #items: readonly unknown[];
  readonly #writeItems: WriteItems;
  readonly #texts: string[] = [];
  #written = 0;

  constructor(list: readonly unknown[], writeItems: WriteItems) {
    // The handler may add and remove items.
    this.#items = list.slice();
    this.#writeItems = writeItems;
  }

  get text(): string {
    return `[${this.#texts.join(',')}]`;
  }

  /** @returns whether all items are written */
  writeForOneTurn(): boolean {
    const endMs = performance.now() + TURN_MS;
    while (this.#written < this.#items.length && performance.now() < endMs) this.#writePart();
    return this.#written >= this.#items.length;
  }

  #writePart(): void {
    const first = this.#written;
    try {
      this.#texts.push(this.#writeItems(this.#items.slice(first, first + PART_ITEMS)).slice(1, -1));
    } catch (error) {
      throw error instanceof InvalidResponseError ? inWhole(error, first) : error;
    }
    this.#written += PART_ITEMS;
  }
}

/** The error with its place in the whole list. */
function inWhole({ responseStatus, pointer, reason }: InvalidResponseError, first: number): InvalidResponseError {
  return new InvalidResponseError(
    responseStatus,
    pointer.replace(/^\/(\d+)/, (_, index) => `/${first + Number(index)}`),
    reason,
  );
}
