import type { IncomingMessage } from 'node:http';
import { cookiePairs, type Pairs, queryPairs } from './pairs.ts';
import type { Violation } from './problem.ts';
import { decodeComponent } from './request-target.ts';
import type { ParameterTable, ValidationError, Validator, ValueTable } from './tables.ts';
import { coerce, isInexact, takes } from './value.ts';
import { violationOf } from './violations.ts';

/** Typed parameter values by location and name, as handlers get them. Header names have the document's case. */
export interface Parameters {
  readonly path: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly header: Record<string, unknown>;
  readonly cookie: Record<string, unknown>;
}

export interface ParameterSource {
  readonly req: IncomingMessage;
  /** Percent-encoded, by name. */
  readonly params: Readonly<Record<string, string>>;
  /** Percent-encoded, without the `?`. */
  readonly query: string;
}

/**
 * Reads and validates every declared parameter of a request.
 *
 * @returns the typed values, and every violation; the values hold only when there is none
 * @see OpenAPI 3.0.3 section 4.7.12.1 for the styles: `simple` in paths and headers, `form` in queries and cookies
 */
export function readParameters(
  tables: readonly ParameterTable[],
  validate: Validator | undefined,
  source: ParameterSource,
): { values: Parameters; violations: readonly Violation[] } {
  if (tables.length === 0) return NONE;
  const values: Parameters = { path: {}, query: {}, header: {}, cookie: {} };
  const violations: Violation[] = [];

  const query = tables.some((table) => table.in === 'query') ? queryPairs(source.query) : undefined;
  const cookie = tables.some((table) => table.in === 'cookie') ? cookiePairs(source.req.headers.cookie) : undefined;
  for (const table of tables) {
    const name = table.in === 'header' ? table.name.toLowerCase() : table.name;
    const outcome = readOne(table, name, source, table.in === 'cookie' ? cookie : query);
    if (outcome === undefined) continue;
    if ('refusal' in outcome) violations.push({ in: table.in, name: table.name, ...outcome.refusal });
    else values[table.in][name] = outcome.value;
  }
  if (validate !== undefined && !validate(values)) {
    const refused = new Set(violations.map((violation) => `${violation.in} ${violation.name}`));
    for (const error of validate.errors ?? []) {
      const violation = parameterViolation(error, values, tables);
      if (!refused.has(`${violation.in} ${violation.name}`)) violations.push(violation);
    }
  }
  for (const table of tables) {
    const lower = table.name.toLowerCase();
    if (table.in !== 'header' || lower === table.name || !(lower in values.header)) continue;
    values.header[table.name] = values.header[lower];
    delete values.header[lower];
  }
  return { values, violations };
}

const EMPTY = Object.freeze({});
/** What an operation without parameters reads, always the same. */
const NONE = Object.freeze({ values: Object.freeze({ path: EMPTY, query: EMPTY, header: EMPTY, cookie: EMPTY }), violations: Object.freeze([]) });

type Outcome = { value: unknown } | { refusal: { keyword: string; message: string } } | undefined;

const UNREADABLE: Outcome = { refusal: { keyword: 'parse', message: 'has a percent sign that begins no valid UTF-8 escape' } };
const REPEATED: Outcome = { refusal: { keyword: 'repeated', message: 'must be given only once' } };

function readOne(table: ParameterTable, name: string, source: ParameterSource, pairs: Pairs | undefined): Outcome {
  if (table.in === 'path') return delimited(source.params[name], table, decodeComponent);
  if (table.in === 'header') {
    const fields = headerValues(source.req, name);
    // Several fields of a list are one list (RFC 9110 section 5.3); of anything else they are a mistake.
    if (fields.length > 1 && !takes(table.value, 'array')) return REPEATED;
    return delimited(fields.length === 0 ? undefined : fields.join(','), table, (text) => text.trim());
  }
  if (pairs === undefined) return undefined;
  if (table.explode && takes(table.value, 'object') && table.value.properties !== undefined) return exploded(table.value.properties, pairs);
  const given = pairs.get(name);
  if (given === undefined) return undefined;
  if (table.explode && takes(table.value, 'array')) {
    const items = given.map(pairs.decode);
    if (items.includes(undefined)) return UNREADABLE;
    return { value: items.map((item) => coerce(item as string, table.value?.items)) };
  }
  return given.length > 1 ? REPEATED : delimited(given[0], table, pairs.decode);
}

/** A single text: a primitive, or an array or object with commas between its parts; an encoded comma is data. */
function delimited(text: string | undefined, table: ParameterTable, decode: (text: string) => string | undefined): Outcome {
  if (text === undefined) return undefined;
  const { value } = table;
  if (takes(value, 'array') || takes(value, 'object')) {
    const parts = text === '' ? [] : text.split(',').map(decode);
    if (parts.includes(undefined)) return UNREADABLE;
    return { value: takes(value, 'array') ? parts.map((part) => coerce(part as string, value.items)) : members(parts as string[], value, table.explode) };
  }
  const decoded = decode(text);
  return decoded === undefined ? UNREADABLE : { value: coerce(decoded, value) };
}

/** `R,100,G,200`, or exploded `R=100,G=200`. A member without a value is a text, so that validation refuses it. */
function members(parts: readonly string[], value: ValueTable, explode: boolean): unknown {
  const pairs = explode
    ? parts.map((part) => [part.slice(0, Math.max(part.indexOf('='), 0)), part.slice(part.indexOf('=') + 1)] as const)
    : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? ''] as const] : []));
  return Object.fromEntries(pairs.map(([name, text]) => [name, coerce(text, value.properties?.[name])]));
}

/** An exploded object stands in the query by the names of its members. */
function exploded(properties: Readonly<Record<string, ValueTable>>, pairs: Pairs): Outcome {
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    const given = pairs.get(name);
    if (given === undefined) continue;
    const texts = given.map(pairs.decode);
    if (texts.includes(undefined)) return UNREADABLE;
    if (takes(value, 'array')) found[name] = texts.map((text) => coerce(text as string, value.items));
    else if (texts.length > 1) return REPEATED;
    else found[name] = coerce(texts[0] as string, value);
  }
  return Object.keys(found).length === 0 ? undefined : { value: found };
}

/** Every field of a name, in order; Node's own `headers` drops or joins repeated ones. */
function headerValues(req: IncomingMessage, lowerName: string): string[] {
  const { rawHeaders } = req;
  const found: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) found.push(rawHeaders[index + 1] as string);
  }
  return found;
}

function parameterViolation(error: ValidationError, values: Parameters, tables: readonly ParameterTable[]): Violation {
  const { pointer, ...rest } = violationOf(error, values, isInexact);
  const [, location, key = '', ...inner] = (pointer + (error.keyword === 'required' ? `/${escapePointer(String(error.params['missingProperty']))}` : '')).split(
    '/',
  );
  const name = unescapePointer(key);
  const place = location as Violation['in'];
  const table = tables.find((candidate) => candidate.in === place && candidate.name.toLowerCase() === name.toLowerCase());
  return {
    in: place,
    name: table?.name ?? name,
    ...(inner.length === 0 ? undefined : { pointer: `/${inner.join('/')}` }),
    ...rest,
    ...(error.keyword === 'required' && inner.length === 0 ? { message: 'is required' } : undefined),
  };
}

const escapePointer = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');
const unescapePointer = (text: string) => text.replaceAll('~1', '/').replaceAll('~0', '~');
