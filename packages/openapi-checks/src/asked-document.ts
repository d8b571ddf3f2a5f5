import { describesEvents, isObject, type Json, type JsonObject, joinPointer, METHODS, refPointer, resolve } from '@petsage/openapi-compiler/internal';

/**
 * What every service tolerates, and the document need not name: a query parameter and a header field that it does not know. Without
 * them nothing about an operation without input could be made up.
 */
const UNKNOWN = [
  { name: 'probe', in: 'query', schema: { type: 'string' } },
  { name: 'X-Probe', in: 'header', schema: { type: 'string' } },
];

/**
 * Words a document so that a tool which takes it literally asks and judges as we read it: `default` stands for errors where a
 * success is declared, and an operation without input is asked with what it does not know.
 */
export function askedDocument(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  for (const { operation, item } of operationsOf(copy)) {
    narrowDefault(operation);
    if (hasInput(operation, item) || operation['x-closed-query'] === true) continue;
    operation['parameters'] = UNKNOWN as unknown as Json[];
  }
  return copy;
}

/**
 * Leaves out optional parameters that Prism 5 spoils: it ends when a header field is absent whose parameter is a list or an object,
 * and writes the comma of a list in the query as `%2C`, which is data (RFC 6570 section 3.2.1). Leaves out what wants credentials, too:
 * Prism would answer 401 in the place of the service, and in a form of its own.
 */
export function proxiedDocument(document: JsonObject): JsonObject {
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
    for (const key of Object.keys(isObject(operation['responses']) ? operation['responses'] : {})) openEvents(copy, joinPointer(pointer, 'responses', key));
    for (const owner of [operation, item]) if (Array.isArray(owner['parameters'])) owner['parameters'] = owner['parameters'].filter(safe);
  }
  return copy;
}

/** Prism holds the text of a stream of events against the schema of one. */
function openEvents(document: JsonObject, at: string): void {
  const { value: response, pointer } = resolve(document, at);
  if (!isObject(response) || !isObject(response['content'])) return;
  for (const [type, media] of Object.entries(response['content']))
    if (isObject(media) && describesEvents(document, type, joinPointer(pointer, 'content', type, 'schema'))) delete media['schema'];
}

/** Whether any operation takes parameters or a body, so that there is something to get wrong. */
export function takesInput(document: JsonObject): boolean {
  return operationsOf(document).some(({ operation, item }) => hasInput(operation, item));
}

/** How many operations there are. */
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
