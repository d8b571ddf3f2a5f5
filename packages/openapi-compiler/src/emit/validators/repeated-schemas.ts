import { strongComponents } from '../../ir/strong-components.ts';
import { isObject, type Json } from '../../json.ts';
import type { Definition } from './definitions.ts';

/** Keywords by which several schemas look at the same data, alone or beside `properties` or `items`. */
const SEVERAL: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'dependentSchemas', 'patternProperties', 'contains']);

/** The bits of a number in a bit set. */
const BITS = 32;
/** So many numbers of a bit set are looked at in one pass, which bounds the memory of documents with many schemas. */
const WORDS = 64;

/** The schemas that may be met more than once for the same data, by id. */
export interface Repeated {
  /** Those that can come back to themselves, on a way on which several schemas may look at the same data. */
  readonly recursive: ReadonlySet<string>;
  /**
   * Others that one schema leads to in two ways, of which both may look at the same data: with layers of such schemas the number of ways
   * doubles in each.
   */
  readonly layered: ReadonlySet<string>;
}

interface Look {
  readonly several: boolean;
  /** Each as often as it stands there. */
  readonly references: readonly string[];
}

/** A group of schemas that all lead to each other; most often a single one. */
interface Group {
  readonly members: readonly Look[];
  readonly isRecursive: boolean;
  /** The groups that members refer to, each as often as it stands there, without the group itself. */
  readonly next: readonly number[];
}

export function repeated(definitions: Iterable<Definition>): Repeated {
  const all = new Map([...definitions].map(({ id, schema }) => [id, lookInto(schema)]));
  const nextOf = (id: string) => (all.get(id)?.references ?? []).filter((reference) => all.has(reference));
  const components = strongComponents(all.keys(), nextOf);
  const groupOf = new Map(components.flatMap((ids, index) => ids.map((id) => [id, index] as const)));
  const groups = components.map((ids, index): Group => {
    const members = ids.map((id) => all.get(id) as Look);
    const next = ids.flatMap((id) => nextOf(id).map((reference) => groupOf.get(reference) as number));
    const isCircle = next.includes(index);
    return { members, isRecursive: isCircle && members.some(({ several }) => several), next: next.filter((other) => other !== index) };
  });
  const layers = layeredGroups(groups, (look) => look.references.flatMap((reference) => groupOf.get(reference) ?? []));
  const idsOf = (is: (index: number) => boolean) => new Set(components.flatMap((ids, index) => (is(index) ? ids : [])));
  return { recursive: idsOf((index) => groups[index]?.isRecursive === true), layered: idsOf((index) => layers.has(index) && !groups[index]?.isRecursive) };
}

/**
 * The groups that a schema leads to in two ways. The first of them on each way are groups that others refer to at least twice; what those
 * lead to follows from it. So only for these it is found which schemas lead to them, as a bit of each schema.
 *
 * @param groups each after those that it leads to
 */
function layeredGroups(groups: readonly Group[], groupsOf: (look: Look) => readonly number[]): ReadonlySet<number> {
  const layered = new Set<number>();
  for (const [index, { members, next }] of groups.entries())
    for (const look of members) {
      const targets = look.several ? groupsOf(look) : [];
      const circles = targets.filter((target) => target === index).length;
      // A way around the circle leads to all that the circle leads to.
      for (const target of circles > 1 ? next : circles === 1 ? targets : []) if (target !== index) layered.add(target);
    }
  const references = new Map<number, number>();
  for (const { next } of groups) for (const target of next) references.set(target, (references.get(target) ?? 0) + 1);
  const shared = [...references].filter(([, count]) => count > 1).map(([target]) => target);
  for (let start = 0; start < shared.length; start += BITS * WORDS) {
    const part = shared.slice(start, start + BITS * WORDS);
    const reached = new BitRows(groups.length, part.length);
    const bitOf = new Map(part.map((target, bit) => [target, bit]));
    for (const [index, { members, next }] of groups.entries()) {
      const own = bitOf.get(index);
      if (own !== undefined) reached.set(index, own);
      for (const target of next) reached.include(index, target);
      for (const look of members) if (look.several) for (const bit of reached.repeated(groupsOf(look))) layered.add(part[bit] as number);
    }
  }
  // A set is iterated over what is added meanwhile, too.
  for (const index of layered) for (const target of groups[index]?.next ?? []) layered.add(target);
  return layered;
}

/** A bit set for each row. */
class BitRows {
  readonly #words: number;
  readonly #bits: Int32Array;

  constructor(rows: number, length: number) {
    this.#words = Math.ceil(length / BITS);
    this.#bits = new Int32Array(rows * this.#words);
  }

  set(row: number, bit: number): void {
    this.#add(row * this.#words + Math.floor(bit / BITS), 1 << (bit % BITS));
  }

  /** Adds the bits of another row. */
  include(row: number, other: number): void {
    for (let word = 0; word < this.#words; word++) this.#add(row * this.#words + word, this.#at(other, word));
  }

  /** The bits that are in two of some rows, or in more. */
  *repeated(rows: readonly number[]): Generator<number> {
    if (rows.length < 2) return;
    for (let word = 0; word < this.#words; word++) {
      let once = 0;
      let twice = 0;
      for (const row of rows) {
        twice |= once & this.#at(row, word);
        once |= this.#at(row, word);
      }
      for (; twice !== 0; twice &= twice - 1) yield word * BITS + BITS - 1 - Math.clz32(twice & -twice);
    }
  }

  #at(row: number, word: number): number {
    return this.#bits[row * this.#words + word] as number;
  }

  #add(at: number, bits: number): void {
    this.#bits[at] = (this.#bits[at] as number) | bits;
  }
}

function lookInto(schema: Json): Look {
  const references: string[] = [];
  let several = false;
  const look = (value: Json | undefined): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (name === '$ref' && typeof member === 'string') {
        references.push(member);
        // What stands beside a reference looks at the same data.
        several ||= isObject(value) && Object.keys(value).length > 1;
      }
      several ||= SEVERAL.has(name);
      look(member);
    }
  };
  look(schema);
  return { several, references };
}
