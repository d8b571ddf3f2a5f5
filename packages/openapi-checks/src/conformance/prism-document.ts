import {
  bodyKindAt,
  describesEventsAt,
  filePropertiesAt,
  isObject,
  type Json,
  type JsonObject,
  joinPointer,
  METHODS,
  refPointer,
  resolve,
} from '@petsage/openapi-compiler/internal';
import { isJson, kindOf } from '@petsage/openapi-koa/spec';

/** An undeclared query parameter and header, which every service tolerates. Without them no requests could be generated for an operation without input. */
const UNDECLARED = [
  { name: 'probe', in: 'query', schema: { type: 'string' } },
  { name: 'X-Probe', in: 'header', schema: { type: 'string' } },
];

/**
 * Rewrites a document for a tool that takes it literally: `default` stands for errors only if a success is declared, a body of text or
 * bytes has at least one byte, as a body of none is none, and an operation without input gets undeclared parameters.
 */
export function generatorDocument(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  for (const { operation, item } of operationsOf(copy)) {
    narrowDefault(operation);
    if (isObject(operation['requestBody'])) operation['requestBody'] = withBytes(copy, operation['requestBody']);
    if (hasInput(operation, item) || operation['x-closed-query'] === true) continue;
    operation['parameters'] = UNDECLARED as unknown as Json[];
  }
  return copy;
}

/** The operations, such as `POST /photos`, whose bodies are not JSON: what is invalid as JSON is valid as text, such as a number. */
export function operationsWithText(document: JsonObject): string[] {
  return operationsOf(document).flatMap(({ operation, label }) => (bodyTypes(document, operation).every(isJson) ? [] : [label]));
}

/** The operations that take a form whose file must be its last part (`x-streamed-file`), which no schema says. */
export function operationsWithStreamedFile(document: JsonObject): string[] {
  return operationsOf(document).flatMap(({ pointer, label }) => {
    const { value: body, pointer: at } = resolve(document, joinPointer(pointer, 'requestBody'));
    const types = isObject(body) && isObject(body['content']) ? Object.keys(body['content']) : [];
    const isStreamed = (type: string) => {
      const media = joinPointer(at, 'content', type);
      if (bodyKindAt(document, media, type) !== 'multipart') return false;
      return [...filePropertiesAt(document, media, type).named.values()].some(({ streamed }) => streamed);
    };
    return types.some(isStreamed) ? [label] : [];
  });
}

function bodyTypes(document: JsonObject, operation: JsonObject): string[] {
  const body = followed(document, operation['requestBody']);
  return isObject(body) && isObject(body['content']) ? Object.keys(body['content']) : [];
}

/** A copy of a request body. */
function withBytes(document: JsonObject, requestBody: JsonObject): JsonObject {
  const body = followed(document, requestBody);
  if (!isObject(body) || !isObject(body['content'])) return requestBody;
  const content = Object.entries(body['content']).map(([type, media]) => {
    if (!isObject(media) || !['text', 'binary'].includes(kindOf(type))) return [type, media];
    const schema = followed(document, media['schema']) ?? { type: 'string', format: 'binary' };
    return [type, isObject(schema) && schema['type'] === 'string' ? { ...media, schema: { minLength: 1, ...schema } } : media];
  });
  return { ...body, content: Object.fromEntries(content) as JsonObject };
}

/**
 * Rewrites a document for Prism's proxy. Removes operations with bodies that Prism 5 breaks: it ends at a multipart part without a
 * Content-Disposition of its liking, and forwards bytes as text. Removes optional parameters that Prism 5 breaks: it crashes when a header is absent whose
 * parameter is an array or an object, and encodes the comma of an array in the query as `%2C`, which is data (RFC 6570 section 3.2.1).
 * Removes security requirements, too: Prism would respond with its own 401 instead of the service.
 */
export function prismDocument(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  const follow = (value: Json | undefined) => followed(copy, value);
  const safe = (item: Json) => {
    const parameter = follow(item);
    if (!isObject(parameter) || parameter['required'] === true) return true;
    const schema = follow(parameter['schema']);
    if (!isObject(schema) || !['array', 'object'].includes(String(schema['type']))) return true;
    return parameter['in'] === 'query' && parameter['explode'] !== false && ['form', 'deepObject'].includes(String(parameter['style'] ?? 'form'));
  };
  delete copy['security'];
  for (const { operation, item, pointer, method } of operationsOf(copy)) {
    if (bodyTypes(copy, operation).some((type) => ['multipart', 'binary'].includes(kindOf(type)))) {
      delete item[method];
      continue;
    }
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

interface Found {
  readonly operation: JsonObject;
  readonly item: JsonObject;
  readonly method: string;
  readonly pointer: string;
  /** Such as `GET /pets`. */
  readonly label: string;
}

function operationsOf(document: JsonObject): Found[] {
  return Object.keys(isObject(document['paths']) ? document['paths'] : {}).flatMap((path) => {
    const { value: item, pointer } = resolve(document, joinPointer('/paths', path));
    if (!isObject(item)) return [];
    return METHODS.flatMap((method) => {
      const operation = item[method];
      return isObject(operation) ? [{ operation, item, method, pointer: joinPointer(pointer, method), label: `${method.toUpperCase()} ${path}` }] : [];
    });
  });
}

function followed(document: JsonObject, value: Json | undefined): Json | undefined {
  return isObject(value) && typeof value['$ref'] === 'string' ? resolve(document, refPointer(value['$ref']) ?? '').value : value;
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
