import type { IncomingMessage } from 'node:http';
import { escapePart, unescapePart } from '../http/json-pointer.ts';
import type { ParameterSpec, ValidationError, Validator } from '../operation-spec.ts';
import type { Violation } from '../problems/problem.ts';
import { reportable, unendedBy, violationOf } from '../problems/violations.ts';
import { type CoercedValue, validateCoerced } from './coerced-value.ts';
import { isInexact } from './coercion.ts';
import { isStackOverflow } from './json-depth.ts';
import { cookiePairs, type Pairs, queryPairs } from './pairs.ts';
import { type Outcome, readFields, readPairs, readPathText } from './parameter-styles.ts';
import { explainPlus } from './plus-sign.ts';

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
  readonly jsonDepthLimit: number;
}

/**
 * Reads and validates every declared parameter of a request.
 *
 * @returns the typed values, the violations, and in how many more places the request breaks the contract; the values hold only when there is none
 */
export function readParameters(
  tables: readonly ParameterSpec[],
  validate: Validator | undefined,
  source: ParameterSource,
): { values: Parameters; violations: readonly Violation[]; more: number } {
  if (tables.length === 0) return NONE;
  // Without a prototype, as a parameter may be called `__proto__`.
  const values: Parameters = { path: Object.create(null), query: Object.create(null), header: Object.create(null), cookie: Object.create(null) };
  const violations: Violation[] = [];
  let more = 0;

  const query = tables.some((table) => table.in === 'query') ? queryPairs(source.query) : undefined;
  const cookie = tables.some((table) => table.in === 'cookie') ? cookiePairs(source.req.headers.cookie) : undefined;
  const pairsFor = (table: ParameterSpec) => (table.in === 'cookie' ? cookie : table.in === 'query' ? query : undefined);
  for (const table of tables) {
    const name = nameOf(table);
    const outcome = readOne(table, name, source, pairsFor(table));
    if (outcome === undefined) continue;
    if ('refusal' in outcome) violations.push({ in: table.in, name: table.name, ...outcome.refusal });
    else values[table.in][name] = outcome.value;
  }
  if (validate !== undefined) {
    const readings = () => tables.flatMap((table) => readingOf(table, values, (other) => readOne(other, nameOf(table), source, pairsFor(table))));
    let errors: readonly ValidationError[] = [];
    try {
      errors = validateCoerced(validate, values, readings);
    } catch (error) {
      const violation = unendedBy(error);
      if (violation === undefined) throw error;
      violations.push({ ...(isStackOverflow(error) ? deepest(tables, values) : longest(tables, values)), ...violation });
    }
    const refused = new Set(errors.length === 0 ? [] : violations.map((violation) => `${violation.in} ${violation.name}`));
    const first = reportable(errors);
    more = errors.length - first.length;
    for (const error of first) {
      const found = parameterViolation(error, values, tables);
      const violation = found.in === 'query' ? explainPlus(found, error, values, source.query) : found;
      if (!refused.has(`${violation.in} ${violation.name}`)) violations.push(violation);
    }
  }
  for (const table of tables) {
    const lower = table.name.toLowerCase();
    if (table.in !== 'header' || lower === table.name || !(lower in values.header)) continue;
    values.header[table.name] = values.header[lower];
    delete values.header[lower];
  }
  return { values, violations, more };
}

/** Of the parameters of JSON, the one that is nested most deeply: only a JSON text can be so deep that it overflows the stack. */
function deepest(tables: readonly ParameterSpec[], values: Parameters): Pick<Violation, 'in' | 'name'> {
  const ofJson = tables.filter(({ value }) => value === undefined);
  return greatest(ofJson, (table) => depthOf(values[table.in][nameOf(table)]));
}

/** The parameter with the most text in it, of which a pattern most likely takes the longest. */
function longest(tables: readonly ParameterSpec[], values: Parameters): Pick<Violation, 'in' | 'name'> {
  const lengthOf = (value: unknown) => (typeof value === 'string' ? value.length : 0);
  const textOf = (value: unknown) => (typeof value === 'object' && value !== null ? Object.values(value).reduce((sum, part) => sum + lengthOf(part), 0) : 0);
  return greatest(tables, (table) => {
    const value = values[table.in][nameOf(table)];
    return lengthOf(value) + textOf(value);
  });
}

function greatest(tables: readonly ParameterSpec[], sizeOf: (table: ParameterSpec) => number): Pick<Violation, 'in' | 'name'> {
  const sizes = tables.map((table) => ({ table, size: sizeOf(table) }));
  const { table } = sizes.reduce((most, each) => (each.size > most.size ? each : most));
  return { in: table.in, name: table.name };
}

/** How many arrays and objects stand in each other; level by level, as the stack has no room for it. */
function depthOf(value: unknown): number {
  let depth = 0;
  for (let level: unknown[] = [value]; level.length > 0; depth++)
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  return depth;
}

const EMPTY = Object.freeze({});
/** What an operation without parameters reads, always the same. */
const NONE = Object.freeze({ values: Object.freeze({ path: EMPTY, query: EMPTY, header: EMPTY, cookie: EMPTY }), violations: Object.freeze([]), more: 0 });

function readOne(table: ParameterSpec, name: string, source: ParameterSource, pairs: Pairs | undefined): Outcome {
  const { jsonDepthLimit } = source;
  if (table.in === 'header') return readFields(table, headerValues(source.req, name), jsonDepthLimit);
  if (pairs !== undefined) return readPairs(table, pairs, jsonDepthLimit);
  const text = source.params[name];
  return text === undefined ? undefined : readPathText(table, text, jsonDepthLimit);
}

/** What may be read once more; nothing where there is no value, or one of JSON. */
function readingOf(table: ParameterSpec, values: Parameters, read: (table: ParameterSpec) => Outcome): CoercedValue[] {
  const { value } = table;
  const name = nameOf(table);
  const holder = values[table.in];
  if (value === undefined || !Object.hasOwn(holder, name)) return [];
  return [{ pointer: `/${table.in}/${escapePart(name)}`, holder, name, value, read: (other) => read({ ...table, value: other }) }];
}

/** Every field of a name, in order; Node's own `headers` drops or joins repeated ones. */
export function headerValues(req: IncomingMessage, lowerName: string): string[] {
  const { rawHeaders } = req;
  const found: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) found.push(rawHeaders[index + 1] as string);
  }
  return found;
}

function parameterViolation(error: ValidationError, values: Parameters, tables: readonly ParameterSpec[]): Violation {
  const { pointer, ...rest } = violationOf(error, values, isInexact);
  const [, location, own, ...inner] = pointer.split('/');
  // A parameter that is missing is a member of its place; one of its own members is missing where it would be.
  const key = own ?? escapePart(String(error.params['missingProperty'] ?? ''));
  const name = unescapePart(key);
  const place = location as Violation['in'];
  const table = tables.find((candidate) => candidate.in === place && nameOf(candidate) === name);
  return {
    in: place,
    name: table?.name ?? name,
    ...(inner.length === 0 ? undefined : { pointer: `/${inner.join('/')}` }),
    ...rest,
    ...(error.keyword === 'required' && own === undefined ? { message: 'is required' } : undefined),
  };
}

/** As it is looked for: case counts in every name but that of a header field (RFC 9110 section 5.1). */
const nameOf = (table: ParameterSpec) => (table.in === 'header' ? table.name.toLowerCase() : table.name);
