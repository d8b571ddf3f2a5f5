import type { ValidationError, Validator } from '../../generated/tables.d.ts';
import type { Answer } from './http-client.ts';
import type { SmokeOperation } from './operation.ts';
import { printable, SmokeFault } from './smoke-fault.ts';

const OK = '200';

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
  const body = parseJson(answer.body);
  const error = firstError(validator.content?.[type], body);
  if (error !== undefined) throw new SmokeFault('schema', `the body breaks the contract${sentence(error)}`, error.instancePath);
  return body as Readonly<Record<string, unknown>>;
}

export function parseJson(text: string): unknown {
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
  for (const part of instancePath.split('/').slice(1)) holder = holder?.[part.replaceAll('~1', '/').replaceAll('~0', '~')] as typeof holder;
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
    const { title, detail } = JSON.parse(body) as { title?: unknown; detail?: unknown };
    const said = [title, detail].filter((text) => typeof text === 'string').map((text) => printable(text as string));
    return said.length === 0 ? '' : `: ${said.join('; ')}`;
  } catch {
    return '';
  }
}
