import type { OperationDetails, OperationsSpec, ParameterSpec, ResponseSpec } from '@petsage/openapi-koa/spec';
import { unparsedTexts } from '../diagnostics/unsupported-content.ts';
import { type DocumentOperation, type Located, located, multiSegmentOf } from '../parse/operations.ts';
import { queryKeys } from '../parse/security-schemes.ts';
import { isObject, type JsonObject, joinPointer } from '../parse/source-document.ts';
import { COMPILER } from '../version.ts';
import { parameterValue } from './coercion.ts';
import { restTable, takesRest } from './free-form-query.ts';
import { bodyTable } from './media-types.ts';
import { nestingSpec } from './nesting.ts';
import { withOwnMembers } from './own-members.ts';
import type { Requirements } from './requirements.ts';

/**
 * The text of `operations.cjs`: what routing and binding have to know of each operation.
 *
 * @param file the name of an operation's module below `operations/`, without extension
 */
export function compileTables(
  root: JsonObject,
  operations: readonly DocumentOperation[],
  file: (operation: DocumentOperation) => string,
  { modules, files }: Requirements,
): string {
  const tables = operations.map((operation) => {
    const { operationId, method, path, security } = operation;
    const multiSegment = multiSegmentOf(operation);
    const table = { operationId, method: method.toUpperCase(), path, security, ...(multiSegment.length === 0 ? undefined : { multiSegment }) };
    return `${JSON.stringify(table).slice(0, -1)},"load":()=>require(${JSON.stringify(`./operations/${file(operation)}.cjs`)})}`;
  });
  const schemes = Object.fromEntries(
    Object.keys(located(root, '/components/securitySchemes')?.value ?? {}).map((name) => [
      name,
      located(root, joinPointer('/components/securitySchemes', name))?.value ?? {},
    ]),
  );
  const code = [
    "'use strict';",
    'exports.operations = {',
    `  "compiler": ${JSON.stringify(COMPILER.version satisfies OperationsSpec['compiler'])},`,
    `  "securitySchemes": ${indented(schemes satisfies OperationsSpec['securitySchemes'], '  ')},`,
    `  "list": [${tables.map((table) => `\n    ${table}`).join(',')}\n  ],`,
    '  "requirements": {',
    // A bundler gives a module another object in place of `module`, without a file name.
    '    "folder": module.filename === undefined ? undefined : __dirname,',
    `    "modules": [${modules.map((name) => `\n      [${JSON.stringify(name)}, () => require(${JSON.stringify(name)})]`).join(',')}\n    ],`,
    `    "files": ${indented(files, '    ')}`,
    '  }',
    '};',
    '',
  ].join('\n');
  return withOwnMembers(code);
}

function indented(value: object, by: string): string {
  return JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${by}`);
}

/** All that the module of an operation holds beside its validators. */
export function operationDetails(root: JsonObject, operation: DocumentOperation): Omit<OperationDetails, 'validators'> {
  const { value, parameters, body, responses } = operation;
  return {
    parameters: parameters.map((parameter) => parameterTable(root, operation, parameter)),
    ...((value['x-closed-query'] ?? root['x-closed-query']) === true ? { closedQuery: queryKeys(root, operation) } : undefined),
    ...(body === undefined ? undefined : { body: bodyTable(root, body, value) }),
    responses: Object.fromEntries(responses.map(([key, response]) => [key, responseTable(root, response)])),
  };
}

function parameterTable(root: JsonObject, operation: DocumentOperation, parameter: Located): ParameterSpec {
  const { value } = parameter;
  const text = parameterValue(root, parameter);
  const place = value['in'] as ParameterSpec['in'];
  const [type] = Object.keys(isObject(value['content']) ? value['content'] : {});
  const nesting = type === undefined || text !== undefined ? undefined : nestingSpec(root, [joinPointer(parameter.pointer, 'content', type, 'schema')]);
  const style = (value['style'] ?? (place === 'path' || place === 'header' ? 'simple' : 'form')) as ParameterSpec['style'];
  return {
    name: String(value['name']),
    in: place,
    required: value['required'] === true,
    style,
    explode: typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form',
    ...(style === 'label' && /^3\.(?:0\.[0-3]|1\.0)$/.test(String(root['openapi'])) ? { separator: '.' as const } : undefined),
    ...(text === undefined ? undefined : { value: text }),
    ...(nesting === undefined ? undefined : { nesting }),
    ...(takesRest(root, parameter) ? { rest: restTable(root, operation, parameter) } : undefined),
    ...(value['allowEmptyValue'] === true && place === 'query' ? { allowEmpty: true as const } : undefined),
  };
}

function responseTable(root: JsonObject, { value, pointer }: Located): ResponseSpec {
  const content = Object.keys(isObject(value['content']) ? value['content'] : {});
  const jsonOnly = [...unparsedTexts(root, { value, pointer })];
  const names = Object.keys(isObject(value['headers']) ? value['headers'] : {}).filter((name) => name.toLowerCase() !== 'content-type');
  return {
    headers: names.map((name) => {
      const header = located(root, joinPointer(pointer, 'headers', name));
      const required = header?.value['required'] === true;
      const schema = header && located(root, joinPointer(header.pointer, 'schema'))?.value;
      const values = schema?.['const'] === undefined ? schema?.['enum'] : [schema['const']];
      const constant = required && Array.isArray(values) && values.length === 1 ? { constant: String(values[0]) } : undefined;
      const json = header === undefined || parameterValue(root, header) !== undefined ? undefined : { json: true as const };
      return { name, required, explode: header?.value['explode'] === true, ...json, ...constant };
    }),
    content,
    ...(jsonOnly.length === 0 ? undefined : { jsonOnly }),
  };
}
