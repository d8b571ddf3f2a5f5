import { bodyFaults } from './check-bodies.ts';
import { componentFaults } from './check-components.ts';
import { parameterFaults } from './check-parameters.ts';
import { pathFaults } from './check-paths.ts';
import { operationFaults } from './check-responses.ts';
import { requirementFaults } from './check-security.ts';
import { DIALECTS, isDialect } from './keywords.ts';
import { type DocumentOperation, type Located, list, parameterKey } from './operations.ts';
import { itemFaults, pathItems } from './path-items.ts';
import { takesRest } from './rest-parameter.ts';
import { type Fault, type JsonObject, joinPointer } from './source-document.ts';

export function checkVersion(root: JsonObject): Fault[] {
  if (!/^3\.[01]\.\d+$/.test(String(root['openapi']))) return [{ pointer: '/openapi', reason: 'only OpenAPI 3.0.x and 3.1.x documents are read' }];
  const dialect = root['jsonSchemaDialect'];
  if (dialect === undefined || isDialect(dialect)) return [];
  return [{ pointer: '/jsonSchemaDialect', reason: `the dialect ${dialect} is not known; known are ${DIALECTS.join(', ')}` }];
}

/** Everything in a document that the operations, the validators or the types could not honour; its references are normalized. */
export function checkDocument(root: JsonObject, operations: readonly DocumentOperation[]): Fault[] {
  return [
    ...requirementFaults(root, operations),
    ...uniqueness(operations),
    ...itemFaults(root),
    ...pathFaults(operations),
    ...operations.flatMap((operation) => [...parameters(root, operation), ...bodyFaults(root, operation), ...operationFaults(root, operation)]),
    ...componentFaults(root, operations),
  ];
}

function* uniqueness(operations: readonly DocumentOperation[]): Generator<Fault> {
  const ids = new Map<string, DocumentOperation>();
  for (const operation of operations) {
    const { operationId, pointer } = operation;
    if (ids.has(operationId))
      yield {
        pointer: joinPointer(pointer, 'operationId'),
        reason: `the operationId ${operationId} is taken by ${ids.get(operationId)?.method.toUpperCase()} ${ids.get(operationId)?.path}`,
      };
    ids.set(operationId, operation);
  }
}

function* parameters(root: JsonObject, { path, pointer, value: operation, parameters }: DocumentOperation): Generator<Fault> {
  for (const holder of [{ value: operation, pointer }, ...pathItems(root, path)]) yield* duplicates(root, holder);
  const inTemplate = [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string);
  const declared = parameters.filter((parameter) => parameter.value['in'] === 'path').map((parameter) => String(parameter.value['name']));
  for (const name of inTemplate) if (!declared.includes(name)) yield { pointer, reason: `the path parameter ${name} is not declared` };
  for (const parameter of parameters) {
    const { value, pointer: at } = parameter;
    if (value['in'] === 'path' && !inTemplate.includes(String(value['name']))) yield { pointer: at, reason: `the path has no parameter ${value['name']}` };
    yield* parameterFaults(root, parameter);
  }
  const [first, ...more] = parameters.filter((parameter) => takesRest(root, parameter));
  for (const { value, pointer: at } of more)
    yield { pointer: at, reason: `the members of ${value['name']} could be any query parameter, and those of ${first?.value['name']} too; use deepObject` };
}

/** OpenAPI 3.0.3 section 4.7.10.1: a list of parameters has none twice. */
function* duplicates(root: JsonObject, holder: Located): Generator<Fault> {
  const keys = list(root, holder, 'parameters').map(({ value }) => parameterKey(value));
  for (const [index, key] of keys.entries())
    if (keys.indexOf(key) < index) yield { pointer: joinPointer(holder.pointer, 'parameters', index), reason: `the parameter ${key} is there twice` };
}
