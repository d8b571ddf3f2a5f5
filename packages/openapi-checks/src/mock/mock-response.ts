import type { Json } from '@petsage/openapi-compiler/internal';
import type { OperationsSpec } from '@petsage/openapi-koa';
import { responseKey } from '@petsage/openapi-koa/internal';
import { constantError } from '@petsage/openapi-koa/spec';
import type { ResponseSchemas } from './mock-document.ts';
import { plausibleValue } from './plausible-values.ts';

export type OperationSpec = OperationsSpec['list'][number];

/** A response as a handler returns it. */
export interface MockResponse {
  readonly status: number;
  /** Absent without a body. */
  readonly type?: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/**
 * A response of its status and media type with values of its own.
 *
 * @param body the body, if there is a valid one
 */
export function madeUp(operation: OperationSpec, response: MockResponse, schemas: ResponseSchemas, seed: string, body?: unknown): MockResponse {
  const { operationId } = operation;
  const key = responseKeyOf(schemas.statuses(operationId), response.status);
  const ofSeed = `${seed} ${operationId} ${response.status}`;
  const hasBody = (value: unknown) => isValid(operation, { ...response, headers: {}, body: value }, { part: 'body' });
  const schema = schemas.body(operationId, key, response.type);
  const own = response.type === undefined ? response.body : (body ?? plausibleValue(schema, hasBody, ofSeed) ?? response.body);
  if (isValid(operation, response, { part: 'headers' })) return { ...response, body: own };
  const headers = Object.fromEntries(
    [...schemas.headers(operationId, key)].flatMap(([name, header]) => {
      const value = plausibleValue(header, (each) => typeof each !== 'object', `${ofSeed} ${name}`);
      return value === undefined || name.toLowerCase() === 'x-request-id' ? [] : [[name, value]];
    }),
  );
  return { ...response, headers, body: own };
}

/** The key of a status: itself, its range, or `default`. */
export function responseKeyOf(statuses: readonly string[], status: number): string {
  return [String(status), `${String(status)[0]}XX`, `${String(status)[0]}xx`].find((key) => statuses.includes(key)) ?? 'default';
}

/**
 * Validates as `contract()` does, which only does so when the response is sent.
 *
 * @param part the only part to validate
 * @param form how integers with `x-int64` are given: as numbers of an example, or as a handler has them
 */
export function isValid(
  operation: OperationSpec,
  { status, type, headers, body }: MockResponse,
  { part, form = 'example' }: { readonly part?: 'headers' | 'body'; readonly form?: 'example' | 'response' } = {},
): boolean {
  const { responses, validators } = operation.load();
  const key = responseKey(responses, status) ?? '';
  const { content = {}, headers: validHeaders } = validators.responses[key] ?? {};
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const context = () => ({ form });
  const headersAreValid = () => {
    const specs = responses[key]?.headers ?? [];
    if (constantError(specs, lower) !== undefined) return false;
    for (const { name, constant } of specs) if (constant !== undefined) delete lower[name.toLowerCase()];
    return validHeaders?.(lower, context()) ?? true;
  };
  return (part === 'body' || headersAreValid()) && (part === 'headers' || (content[type ?? '']?.(body, context()) ?? true));
}

/** What is sent for an integer of an example that was rounded when the document was read, if the schema takes it. */
const ROUNDED: readonly ((value: number) => unknown)[] = [
  (value) => value,
  // For `x-int64`; 2^63 was the largest of 64 bits.
  (value) => BigInt(value) - (value === 2 ** 63 ? 1n : 0n),
  // No other integer of `format: int64` is sent: a double has none beyond.
  (value) => Math.sign(value) * Number.MAX_SAFE_INTEGER,
];

/**
 * The response with its integers beyond 2^53 as a handler would give them.
 *
 * @returns undefined if the schema takes them in no form
 */
export function withLargeIntegers(operation: OperationSpec, response: MockResponse): MockResponse | undefined {
  const { headers, body } = response;
  if (!hasRounded([body, headers])) return response;
  return ROUNDED.map((form) => ({
    ...response,
    headers: converted(headers, form) as Readonly<Record<string, unknown>>,
    body: converted(body, form),
  })).find((candidate) => isValid(operation, structuredClone(candidate), { form: 'response' }));
}

const isRounded = (value: unknown): value is number => Number.isInteger(value) && !Number.isSafeInteger(value);

function hasRounded(value: unknown): boolean {
  return isRounded(value) || (typeof value === 'object' && value !== null && Object.values(value).some(hasRounded));
}

function converted(value: unknown, form: (value: number) => unknown): unknown {
  if (isRounded(value)) return form(value);
  if (Array.isArray(value)) return value.map((item) => converted(item, form));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as Record<string, Json>).map(([name, member]) => [name, converted(member, form)]));
}
