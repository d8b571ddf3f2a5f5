import { type DocumentOperation, isObject, type Json, type JsonObject, joinPointer, located } from '@petsage/openapi-compiler/internal';
import { isJson, isText, type OperationSpec, type ParameterSpec } from '@petsage/openapi-koa/spec';
import { concreteType } from './request-bodies.ts';
import { isSendable } from './sendable.ts';
import type { ValueSource } from './value-source.ts';

/** The statuses whose responses have no body (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5). */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** The response of a handler. */
export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly headers: JsonObject;
  /** Bytes in a media type that is neither JSON nor text. */
  readonly body?: Json | Buffer;
  /** Of a JSON body: where its schema stands. */
  readonly schema?: string;
}

/** A success that an operation declares, else any of its responses; undefined if there is no valid value, with the reason in `gaps`. */
export function replyOf(source: ValueSource, { responses }: DocumentOperation, spec: OperationSpec, gaps: string[]): Reply | undefined {
  const [chosen] = responses.map(([key, response]) => ({ key, response, rank: rankOf(key) })).sort((one, other) => one.rank - other.rank);
  if (chosen === undefined) return undefined;
  const { key, response } = chosen;
  const status = /^\d{3}$/.test(key) ? Number(key) : key === 'default' ? 200 : Number(`${key[0]}${key[0] === '2' ? '00' : '02'}`);
  const headers = headersOf(source, response, spec, key, gaps);
  const content = response.value['content'];
  const types = isObject(content) ? Object.keys(content) : [];
  const type = types.find(isJson) ?? types[0];
  if (type === undefined || BODILESS.has(status)) return { status, headers };
  const holder = joinPointer(response.pointer, 'content', type);
  const sent = concreteType(type);
  const validate = spec.load().validators.responses[key]?.content?.[type];
  // Examples may have more than the document names, which never leaves.
  const isDeclared = (value: Json) => validate?.(structuredClone(value), { form: 'example' }) ?? true;
  if (!isJson(sent) && !isText(sent)) return { status, type: sent, headers, body: Buffer.from('bytes') };
  const body = source.value(holder, `${holder}/schema`, 'response', (value) => isDeclared(value) && (isJson(sent) || typeof value === 'string'));
  if (body === undefined) gaps.push(`no valid value for the response ${key} as ${type}`);
  return body === undefined ? undefined : { status, type: sent, headers, body, ...(isJson(sent) && { schema: `${holder}/schema` }) };
}

function rankOf(key: string): number {
  if (/^2\d\d$/.test(key)) return 0;
  if (/^2XX$/i.test(key)) return 1;
  if (key === 'default') return 3;
  return /^3/.test(key) ? 2 : /^1/.test(key) ? 5 : 4;
}

function headersOf(source: ValueSource, response: { readonly pointer: string }, spec: OperationSpec, key: string, gaps: string[]): JsonObject {
  const found: JsonObject = {};
  for (const { name, required, explode, json, constant } of spec.load().responses[key]?.headers ?? []) {
    if (!required) continue;
    const header = located(source.root, joinPointer(response.pointer, 'headers', name));
    const parameter: ParameterSpec = { name, in: 'header', required, style: 'simple', explode, ...(json ? undefined : { value: { types: ['string'] } }) };
    const value = constant ?? (header && source.value(header.pointer, `${header.pointer}/schema`, 'response', (each) => isSendable(parameter, '', each)));
    if (value === undefined) gaps.push(`no valid value for the header ${name} of the response ${key}`);
    else found[name] = value;
  }
  return found;
}
