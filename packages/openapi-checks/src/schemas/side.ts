import { isObject, type Json, type JsonObject, joinPointer, refPointer, resolve } from '@petsage/openapi-compiler/internal';

/** One of the two documents that are compared. */
export type DocumentName = 'base' | 'revision';

/** A place in one of them. */
export interface Place {
  readonly document: DocumentName;
  /** A JSON Pointer (RFC 6901). */
  readonly pointer: string;
}

/** A value with its place, references followed. */
export interface Located<Value extends Json = Json> extends Place {
  readonly value: Value;
  readonly side: Side;
}

/** A document, read by places. */
export class Side {
  readonly document: DocumentName;
  readonly root: JsonObject;
  /** OpenAPI 3.0 ignores what stands beside a `$ref` (3.0.3 section 4.7.23.1), and has `nullable`. */
  readonly isOpenApi30: boolean;
  /** What was computed once for places of the document, by a key. */
  readonly memory = new Map<string, unknown>();

  constructor(document: DocumentName, root: JsonObject) {
    this.document = document;
    this.root = root;
    this.isOpenApi30 = String(root['openapi']).startsWith('3.0');
  }

  /** The object that a pointer names, references followed; an empty one if there is none. */
  object(pointer: string): Located<JsonObject> {
    const { value, pointer: at } = resolve(this.root, pointer);
    return { value: isObject(value) ? value : {}, pointer: at, document: this.document, side: this };
  }

  readonly #targets = new Map<string, Located | undefined>();
  /** What a `$ref` names. */
  target(ref: string): Located | undefined {
    if (!this.#targets.has(ref)) this.#targets.set(ref, this.#findTarget(refPointer(ref)));
    return this.#targets.get(ref);
  }

  #findTarget(pointer: string | undefined): Located | undefined {
    if (pointer === undefined) return undefined;
    const { value, pointer: at } = resolve(this.root, pointer);
    return value === undefined ? undefined : { value, pointer: at, document: this.document, side: this };
  }
}

/** A member of an object, not followed. */
export function member({ value, pointer, document, side }: Located<JsonObject>, name: string): Located | undefined {
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  return found === undefined ? undefined : { value: found, pointer: joinPointer(pointer, name), document, side };
}

/** A member that is an object, references followed; an empty object if there is none. */
export function objectMember(holder: Located<JsonObject>, name: string): Located<JsonObject> {
  return holder.side.object(joinPointer(holder.pointer, name));
}

/** The members of an object that are objects themselves, by name, references followed. */
export function objectMembers(holder: Located<JsonObject>): Map<string, Located<JsonObject>> {
  const names = Object.keys(holder.value).filter((name) => isObject(holder.value[name]));
  return new Map(names.map((name) => [name, objectMember(holder, name)]));
}

/** The items of a list, not followed. */
export function items({ value, pointer, document, side }: Located): Located[] {
  return Array.isArray(value) ? value.map((item, index) => ({ value: item, pointer: joinPointer(pointer, index), document, side })) : [];
}
