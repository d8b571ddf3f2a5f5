import { contentFaults } from './check-bodies.ts';
import { parameterFaults } from './check-parameters.ts';
import { headerFaults, responseFaults } from './check-responses.ts';
import { schemeFaults } from './check-security.ts';
import { type Located, located } from './operations.ts';
import { type Fault, isObject, type JsonObject, joinPointer, valueAt } from './source-document.ts';

/** Everything about components that could not be honoured, whether or not an operation refers to them. */
export function* componentFaults(root: JsonObject): Generator<Fault> {
  for (const [name, scheme] of componentsOf(root, 'securitySchemes')) yield* schemeFaults(name, scheme);
  for (const [, parameter] of componentsOf(root, 'parameters')) yield* parameterFaults(root, parameter);
  for (const [, body] of componentsOf(root, 'requestBodies')) yield* contentFaults(root, body);
  for (const [, response] of componentsOf(root, 'responses')) yield* responseFaults(root, response);
  for (const [name, header] of componentsOf(root, 'headers')) yield* headerFaults(root, name, header);
}

function* componentsOf(root: JsonObject, section: string): Generator<readonly [name: string, component: Located]> {
  const pointer = joinPointer('/components', section);
  const components = valueAt(root, pointer);
  for (const name of Object.keys(isObject(components) ? components : {})) {
    const component = located(root, joinPointer(pointer, name));
    if (component !== undefined) yield [name, component];
  }
}
