import { coercionAt } from '../../packages/openapi-compiler/src/document-facts.ts';
import type { Direction } from '../../packages/openapi-compiler/src/ir/read-write-only.ts';
import { isObject, type Json, type JsonObject, joinPointer } from '../../packages/openapi-compiler/src/json.ts';
import { type DocumentOperation, type Located, located, multiSegmentOf, readOperations } from '../../packages/openapi-compiler/src/parse/operations.ts';
import { normalizeReferences } from '../../packages/openapi-compiler/src/parse/references.ts';
import { isJson } from '../../packages/openapi-koa/src/http/media-type.ts';
import type { OperationsSpec } from '../../packages/openapi-koa/src/operation-spec.ts';
import { examplesAt } from './examples.ts';
import { sampleOf } from './sample.ts';

/** A request for an operation, made of what its document says, and the answer that its handler gives. */
export interface Exercise {
  readonly operationId: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Path parameters, as the handler has to get them. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly reply: { readonly status: number; readonly type?: string; readonly headers: JsonObject; readonly body?: Json };
}

/** What stands for a multi-segment parameter. */
const SEGMENTS = 'a/b c/d';

/** Values of parameters that have to match a pattern, by name. */
export type Values = Readonly<Record<string, string>>;

/** An exercise for each operation for which the document has a valid request and a valid success, be it an example or nothing at all. */
export function exercises(document: JsonObject, operations: OperationsSpec, values: Values = {}): Exercise[] {
  const { root } = normalizeReferences(document);
  return readOperations(root).flatMap((operation) => {
    const request = requestFor(root, operation, operations, values);
    const reply = replyOf(root, operation, operations);
    return request === undefined || reply === undefined ? [] : [{ operationId: operation.operationId, ...request, reply }];
  });
}

/** Handlers that give the answer of their exercise, and note whose they are and what they got. */
export function handlersFor(document: JsonObject, all: readonly Exercise[], seen: Map<string, unknown>): Record<string, unknown> {
  const replies = new Map(all.map(({ operationId, reply }) => [operationId, reply]));
  const operations = readOperations(normalizeReferences(document).root);
  const handler =
    (operationId: string) =>
    ({ params }: { params: unknown }) => {
      seen.set(operationId, params);
      return replies.get(operationId);
    };
  return Object.fromEntries(operations.map(({ operationId }) => [operationId, handler(operationId)]));
}

function requestFor(
  root: JsonObject,
  operation: DocumentOperation,
  operations: OperationsSpec,
  values: Values,
): Omit<Exercise, 'operationId' | 'reply'> | undefined {
  const multi = multiSegmentOf(operation);
  const params: Record<string, unknown> = {};
  const query: string[] = [];
  const headers: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    const { name, in: place, required } = parameter.value as { name: string; in: string; required?: boolean };
    if (required !== true) continue;
    const value = values[name] ?? (multi.includes(name) ? SEGMENTS : valueFor(root, parameter));
    if (place === 'path') params[name] = value;
    else if (place === 'query') query.push(`${name}=${encodeURIComponent(String(value))}`);
    else headers[name] = String(value);
  }
  const path = operation.path.replace(/\{([^{}]+)\}/g, (_, name: string) =>
    String(params[name])
      .split(multi.includes(name) ? '/' : /$/)
      .map(encodeURIComponent)
      .join('/'),
  );
  const body = bodyFor(root, operation, operations);
  if (body === 'none') return undefined;
  return {
    method: operation.method.toUpperCase(),
    target: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers: body === undefined ? headers : { ...headers, 'content-type': body.type },
    body: body?.text,
    params,
  };
}

/** A value of a parameter: an example of it, the first of an enum, else the shortest that there is. */
function valueFor(root: JsonObject, { value, pointer }: Located): unknown {
  const schema = located(root, joinPointer(pointer, 'schema'));
  const example = examplesAt(root, pointer)[0]?.[1] ?? schema?.value['example'];
  if (example !== undefined) return example;
  if (Array.isArray(schema?.value['enum'])) return schema.value['enum'][0];
  const { types } = coercionAt(root, joinPointer(pointer, 'schema'));
  if (types.includes('string')) return 'a'.repeat(Number(schema?.value['minLength'] ?? 1));
  return types.includes('integer') ? Number(schema?.value['minimum'] ?? 1) : value['name'];
}

/** A valid value of a JSON body; undefined where there may be none, `none` where there has to be one. */
function bodyFor(root: JsonObject, { operationId, body }: DocumentOperation, operations: OperationsSpec): { type: string; text: string } | 'none' | undefined {
  if (body === undefined || body.value['required'] !== true) return undefined;
  const validators = operations.list.find((table) => table.operationId === operationId)?.load().validators.bodies;
  for (const type of Object.keys(body.value['content'] as JsonObject)) {
    for (const value of candidates(root, joinPointer(body.pointer, 'content', type), 'request'))
      if (isJson(type) && validators?.[type]?.(structuredClone(value))) return { type, text: JSON.stringify(value) };
  }
  return 'none';
}

/** The examples of a media type, and what those in its schema make up. */
function candidates(root: JsonObject, pointer: string, side: Direction): Json[] {
  const sample = sampleOf(root, joinPointer(pointer, 'schema'), side);
  return [...examplesAt(root, pointer).map(([, value]) => value), ...(sample === undefined ? [] : [sample])];
}

function replyOf(root: JsonObject, { operationId, responses }: DocumentOperation, operations: OperationsSpec): Exercise['reply'] | undefined {
  const validators = operations.list.find((table) => table.operationId === operationId)?.load().validators.responses;
  for (const [key, { value, pointer }] of responses) {
    if (!/^[23]\d\d$/.test(key)) continue;
    const headers = headersFor(root, value, pointer);
    const status = Number(key);
    const content = Object.keys(isObject(value['content']) ? value['content'] : {});
    if (content.length === 0) return { status, headers };
    for (const type of content.filter(isJson)) {
      for (const example of candidates(root, joinPointer(pointer, 'content', type), 'response'))
        if (validators?.[key]?.content?.[type]?.(example)) return { status, type, headers, body: example };
    }
  }
  return undefined;
}

function headersFor(root: JsonObject, { headers }: JsonObject, pointer: string): JsonObject {
  const names = Object.keys(isObject(headers) ? headers : {});
  return Object.fromEntries(
    names.flatMap((name) => {
      const header = located(root, joinPointer(pointer, 'headers', name));
      return header?.value['required'] === true ? [[name, valueFor(root, header) as Json]] : [];
    }),
  );
}

/**
 * Sends the request of an exercise.
 *
 * @returns what the client sees, and what it should
 */
export async function perform(port: number, { operationId, method, target, headers, body, params, reply }: Exercise, seen: ReadonlyMap<string, unknown>) {
  const answer = await fetch(`http://127.0.0.1:${port}${target}`, { method, headers, body: body ?? null, redirect: 'manual' });
  const text = await answer.text();
  return {
    got: { operationId, status: answer.status, body: text === '' ? undefined : JSON.parse(text), params: seen.get(operationId) },
    want: { operationId, status: reply.status, body: reply.body, params: { ...params } },
  };
}
