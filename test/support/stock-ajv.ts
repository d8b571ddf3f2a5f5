import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isObject, type Json, type JsonObject } from '../../packages/openapi-compiler/src/json.ts';

const DOCUMENT = 'https://document/';

/**
 * Validates by Ajv and ajv-formats as they come: nothing of the project's own generation is in it.
 *
 * @returns a function that gives Ajv's verdict on a value for the schema at a pointer of the document
 */
export function stockAjv(root: JsonObject): (pointer: string, value: Json) => boolean {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, inlineRefs: false, logger: false });
  addFormats.default(ajv);
  ajv.addSchema({ ...(isOld(root) ? (toJsonSchema(root) as JsonObject) : root), $id: DOCUMENT });
  return (pointer, value) => {
    const validate = ajv.getSchema(`${DOCUMENT}#${encodeURI(pointer)}`);
    if (validate === undefined) throw new Error(`There is no schema at ${pointer}.`);
    return validate(value) as boolean;
  };
}

const isOld = (root: JsonObject) => String(root['openapi']).startsWith('3.0.');

/**
 * What of OpenAPI 3.0's schemas means something else in JSON Schema 2020-12, and that alone: `nullable`, which makes null valid (beside an enum,
 * too), exclusive bounds, and what stands beside a `$ref` (OpenAPI 3.0.3 sections 4.7.23 and 4.7.24).
 */
function toJsonSchema(value: Json): Json {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (!isObject(value)) return value;
  if (typeof value['$ref'] === 'string') return { $ref: value['$ref'] };
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJsonSchema(member as Json)]));
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
