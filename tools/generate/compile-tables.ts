import type { ContractTables, OperationTable, ParameterTable, ResponseTable } from '../../src/contract/tables.ts';
import { type DocumentOperation, type Located, located } from './operations.ts';
import { isObject, type JsonObject, joinPointer, type SourceDocument } from './source-document.ts';
import { valueTable } from './value-table.ts';

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
    ...(style === 'label' && /^3\.0\.[0-3]$/.test(String(root['openapi'])) ? { separator: '.' as const } : undefined),
    ...(value['content'] === undefined ? { value: valueTable(root, joinPointer(pointer, 'schema')) } : undefined),
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
