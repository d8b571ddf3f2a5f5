import type { OperationDetails } from '@petsage/openapi-koa/spec';
import type { Units } from '../cache/units.ts';
import { withCode } from '../code-in-json.ts';
import type { Json } from '../json.ts';
import { indented } from './layout.ts';
import { withOwnMembers } from './own-members.ts';
import { type GeneratedModule, type ModuleFacts, requiredIn } from './requirements.ts';
import type { OperationSchemas } from './validators/operation-schemas.ts';
import { renumbered, type ValidatorModules } from './validators/validator-modules.ts';

/** The validators of both directions. */
export interface Validators {
  readonly request: ValidatorModules;
  readonly response: ValidatorModules;
  /** Modules that were made before. */
  readonly units: Units;
}

/** The text of one operation's module (`OperationDetails`). */
export function operationModule(details: Omit<OperationDetails, 'validators'>, schemas: OperationSchemas, validators: Validators): GeneratedModule {
  const { request, response, units } = validators;
  const { parameters, bodies, responses } = schemas;
  const text = withCode(JSON.stringify(details, undefined, 2)).slice(0, -2);
  const content = Object.entries(responses).map(([key, { headers, content }]) => [key, headers && response.inputOf(headers), inputsOf(content, response)]);
  const input = JSON.stringify([text, parameters && request.inputOf(parameters), inputsOf(bodies, request), content]);
  const unit = units.get<ModuleFacts>(`operation ${input}`, () => {
    const module = moduleText(text, schemas, validators);
    return { text: module, facts: { requires: requiredIn(module) } };
  });
  return { text: unit.text, ...unit.facts };
}

const inputsOf = (schemas: Readonly<Record<string, Json>>, modules: ValidatorModules) =>
  Object.entries(schemas).map(([type, schema]) => [type, modules.inputOf(schema)]);

/** @param text of the details, without the closing bracket */
function moduleText(text: string, schemas: OperationSchemas, { request, response }: Validators): string {
  // In a block of its own, as Ajv names what functions use alike.
  const direction = (name: string, modules: ValidatorModules) => {
    const parts: string[] = [];
    return {
      add(schema: Json): string {
        const { expression, code } = modules.compile(schema);
        if (code === '') return expression;
        parts.push(`${name}.push((() => {\n${code}\nreturn ${expression};\n})());`);
        return `${name}[${parts.length - 1}]`;
      },
      code: () => (parts.length === 0 ? [] : [`const ${name} = [];`, ...parts]),
    };
  };
  request.beginModule();
  response.beginModule();
  const requests = direction('requests', request);
  const responses = direction('responses', response);
  const lines: string[] = [];
  if (schemas.parameters !== undefined) lines.push(`    parameters: ${requests.add(schemas.parameters)},`);
  const bodies = Object.entries(schemas.bodies).map(([type, schema]) => `      ${JSON.stringify(type)}: ${requests.add(schema)},`);
  if (bodies.length > 0) lines.push('    bodies: {', ...bodies, '    },');
  lines.push('    responses: {');
  for (const [key, { headers, content }] of Object.entries(schemas.responses)) {
    const parts = headers === undefined ? [] : [`        headers: ${responses.add(headers)},`];
    const types = Object.entries(content).map(([type, schema]) => `          ${JSON.stringify(type)}: ${responses.add(schema)},`);
    if (types.length > 0) parts.push('        content: {', ...types, '        },');
    lines.push(...(parts.length === 0 ? [`      ${JSON.stringify(key)}: {},`] : [`      ${JSON.stringify(key)}: {`, ...parts, '      },']));
  }
  lines.push('    },');
  const code = ["'use strict';", ...requests.code(), ...responses.code(), `module.exports = ${text},`, '  "validators": {', ...lines, '  }', '};', ''].join(
    '\n',
  );
  return indented(withOwnMembers(renumbered(code)));
}
