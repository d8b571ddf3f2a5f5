import { unescapePart, type ValidationError, type Validator } from '@petsage/openapi-koa/spec';
import type { Answer } from './http-client.ts';
import type { SmokeOperation } from './operation.ts';
import { printable, SmokeFault } from './smoke-fault.ts';

const OK = '200';
/** What a body comes in that no coding was asked for (RFC 9110 section 8.4, RFC 9112 section 7.4). */
const PLAIN = { 'content-encoding': 'identity', 'transfer-encoding': 'chunked' } as const;
/** JSON between systems is UTF-8, without a byte order mark (RFC 8259 section 8.1). */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Holds an answer against the document.
 *
 * @returns the body
 * @throws SmokeFault for the first thing that is wrong
 */
export function checkAnswer(answer: Answer, { responses, validators }: SmokeOperation): Readonly<Record<string, unknown>> {
  const declared = responses[OK];
  const validator = validators[OK];
  if (declared === undefined || validator === undefined) throw new Error(`The document declares no ${OK}.`);
  if (String(answer.status) !== OK) throw new SmokeFault('status', `answered ${answer.status}${reason(answer)}`);
  const type = mediaType(answer);
  if (!declared.content.includes(type))
    throw new SmokeFault(
      'media-type',
      `the body is ${type === '' ? 'of no media type' : printable(type)}, and the document declares ${declared.content.join(', ')}`,
    );
  const headers = Object.fromEntries(
    declared.headers.map(({ name }) => [name.toLowerCase(), answer.headers[name.toLowerCase()]]).filter(([, value]) => value !== undefined),
  );
  const headerError = firstError(validator.headers, headers);
  if (headerError !== undefined) throw new SmokeFault('header', `the header fields break the contract${sentence(headerError)}`, headerError.instancePath);
  const body = parseJson(answer);
  const error = firstError(validator.content?.[type], body);
  if (error !== undefined) throw new SmokeFault('schema', `the body breaks the contract${sentence(error)}`, error.instancePath);
  return body as Readonly<Record<string, unknown>>;
}

/**
 * Reads the body of an answer as every client must be able to.
 *
 * @throws SmokeFault for a coding that nobody asked for, and for what is no JSON
 */
export function parseJson({ headers, body }: Answer): unknown {
  for (const [field, plain] of Object.entries(PLAIN)) {
    const coding = (headers[field] ?? plain) as string;
    if (coding.trim().toLowerCase() !== plain)
      throw new SmokeFault('header', `${field} is ${printable(coding)}, and the request allows ${plain} only`, `/${field}`);
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
 * The validators hold a service to the members that its own document names. A later release may have more, which the document allows:
 * those are left out, in a copy.
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

/** @returns whether there was something to remove */
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

function mediaType({ headers }: Answer): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Where a redirection leads, or what a problem says (RFC 9457). */
function reason({ headers, body }: Answer): string {
  if (headers.location !== undefined) return `, which leads to ${printable(headers.location)}`;
  try {
    const { title, detail } = JSON.parse(body.toString('utf8')) as { title?: unknown; detail?: unknown };
    const said = [title, detail].filter((text) => typeof text === 'string').map((text) => printable(text as string));
    return said.length === 0 ? '' : `: ${said.join('; ')}`;
  } catch {
    return '';
  }
}
