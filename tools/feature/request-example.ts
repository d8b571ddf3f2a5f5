import type { IncomingMessage } from 'node:http';
import {
  bodyKindAt,
  type DocumentOperation,
  filePropertiesAt,
  isObject,
  type Json,
  type JsonObject,
  joinPointer,
  type Located,
  located,
} from '@petsage/openapi-compiler/internal';
import type { Violation } from '@petsage/openapi-koa';
import { DEFAULT_BODY_LIMITS, readParameters } from '@petsage/openapi-koa/internal';
import { isJson, type OperationDetails } from '@petsage/openapi-koa/spec';
import { exampleAt, ownExample } from './example.ts';
import type { Fault } from './fault.ts';
import { concrete, unfit } from './response-example.ts';

/** A part of a multipart form. */
export interface Part {
  readonly name: string;
  readonly content: string;
  readonly filename?: string;
  readonly type?: string;
}

/** A body: as JSON, as text under its media type, or as the parts of a form. */
export interface ExampleBody {
  readonly type: string;
  readonly json?: Json;
  readonly text?: string;
  readonly parts?: readonly Part[];
}

/** The texts of parameters, by place and name; several for what is repeated. */
export type ParameterTexts = ReadonlyMap<Located, readonly string[]>;

/** A request that the document accepts. */
export interface RequestExample {
  readonly name: string;
  readonly parameters: ParameterTexts;
  readonly body?: ExampleBody;
}

/** @returns a request with what is required, and one with everything where there is more; or why none can be made */
export function requestExamplesOf(root: JsonObject, operation: DocumentOperation, details: OperationDetails): [RequestExample, ...RequestExample[]] | Fault {
  const { parameters } = operation;
  const body = bodyOf(root, operation, details, bodyTypes(operation)[0]);
  if (body !== undefined && 'message' in body) return body;
  const write = (list: readonly Located[]): ParameterTexts =>
    new Map(list.map((parameter) => [parameter, textsOf(parameter, exampleAt(root, parameter.pointer, 'request'))] as const));
  const needed = parameters.filter(({ value }) => value['required'] === true);
  const least: RequestExample = {
    name: parameters.length === 0 && body === undefined ? '' : 'a request with what is required',
    parameters: write(needed),
    ...(body && { body }),
  };
  const [violation] = violationsIn(operation, details, least.parameters);
  if (violation !== undefined) return unfitParameter(operation, violation);
  const all: RequestExample = { name: 'a request with every parameter', parameters: write(parameters), ...(body && { body }) };
  // Optional parameters are left out if their examples cannot be written.
  return needed.length === parameters.length || violationsIn(operation, details, all.parameters).length > 0 ? [least] : [least, all];
}

function unfitParameter({ pointer }: DocumentOperation, { in: place, name, message }: Violation): Fault {
  return {
    pointer: joinPointer(pointer, 'parameters'),
    message: `the example of the ${place} parameter ${name} is invalid: ${message}`,
    allowed: 'a valid `example`',
  };
}

/** What the contract says of a request's parameters. */
export function violationsIn(operation: DocumentOperation, details: OperationDetails, parameters: ParameterTexts): readonly Violation[] {
  const { query, headers, path } = requestParts(operation, parameters);
  const rawHeaders = Object.entries(headers).flat();
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const req = { rawHeaders, headers: lower } as unknown as IncomingMessage;
  return readParameters(details.parameters, details.validators.parameters, { req, params: path, query, jsonDepthLimit: DEFAULT_BODY_LIMITS.jsonDepthLimit })
    .violations;
}

/** Parameters as they stand in a request, percent-encoded (RFC 3986 section 2.1). */
export function requestParts(operation: DocumentOperation, parameters: ParameterTexts) {
  const path: Record<string, string> = {};
  const headers: Record<string, string> = {};
  const query: string[] = [];
  const cookies: string[] = [];
  for (const [{ value }, texts] of parameters) {
    const name = String(value['name']);
    if (value['in'] === 'path') path[name] = texts[0] as string;
    else if (value['in'] === 'header') headers[name] = texts.join(', ');
    else if (value['in'] === 'cookie') cookies.push(...texts);
    else query.push(...texts);
  }
  if (cookies.length > 0) headers['Cookie'] = cookies.join('; ');
  const target = operation.path.replace(/\{([^{}]+)\}/g, (_, name: string) => path[name] ?? '');
  return { path, headers, query: query.join('&'), target: query.length === 0 ? target : `${target}?${query.join('&')}` };
}

/** A value in its parameter's style (OpenAPI 3.0.3 section 4.7.12.3), name included for query and cookie. */
export function textsOf({ value: parameter }: Located, value: Json): string[] {
  const place = String(parameter['in']);
  const name = encodeURIComponent(String(parameter['name']));
  const encode = place === 'header' ? String : encodeURIComponent;
  const style = String(parameter['style'] ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple'));
  const explode = typeof parameter['explode'] === 'boolean' ? parameter['explode'] : style === 'form';
  const scalar = (item: unknown) => encode(typeof item === 'string' ? item : JSON.stringify(item));
  const named = (text: string) =>
    style === 'form' ? [`${name}=${text}`] : style === 'matrix' ? [`;${name}=${text}`] : style === 'label' ? [`.${text}`] : [text];
  const [type] = Object.keys(isObject(parameter['content']) ? parameter['content'] : {});
  if (type !== undefined && isJson(type)) return named(encode(JSON.stringify(value)));
  const separator = { spaceDelimited: '%20', pipeDelimited: '%7C' }[style] ?? ',';
  if (Array.isArray(value)) {
    if (style === 'form' && explode) return value.map((item) => `${name}=${scalar(item)}`);
    if (style === 'deepObject') return value.map((item) => `${name}[]=${scalar(item)}`);
    if (style.endsWith('Delimited')) return [`${name}=${value.map(scalar).join(separator)}`];
    return named(value.map(scalar).join(separator));
  }
  if (!isObject(value)) return named(scalar(value));
  const members = Object.entries(value);
  if (style === 'deepObject') return members.map(([key, item]) => `${name}[${encode(key)}]=${scalar(item)}`);
  if (style === 'form' && explode) return members.map(([key, item]) => `${encode(key)}=${scalar(item)}`);
  return named(members.map(([key, item]) => `${encode(key)}${explode ? '=' : ','}${scalar(item)}`).join(','));
}

/** The media types of an operation's body, in the document's words and order. */
export function bodyTypes({ body }: DocumentOperation): string[] {
  return Object.keys(isObject(body?.value['content']) ? body.value['content'] : {});
}

/** @returns the example of a body under a media type of the document; or why it cannot be sent */
export function bodyOf(
  root: JsonObject,
  { body, pointer }: DocumentOperation,
  details: OperationDetails,
  type: string | undefined,
): ExampleBody | undefined | Fault {
  if (body === undefined || type === undefined) return undefined;
  const at = joinPointer(body.pointer, 'content', type);
  const value = exampleAt(root, at, 'request');
  const validate = details.validators.bodies?.[type.toLowerCase()];
  const kind = bodyKindAt(root, at, type) ?? 'binary';
  if (kind !== 'multipart' && validate !== undefined && !validate(structuredClone(value))) {
    return unfit(joinPointer(pointer, 'requestBody', 'content', type, 'example'), validate.errors?.[0], value);
  }
  if (kind === 'json') return { type: concrete(type), json: value };
  if (kind === 'urlencoded' || kind === 'multipart') return formOf(root, { at, type, kind }, value);
  return { type: concrete(type), text: typeof value === 'string' ? value : JSON.stringify(ownExample(root, at) ?? 'pet') };
}

/** A form with the members of an object, under the media type that stands at a pointer. */
export function formOf(root: JsonObject, { at, type, kind }: { at: string; type: string; kind: 'urlencoded' | 'multipart' }, value: Json): ExampleBody {
  return { type: concrete(type), ...(kind === 'urlencoded' ? { text: urlencoded(value) } : { parts: formParts(root, at, type, value) }) };
}

function urlencoded(value: Json): string {
  const scalar = (item: Json | undefined) => encodeURIComponent(typeof item === 'string' ? item : JSON.stringify(item));
  const pairs = Object.entries(isObject(value) ? value : {}).flatMap(([name, item]) =>
    Array.isArray(item) ? item.map((each) => `${encodeURIComponent(name)}=${scalar(each)}`) : [`${encodeURIComponent(name)}=${scalar(item)}`],
  );
  return pairs.join('&');
}

function formParts(root: JsonObject, media: string, mediaType: string, value: Json): Part[] {
  const { named: files } = filePropertiesAt(root, media, mediaType);
  const encoding = located(root, joinPointer(media, 'encoding'))?.value ?? {};
  // No part may follow a file that is read while it arrives.
  const members = Object.entries(isObject(value) ? value : {}).sort(
    ([a], [b]) => Number(files.get(a)?.streamed ?? false) - Number(files.get(b)?.streamed ?? false),
  );
  return members.flatMap(([name, item]) => {
    const file = files.get(name)?.kind === 'file';
    const own = isObject(encoding[name]) ? encoding[name]['contentType'] : undefined;
    const said = typeof own === 'string' ? concrete((own.split(',')[0] as string).trim()) : undefined;
    return (Array.isArray(item) ? item : [item]).map((each): Part => {
      const type = said ?? (file ? 'application/octet-stream' : isObject(each) ? 'application/json' : undefined);
      const content = typeof each === 'string' ? each : JSON.stringify(each);
      return { name, content, ...(file && { filename: `${name}.bin` }), ...(type !== undefined && { type }) };
    });
  });
}
