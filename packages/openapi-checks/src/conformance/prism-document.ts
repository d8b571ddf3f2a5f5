import { describesEventsAt, isObject, type Json, type JsonObject, joinPointer, METHODS, refPointer, resolve } from '@petsage/openapi-compiler/internal';

/** An undeclared query parameter and header, which every service tolerates. Without them no requests could be generated for an operation without input. */
const UNDECLARED = [
  { name: 'probe', in: 'query', schema: { type: 'string' } },
  { name: 'X-Probe', in: 'header', schema: { type: 'string' } },
];

/**
 * Rewrites a document for a tool that takes it literally: `default` stands for errors only if a success is declared, and an operation
 * without input gets undeclared parameters.
 */
export function generatorDocument(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  for (const { operation, item } of operationsOf(copy)) {
    narrowDefault(operation);
    if (hasInput(operation, item) || operation['x-closed-query'] === true) continue;
    operation['parameters'] = UNDECLARED as unknown as Json[];
  }
  return copy;
}

/**
 * Rewrites a document for Prism's proxy. Removes optional parameters that Prism 5 breaks: it crashes when a header is absent whose
 * parameter is an array or an object, and encodes the comma of an array in the query as `%2C`, which is data (RFC 6570 section 3.2.1).
 * Removes security requirements, too: Prism would respond with its own 401 instead of the service.
 */
export function prismDocument(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  const follow = (value: Json | undefined) =>
    isObject(value) && typeof value['$ref'] === 'string' ? resolve(copy, refPointer(value['$ref']) ?? '').value : value;
  const safe = (item: Json) => {
    const parameter = follow(item);
    if (!isObject(parameter) || parameter['required'] === true) return true;
    const schema = follow(parameter['schema']);
    if (!isObject(schema) || !['array', 'object'].includes(String(schema['type']))) return true;
    return parameter['in'] === 'query' && parameter['explode'] !== false && ['form', 'deepObject'].includes(String(parameter['style'] ?? 'form'));
  };
  delete copy['security'];
  for (const { operation, item, pointer } of operationsOf(copy)) {
    delete operation['security'];
    for (const key of Object.keys(isObject(operation['responses']) ? operation['responses'] : {}))
      removeEventSchemas(copy, joinPointer(pointer, 'responses', key));
    for (const owner of [operation, item]) if (Array.isArray(owner['parameters'])) owner['parameters'] = owner['parameters'].filter(safe);
  }
  return copy;
}

/** Prism validates the text of an event stream against the schema of one event. */
function removeEventSchemas(document: JsonObject, at: string): void {
  const { value: response, pointer } = resolve(document, at);
  if (!isObject(response) || !isObject(response['content'])) return;
  for (const [type, media] of Object.entries(response['content']))
    if (isObject(media) && describesEventsAt(document, type, joinPointer(pointer, 'content', type, 'schema'))) delete media['schema'];
}

/** Whether any operation has parameters or a body, so that a request can be invalid. */
export function takesInput(document: JsonObject): boolean {
  return operationsOf(document).some(({ operation, item }) => hasInput(operation, item));
}

export function countOperations(document: JsonObject): number {
  return operationsOf(document).length;
}

function operationsOf(document: JsonObject): { operation: JsonObject; item: JsonObject; pointer: string }[] {
  return Object.keys(isObject(document['paths']) ? document['paths'] : {}).flatMap((path) => {
    const { value: item, pointer } = resolve(document, joinPointer('/paths', path));
    if (!isObject(item)) return [];
    return METHODS.flatMap((method) => {
      const operation = item[method];
      return isObject(operation) ? [{ operation, item, pointer: joinPointer(pointer, method) }] : [];
    });
  });
}

function hasInput(operation: JsonObject, item: JsonObject): boolean {
  return [operation['parameters'], item['parameters']].some((list) => Array.isArray(list) && list.length > 0) || operation['requestBody'] !== undefined;
}

function narrowDefault(operation: JsonObject): void {
  const responses = operation['responses'];
  if (!isObject(responses) || responses['default'] === undefined || !Object.keys(responses).some((status) => status.startsWith('2'))) return;
  operation['responses'] = { '4XX': responses['default'], '5XX': responses['default'], ...responses };
  delete operation['responses']['default'];
}
