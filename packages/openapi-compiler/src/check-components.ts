import { contentFaults } from './check-bodies.ts';
import { parameterFaults } from './check-parameters.ts';
import { headerFaults, responseFaults, serverHeaderFaults } from './check-responses.ts';
import { schemeFaults } from './check-security.ts';
import { type DocumentOperation, type Located, located } from './operations.ts';
import { type Fault, isObject, type JsonObject, joinPointer, valueAt } from './source-document.ts';
import { INTERIM } from './unenforced-responses.ts';

/** Everything about components that could not be honoured, whether or not an operation refers to them. */
export function* componentFaults(root: JsonObject, operations: readonly DocumentOperation[]): Generator<Fault> {
  for (const [name, scheme] of componentsOf(root, 'securitySchemes')) yield* schemeFaults(name, scheme);
  for (const [, parameter] of componentsOf(root, 'parameters')) yield* parameterFaults(root, parameter);
  for (const [, body] of componentsOf(root, 'requestBodies')) yield* contentFaults(root, body);
  const interim = interimResponses(operations);
  for (const [, response] of componentsOf(root, 'responses')) {
    yield* responseFaults(root, response);
    if (!interim.has(response.pointer)) yield* serverHeaderFaults(response);
  }
  for (const [name, header] of componentsOf(root, 'headers')) yield* headerFaults(root, name, header);
}

/** Where the responses stand that operations declare for interim statuses. */
function interimResponses(operations: readonly DocumentOperation[]): ReadonlySet<string> {
  return new Set(operations.flatMap(({ responses }) => responses.flatMap(([key, { pointer }]) => (INTERIM.test(key) ? [pointer] : []))));
}

function* componentsOf(root: JsonObject, section: string): Generator<readonly [name: string, component: Located]> {
  const pointer = joinPointer('/components', section);
  const components = valueAt(root, pointer);
  for (const name of Object.keys(isObject(components) ? components : {})) {
    const component = located(root, joinPointer(pointer, name));
    if (component !== undefined) yield [name, component];
  }
}
