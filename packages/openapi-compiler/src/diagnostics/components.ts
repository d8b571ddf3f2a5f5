import { isObject, type JsonObject, joinPointer, valueAt } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import { type DocumentOperation, type Located, located } from '../parse/operations.ts';
import type { Finding } from './diagnostic.ts';
import { parameterFindings } from './parameters.ts';
import { contentFindings } from './request-bodies.ts';
import { headerFindings, responseFindings, serverHeaderFindings } from './responses.ts';
import { schemeFindings } from './security.ts';
import { INTERIM } from './unsupported-responses.ts';

/** Everything about components that cannot be served, whether or not an operation refers to them. */
export function* componentFindings(root: JsonObject, parser: ApiParser, operations: readonly DocumentOperation[]): Generator<Finding> {
  for (const [name, scheme] of componentsOf(root, 'securitySchemes')) yield* schemeFindings(name, scheme);
  for (const [, parameter] of componentsOf(root, 'parameters')) yield* parameterFindings(parser, parameter);
  for (const [, body] of componentsOf(root, 'requestBodies')) yield* contentFindings(root, parser, body);
  const interim = interimResponses(operations);
  for (const [, response] of componentsOf(root, 'responses')) {
    yield* responseFindings(root, parser, response);
    if (!interim.has(response.pointer)) yield* serverHeaderFindings(response);
  }
  for (const [name, header] of componentsOf(root, 'headers')) yield* headerFindings(parser, name, header);
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
