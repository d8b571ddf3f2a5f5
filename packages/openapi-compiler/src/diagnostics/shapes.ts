import { isObject, type Json, type JsonObject, joinPointer, parsePointer, resolve, valueAt } from '../json.ts';
import { EXTENSIONS, FIELDS, type Field, isDocumentation, type Kind } from '../parse/fields.ts';
import { isRequirements } from '../parse/security-schemes.ts';
import type { Finding } from './diagnostic.ts';
import { article } from './unknown-fields.ts';

/** What a document is made of, whether or not an operation uses it. */
export interface Shapes {
  /** Whatever is not an object, list, string or boolean where it must be one. */
  readonly findings: readonly Finding[];
  /** Where what cannot be used stands: a value of a wrong type, or an object whose reference leads nowhere. */
  readonly unusable: readonly string[];
  /** Where its schemas stand. */
  readonly schemas: readonly string[];
}

/**
 * Checks the type of all that the compiler reads, so that no other check has to.
 *
 * @param root the document, its references normalized
 */
export function shapesOf(root: JsonObject): Shapes {
  const walk = new ShapeWalk(root);
  walk.object(root, 'OpenAPI', '');
  walk.targets();
  return walk;
}

/** A copy of the document without what cannot be used, for the other checks. An item of a list becomes null, so that the others stay where they are. */
export function withoutUnusable(root: JsonObject, unusable: readonly string[]): JsonObject {
  if (unusable.length === 0) return root;
  const copy = structuredClone(root);
  for (const pointer of unusable) {
    const mark = pointer.lastIndexOf('/');
    const holder = valueAt(copy, pointer.slice(0, mark));
    const [name = ''] = parsePointer(pointer.slice(mark));
    if (Array.isArray(holder)) holder[Number(name)] = null;
    else if (isObject(holder)) delete holder[name];
  }
  return copy;
}

class ShapeWalk implements Shapes {
  readonly findings: Finding[] = [];
  readonly unusable: string[] = [];
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
      this.#wrongType(pointer, `${nameOf(kind)} must be an object`, isDocumentation(kind));
      return;
    }
    // Nothing reads the target.
    if (typeof value['$ref'] === 'string' && isDocumentation(kind)) return;
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
    const at = joinPointer(pointer, '$ref');
    if (value === undefined) {
      this.findings.push({ code: 'circular-reference', pointer: at, reason: 'the reference leads back to itself; refer to the object itself' });
      this.#leaveOut(kind, pointer);
    } else {
      this.#references.push({ pointer, kind, target });
      this.object(value, kind, target);
    }
  }

  /** A reference leads to an object of the kind that could stand in its place. */
  targets(): void {
    for (const { pointer, kind, target } of this.#references) {
      const found = this.#kinds.get(target) ?? kind;
      if (found === kind) continue;
      const reason = `the reference leads to ${nameOf(found)}, and must lead to ${nameOf(kind)}`;
      this.findings.push({ code: 'wrong-reference-target', pointer: joinPointer(pointer, '$ref'), reason });
      this.#leaveOut(kind, pointer);
    }
  }

  #leaveOut(kind: Kind, pointer: string): void {
    this.unusable.push(kind === 'Path Item' ? joinPointer(pointer, '$ref') : pointer);
  }

  #field(value: Json | undefined, field: Field, pointer: string, name: string): void {
    const { holds, many, extensible } = field;
    if (many === undefined) this.#one(value, holds, pointer, name);
    else if (many === 'list' ? !Array.isArray(value) : !isObject(value))
      this.#wrongType(pointer, `\`${name}\` must be ${many === 'list' ? 'a list' : 'an object'}`, isDocumentation(holds));
    else
      for (const [key, member] of Object.entries(value as JsonObject))
        if (!(extensible && key.startsWith('x-'))) this.#one(member, holds, joinPointer(pointer, key), key);
  }

  #one(value: Json | undefined, holds: Field['holds'], pointer: string, name: string): void {
    switch (holds) {
      case 'anything':
        return;
      case 'prose':
        if (typeof value !== 'string') this.#wrongType(pointer, `\`${name}\` must be a string`, true);
        return;
      case 'text':
        if (typeof value !== 'string') this.#wrongType(pointer, `\`${name}\` must be a string; quote it`);
        return;
      case 'flag':
        if (typeof value !== 'boolean') this.#wrongType(pointer, `\`${name}\` must be true or false`);
        return;
      case 'schema':
        this.#kinds.set(pointer, holds);
        this.schemas.push(pointer);
        return;
      case 'requirements':
        if (!isRequirements(value)) this.#wrongType(pointer, `\`${name}\` must be a list of security requirements, such as \`[{ key: [] }]\``);
        return;
      default:
        this.#kinds.set(pointer, holds);
        this.object(value, holds, pointer);
    }
  }

  #wrongType(pointer: string, reason: string, isAnnotation = false): void {
    this.findings.push({ code: isAnnotation ? 'wrong-annotation-type' : 'wrong-type', pointer, reason });
    if (!isAnnotation) this.unusable.push(pointer);
  }
}

/** `a Media Type Object`. */
const nameOf = (kind: Field['holds']) => (kind === 'schema' ? 'a Schema Object' : `${article(kind)} ${kind} Object`);
