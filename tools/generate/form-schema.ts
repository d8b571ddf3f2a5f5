import { isBinary } from './body-table.ts';
import { located } from './operations.ts';
import type { SchemaConverter } from './schema-converter.ts';
import { isObject, type Json, type JsonObject, joinPointer } from './source-document.ts';
import { memberPointers } from './value-table.ts';

/**
 * The schema of a multipart form: the document's own, but for its files, which no schema can look into: they are objects by the time
 * that the form is validated, and only how many of them there are is checked.
 */
export function formSchema(root: JsonObject, pointer: string, converter: SchemaConverter): Json {
  const files = new Map<string, Json>();
  for (const [name, at] of memberPointers(root, pointer)) {
    const member = located(root, at);
    if (member === undefined) continue;
    if (isBinary(member.value)) files.set(name, {});
    else if (isBinary(located(root, joinPointer(member.pointer, 'items'))?.value)) {
      const { minItems, maxItems } = member.value;
      files.set(name, { type: 'array', ...(minItems === undefined ? undefined : { minItems }), ...(maxItems === undefined ? undefined : { maxItems }) });
    }
  }
  return files.size === 0 ? converter.convert(pointer) : replaced(inlined(pointer, converter), files);
}

/** A converted schema with its own references, and those of what it is composed of, written out. */
function inlined(pointer: string, converter: SchemaConverter): Json {
  const inline = (schema: Json, hops: number): Json => {
    if (!isObject(schema) || hops > 32) return schema;
    const { $ref, ...rest } = schema;
    const target = typeof $ref === 'string' ? converter.byId($ref)?.schema : undefined;
    const whole: JsonObject =
      target === undefined
        ? { ...schema }
        : Object.keys(rest).length === 0 && isObject(target)
          ? { ...target }
          : { ...rest, allOf: [target, ...((rest['allOf'] ?? []) as Json[])] };
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
      const parts = whole[keyword];
      if (Array.isArray(parts)) whole[keyword] = parts.map((part) => inline(part, hops + 1));
    }
    return typeof whole['$ref'] === 'string' ? inline(whole, hops + 1) : whole;
  };
  return inline(converter.convert(pointer), 0);
}

/** The members of a schema, and of those that it is composed of, with other schemas in their place. */
function replaced(schema: Json, members: ReadonlyMap<string, Json>): Json {
  if (!isObject(schema)) return schema;
  const { properties } = schema;
  const changed: JsonObject = { ...schema };
  if (isObject(properties))
    changed['properties'] = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, members.get(name) ?? (part as Json)]));
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const parts = schema[keyword];
    if (Array.isArray(parts)) changed[keyword] = parts.map((part) => replaced(part, members));
  }
  return changed;
}
