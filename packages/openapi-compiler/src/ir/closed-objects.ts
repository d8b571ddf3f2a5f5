import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../parse/source-document.ts';

const COMPOSING: readonly string[] = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', '$ref', 'dependentSchemas'];

/** What refuses members that a schema does not name. */
interface Closing {
  readonly keyword: 'unevaluatedProperties' | 'additionalProperties';
  /** Members that are required and described nowhere: they have a name, too. */
  readonly unnamed: readonly string[];
}

/** What a schema, with all it is composed of, says of an object's members. */
interface Traits {
  /** Whether it names any. */
  readonly names: boolean;
  /** Whether it is one that others build on, with members of their own: a discriminator beside no alternatives says so. */
  readonly isBase: boolean;
  readonly properties: readonly string[];
  readonly required: readonly string[];
}

/** What refuses members that a schema does not name; undefined where it names none, or says itself what others it takes. */
export function closingOf(root: JsonObject, schema: JsonObject, pointer: string): Closing | undefined {
  if (schema['additionalProperties'] !== undefined || schema['unevaluatedProperties'] !== undefined) return undefined;
  const { names, isBase, properties, required } = objectTraits(root, schema, pointer, new Set());
  if (!names || isBase) return undefined;
  // What a part says of other members counts as evaluated where the part holds (JSON Schema 2020-12 core, section 11.3).
  const keyword = COMPOSING.some((composing) => schema[composing] !== undefined) ? 'unevaluatedProperties' : 'additionalProperties';
  return { keyword, unnamed: required.filter((name) => !properties.includes(name)) };
}

function objectTraits(root: JsonObject, schema: Json | undefined, pointer: string, seen: Set<string>): Traits {
  if (!isObject(schema) || seen.has(pointer)) return { names: false, isBase: false, properties: [], required: [] };
  seen.add(pointer);
  const parts = [
    ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap((keyword) =>
      Array.isArray(schema[keyword]) ? (schema[keyword] as Json[]).map((part, index) => [part, joinPointer(pointer, keyword, index)] as const) : [],
    ),
    ...(['then', 'else'] as const).map((keyword) => [schema[keyword], joinPointer(pointer, keyword)] as const),
    ...(isObject(schema['dependentSchemas'])
      ? Object.entries(schema['dependentSchemas']).map(([name, part]) => [part, joinPointer(pointer, 'dependentSchemas', name)] as const)
      : []),
  ];
  if (typeof schema['$ref'] === 'string') {
    const target = refPointer(schema['$ref']) ?? '';
    parts.push([valueAt(root, target), target]);
  }
  const traits = parts.map(([part, at]) => objectTraits(root, part, at, seen));
  const properties = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  return {
    names: schema['properties'] !== undefined || schema['patternProperties'] !== undefined || traits.some((trait) => trait.names),
    isBase: (schema['discriminator'] !== undefined && schema['oneOf'] === undefined && schema['anyOf'] === undefined) || traits.some((trait) => trait.isBase),
    properties: [...properties, ...traits.flatMap((trait) => trait.properties)],
    required: [...required, ...traits.flatMap((trait) => trait.required)],
  };
}
