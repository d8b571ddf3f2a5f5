import type { OperationsSpec } from '@petsage/openapi-koa/spec';
import { errorSchemas } from '../ir/error-schemas.ts';
import type { Api, Operation } from '../ir/operation.ts';
import { COMPILER } from '../version.ts';
import { withOwnMembers } from './own-members.ts';
import type { Requirements } from './requirements.ts';

/** How many operations share one loader in the text. V8 compiles all of a function when it is first called. */
const OPERATIONS_PER_LOADER = 32;

/**
 * The text of `operations.cjs`: what routing and binding need of each operation. It is read at every start, so the list is JSON, which V8
 * parses faster than an object literal, and operations share the functions that load them.
 *
 * @param file the name of an operation's module below `operations/`, without extension
 */
export function operationsModule(api: Api, file: (operation: Operation) => string, { modules, files }: Requirements): string {
  const { operations, securitySchemes } = api;
  const schemes = Object.fromEntries(securitySchemes) satisfies OperationsSpec['securitySchemes'];
  const errors = errorSchemas(api);
  const table = [
    'exports.operations = {',
    `  "compiler": ${JSON.stringify(COMPILER.version satisfies OperationsSpec['compiler'])},`,
    `  "securitySchemes": ${indented(schemes, '  ')},`,
    ...(Object.keys(errors).length === 0 ? [] : [`  "errorSchemas": ${indented(errors satisfies OperationsSpec['errorSchemas'], '  ')},`]),
    '  list,',
    '  "requirements": {',
    // A bundler gives a module another object in place of `module`, without a file name.
    '    "folder": module.filename === undefined ? undefined : __dirname,',
    `    "modules": [${modules.map((name) => `\n      [${JSON.stringify(name)}, () => require(${JSON.stringify(name)})]`).join(',')}\n    ],`,
    `    "files": ${indented(files, '    ')}`,
    '  }',
    '};',
    '',
  ].join('\n');
  return ["'use strict';", listText(operations), loadersText(operations.map(file)), withOwnMembers(table)].join('\n');
}

/** The list as JSON in a template literal. */
function listText(operations: readonly Operation[]): string {
  const specs = operations.map(({ operationId, method, path, security, parameters }) => {
    const multiSegment = parameters.filter((parameter) => parameter.multiSegment).map(({ name }) => name);
    const spec = { operationId, method: method.toUpperCase(), path, security, ...(multiSegment.length === 0 ? undefined : { multiSegment }) };
    return `\n  ${JSON.stringify(spec)}`;
  });
  return `const list = JSON.parse(\`[${specs.join(',').replace(/[\\`]|\$\{/g, '\\$&')}\n]\`);`;
}

/** Gives each operation its `load`. Bundlers follow only a `require` of a literal. */
function loadersText(files: readonly string[]): string {
  const loaders: string[] = [];
  for (let from = 0; from < files.length; from += OPERATIONS_PER_LOADER) {
    const cases = files
      .slice(from, from + OPERATIONS_PER_LOADER)
      .map((name, index) => `      case ${from + index}: return require(${JSON.stringify(`./operations/${name}.cjs`)});`);
    loaders.push(`  (index) => {\n    switch (index) {\n${cases.join('\n')}\n    }\n  },\n`);
  }
  return [
    `const loaders = [\n${loaders.join('')}];`,
    `list.forEach((operation, index) => { operation.load = () => loaders[Math.floor(index / ${OPERATIONS_PER_LOADER})](index); });`,
  ].join('\n');
}

function indented(value: object, by: string): string {
  return JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${by}`);
}
