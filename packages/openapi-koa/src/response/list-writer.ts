import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { InvalidResponseError } from './invalid-response.ts';

/** How many items are written between two looks at the clock. */
export const PART_ITEMS = 500;
/** How long a list is written before other requests have their turn. */
const TURN_MS = 5;
/** A larger text is sent in the parts that it was written in: to put it together, count its bytes and send it would take a long turn for each. */
const MOST_WHOLE_BYTES = 1024 * 1024;

/** Validates some items and writes them as a JSON array. */
type WriteItems = (items: readonly unknown[]) => string;

/** Whether `JSON.stringify` takes the items of a list one by one, so that it may be written in parts. */
export function isPlainList(list: readonly unknown[]): boolean {
  return Object.getPrototypeOf(list) === Array.prototype && !('toJSON' in list);
}

/** A large list as JSON. */
export interface ListStream {
  readonly body: Readable;
  readonly contentLength: number;
}

/**
 * Writes a list as JSON. One that takes long is written in several turns of the event loop, so that other requests don't wait for it. Each
 * item is written and validated in one turn: what is sent was valid, even if the handler changes it in the meantime.
 *
 * @returns a promise only if it took more than one turn
 * @throws InvalidResponseError with the place in the whole list
 */
export function writeList(list: readonly unknown[], writeItems: WriteItems): string | Promise<string | ListStream> {
  const writer = new ListWriter(list, writeItems);
  return writer.writeForOneTurn() ? writer.text : writeRest(writer);
}

async function writeRest(writer: ListWriter): Promise<string | ListStream> {
  do await setImmediate();
  while (!writer.writeForOneTurn());
  return writer.bytes > MOST_WHOLE_BYTES ? { body: writer.stream(), contentLength: writer.bytes } : writer.text;
}

class ListWriter {
  readonly #items: readonly unknown[];
  readonly #writeItems: WriteItems;
  /** The parts of the text, in order. */
  readonly #texts: string[] = [];
  #bytes = 0;
  #written = 0;

  constructor(list: readonly unknown[], writeItems: WriteItems) {
    // The handler may add and remove items.
    this.#items = list.slice();
    this.#writeItems = writeItems;
  }

  get text(): string {
    return this.#texts.join('');
  }

  /** The length of the text in UTF-8. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The text in UTF-8, a part in each turn of the event loop: a fast client would take all of them in one. Each is freed once it is read. */
  stream(): Readable {
    const texts = this.#texts;
    let next = 0;
    return new Readable({
      async read() {
        await setImmediate();
        const text = texts[next];
        texts[next++] = '';
        this.push(text === undefined ? null : Buffer.from(text));
      },
    });
  }

  /** @returns whether all items are written */
  writeForOneTurn(): boolean {
    const endMs = performance.now() + TURN_MS;
    while (this.#written < this.#items.length && performance.now() < endMs) this.#writePart();
    return this.#written >= this.#items.length;
  }

  #writePart(): void {
    const first = this.#written;
    const end = first + PART_ITEMS;
    let text: string;
    try {
      text = this.#writeItems(this.#items.slice(first, end)).slice(1, -1);
    } catch (error) {
      throw error instanceof InvalidResponseError ? inWhole(error, first) : error;
    }
    const part = `${first === 0 ? '[' : ','}${text}${end >= this.#items.length ? ']' : ''}`;
    this.#texts.push(part);
    this.#bytes += Buffer.byteLength(part);
    this.#written = end;
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
