import { isFreeForm } from '../ir/free-form-query.ts';
import { type JsonObject, joinPointer } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import { DIALECTS, isDialect } from '../parse/keywords.ts';
import { type DocumentOperation, type Located, list, parameterKey } from '../parse/operations.ts';
import { pathItems } from '../parse/path-items.ts';
import type { Finding } from './diagnostic.ts';
import { parameterFindings } from './parameters.ts';

export function checkVersion(root: JsonObject): Finding[] {
  const version = root['openapi'];
  if (!/^3\.[01]\.\d+$/.test(String(version))) {
    const found = version === undefined ? 'the document has no `openapi`' : `OpenAPI ${version} is not supported`;
    return [{ code: 'unsupported-version', pointer: '/openapi', reason: `${found}; write \`openapi: 3.0.x\` or \`openapi: 3.1.x\`, such as 3.1.0` }];
  }
  const dialect = root['jsonSchemaDialect'];
  if (dialect === undefined || isDialect(dialect)) return [];
  return [{ code: 'unsupported-dialect', pointer: '/jsonSchemaDialect', reason: `unknown dialect ${dialect}; supported: ${DIALECTS.join(', ')}` }];
}

/** OperationIds that two operations have. */
export function* operationIdFindings(operations: readonly DocumentOperation[]): Generator<Finding> {
  const ids = new Map<string, DocumentOperation>();
  for (const operation of operations) {
    const { operationId, pointer } = operation;
    const first = ids.get(operationId);
    if (first !== undefined)
      yield {
        code: 'duplicate-operation-id',
        pointer: joinPointer(pointer, 'operationId'),
        reason: `the operationId ${operationId} is that of ${first.method.toUpperCase()} ${first.path}, too; give each operation its own`,
      };
    ids.set(operationId, first ?? operation);
  }
}

/** Everything about the parameters of an operation that cannot be served. */
export function* operationParameterFindings(
  root: JsonObject,
  parser: ApiParser,
  { path, pointer, value: operation, parameters }: DocumentOperation,
): Generator<Finding> {
  for (const holder of [{ value: operation, pointer }, ...pathItems(root, path)]) yield* duplicates(root, holder);
  const inTemplate = [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string);
  const declared = parameters.filter((parameter) => parameter.value['in'] === 'path').map((parameter) => String(parameter.value['name']));
  for (const name of inTemplate)
    if (!declared.includes(name))
      yield {
        code: 'undeclared-path-parameter',
        pointer,
        reason: `the path parameter ${name} is not declared; add \`{ name: ${name}, in: path, required: true, schema: … }\``,
      };
  for (const parameter of parameters) {
    const { value, pointer: at } = parameter;
    if (value['in'] === 'path' && value['name'] !== undefined && !inTemplate.includes(String(value['name'])))
      yield { code: 'unused-path-parameter', pointer: at, reason: `${path} has no parameter {${value['name']}}; correct the name, or remove the parameter` };
    yield* parameterFindings(parser, parameter);
  }
  const [first, ...more] = parameters.filter((parameter) => isFreeForm(parser.parameter(parameter)));
  for (const { value, pointer: at } of more)
    yield {
      code: 'ambiguous-object',
      pointer: at,
      reason: `the properties of ${value['name']} could be any query parameter, and those of ${first?.value['name']} too; use \`style: deepObject\``,
    };
}

/** OpenAPI 3.0.3 section 4.7.10.1: a list of parameters has none twice. */
function* duplicates(root: JsonObject, holder: Located): Generator<Finding> {
  const keys = list(root, holder, 'parameters').map(({ value }) => parameterKey(value));
  for (const [index, key] of keys.entries())
    if (keys.indexOf(key) < index)
      yield {
        code: 'duplicate-parameter',
        pointer: joinPointer(holder.pointer, 'parameters', index),
        reason: `the parameter ${key} is declared twice; remove one`,
      };
}
