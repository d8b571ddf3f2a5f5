import { nextOf } from '../../ir/applicators.ts';
import { leadsTo } from '../../ir/leads-to.ts';
import type { Direction } from '../../ir/read-write-only.ts';
import type { Schema } from '../../ir/schema.ts';
import { parsePointer } from '../../json.ts';

/** Parts of a pointer that name nothing. */
const STRUCTURE: ReadonlySet<string> = new Set(['components', 'schemas', 'properties', 'schema', 'paths', 'content', '$defs', 'definitions']);

/** Names for the types of schemas that others refer to. */
export class TypeNames {
  readonly #taken: Set<string>;
  readonly #names = new Map<string, string>();

  /**
   * @param components the schemas that have a name; they come first, so that none has to give way to another schema
   * @param reserved   names that the module uses itself
   */
  constructor(components: Iterable<Schema>, reserved: readonly string[]) {
    this.#taken = new Set(reserved);
    for (const schema of components) this.nameOf(schema, 'response');
  }

  /** `Pet`; `PetInput` for what clients send of it, where that differs. */
  nameOf(schema: Schema, direction: Direction): string {
    return this.nameAt(schema.pointer, direction === 'request' && this.differs(schema) ? 'Input' : '');
  }

  /** A name from where something stands. */
  nameAt(pointer: string, suffix: string): string {
    const key = `${pointer}#${suffix}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const base = `${identifier(parsePointer(pointer).filter((part) => !STRUCTURE.has(part)))}${suffix}`;
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}${count}`;
    this.#taken.add(name);
    this.#names.set(key, name);
    return name;
  }

  /** Whether a schema, with all it leads to, is another one in requests than in responses. */
  readonly differs = leadsTo<Schema>(({ readOnly, writeOnly }) => readOnly || writeOnly, nextOf);
}

/** `SimpleUser` of `simple-user`; a digit cannot stand first. */
function identifier(parts: readonly string[]): string {
  const words = parts.flatMap((part) => part.split(/[^\p{ID_Continue}$]+/u)).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[\p{ID_Start}$_]/u.test(name) ? name : `Schema${name}`;
}
