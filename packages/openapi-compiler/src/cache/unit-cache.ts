import { createHash } from 'node:crypto';
import { type Cost, isCost } from '../patterns/cost.ts';
import type { Unit, Units } from './units.ts';

/** The characters of a SHA-256 in hexadecimal digits. */
const DIGEST = 64;

/** What a cache file has before its texts. */
interface Index {
  /** Digest of what the compiler consists of. */
  readonly version: string;
  /** The key of each unit, the length of its text in bytes, and what is known of it. */
  readonly units: readonly (readonly [key: string, bytes: number, facts: unknown])[];
  /** What patterns cost, as finding it takes long. */
  readonly costs: readonly (readonly [pattern: string, cost: Cost])[];
}

interface Entry {
  readonly key: string;
  readonly text: Uint8Array;
  readonly facts: unknown;
}

/** The texts of a document's last compilation, read from a file and written to one. Texts that this compilation doesn't use are left out. */
export class UnitCache implements Units {
  /** What patterns cost, by pattern. */
  readonly costs: ReadonlyMap<string, Cost>;
  readonly #version: string;
  readonly #known = new Map<string, Entry>();
  readonly #used = new Map<string, Entry>();

  /**
   * @param version what the compiler consists of: texts of another one are not used
   * @param file    the content of the file; anything else than a cache of this version counts as none
   */
  constructor(version: string, file?: Uint8Array) {
    this.#version = digestOf(Buffer.from(version));
    const { index, texts } = (file && contentOf(Buffer.from(file.buffer, file.byteOffset, file.byteLength))) ?? {};
    const isKnown = index !== undefined && index.version === this.#version;
    this.costs = new Map(isKnown ? index.costs.filter(([, cost]) => isCost(cost)) : []);
    if (!isKnown || texts === undefined) return;
    let start = 0;
    for (const [key, bytes, facts] of index.units) {
      this.#known.set(key, { key, text: texts.subarray(start, start + bytes), facts });
      start += bytes;
    }
  }

  get<Facts>(input: string, make: () => Unit<Facts>): Unit<Facts> {
    const key = createHash('sha256').update(input).digest('base64url');
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#used.set(key, known);
      return { facts: known.facts as Facts, text: Buffer.from(known.text.buffer, known.text.byteOffset, known.text.byteLength).toString() };
    }
    const unit = make();
    this.#used.set(key, { key, text: Buffer.from(unit.text), facts: unit.facts });
    return unit;
  }

  /**
   * The content of the file, with what was used.
   *
   * @param costs what patterns cost, by pattern
   * @returns undefined if it is as it was
   */
  file(costs: ReadonlyMap<string, Cost>): Uint8Array | undefined {
    const isSame = (one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>) =>
      one.size === other.size && [...one.keys()].every((key) => other.has(key));
    if (isSame(this.#used, this.#known) && isSame(costs, this.costs)) return undefined;
    const entries = [...this.#used.values()];
    const index: Index = {
      version: this.#version,
      units: entries.map(({ key, text, facts }) => [key, text.length, facts ?? null]),
      costs: [...costs],
    };
    const content = Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...entries.map(({ text }) => text)]);
    return Buffer.concat([Buffer.from(digestOf(content)), content]);
  }
}

const digestOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** The parts of a cache file; undefined if it is not what was written. */
function contentOf(file: Buffer): { readonly index: Index; readonly texts: Buffer } | undefined {
  const content = file.subarray(DIGEST);
  const end = content.indexOf('\n');
  if (end === -1 || digestOf(content) !== file.toString('latin1', 0, DIGEST)) return undefined;
  return { index: JSON.parse(content.toString('utf8', 0, end)) as Index, texts: content.subarray(end + 1) };
}
