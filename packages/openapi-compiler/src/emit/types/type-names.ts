import { isObject, type Json, type JsonObject, joinPointer, parsePointer, refPointer, valueAt } from '../../parse/source-document.ts';
import type { Side } from '../validators/definitions.ts';

/** Parts of a pointer that name nothing. */
const STRUCTURE: ReadonlySet<string> = new Set(['components', 'schemas', 'properties', 'schema', 'paths', 'content', '$defs', 'definitions']);

/** Names for the types of schemas that others refer to. */
export class TypeNames {
  readonly #root: JsonObject;
  readonly #taken: Set<string>;
  readonly #names = new Map<string, string>();
  readonly #sided = new Map<string, boolean>();

  /** @param reserved names that the module uses itself */
  constructor(root: JsonObject, reserved: readonly string[]) {
    this.#root = root;
    this.#taken = new Set(reserved);
    // Components first, so that none has to give way to another schema.
    const { components } = root;
    const schemas = isObject(components) && isObject(components['schemas']) ? Object.keys(components['schemas']) : [];
    for (const name of schemas) this.nameOf(joinPointer('/components/schemas', name), 'response');
  }

  /** `Pet`; `PetInput` for what clients send of it, where that differs. */
  nameOf(pointer: string, side: Side): string {
    const suffix = side === 'request' && this.#differs(pointer) ? 'Input' : '';
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

  /** Whether a schema, with all it refers to, is another one in requests than in answers. */
  #differs(pointer: string): boolean {
    const known = this.#sided.get(pointer);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const differs = this.#hasSides(pointer, seen);
    this.#sided.set(pointer, differs);
    // What a schema without sides refers to has none either.
    if (!differs) for (const at of seen) this.#sided.set(at, false);
    return differs;
  }

  #hasSides(pointer: string, seen: Set<string>): boolean {
    if (seen.has(pointer)) return false;
    seen.add(pointer);
    const walk = (value: Json | undefined): boolean => {
      if (Array.isArray(value)) return value.some(walk);
      if (!isObject(value)) return false;
      if (value['readOnly'] === true || value['writeOnly'] === true) return true;
      if (typeof value['$ref'] === 'string' && this.#hasSides(refPointer(value['$ref']) ?? '', seen)) return true;
      return Object.entries(value).some(([name, member]) => !['example', 'examples', 'enum', 'const', 'default'].includes(name) && walk(member));
    };
    return walk(valueAt(this.#root, pointer));
  }
}

/** `SimpleUser` of `simple-user`; a digit cannot stand first. */
function identifier(parts: readonly string[]): string {
  const words = parts.flatMap((part) => part.split(/[^\p{ID_Continue}$]+/u)).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[\p{ID_Start}$_]/u.test(name) ? name : `Schema${name}`;
}
