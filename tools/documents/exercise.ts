import { type DocumentOperation, isObject, type Json } from '@petsage/openapi-compiler/internal';
import type { OperationSpec, ParameterSpec } from '@petsage/openapi-koa/spec';
import { credentialsFor } from './credentials.ts';
import { type Reply, replyOf } from './reply.ts';
import { bodiesOf, type ExerciseBody } from './request-bodies.ts';
import { isSendable } from './sendable.ts';
import type { ValueSource } from './value-source.ts';

const PLACES = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const;

/** Headers that the client of HTTP sets itself (RFC 9110 sections 7.2, 7.6.1, 8.6 and 10.1.1; RFC 9112 section 6.1). */
const FRAMING: ReadonlySet<string> = new Set(['connection', 'content-length', 'expect', 'host', 'transfer-encoding', 'upgrade']);

/** What a request has, by where it is sent. */
export type Sent = Readonly<Record<(typeof PLACES)[keyof typeof PLACES], Readonly<Record<string, Json>>>>;

/** A valid request. */
export interface ExerciseRequest {
  /** Such as `with everything`. */
  readonly what: string;
  /** Parameters, without credentials. */
  readonly sent: Sent;
  readonly body: ExerciseBody | undefined;
}

/** Valid requests for an operation, and the response that its handler gives. */
export interface Exercise {
  readonly operation: DocumentOperation;
  readonly spec: OperationSpec;
  readonly requests: readonly ExerciseRequest[];
  readonly reply: Reply | undefined;
  readonly credentials: ReturnType<typeof credentialsFor>;
  /** Of what is required and has no value. */
  readonly gaps: readonly string[];
}

/**
 * Makes valid requests: with what is required, with everything, and one for each other media type of the body.
 *
 * @param schemes `components.securitySchemes`
 */
export function exerciseOf(source: ValueSource, operation: DocumentOperation, spec: OperationSpec, schemes: Readonly<Record<string, object>>): Exercise {
  const gaps: string[] = [];
  const credentials = credentialsFor(spec.security, schemes);
  const { sent: required, sent: all } = parametersOf(source, operation, spec, gaps);
  const bodies = bodiesOf(source, operation, spec, gaps);
  const [body] = bodies;
  const isRequired = spec.load().body?.required === true;
  const first = { what: 'with what is required', sent: required.required, body: isRequired ? body : undefined };
  const hasMore = JSON.stringify(all.all) !== JSON.stringify(first.sent) || (body !== undefined && !isRequired);
  const requests = [
    first,
    ...(hasMore ? [{ what: 'with everything', sent: all.all, body }] : []),
    ...bodies.slice(1).map((other) => ({ what: `as ${other.contentType}`, sent: first.sent, body: other })),
  ];
  const reply = replyOf(source, operation, spec, gaps);
  return { operation, spec, requests: gaps.length > 0 ? [] : requests, reply, credentials, gaps };
}

function parametersOf(
  source: ValueSource,
  operation: DocumentOperation,
  spec: OperationSpec,
  gaps: string[],
): { readonly sent: Record<'required' | 'all', Sent> } {
  const sent = () => ({ params: {}, query: {}, headers: {}, cookies: {} }) as Record<(typeof PLACES)[keyof typeof PLACES], Record<string, Json>>;
  const [required, all] = [sent(), sent()];
  for (const parameter of spec.load().parameters) {
    const { name, in: place } = parameter;
    const declared = operation.parameters.find(({ value }) => value['in'] === place && sameName(place, String(value['name']), name));
    if (declared === undefined || (place === 'header' && FRAMING.has(name.toLowerCase()))) continue;
    const [type] = Object.keys((declared.value['content'] as object | undefined) ?? {});
    const holder = type === undefined ? declared.pointer : `${declared.pointer}/content/${type.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const isRight = (value: Json) => isSendable(parameter, operation.path, value) && !isAnother(spec, parameter, value);
    const value = source.value(holder, `${holder}/schema`, 'request', isRight);
    if (value === undefined && parameter.required) gaps.push(`no valid value for the ${place} parameter ${name}`);
    if (value === undefined) continue;
    all[PLACES[place]][name] = value;
    if (parameter.required) required[PLACES[place]][name] = value;
  }
  return { sent: { required, all } };
}

/** Whether an object that is sent as a parameter for each property would be sent under the name of another parameter. */
function isAnother(spec: OperationSpec, { in: place, name, style, explode }: ParameterSpec, value: Json): boolean {
  if (place !== 'query' || style !== 'form' || !explode || !isObject(value)) return false;
  return spec.load().parameters.some((other) => other.in === 'query' && other.name !== name && Object.hasOwn(value, other.name));
}

function sameName(place: string, one: string, other: string): boolean {
  return place === 'header' ? one.toLowerCase() === other.toLowerCase() : one === other;
}
