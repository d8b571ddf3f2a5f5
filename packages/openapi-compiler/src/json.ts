import { decodeComponent, escapePart, unescapePart } from '@petsage/openapi-koa/spec';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json | undefined;
}

const NEEDS_ESCAPE = /[~/]/;

export function parsePointer(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapePart);
}

export function joinPointer(base: string, ...parts: readonly (string | number)[]): string {
  let pointer = base;
  for (const part of parts) pointer += `/${typeof part === 'number' ? part : NEEDS_ESCAPE.test(part) ? escapePart(part) : part}`;
  return pointer;
}

/** Where the items of a list stand that is a member of an object; none where the member is no list. */
export function itemPointers(holder: JsonObject, pointer: string, name: string): string[] {
  const list = holder[name];
  return Array.isArray(list) ? list.map((_, index) => joinPointer(pointer, name, index)) : [];
}

/** What a pointer names; undefined when there is nothing. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const part of parsePointer(pointer)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Array.isArray(value) ? value[Number(part)] : Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A local reference as a pointer; undefined for one into another file. */
export function refPointer(ref: string): string | undefined {
  return ref.startsWith('#') ? decodeComponent(ref.slice(1)) : undefined;
}

/** Follows references until something that is none. */
export function resolve(root: Json, pointer: string): { value: Json | undefined; pointer: string } {
  let at = pointer;
  const seen = new Set<string>();
  while (!seen.has(at)) {
    seen.add(at);
    const value = valueAt(root, at);
    const ref = isObject(value) && typeof value['$ref'] === 'string' ? refPointer(value['$ref']) : undefined;
    if (ref === undefined) return { value, pointer: at };
    at = ref;
  }
  return { value: undefined, pointer: at };
}

/** A part of the document with its place, references followed. */
export interface Located {
  readonly value: JsonObject;
  readonly pointer: string;
}

/** What a pointer names, references followed; undefined when it isn't an object. */
export function located(root: Json, pointer: string): Located | undefined {
  const { value, pointer: at } = resolve(root, pointer);
  return isObject(value) ? { value, pointer: at } : undefined;
}
