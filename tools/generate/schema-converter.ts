import { type Fault, isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from './source-document.ts';

/** Which way a schema's data goes. Answers are closed: what the document does not name is refused in them. */
export type Side = 'request' | 'response';

/** Keywords whose value is a schema for something inside the data. */
const INNER = ['items', 'contains', 'additionalProperties', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'] as const;
const INNER_MAPS = ['properties', 'patternProperties'] as const;
/** Keywords whose value is a schema, or several, for the same data. */
const SAME_LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
const SAME = ['not', 'if', 'then', 'else'] as const;
const PLAIN: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
  'dependentRequired',
]);
/** Keywords that say nothing about whether data is valid. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'example',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  'xml',
  'externalDocs',
  'discriminator',
  '$comment',
  'contentEncoding',
  'contentMediaType',
  'nullable',
]);

/**
 * Turns schemas of a document into JSON Schema 2020-12 for Ajv. Every schema that is referred to becomes one definition, shared by all
 * who refer to it, in an open form and, for answers, a closed one.
 */
export class SchemaConverter {
  readonly definitions: Record<string, Json> = {};
  readonly faults: Fault[] = [];
  readonly #root: JsonObject;
  readonly #side: Side;
  /** OpenAPI 3.0's schemas differ from JSON Schema (section 4.7.24). */
  readonly #old: boolean;

  constructor(root: JsonObject, side: Side) {
    this.#root = root;
    this.#side = side;
    this.#old = String(root['openapi']).startsWith('3.0.');
  }

  /** @param pointer where the schema stands in the document */
  convert(pointer: string): Json {
    return this.#schema(pointer, this.#side === 'response');
  }

  #schema(pointer: string, closed: boolean): Json {
    const schema = valueAt(this.#root, pointer);
    if (typeof schema === 'boolean') return schema;
    if (!isObject(schema)) return this.#fault(pointer, 'a schema is an object or a boolean');
    const ref = schema['$ref'];
    if (typeof ref === 'string' && (this.#old || Object.keys(schema).length === 1)) return { $ref: this.#define(refPointer(ref) ?? '', closed) };
    const converted = this.#object(schema, pointer);
    if (closed) this.#close(converted, schema, pointer);
    if (!this.#old || schema['nullable'] !== true) return converted;
    // Without a type, too: that is what documents mean by it, though section 4.7.24.1 leaves it open.
    if (typeof converted['type'] === 'string' && converted['enum'] === undefined) return { ...converted, type: [converted['type'], 'null'] };
    return { anyOf: [{ type: 'null' }, converted] };
  }

  /** A JSON Pointer to the shared definition of what stands at a pointer. */
  #define(pointer: string, closed: boolean): string {
    const key = `${closed ? 'closed' : 'open'}:${pointer}`;
    if (!(key in this.definitions)) {
      this.definitions[key] = true;
      this.definitions[key] = this.#schema(pointer, closed);
    }
    return `#/$defs/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
  }

  #object(schema: JsonObject, pointer: string): JsonObject {
    const converted: JsonObject = {};
    for (const [keyword, value] of Object.entries(schema)) {
      const at = joinPointer(pointer, keyword);
      if (PLAIN.has(keyword)) converted[keyword] = value;
      else if (keyword === '$ref') converted['$ref'] = this.#define(refPointer(String(value)) ?? '', false);
      else if (keyword === 'required') converted['required'] = this.#required(schema);
      else if (INNER.includes(keyword as never)) converted[keyword] = typeof value === 'boolean' ? value : this.#schema(at, this.#side === 'response');
      else if (INNER_MAPS.includes(keyword as never)) converted[keyword] = this.#map(value, at);
      else if (keyword === 'prefixItems') converted[keyword] = this.#list(value, at, this.#side === 'response');
      else if (SAME_LISTS.includes(keyword as never)) converted[keyword] = this.#list(value, at, false);
      else if (SAME.includes(keyword as never)) converted[keyword] = this.#schema(at, false);
      else if (keyword === 'dependentSchemas')
        converted[keyword] = Object.fromEntries(Object.keys(value as JsonObject).map((name) => [name, this.#schema(joinPointer(at, name), false)]));
      else if (!ANNOTATIONS.has(keyword) && !keyword.startsWith('x-')) this.#fault(at, `the schema keyword ${keyword} is not supported`);
    }
    if (this.#side === 'request' && schema['default'] !== undefined) converted['default'] = schema['default'];
    if (this.#old) exclusiveBounds(converted);
    return converted;
  }

  /** A member that only the other side sends is never required on this one. */
  #required(schema: JsonObject): Json {
    const names = (schema['required'] ?? []) as string[];
    return names.filter((name) => !this.#isForOtherSide(isObject(schema['properties']) ? schema['properties'][name] : undefined));
  }

  #isForOtherSide(property: Json | undefined): boolean {
    const target = isObject(property) && typeof property['$ref'] === 'string' ? valueAt(this.#root, refPointer(property['$ref']) ?? '') : property;
    return isObject(target) && target[this.#side === 'request' ? 'readOnly' : 'writeOnly'] === true;
  }

  #map(value: Json | undefined, pointer: string): Json {
    if (!isObject(value)) return this.#fault(pointer, 'an object of schemas is expected');
    return Object.fromEntries(
      Object.entries(value).map(([name, property]) => {
        // What only clients send never leaves.
        const hidden = this.#side === 'response' && this.#isForOtherSide(property);
        return [name, hidden ? false : this.#schema(joinPointer(pointer, name), this.#side === 'response')];
      }),
    );
  }

  #list(value: Json | undefined, pointer: string, closed: boolean): Json {
    if (!Array.isArray(value)) return this.#fault(pointer, 'a list of schemas is expected');
    return value.map((_, index) => this.#schema(joinPointer(pointer, index), closed));
  }

  /** Refuses members that the schema does not name, if it names any and does not say itself what it takes. */
  #close(converted: JsonObject, schema: JsonObject, pointer: string): void {
    const { names, speaks } = this.#objectTraits(schema, pointer, new Set());
    if (!names || speaks) return;
    const composed = [...SAME_LISTS, ...SAME, '$ref', 'dependentSchemas'].some((keyword) => schema[keyword] !== undefined);
    converted[composed ? 'unevaluatedProperties' : 'additionalProperties'] = false;
  }

  /** Whether a schema, with all it is composed of, names members, and whether it says what other members it takes. */
  #objectTraits(schema: Json | undefined, pointer: string, seen: Set<string>): { names: boolean; speaks: boolean } {
    if (!isObject(schema) || seen.has(pointer)) return { names: false, speaks: false };
    seen.add(pointer);
    const parts = [
      ...SAME_LISTS.flatMap((keyword) =>
        Array.isArray(schema[keyword]) ? (schema[keyword] as Json[]).map((part, index) => [part, joinPointer(pointer, keyword, index)] as const) : [],
      ),
      ...(['then', 'else'] as const).map((keyword) => [schema[keyword], joinPointer(pointer, keyword)] as const),
      ...(isObject(schema['dependentSchemas'])
        ? Object.entries(schema['dependentSchemas']).map(([name, part]) => [part, joinPointer(pointer, 'dependentSchemas', name)] as const)
        : []),
    ];
    if (typeof schema['$ref'] === 'string') {
      const target = refPointer(schema['$ref']) ?? '';
      parts.push([valueAt(this.#root, target), target]);
    }
    const traits = parts.map(([part, at]) => this.#objectTraits(part, at, seen));
    return {
      names: schema['properties'] !== undefined || schema['patternProperties'] !== undefined || traits.some((trait) => trait.names),
      speaks: schema['additionalProperties'] !== undefined || schema['unevaluatedProperties'] !== undefined || traits.some((trait) => trait.speaks),
    };
  }

  #fault(pointer: string, reason: string): Json {
    this.faults.push({ pointer, reason });
    return true;
  }
}

/** 3.0: `exclusiveMinimum: true` makes `minimum` exclusive. */
function exclusiveBounds(schema: JsonObject): void {
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof schema[exclusive] !== 'boolean') continue;
    if (schema[exclusive] === true && schema[bound] !== undefined) {
      schema[exclusive] = schema[bound];
      delete schema[bound];
    } else delete schema[exclusive];
  }
}
