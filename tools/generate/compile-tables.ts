import type { ContractTables, JsonType, OperationTable, ParameterTable, ResponseTable, ValueTable } from '../../src/contract/tables.ts';
import { type DocumentOperation, type Located, located } from './operations.ts';
import { isObject, type Json, type JsonObject, joinPointer, refPointer, type SourceDocument, valueAt } from './source-document.ts';

const ALL_TYPES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

/** The text of `contract.cjs`: the route table and what the layer has to know of each operation. */
export function compileTables(document: SourceDocument, operations: readonly DocumentOperation[]): string {
  const { root } = document;
  const tables = operations.map((operation) => {
    const { load: _, ...table } = operationTable(root, operation);
    const text = JSON.stringify(table, undefined, 2).slice(0, -2);
    return `${text},\n  "load": () => require(${JSON.stringify(`./validators/${operation.operationId}.cjs`)})\n}`.replaceAll('\n', '\n    ');
  });
  const schemes = Object.fromEntries(
    Object.keys(located(root, '/components/securitySchemes')?.value ?? {}).map((name) => [
      name,
      located(root, joinPointer('/components/securitySchemes', name))?.value ?? {},
    ]),
  );
  return [
    "'use strict';",
    'exports.tables = {',
    `  "securitySchemes": ${JSON.stringify(schemes satisfies ContractTables['securitySchemes'], undefined, 2).replaceAll('\n', '\n  ')},`,
    `  "operations": [${tables.map((table) => `\n    ${table}`).join(',')}\n  ]`,
    '};',
    '',
  ].join('\n');
}

function operationTable(root: JsonObject, operation: DocumentOperation): OperationTable {
  const { operationId, method, path, security, parameters, body, responses } = operation;
  const content = isObject(body?.value['content']) ? Object.keys(body.value['content']).map((type) => type.toLowerCase()) : [];
  return {
    operationId,
    method: method.toUpperCase() as OperationTable['method'],
    path,
    security: security as unknown as OperationTable['security'],
    parameters: parameters.map((parameter) => parameterTable(root, parameter)),
    ...(body === undefined ? undefined : { body: { required: body.value['required'] === true, content } }),
    responses: Object.fromEntries(responses.map(([key, response]) => [key, responseTable(root, response)])),
    load: () => ({ responses: {} }),
  };
}

function parameterTable(root: JsonObject, { value, pointer }: Located): ParameterTable {
  const place = value['in'] as ParameterTable['in'];
  const style = (value['style'] ?? (place === 'path' || place === 'header' ? 'simple' : 'form')) as ParameterTable['style'];
  return {
    name: String(value['name']),
    in: place,
    required: value['required'] === true,
    style,
    explode: typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form',
    value: valueTable(root, joinPointer(pointer, 'schema'), 0),
  };
}

function responseTable(root: JsonObject, { value, pointer }: Located): ResponseTable {
  const names = Object.keys(isObject(value['headers']) ? value['headers'] : {}).filter((name) => name.toLowerCase() !== 'content-type');
  return {
    headers: names.map((name) => {
      const header = located(root, joinPointer(pointer, 'headers', name));
      const required = header?.value['required'] === true;
      const schema = header && located(root, joinPointer(header.pointer, 'schema'))?.value;
      const values = schema?.['const'] === undefined ? schema?.['enum'] : [schema['const']];
      const constant = required && Array.isArray(values) && values.length === 1 ? { constant: String(values[0]) } : undefined;
      return { name, required, ...constant };
    }),
    content: Object.keys(isObject(value['content']) ? value['content'] : {}),
  };
}

/** The deepest that the text of a parameter can go: members or items of an object or array. */
const DEPTH = 2;

function valueTable(root: JsonObject, pointer: string, depth: number): ValueTable {
  const types = [...typesOf(root, pointer, new Set())];
  const properties = depth < DEPTH ? propertiesOf(root, pointer, new Set()) : new Map<string, string>();
  const items = depth < DEPTH ? itemsOf(root, pointer) : undefined;
  return {
    types: ALL_TYPES.filter((type) => types.includes(type)),
    ...(items === undefined ? undefined : { items: valueTable(root, items, depth + 1) }),
    ...(properties.size === 0 ? undefined : { properties: Object.fromEntries([...properties].map(([name, at]) => [name, valueTable(root, at, depth + 1)])) }),
  };
}

/** The types that a schema admits, so far as `type`, `enum`, `const` and compositions tell. */
function typesOf(root: JsonObject, pointer: string, seen: Set<string>): Set<JsonType> {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || seen.has(pointer)) return new Set(ALL_TYPES);
  const inner = new Set([...seen, pointer]);
  let types = new Set(ALL_TYPES);
  const narrow = (to: Iterable<JsonType>) => {
    const wanted = new Set(to);
    // An integer is a number, so either narrows to the integer.
    if (wanted.has('number') && types.has('integer')) wanted.add('integer');
    types = new Set([...types].filter((type) => wanted.has(type)));
  };
  if (typeof schema['$ref'] === 'string') narrow(typesOf(root, refPointer(schema['$ref']) ?? '', inner));
  if (typeof schema['type'] === 'string') narrow([schema['type'] as JsonType]);
  if (Array.isArray(schema['type'])) narrow(schema['type'] as JsonType[]);
  if (Array.isArray(schema['enum'])) narrow(schema['enum'].map(typeOfValue));
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const parts = schema[keyword];
    if (Array.isArray(parts)) narrow(parts.flatMap((_, index) => [...typesOf(root, joinPointer(pointer, keyword, index), inner)]));
  }
  if (Array.isArray(schema['allOf'])) for (const index of schema['allOf'].keys()) narrow(typesOf(root, joinPointer(pointer, 'allOf', index), inner));
  if (schema['nullable'] === true) types.add('null');
  return types;
}

function typeOfValue(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as JsonType;
}

function propertiesOf(root: JsonObject, pointer: string, seen: Set<string>): Map<string, string> {
  const schema = valueAt(root, pointer);
  const found = new Map<string, string>();
  if (!isObject(schema) || seen.has(pointer)) return found;
  seen.add(pointer);
  if (typeof schema['$ref'] === 'string') for (const [name, at] of propertiesOf(root, refPointer(schema['$ref']) ?? '', seen)) found.set(name, at);
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const parts = schema[keyword];
    if (Array.isArray(parts))
      for (const index of parts.keys()) for (const [name, at] of propertiesOf(root, joinPointer(pointer, keyword, index), seen)) found.set(name, at);
  }
  if (isObject(schema['properties'])) for (const name of Object.keys(schema['properties'])) found.set(name, joinPointer(pointer, 'properties', name));
  return found;
}

function itemsOf(root: JsonObject, pointer: string): string | undefined {
  const schema = located(root, pointer);
  return schema !== undefined && isObject(schema.value['items']) ? joinPointer(schema.pointer, 'items') : undefined;
}
