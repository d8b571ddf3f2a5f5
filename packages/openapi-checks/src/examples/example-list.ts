import { isObject, type Json, type JsonObject, joinPointer, METHODS, parsePointer, resolve, valueAt } from '@petsage/openapi-compiler/internal';
import { isJson } from '@petsage/openapi-koa/spec';

/** An example in a document. */
export interface Example {
  /** Where it stands, a JSON Pointer (RFC 6901). */
  readonly pointer: string;
  readonly value: Json;
  /** The pointer of its schema. */
  readonly schema: string;
  /** Who sends the value; a schema's own example may be sent by either. */
  readonly sender: 'client' | 'service' | 'either';
}

/** Keywords whose value is a schema, a list of schemas, or schemas by name (OpenAPI 3.0.3 section 4.7.24; JSON Schema 2020-12). */
const SCHEMA = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'];
const SCHEMA_LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const SCHEMA_MAP = ['properties', 'patternProperties', 'dependentSchemas', '$defs'];

/** Lists every example of a document. The target of a reference is visited in its place, so once. */
export function listExamples(root: JsonObject): Example[] {
  const walk = new Walk(root);
  const components = root['components'];
  walk.each('/components/schemas', (at) => walk.schema(at));
  walk.each('/components/parameters', (at) => walk.described(at, 'client'));
  walk.each('/components/headers', (at) => walk.described(at, 'service'));
  walk.each('/components/requestBodies', (at) => walk.content(at, 'client'));
  walk.each('/components/responses', (at) => walk.response(at));
  if (isObject(components)) walk.each('/components/pathItems', (at) => walk.pathItem(at));
  walk.each('/paths', (at) => walk.pathItem(at));
  return walk.found;
}

class Walk {
  readonly found: Example[] = [];
  readonly #root: JsonObject;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  /** Visits every property or item that is not a reference. */
  each(pointer: string, visit: (pointer: string) => void): void {
    const value = this.#at(pointer);
    if (!isObject(value) && !Array.isArray(value)) return;
    for (const [name, item] of Object.entries(value)) if (isObject(item) && item['$ref'] === undefined) visit(joinPointer(pointer, name));
  }

  pathItem(pointer: string): void {
    this.each(`${pointer}/parameters`, (at) => this.described(at, 'client'));
    for (const method of METHODS) {
      const operation = `${pointer}/${method}`;
      this.each(`${operation}/parameters`, (at) => this.described(at, 'client'));
      if (!this.#refers(`${operation}/requestBody`)) this.content(`${operation}/requestBody`, 'client');
      this.each(`${operation}/responses`, (at) => this.response(at));
    }
  }

  response(pointer: string): void {
    this.each(`${pointer}/headers`, (at) => this.described(at, 'service'));
    this.content(pointer, 'service');
  }

  /** A parameter or header, described by a schema or by one media type. */
  described(pointer: string, sender: Example['sender']): void {
    this.#examples(pointer, sender);
    this.content(pointer, sender);
    this.#schemaOf(pointer);
  }

  content(pointer: string, sender: Example['sender']): void {
    this.each(`${pointer}/content`, (at) => {
      if (isJson(parsePointer(at).at(-1) ?? '')) this.#examples(at, sender);
      this.#schemaOf(at);
    });
  }

  schema(pointer: string): void {
    const schema = this.#at(pointer);
    if (!isObject(schema)) return;
    if (schema['example'] !== undefined) this.#add(joinPointer(pointer, 'example'), schema['example'], pointer, 'either');
    // JSON Schema 2020-12, Validation section 9.5: an array, while OpenAPI's `examples` is an object.
    if (Array.isArray(schema['examples']))
      for (const [index, value] of schema['examples'].entries()) this.#add(joinPointer(pointer, 'examples', index), value, pointer, 'either');
    for (const name of SCHEMA) if (isObject(schema[name]) && schema[name]['$ref'] === undefined) this.schema(joinPointer(pointer, name));
    for (const name of [...SCHEMA_LIST, ...SCHEMA_MAP]) this.each(joinPointer(pointer, name), (at) => this.schema(at));
  }

  #schemaOf(pointer: string): void {
    if (!this.#refers(`${pointer}/schema`)) this.schema(`${pointer}/schema`);
  }

  /** OpenAPI 3.0.3 section 4.7.14: one `example`, or several by name, each of which may be a reference. */
  #examples(pointer: string, sender: Example['sender']): void {
    const holder = this.#at(pointer);
    if (!isObject(holder) || holder['schema'] === undefined) return;
    const schema = `${pointer}/schema`;
    if (holder['example'] !== undefined) this.#add(`${pointer}/example`, holder['example'], schema, sender);
    for (const name of Object.keys(isObject(holder['examples']) ? holder['examples'] : {})) {
      const at = resolve(this.#root, joinPointer(`${pointer}/examples`, name));
      if (isObject(at.value) && at.value['value'] !== undefined) this.#add(`${at.pointer}/value`, at.value['value'], schema, sender);
    }
  }

  #add(pointer: string, value: Json, schema: string, sender: Example['sender']): void {
    this.found.push({ pointer, value, schema, sender });
  }

  #refers(pointer: string): boolean {
    const value = valueAt(this.#root, pointer);
    return isObject(value) && value['$ref'] !== undefined;
  }

  #at(pointer: string): Json | undefined {
    return resolve(this.#root, pointer).value;
  }
}
