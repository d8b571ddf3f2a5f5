import type { OperationsSpec } from '@petsage/openapi-koa/spec';
import { errorSchemas } from '../ir/error-schemas.ts';
import type { Api, Operation } from '../ir/operation.ts';
import { COMPILER } from '../version.ts';
import { withOwnMembers } from './own-members.ts';
import type { Requirements } from './requirements.ts';

/**
 * The text of `operations.cjs`: what routing and binding need of each operation.
 *
 * @param file the name of an operation's module below `operations/`, without extension
 */
export function operationsModule(api: Api, file: (operation: Operation) => string, { modules, files }: Requirements): string {
  const { operations, securitySchemes } = api;
  const specs = operations.map((operation) => {
    const { operationId, method, path, security, parameters } = operation;
    const multiSegment = parameters.filter((parameter) => parameter.multiSegment).map(({ name }) => name);
    const spec = { operationId, method: method.toUpperCase(), path, security, ...(multiSegment.length === 0 ? undefined : { multiSegment }) };
    return `${JSON.stringify(spec).slice(0, -1)},"load":()=>require(${JSON.stringify(`./operations/${file(operation)}.cjs`)})}`;
  });
  const schemes = Object.fromEntries(securitySchemes) satisfies OperationsSpec['securitySchemes'];
  const errors = errorSchemas(api);
  const code = [
    "'use strict';",
    'exports.operations = {',
    `  "compiler": ${JSON.stringify(COMPILER.version satisfies OperationsSpec['compiler'])},`,
    `  "securitySchemes": ${indented(schemes, '  ')},`,
    ...(Object.keys(errors).length === 0 ? [] : [`  "errorSchemas": ${indented(errors satisfies OperationsSpec['errorSchemas'], '  ')},`]),
    `  "list": [${specs.map((spec) => `\n    ${spec}`).join(',')}\n  ],`,
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
