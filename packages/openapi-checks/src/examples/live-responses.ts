import { isObject, type Json, type JsonObject, joinPointer, needsCredentials, refPointer, resolve } from '@petsage/openapi-compiler/internal';
import { isJson } from '@petsage/openapi-koa/spec';
import { UNACCEPTABLE } from '../conformance/probes.ts';
import { SchemaView } from '../schemas/schema-view.ts';
import { member, Side } from '../schemas/side.ts';

/** A request that examples of the document make up, and the example of its response. */
export interface ExampleRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  readonly body: Json;
  /** The schema of the body; undefined if there is none. */
  readonly schema: SchemaView | undefined;
  /** Whether the service may not have what the request names, and respond with a declared 404. */
  readonly mayBeMissing: boolean;
  /** The examples of response headers, by name. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Only an instance that is shutting down responds so. */
  readonly draining: boolean;
}

/**
 * Lists the requests that need no knowledge of the service: GET operations whose required parameters have examples, for success, for the
 * refusals that every operation has, and for the response while draining.
 */
export function exampleRequests(root: JsonObject): ExampleRequest[] {
  const at = (pointer: string) => resolve(root, pointer).value;
  const document = new Side('revision', root);
  const paths = isObject(root['paths']) ? root['paths'] : {};
  return Object.keys(paths).flatMap((path) => {
    const pointer = `${joinPointer('/paths', path)}/get`;
    const operation = at(pointer);
    if (!isObject(operation) || !isObject(operation['responses'])) return [];
    const locked = needsCredentials(operation['security'] ?? root['security']);
    const request = fillIn(path, [`${joinPointer('/paths', path)}/parameters`, `${pointer}/parameters`], at);
    if (request === undefined) return [];
    const statuses = Object.keys(operation['responses']);
    return statuses.flatMap((key) => {
      const response = resolve(root, joinPointer(`${pointer}/responses`, key)).pointer;
      const media = jsonMedia(response, at);
      const body = media === undefined ? undefined : firstExample(media.value, at);
      if (media === undefined || body === undefined) return [];
      const status = /^\d{3}$/.test(key) ? Number(key) : isObject(body) && typeof body['status'] === 'number' ? body['status'] : 0;
      const canRequest = status === 401 ? locked : !locked && (status === 406 || status === 503 || (status >= 200 && status < 300));
      if (!canRequest || (status === 406 && key === 'default' && !namesTypes(body, operation['responses'], at))) return [];
      const headers = { ...request.headers, ...(status === 406 && { Accept: UNACCEPTABLE }) };
      const declared = member(document.object(media.pointer), 'schema');
      const schema = declared === undefined ? undefined : SchemaView.of(declared);
      const mayBeMissing = status < 300 && request.path !== path && ['404', '4XX', 'default'].some((other) => statuses.includes(other));
      return [{ path: request.path, headers, status, body, schema, mayBeMissing, responseHeaders: exampleHeaders(response, at), draining: status === 503 }];
    });
  });
}

/** Whether a 406 example that operations share fits this one: it names the media types of success. */
function namesTypes(example: Json, responses: Json | undefined, at: At): boolean {
  const types = Object.entries(isObject(responses) ? responses : {}).flatMap(([key, response]) => {
    const named = isObject(response) && typeof response['$ref'] === 'string' ? at(refPointer(response['$ref']) ?? '') : response;
    return key.startsWith('2') && isObject(named) && isObject(named['content']) ? Object.keys(named['content']) : [];
  });
  return isObject(example) && types.every((type) => String(example['detail']).includes(type));
}

type At = (pointer: string) => Json | undefined;

/** @returns undefined if a required parameter has no example */
function fillIn(path: string, lists: readonly string[], at: At): { path: string; headers: Record<string, string> } | undefined {
  let target = path;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const list of lists) {
    const parameters = at(list);
    for (const index of Array.isArray(parameters) ? parameters.keys() : []) {
      const parameter = at(`${list}/${index}`);
      if (!isObject(parameter) || parameter['required'] !== true) continue;
      const example = firstExample(parameter, at) ?? (isObject(parameter['schema']) ? parameter['schema']['example'] : undefined);
      if (example === undefined || typeof example === 'object') return undefined;
      const name = String(parameter['name']);
      if (parameter['in'] === 'path') target = target.replace(`{${name}}`, encodeURIComponent(String(example)));
      else if (parameter['in'] === 'query') query.append(name, String(example));
      else if (parameter['in'] === 'header') headers[name] = String(example);
      else return undefined;
    }
  }
  return target.includes('{') ? undefined : { path: query.size === 0 ? target : `${target}?${query}`, headers };
}

function jsonMedia(response: string, at: At): { value: JsonObject; pointer: string } | undefined {
  const content = at(`${response}/content`);
  const type = Object.keys(isObject(content) ? content : {}).find(isJson);
  const pointer = joinPointer(`${response}/content`, type ?? '');
  const media = type === undefined ? undefined : at(pointer);
  return isObject(media) ? { value: media, pointer } : undefined;
}

function exampleHeaders(response: string, at: At): Record<string, string> {
  const headers = at(`${response}/headers`);
  return Object.fromEntries(
    Object.keys(isObject(headers) ? headers : {}).flatMap((name) => {
      const header = at(joinPointer(`${response}/headers`, name));
      const example = isObject(header) ? firstExample(header, at) : undefined;
      return example === undefined || typeof example === 'object' ? [] : [[name, String(example)]];
    }),
  );
}

function firstExample(holder: JsonObject, at: At): Json | undefined {
  const [first] = Object.values(isObject(holder['examples']) ? holder['examples'] : {});
  const named = isObject(first) && typeof first['$ref'] === 'string' ? at(refPointer(first['$ref']) ?? '') : first;
  return holder['example'] ?? (isObject(named) ? named['value'] : undefined);
}
