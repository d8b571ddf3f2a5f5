import { constantError, unescapePart, type ValidationError, type Validator } from '@petsage/openapi-koa/spec';
import type { HttpResponse } from './http-client.ts';
import type { SmokeOperation } from './operation.ts';
import { printable, SmokeFault } from './smoke-fault.ts';

const OK = '200';
/** The codings of a response to a request that accepts none (RFC 9110 section 8.4, RFC 9112 section 7.4). */
const PLAIN = { 'content-encoding': 'identity', 'transfer-encoding': 'chunked' } as const;
/** The end of the problem type that a service of these packages has for an unknown path. */
const NOT_FOUND = '#not-found';
/** JSON between systems is UTF-8, without a byte order mark (RFC 8259 section 8.1). */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Validates a response against the document.
 *
 * @returns the body
 * @throws SmokeFault for the first thing that is wrong
 */
export function checkResponse(response: HttpResponse, { responses, validators }: SmokeOperation): Readonly<Record<string, unknown>> {
  const declared = responses[OK];
  const validator = validators[OK];
  if (declared === undefined || validator === undefined) throw new Error(`The document declares no ${OK}.`);
  if (String(response.status) !== OK) throw statusFault(response);
  const type = mediaType(response);
  if (!declared.content.includes(type))
    throw new SmokeFault('media-type', `the media type is ${type === '' ? 'missing' : printable(type)}; the document declares ${declared.content.join(', ')}`);
  const headers = Object.fromEntries(
    declared.headers.map(({ name }) => [name.toLowerCase(), response.headers[name.toLowerCase()]]).filter(([, value]) => value !== undefined),
  );
  const headerError = constantError(declared.headers, headers) ?? firstError(validator.headers, headers);
  if (headerError !== undefined) throw new SmokeFault('header', `the headers break the contract${sentence(headerError)}`, headerError.instancePath);
  const body = parseBody(response);
  const error = firstError(validator.content?.[type], body);
  if (error !== undefined) throw new SmokeFault('schema', `the body breaks the contract${sentence(error)}`, error.instancePath);
  return body as Readonly<Record<string, unknown>>;
}

/**
 * Parses the body of a response as any client can.
 *
 * @throws SmokeFault for a coding that the request doesn't accept, and for a body that isn't JSON
 */
export function parseBody({ headers, body }: HttpResponse): unknown {
  for (const [field, plain] of Object.entries(PLAIN)) {
    const coding = (headers[field] ?? plain) as string;
    if (coding.trim().toLowerCase() !== plain)
      throw new SmokeFault('header', `${field} is ${printable(coding)}; the request accepts ${plain} only`, `/${field}`);
  }
  let text: string;
  try {
    text = UTF_8.decode(body);
  } catch {
    throw new SmokeFault('body', 'the body is not JSON: it is not UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new SmokeFault('body', `the body is not JSON: ${JSON.stringify(printable(text))}`);
  }
}

/**
 * The validators reject properties that the document does not name. A later release may have more, which clients have to tolerate: they
 * are removed from a copy.
 */
function firstError(validate: Validator | undefined, value: unknown): ValidationError | undefined {
  if (validate === undefined) return undefined;
  const copy = structuredClone(value);
  while (!validate(copy)) {
    const error = validate.errors?.[0];
    if (error?.keyword !== 'additionalProperties' || !remove(copy, error)) return error;
  }
  return undefined;
}

/** @returns whether the property existed */
function remove(root: unknown, { instancePath, params }: ValidationError): boolean {
  let holder = root as Record<string, unknown> | undefined;
  for (const part of instancePath.split('/').slice(1)) holder = holder?.[unescapePart(part)] as typeof holder;
  const name = params['additionalProperty'];
  return typeof name === 'string' && holder !== undefined && Object.hasOwn(holder, name) && delete holder[name];
}

function sentence({ instancePath, message, params }: ValidationError): string {
  const allowed = params['allowedValues'];
  return `${instancePath === '' ? '' : ` at ${instancePath}`}: ${message ?? 'is wrong'}${Array.isArray(allowed) ? `, ${allowed.map((value) => JSON.stringify(value)).join(' or ')}` : ''}`;
}

function mediaType({ headers }: HttpResponse): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function statusFault({ status, headers, body }: HttpResponse): SmokeFault {
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    const message = `responded ${status}, a redirection to ${printable(headers.location)}, which is not followed; call the service that it leads to`;
    return new SmokeFault('redirect', message);
  }
  const problem = problemOf(body);
  if (status === 404 && problem.type?.endsWith(NOT_FOUND) === true)
    return new SmokeFault('path', 'responded 404: a service listens there, and has no smoke test at this path; check the path of the URL');
  const repeated = problem.title !== undefined && problem.detail?.startsWith(problem.title) === true;
  const texts = [repeated ? undefined : problem.title, problem.detail].filter((text) => text !== undefined).map(printable);
  const hint = status === 404 && texts.length === 0 ? ': another service, or another path' : '';
  return new SmokeFault('status', `responded ${status}${texts.length === 0 ? hint : `: ${texts.join('; ')}`}`);
}

/** The texts of a problem (RFC 9457); none if the body is something else. */
function problemOf(body: Buffer): { readonly type?: string; readonly title?: string; readonly detail?: string } {
  try {
    const { type, title, detail } = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    return Object.fromEntries(Object.entries({ type, title, detail }).filter(([, text]) => typeof text === 'string'));
  } catch {
    return {};
  }
}
