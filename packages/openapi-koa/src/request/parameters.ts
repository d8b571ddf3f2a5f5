import type { IncomingMessage } from 'node:http';
import { escapePart, unescapePart } from '../http/json-pointer.ts';
import type { ParameterSpec, ValidationError, Validator } from '../operation-spec.ts';
import type { Violation } from '../problems/problem.ts';
import { isStackOverflow, reportable, unendedBy, violationOf } from '../problems/violations.ts';
import { type CoercedValue, isInexact, type ReadValue, validateCoerced } from './coercion.ts';
import { cookiePairs } from './cookies.ts';
import { readFields, readPairs, readPathText } from './parameter-styles.ts';
import { explainPlus } from './plus-sign.ts';
import { type Pairs, queryPairs } from './query.ts';

/** Typed parameter values by location and name, as passed to handlers. Header names have the document's case. */
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
 * @returns the typed values, the violations, and the number of further violations; the values are valid only if there are none
 */
export function readParameters(
  parameters: readonly ParameterSpec[],
  validate: Validator | undefined,
  source: ParameterSource,
): { values: Parameters; violations: readonly Violation[]; more: number } {
  if (parameters.length === 0) return NONE;
  // Without a prototype, as a parameter may be named `__proto__`.
  const values: Parameters = { path: Object.create(null), query: Object.create(null), header: Object.create(null), cookie: Object.create(null) };
  const violations: Violation[] = [];
  let more = 0;

  const query = parameters.some((parameter) => parameter.in === 'query') ? queryPairs(source.query) : undefined;
  const cookie = parameters.some((parameter) => parameter.in === 'cookie') ? cookiePairs(source.req.headers.cookie) : undefined;
  const pairsFor = (parameter: ParameterSpec) => (parameter.in === 'cookie' ? cookie : parameter.in === 'query' ? query : undefined);
  for (const parameter of parameters) {
    const name = nameOf(parameter);
    const outcome = readOne(parameter, name, source, pairsFor(parameter));
    if (outcome === undefined) continue;
    if ('refusal' in outcome) violations.push({ in: parameter.in, name: parameter.name, ...outcome.refusal });
    else values[parameter.in][name] = outcome.value;
  }
  if (validate !== undefined) {
    const coercedValues = () =>
      parameters.flatMap((parameter) => readingOf(parameter, values, (other) => readOne(other, nameOf(parameter), source, pairsFor(parameter))));
    let errors: readonly ValidationError[] = [];
    try {
      errors = validateCoerced(validate, values, coercedValues);
    } catch (error) {
      const violation = unendedBy(error);
      if (violation === undefined) throw error;
      violations.push({ ...(isStackOverflow(error) ? deepest(parameters, values) : longest(parameters, values)), ...violation });
    }
    const refused = new Set(errors.length === 0 ? [] : violations.map((violation) => `${violation.in} ${violation.name}`));
    const first = reportable(errors);
    more = errors.length - first.length;
    for (const error of first) {
      const plain = parameterViolation(error, values, parameters);
      const violation = plain.in === 'query' ? explainPlus(plain, error, values, source.query) : plain;
      if (!refused.has(`${violation.in} ${violation.name}`)) violations.push(violation);
    }
  }
  for (const parameter of parameters) {
    const lower = parameter.name.toLowerCase();
    if (parameter.in !== 'header' || lower === parameter.name || !(lower in values.header)) continue;
    values.header[parameter.name] = values.header[lower];
    delete values.header[lower];
  }
  return { values, violations, more };
}

/** The most deeply nested parameter: only one of JSON can be deep enough to overflow the stack. */
function deepest(parameters: readonly ParameterSpec[], values: Parameters): Pick<Violation, 'in' | 'name'> {
  const jsonParameters = parameters.filter(({ value }) => value === undefined);
  return greatest(jsonParameters, (parameter) => depthOf(values[parameter.in][nameOf(parameter)]));
}

/** The parameter with the longest strings, which most likely takes a pattern the longest. */
function longest(parameters: readonly ParameterSpec[], values: Parameters): Pick<Violation, 'in' | 'name'> {
  const lengthOf = (value: unknown) => (typeof value === 'string' ? value.length : 0);
  const textOf = (value: unknown) => (typeof value === 'object' && value !== null ? Object.values(value).reduce((sum, part) => sum + lengthOf(part), 0) : 0);
  return greatest(parameters, (parameter) => {
    const value = values[parameter.in][nameOf(parameter)];
    return lengthOf(value) + textOf(value);
  });
}

function greatest(parameters: readonly ParameterSpec[], sizeOf: (parameter: ParameterSpec) => number): Pick<Violation, 'in' | 'name'> {
  const sizes = parameters.map((parameter) => ({ parameter, size: sizeOf(parameter) }));
  const { parameter } = sizes.reduce((most, each) => (each.size > most.size ? each : most));
  return { in: parameter.in, name: parameter.name };
}

/** The number of nested levels of arrays and objects. Not recursive, since the value overflows the stack. */
function depthOf(value: unknown): number {
  let depth = 0;
  for (let level: unknown[] = [value]; level.length > 0; depth++)
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  return depth;
}

const EMPTY = Object.freeze({});
/** The shared result for operations without parameters. */
const NONE = Object.freeze({ values: Object.freeze({ path: EMPTY, query: EMPTY, header: EMPTY, cookie: EMPTY }), violations: Object.freeze([]), more: 0 });

function readOne(parameter: ParameterSpec, name: string, source: ParameterSource, pairs: Pairs | undefined): ReadValue {
  const { jsonDepthLimit } = source;
  if (parameter.in === 'header') return readFields(parameter, headerValues(source.req, name), jsonDepthLimit);
  if (pairs !== undefined) return readPairs(parameter, pairs, jsonDepthLimit);
  const text = source.params[name];
  return text === undefined ? undefined : readPathText(parameter, text, jsonDepthLimit);
}

/** A value that could be coerced to another type; none if it is absent or JSON. */
function readingOf(parameter: ParameterSpec, values: Parameters, read: (parameter: ParameterSpec) => ReadValue): CoercedValue[] {
  const { value } = parameter;
  const name = nameOf(parameter);
  const holder = values[parameter.in];
  if (value === undefined || !Object.hasOwn(holder, name)) return [];
  return [{ pointer: `/${parameter.in}/${escapePart(name)}`, holder, name, value, read: (other) => read({ ...parameter, value: other }) }];
}

/** All values of a header, in order; Node's `headers` drops or joins repeated headers. */
export function headerValues(req: IncomingMessage, lowerName: string): string[] {
  const { rawHeaders } = req;
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) values.push(rawHeaders[index + 1] as string);
  }
  return values;
}

function parameterViolation(error: ValidationError, values: Parameters, parameters: readonly ParameterSpec[]): Violation {
  const { pointer, ...rest } = violationOf(error, values, isInexact);
  const [, first, own, ...inner] = pointer.split('/');
  // A missing parameter is a missing property of its location; a missing property inside a parameter has the parameter's pointer.
  const key = own ?? escapePart(String(error.params['missingProperty'] ?? ''));
  const name = unescapePart(key);
  const location = first as Violation['in'];
  const parameter = parameters.find((candidate) => candidate.in === location && nameOf(candidate) === name);
  return {
    in: location,
    name: parameter?.name ?? name,
    ...(inner.length === 0 ? undefined : { pointer: `/${inner.join('/')}` }),
    ...rest,
    ...(error.keyword === 'required' && own === undefined ? { message: 'is required' } : undefined),
  };
}

/** The key of a parameter: names are case-sensitive, except those of headers (RFC 9110 section 5.1). */
const nameOf = (parameter: ParameterSpec) => (parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name);
