import { isObject, type Json, type JsonObject, joinPointer, type Located, located } from '../json.ts';
import { METHODS, pathItems, pathsOf } from './path-items.ts';
import { servedRequirements } from './security-schemes.ts';
import { isOpenApi30 } from './version.ts';

export { type Located, located } from '../json.ts';
export { METHODS } from './path-items.ts';

/** One operation as the document describes it. */
export interface DocumentOperation {
  /** Its method and path where the document gives it none, such as `GET /pets/{petId}`. */
  readonly operationId: string;
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly pointer: string;
  readonly value: JsonObject;
  readonly security: Json;
  /** Path item and operation parameters, merged (OpenAPI 3.0.3 section 4.7.10.1). */
  readonly parameters: readonly Located[];
  /** Header parameters that count for nothing, as other parts of the document declare these headers (section 4.7.12). */
  readonly ignoredParameters: readonly Located[];
  readonly body: Located | undefined;
  readonly responses: readonly (readonly [key: string, response: Located])[];
}

const IGNORED_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);

/** Every operation, in document order. */
export function readOperations(root: JsonObject): DocumentOperation[] {
  return pathsOf(root).flatMap((path) => {
    const items = pathItems(root, path);
    return METHODS.flatMap((method): DocumentOperation[] => {
      const holder = items.find(({ value }) => value[method] !== undefined);
      const operation = holder && located(root, joinPointer(holder.pointer, method));
      return operation === undefined ? [] : [readOperation(root, path, method, items, operation)];
    });
  });
}

function readOperation(root: JsonObject, path: string, method: DocumentOperation['method'], items: readonly Located[], operation: Located): DocumentOperation {
  const { value, pointer } = operation;
  const parameters = [...list(root, operation, 'parameters'), ...items.flatMap((item) => list(root, item, 'parameters'))];
  const byKey = new Map(parameters.toReversed().map((parameter) => [parameterKey(parameter.value), parameter]));
  const merged = parameters.filter((parameter) => byKey.get(parameterKey(parameter.value)) === parameter);
  return {
    operationId: typeof value['operationId'] === 'string' ? value['operationId'] : `${method.toUpperCase()} ${path}`,
    method,
    path,
    pointer,
    value,
    security: servedRequirements(root, value['security'] ?? root['security'] ?? []),
    parameters: merged.filter((parameter) => !isIgnored(parameter)),
    ignoredParameters: merged.filter(isIgnored),
    body: located(root, joinPointer(pointer, 'requestBody')),
    responses: declaredResponses(root, operation),
  };
}

const isIgnored = ({ value }: Located) => value['in'] === 'header' && IGNORED_HEADERS.has(String(value['name']).toLowerCase());

function declaredResponses(root: JsonObject, { value, pointer }: Located): (readonly [key: string, response: Located])[] {
  const at = joinPointer(pointer, 'responses');
  if (mayRespondAnything(root, value)) return [['default', { value: { description: 'Not described.' }, pointer: joinPointer(at, 'default') }]];
  return Object.keys(isObject(value['responses']) ? value['responses'] : {}).flatMap((key) => {
    const response = located(root, joinPointer(at, key));
    return response === undefined || key.startsWith('x-') ? [] : [[key, response] as const];
  });
}

/** OpenAPI 3.1.0 section 4.8.10.1 does not require `responses` any more, but one of them where they are there. */
export function mayRespondAnything(root: JsonObject, operation: JsonObject): boolean {
  return operation['responses'] === undefined && !isOpenApi30(root);
}

/** Alike for two parameters of which one has to give way: the names of header fields are the same in every case (RFC 9110 section 5.1). */
export function parameterKey({ in: place, name }: JsonObject): string {
  return `${place === 'header' ? String(name).toLowerCase() : name} in ${place}`;
}

/** The path parameters of an operation that stand for one segment or more. */
export function multiSegmentOf({ parameters }: DocumentOperation): string[] {
  return parameters.filter(({ value }) => value['in'] === 'path' && value['x-multi-segment'] === true).map(({ value }) => String(value['name']));
}

/** The members of a list, references followed. */
export function list(root: Json, parent: Located, name: string): Located[] {
  const items = parent.value[name];
  if (!Array.isArray(items)) return [];
  return items.flatMap((_, index) => located(root, joinPointer(parent.pointer, name, index)) ?? []);
}
