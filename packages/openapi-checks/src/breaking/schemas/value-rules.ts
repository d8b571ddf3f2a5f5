import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@petsage/openapi-compiler/internal';
import validation from '@petsage/openapi-koa/validation';
import { matches, requiredOf } from '../../schemas/members.ts';
import type { Kind, SchemaView } from '../../schemas/schema-view.ts';

/** A keyword that limits values of one kind. */
export interface ValueRule {
  /** The keywords, the one that messages name first. */
  readonly keywords: readonly string[];
  readonly kinds: readonly Kind[];
  /** What limits the values, for messages; undefined if nothing does. */
  readonly limit: (view: SchemaView) => Json | undefined;
  /** The same, with what other keywords make of it. */
  readonly implied?: (view: SchemaView) => Json | undefined;
  /** Whether every value within the first limit is within the second. */
  readonly within: (inner: Json | undefined, outer: Json | undefined) => boolean;
}

interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

const NUMBERS: readonly Kind[] = ['integer', 'fraction'];
/** Formats whose values are among those of another. */
const WIDER_FORMATS: Readonly<Record<string, readonly string[]>> = {
  int8: ['int16', 'int32', 'int64'],
  int16: ['int32', 'int64'],
  int32: ['int64'],
  uint8: ['uint16', 'uint32', 'uint64', 'int16', 'int32', 'int64'],
  uint16: ['uint32', 'uint64', 'int32', 'int64'],
  uint32: ['uint64', 'int64'],
  float: ['double'],
  uri: ['uri-reference', 'iri', 'iri-reference'],
  'uri-reference': ['iri-reference'],
  iri: ['iri-reference'],
  email: ['idn-email'],
  hostname: ['idn-hostname'],
};
/** A hint for user interfaces (OpenAPI 3.0.3 section 4.4). */
const HINTS = ['password'];
/** They match every string without line breaks. */
const ANYTHING = /^\^?\.\*\$?$/;

export const VALUE_RULES: readonly ValueRule[] = [
  bound('minimum', 'exclusiveMinimum', 1),
  bound('maximum', 'exclusiveMaximum', -1),
  least('minLength', 'string'),
  most('maxLength', 'string'),
  least('minItems', 'array'),
  most('maxItems', 'array'),
  { ...least('minProperties', 'object'), implied: (view) => Math.max(Number(largest(view, 'minProperties') ?? 0), requiredOf(view).length) },
  most('maxProperties', 'object'),
  {
    keywords: ['multipleOf'],
    kinds: NUMBERS,
    limit: (view) => view.value('multipleOf') ?? (view.kinds.has('fraction') ? undefined : 1),
    within: (inner, outer) => outer === undefined || (inner !== undefined && isMultiple(Number(inner), Number(outer))),
  },
  {
    keywords: ['pattern'],
    kinds: ['string'],
    limit: (view) => texts(view, 'pattern').filter((pattern) => !ANYTHING.test(pattern)),
    within: (inner, outer) => (outer as string[]).every((pattern) => (inner as string[]).includes(pattern)),
  },
  {
    keywords: ['format'],
    kinds: ['string', ...NUMBERS],
    limit: (view) => texts(view, 'format').filter((format) => !HINTS.includes(format)),
    within: (inner, outer) =>
      (outer as string[]).every((format) => (inner as string[]).some((own) => own === format || WIDER_FORMATS[own]?.includes(format) === true)),
  },
  {
    keywords: ['uniqueItems'],
    kinds: ['array'],
    limit: (view) => view.values('uniqueItems').some(({ value }) => value === true) || undefined,
    within: (inner, outer) => outer === undefined || inner === outer,
  },
  // Text that is encoded in another way, or not at all, is decoded wrongly, whoever sends it (JSON Schema 2020-12, Validation section 8).
  encoded('contentEncoding'),
  encoded('contentMediaType'),
];

/** Whether a value is within all limits; true for an object or array, which are not checked. */
export function accepts(view: SchemaView, value: Json, kind: Kind): boolean {
  if (!view.kinds.has(kind)) return false;
  const { listed } = view;
  if (listed !== undefined && !listed.some((other) => isDeepStrictEqual(other, value))) return false;
  if (typeof value === 'number') {
    const [least, most] = [boundOf(view, 'minimum', 'exclusiveMinimum', 1), boundOf(view, 'maximum', 'exclusiveMaximum', -1)];
    const factor = view.value('multipleOf');
    if (least !== undefined && (value < least.value || (least.exclusive && value === least.value))) return false;
    if (most !== undefined && (value > most.value || (most.exclusive && value === most.value))) return false;
    return typeof factor !== 'number' || isMultiple(value, factor);
  }
  if (typeof value !== 'string') return true;
  const length = [...value].length;
  if (length < Number(largest(view, 'minLength') ?? 0) || length > Number(smallest(view, 'maxLength') ?? length)) return false;
  return texts(view, 'pattern').every((pattern) => matches(pattern, value)) && texts(view, 'format').every((format) => hasFormat(format, value));
}

/** Whether a text has a format; true for an unknown one. */
function hasFormat(format: string, text: string): boolean {
  const known = validation.formats[format];
  const validate = known instanceof RegExp || typeof known === 'function' ? known : (known as { validate?: unknown } | undefined)?.validate;
  if (validate instanceof RegExp) return validate.test(text);
  return typeof validate === 'function' ? validate(text) === true : true;
}

function bound(inclusive: string, exclusive: string, sign: 1 | -1): ValueRule {
  return {
    keywords: [inclusive, exclusive],
    kinds: NUMBERS,
    limit(view) {
      const found = boundOf(view, inclusive, exclusive, sign);
      return found === undefined ? undefined : `${sign === 1 ? '>' : '<'}${found.exclusive ? '' : '='} ${found.value}`;
    },
    within: (inner, outer) => outer === undefined || (inner !== undefined && isTighter(parse(String(inner)), parse(String(outer)), sign)),
  };
}

function parse(text: string): Bound {
  return { value: Number(text.split(' ')[1]), exclusive: !text.includes('=') };
}

function isTighter(inner: Bound, outer: Bound, sign: 1 | -1): boolean {
  return inner.value === outer.value ? inner.exclusive || !outer.exclusive : (inner.value - outer.value) * sign > 0;
}

/** The tightest bound of a view. In OpenAPI 3.0, `exclusiveMinimum` says whether `minimum` is exclusive. Integers need no exclusive ones. */
function boundOf(view: SchemaView, inclusive: string, exclusive: string, sign: 1 | -1): Bound | undefined {
  const bounds = view.parts.flatMap(({ value }): Bound[] => {
    if (typeof value === 'boolean') return [];
    const [limit, open] = [value[inclusive], value[exclusive]];
    return [
      ...(typeof limit === 'number' ? [{ value: limit, exclusive: open === true }] : []),
      ...(typeof open === 'number' ? [{ value: open, exclusive: true }] : []),
    ];
  });
  const found = bounds.reduce<Bound | undefined>((best, each) => (best === undefined || isTighter(each, best, sign) ? each : best), undefined);
  if (found === undefined || view.kinds.has('fraction')) return found;
  const whole = sign === 1 ? Math.ceil(found.value) : Math.floor(found.value);
  return { value: found.exclusive && whole === found.value ? whole + sign : whole, exclusive: false };
}

function least(keyword: string, kind: Kind): ValueRule {
  const within = (inner: Json | undefined, outer: Json | undefined) => Number(inner ?? 0) >= Number(outer ?? 0);
  return { keywords: [keyword], kinds: [kind], limit: (view) => largest(view, keyword), within };
}

function most(keyword: string, kind: Kind): ValueRule {
  const within = (inner: Json | undefined, outer: Json | undefined) => Number(inner ?? Infinity) <= Number(outer ?? Infinity);
  return { keywords: [keyword], kinds: [kind], limit: (view) => smallest(view, keyword), within };
}

function encoded(keyword: string): ValueRule {
  return { keywords: [keyword], kinds: ['string'], limit: (view) => view.value(keyword), within: (inner, outer) => inner === outer };
}

function numbers(view: SchemaView, keyword: string): number[] {
  return view.values(keyword).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}

function largest(view: SchemaView, keyword: string): number | undefined {
  const found = numbers(view, keyword);
  return found.length === 0 ? undefined : Math.max(...found);
}

function smallest(view: SchemaView, keyword: string): number | undefined {
  const found = numbers(view, keyword);
  return found.length === 0 ? undefined : Math.min(...found);
}

function texts(view: SchemaView, keyword: string): string[] {
  return view.values(keyword).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}
