import { type Direction, isObject, type Json, type JsonObject } from '@petsage/openapi-compiler/internal';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { hiddenNames, isOld } from './hidden-properties.ts';

const DOCUMENT = 'https://document/';

/** Ajv's verdict on a value for the schema at a pointer of the document. */
export type StockVerdict = (pointer: string, value: Json) => boolean;

/**
 * Validates by Ajv and ajv-formats as they come: nothing of the project's own generation is in it.
 *
 * @param direction what only the other side sends need not be in requests (`readOnly`), and is refused in responses (`writeOnly`); Ajv itself
 *   knows neither, and validates all of it if this is undefined
 */
export function stockAjv(root: JsonObject, direction?: Direction): StockVerdict {
  const directed = direction === undefined ? root : (withoutHidden(root, root, direction) as JsonObject);
  const schema = { ...((isOld(root) ? toJsonSchema(directed) : withoutNullable(directed)) as JsonObject), $id: DOCUMENT };
  const ajv = ajvOf(schema, true);
  // For patterns that are valid only without Unicode.
  let withoutUnicode: Ajv2020 | undefined;
  return (pointer, value) => {
    const uri = `${DOCUMENT}#${encodeURI(pointer)}`;
    let validate: ValidateFunction | undefined;
    try {
      validate = ajv.getSchema(uri);
    } catch {
      withoutUnicode ??= ajvOf(schema, false);
      validate = withoutUnicode.getSchema(uri);
    }
    if (validate === undefined) throw new Error(`There is no schema at ${pointer}.`);
    return validate(value) as boolean;
  };
}

function ajvOf(schema: JsonObject, unicodeRegExp: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, inlineRefs: false, logger: false, unicodeRegExp });
  addFormats.default(ajv);
  return ajv.addSchema(schema);
}

/**
 * What of OpenAPI 3.0's schemas means something else in JSON Schema 2020-12, and that alone: `nullable`, which makes null valid (beside an enum,
 * too), exclusive bounds, and what stands beside a `$ref` (OpenAPI 3.0.3 sections 4.7.23 and 4.7.24).
 */
function toJsonSchema(value: Json): Json {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (!isObject(value)) return value;
  if (typeof value['$ref'] === 'string') return { $ref: value['$ref'] };
  // A member of a value in an example, rather than a keyword.
  const members = Object.entries(value).filter(([name, member]) => name !== '$id' || typeof member !== 'string');
  const { nullable, ...rest } = Object.fromEntries(members.map(([name, member]) => [name, toJsonSchema(member as Json)]));
  const schema = typeof nullable === 'boolean' || nullable === undefined ? rest : { ...rest, nullable };
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (schema[exclusive] === true) schema[exclusive] = schema[bound] as Json;
    if (typeof value[exclusive] === 'boolean' && value[exclusive] === false) delete schema[exclusive];
  }
  return nullable === true ? { anyOf: [{ type: 'null' }, schema] } : schema;
}

/** Ajv reads `nullable` wherever it is; OpenAPI 3.1 has no such keyword. */
function withoutNullable(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNullable);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([name, member]) => name !== 'nullable' || typeof member !== 'boolean');
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNullable(member as Json)]));
}

/** @param hidden names of properties that a schema around this one, for the same value, hides */
function withoutHidden(root: JsonObject, value: Json, direction: Direction, hidden: ReadonlySet<string> = new Set()): Json {
  if (Array.isArray(value)) return value.map((item) => withoutHidden(root, item, direction));
  if (!isObject(value)) return value;
  const names = new Set([...hidden, ...hiddenNames(root, value, direction)]);
  const property = (name: string, schema: Json) => (direction === 'response' && names.has(name) ? { not: {} } : withoutHidden(root, schema, direction));
  return Object.fromEntries(
    Object.entries(value).map(([keyword, member]) => {
      if (keyword === 'required' && Array.isArray(member)) return [keyword, member.filter((name) => !names.has(String(name)))];
      if (keyword === 'properties' && isObject(member))
        return [keyword, Object.fromEntries(Object.entries(member).map(([name, schema]) => [name, property(name, schema as Json)]))];
      if (keyword === 'allOf' && Array.isArray(member)) return [keyword, member.map((part) => withoutHidden(root, part, direction, names))];
      return [keyword, withoutHidden(root, member as Json, direction)];
    }),
  );
}
