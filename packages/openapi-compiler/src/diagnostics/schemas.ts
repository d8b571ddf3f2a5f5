import { memberOf } from '../ir/members.ts';
import { wholeOf } from '../ir/read-write-only.ts';
import { fitsType } from '../ir/schema-types.ts';
import { KEYWORDS, type KeywordKind } from '../parse/keywords.ts';
import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../parse/source-document.ts';
import type { Finding } from './diagnostic.ts';

/** Keywords whose schema asks whether data is of some kind, and may require what the data does not have. */
const CONDITIONS: ReadonlySet<string> = new Set(['not', 'if']);

interface Schema {
  readonly schema: JsonObject;
  readonly pointer: string;
}

/**
 * What schemas say that is valid, and nearly always a mistake.
 *
 * @param pointers where the schemas stand that are not inside of others
 */
export function* schemaFindings(root: JsonObject, pointers: readonly string[]): Generator<Finding> {
  const schemas = pointers.flatMap((pointer) => [...schemasIn(root, pointer)]);
  const parts = targetsOfParts(schemas);
  for (const { schema, pointer } of schemas) {
    yield* impossibleValues(root, schema, pointer);
    yield* undeclaredRequired(root, schema, pointer, parts);
  }
}

/** A schema and all inside of it, conditions aside. */
function* schemasIn(root: JsonObject, pointer: string): Generator<Schema> {
  const schema = valueAt(root, pointer);
  if (!isObject(schema)) return;
  yield { schema, pointer };
  for (const [keyword, value] of Object.entries(schema)) {
    const kind: KeywordKind | undefined = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword]?.kind : undefined;
    if (kind === undefined || kind === 'plain' || kind === 'annotation' || CONDITIONS.has(keyword)) continue;
    const at = joinPointer(pointer, keyword);
    if (kind === 'inner' || kind === 'same') yield* schemasIn(root, at);
    else if (typeof value === 'object' && value !== null) for (const name of Object.keys(value)) yield* schemasIn(root, joinPointer(at, name));
  }
}

/** Where the schemas stand that are a part of others: what one of them requires, another part may describe. */
function targetsOfParts(schemas: readonly Schema[]): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const { schema, pointer } of schemas)
    if (typeof schema['$ref'] === 'string' && (wholeOf(pointer) !== pointer || Object.keys(schema).length > 1)) targets.add(refPointer(schema['$ref']) ?? '');
  return targets;
}

/** JSON Schema 2020-12 validation, sections 6.1.1 to 6.1.3. */
function* impossibleValues(root: JsonObject, schema: JsonObject, pointer: string): Generator<Finding> {
  const { type, enum: values } = schema;
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type.map(String) : undefined;
  if (types === undefined) return;
  const isOld = String(root['openapi']).startsWith('3.0.');
  const fits = (value: Json) => (isOld && value === null && schema['nullable'] === true) || types.some((each) => fitsType(value, each));
  for (const [index, value] of (Array.isArray(values) ? values : []).entries())
    if (!fits(value)) yield { code: 'impossible-value', pointer: joinPointer(pointer, 'enum', index), reason: impossible(value, types) };
  const { const: constant, default: preset } = schema;
  if (!isOld && constant !== undefined && !fits(constant))
    yield { code: 'impossible-value', pointer: joinPointer(pointer, 'const'), reason: impossible(constant, types) };
  if (preset !== undefined && !fits(preset))
    yield {
      code: 'invalid-default',
      pointer: joinPointer(pointer, 'default'),
      reason: 'the default is not valid against its own schema, so it is never set; correct it',
    };
}

function impossible(value: Json, types: readonly string[]): string {
  const isText = types.includes('string') && (typeof value !== 'object' || value === null);
  return `${JSON.stringify(value)} is not of the type ${types.join(' or ')}, so no value can be equal to it; ${isText ? 'quote it' : 'correct it'}, or change the type`;
}

/** JSON Schema 2020-12 validation, section 6.5.3. */
function* undeclaredRequired(root: JsonObject, schema: JsonObject, pointer: string, parts: ReadonlySet<string>): Generator<Finding> {
  const { required } = schema;
  const whole = wholeOf(pointer);
  if (!Array.isArray(required) || parts.has(whole) || parts.has(pointer)) return;
  for (const [index, name] of required.entries()) {
    // A repeated name has a finding of its own.
    if (typeof name !== 'string' || required.indexOf(name) < index || memberOf(root, { at: whole }, name) !== undefined || isOpen(root, whole, new Set()))
      continue;
    yield {
      code: 'undeclared-required',
      pointer: joinPointer(pointer, 'required', index),
      reason: `\`required\` names ${name}, which no \`properties\` declare; correct the name, or declare it`,
    };
  }
}

/** Whether a part says by itself that there may be properties without a name. */
function isOpen(root: JsonObject, pointer: string, seen: Set<string>): boolean {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || seen.has(pointer)) return false;
  seen.add(pointer);
  if (['additionalProperties', 'unevaluatedProperties'].some((keyword) => schema[keyword] !== undefined && schema[keyword] !== false)) return true;
  const targets = typeof schema['$ref'] === 'string' ? [refPointer(schema['$ref']) ?? ''] : [];
  const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => {
    const list = schema[keyword];
    return Array.isArray(list) ? list.map((_, index) => joinPointer(pointer, keyword, index)) : [];
  });
  return [...targets, ...lists].some((at) => isOpen(root, at, seen));
}
