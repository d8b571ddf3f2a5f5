import { EXTENSIONS, FIELDS, type Field, type Kind } from './fields.ts';
import { isRequirements } from './security-schemes.ts';
import { type Fault, isObject, type Json, type JsonObject, joinPointer, resolve } from './source-document.ts';

/** What a document is made of, whether or not an operation uses it. */
export interface Shapes {
  /** Whatever is no object, list, text or flag where it has to be one. */
  readonly faults: readonly Fault[];
  /** Where its schemas stand. */
  readonly schemas: readonly string[];
}

/**
 * Looks at the shape of all that a server has a part in, so that nobody after has to.
 *
 * @param root the document, its references normalized
 */
export function shapesOf(root: JsonObject): Shapes {
  const walk = new ShapeWalk(root);
  walk.object(root, 'OpenAPI', '');
  walk.targets();
  return walk;
}

class ShapeWalk implements Shapes {
  readonly faults: Fault[] = [];
  readonly schemas: string[] = [];
  readonly #root: JsonObject;
  readonly #seen = new Set<string>();
  /** What stands at each place by itself, whoever refers to it. */
  readonly #kinds = new Map<string, Field['holds']>([['', 'OpenAPI']]);
  readonly #references: { readonly pointer: string; readonly kind: Kind; readonly target: string }[] = [];

  constructor(root: JsonObject) {
    this.#root = root;
  }

  object(value: Json | undefined, kind: Kind, pointer: string): void {
    const key = `${kind} ${pointer}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (!isObject(value)) {
      this.#fault(pointer, `${nameOf(kind)} has to be an object`);
      return;
    }
    // What is beside the reference of a path item counts (OpenAPI 3.0.3 section 4.7.9.1).
    if (typeof value['$ref'] === 'string') {
      this.#target(kind, pointer);
      if (kind !== 'Path Item') return;
    }
    for (const [name, field] of [...Object.entries(FIELDS[kind]), ...Object.entries(EXTENSIONS)])
      if (Object.hasOwn(value, name)) this.#field(value[name], field, joinPointer(pointer, name), name);
  }

  #target(kind: Kind, pointer: string): void {
    const { value, pointer: target } = resolve(this.#root, pointer);
    if (value === undefined) this.#fault(joinPointer(pointer, '$ref'), 'the reference leads back to itself');
    else {
      this.#references.push({ pointer: joinPointer(pointer, '$ref'), kind, target });
      this.object(value, kind, target);
    }
  }

  /** A reference is to an object of the kind that could stand in its place. */
  targets(): void {
    for (const { pointer, kind, target } of this.#references) {
      const found = this.#kinds.get(target) ?? kind;
      if (found !== kind) this.#fault(pointer, `the reference is to ${nameOf(found)}, and has to be to ${nameOf(kind)}`);
    }
  }

  #field(value: Json | undefined, field: Field, pointer: string, name: string): void {
    const { holds, many, extensible } = field;
    if (many === undefined) this.#one(value, holds, pointer, name);
    else if (many === 'list' ? !Array.isArray(value) : !isObject(value)) this.#fault(pointer, `${name} has to be ${many === 'list' ? 'a list' : 'an object'}`);
    else
      for (const [key, member] of Object.entries(value as JsonObject))
        if (!(extensible && key.startsWith('x-'))) this.#one(member, holds, joinPointer(pointer, key), key);
  }

  #one(value: Json | undefined, holds: Field['holds'], pointer: string, name: string): void {
    switch (holds) {
      case 'anything':
        return;
      case 'text':
        if (typeof value !== 'string') this.#fault(pointer, `${name} has to be a text`);
        return;
      case 'flag':
        if (typeof value !== 'boolean') this.#fault(pointer, `${name} has to be true or false`);
        return;
      case 'schema':
        this.#kinds.set(pointer, holds);
        this.schemas.push(pointer);
        return;
      case 'requirements':
        if (!isRequirements(value)) this.#fault(pointer, `${name} has to be a list of objects, each of a list of scopes by the name of a security scheme`);
        return;
      default:
        this.#kinds.set(pointer, holds);
        this.object(value, holds, pointer);
    }
  }

  #fault(pointer: string, reason: string): void {
    this.faults.push({ pointer, reason });
  }
}

/** `a Media Type Object`. */
const nameOf = (kind: Field['holds']) => (kind === 'schema' ? 'a Schema Object' : `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind} Object`);
