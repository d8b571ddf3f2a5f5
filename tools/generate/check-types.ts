import { type Fault, isObject, type Json, joinPointer, refPointer, type SourceDocument, valueAt } from './source-document.ts';

/** Schemas that the template for types gets wrong: refused, so that types and validators never disagree. */
export function checkTypes({ root }: SourceDocument): Fault[] {
  return [...walk(root, root, '')];
}

function* walk(root: Json, value: Json | undefined, pointer: string): Generator<Fault> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* walk(root, item, joinPointer(pointer, index));
  if (!isObject(value)) return;
  if (value['const'] !== undefined && value['type'] === undefined && !pointer.endsWith('/properties'))
    yield { pointer: joinPointer(pointer, 'const'), reason: 'const needs a type beside it; without one the TypeScript type would be unknown' };
  if (Array.isArray(value['prefixItems']))
    yield { pointer: joinPointer(pointer, 'prefixItems'), reason: 'the TypeScript type of prefixItems would be unknown' };
  if (Array.isArray(value['allOf'])) {
    for (const [index, part] of value['allOf'].entries()) {
      const target = isObject(part) && typeof part['$ref'] === 'string' ? valueAt(root, refPointer(part['$ref']) ?? '') : part;
      if (isObject(target) && (target['oneOf'] !== undefined || target['anyOf'] !== undefined)) {
        yield {
          pointer: joinPointer(pointer, 'allOf', index),
          reason: 'oneOf or anyOf inside of allOf would be flattened in the TypeScript type; put the alternatives outside',
        };
      }
    }
  }
  for (const name of Object.keys(value))
    if (name !== 'example' && name !== 'examples' && name !== 'enum' && name !== 'default') yield* walk(root, value[name], joinPointer(pointer, name));
}
