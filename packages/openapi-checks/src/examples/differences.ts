import { isObject, type Json, joinPointer } from '@petsage/openapi-compiler/internal';
import { itemAt, requiredOf, schemaFor } from '../schemas/members.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

export interface Tolerance {
  /** Properties that may have any value, in lower case. */
  readonly varies: readonly string[];
  /** Whether a response may have this string instead of the example's, such as a URL with another host. */
  readonly sameString: (example: string, actual: string) => boolean;
}

/** Where a comparison is: a JSON Pointer (RFC 6901), and what the document says of the value. */
interface At {
  readonly pointer: string;
  /** The alternatives of the schema; none if there is no schema. */
  readonly schemas: readonly SchemaView[];
}

/**
 * Compares a response body with its example. What the schema leaves open is no difference: an optional property that only one of them
 * has, and lists of different lengths, whose common items are compared.
 *
 * @param schema of the body; without one, both have to have the same properties and lengths
 * @returns a line for each difference, with the place of it
 */
export function differences(example: Json, actual: Json, tolerance: Tolerance, schema?: SchemaView): string[] {
  return compare(example, actual, tolerance, { pointer: '', schemas: schema === undefined ? [] : alternatives(schema) });
}

function compare(example: Json, actual: Json, tolerance: Tolerance, at: At): string[] {
  const place = at.pointer === '' ? 'the body' : at.pointer;
  if (isObject(example) && isObject(actual)) {
    return [...new Set([...Object.keys(example), ...Object.keys(actual)])].flatMap((name) => {
      const inner = { pointer: joinPointer(at.pointer, name), schemas: at.schemas.flatMap((schema) => alternatives(schemaFor(schema, name))) };
      const [expected, found] = [example[name], actual[name]];
      if (expected === undefined) return isDeclared(at, name) ? [] : [`${inner.pointer} is not in the example`];
      if (found === undefined) return isOptional(at, name) ? [] : [`${inner.pointer} is in the example only`];
      return tolerance.varies.includes(name.toLowerCase()) ? [] : compare(expected, found, tolerance, inner);
    });
  }
  if (Array.isArray(example) && Array.isArray(actual)) {
    if (example.length !== actual.length && !isOfAnyLength(at)) return [`${place} has ${actual.length} items; the example has ${example.length}`];
    return example.slice(0, actual.length).flatMap((item, index) => {
      const schemas = at.schemas.flatMap((schema) => alternatives(itemAt(schema, index)));
      return compare(item, actual[index] ?? null, tolerance, { pointer: joinPointer(at.pointer, index), schemas });
    });
  }
  const same = typeof example === 'string' && typeof actual === 'string' ? tolerance.sameString(example, actual) : example === actual;
  return same ? [] : [`${place} is ${JSON.stringify(actual)}; the example has ${JSON.stringify(example)}`];
}

function alternatives(schema: SchemaView): SchemaView[] {
  return schema.parts.length === 0 ? [] : schema.cases().map(({ view }) => view);
}

/** Whether an alternative names the property, or describes others. */
function isDeclared({ schemas }: At, name: string): boolean {
  return schemas.some((schema) => schemaFor(schema, name).parts.length > 0 && !schemaFor(schema, name).isNever);
}

/** Whether an alternative that has the property does not require it. */
function isOptional({ schemas }: At, name: string): boolean {
  return schemas.some((schema) => isDeclared({ pointer: '', schemas: [schema] }, name) && !requiredOf(schema).includes(name));
}

function isOfAnyLength({ schemas }: At): boolean {
  return schemas.some((schema) => schema.value('minItems') === undefined || schema.value('minItems') !== schema.value('maxItems'));
}
