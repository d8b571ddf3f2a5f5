import { decodeComponent } from '../http/percent-encoding.ts';
import type { CoercionSpec, FreeFormQuery, ParameterSpec } from '../operation-spec.ts';
import { coerce, itemTable, memberTable, takes } from './coercion.ts';
import type { NestingLimits } from './json-depth.ts';
import { jsonFault, parseJson } from './json-text.ts';
import type { Pair, Pairs } from './pairs.ts';

/** A parameter's value, why it cannot be read, or undefined when it is not there. */
export type Outcome = { readonly value: unknown } | { readonly refusal: { readonly keyword: string; readonly message: string } } | undefined;

type Decode = (text: string) => string | undefined;

const refusal = (keyword: string, message: string): Outcome => ({ refusal: { keyword, message } });
const UNREADABLE = refusal('parse', 'has a percent sign that begins no valid UTF-8 escape');
const REPEATED = refusal('repeated', 'must be given only once');

/**
 * Reads a path parameter from its segment, or from its part of one, still percent-encoded.
 *
 * @see OpenAPI 3.0.3 section 4.7.12.3, styles `simple`, `label` and `matrix` (RFC 6570 sections 3.2.2, 3.2.5 and 3.2.7)
 */
export function readPathText(table: ParameterSpec, text: string, jsonDepthLimit: number): Outcome {
  if (table.style === 'label') {
    if (!text.startsWith('.')) return refusal('parse', 'must begin with a dot');
    return readDelimited(table, text.slice(1), decodeComponent, table.explode ? '.' : (table.separator ?? ','), jsonDepthLimit);
  }
  return table.style === 'matrix' ? readMatrix(table, text, jsonDepthLimit) : readDelimited(table, text, decodeComponent, ',', jsonDepthLimit);
}

/** Reads a header parameter from its fields: several fields of a list are one list (RFC 9110 section 5.3), of anything else a mistake. */
export function readFields(table: ParameterSpec, fields: readonly string[], jsonDepthLimit: number): Outcome {
  if (fields.length === 0) return undefined;
  if (fields.length > 1 && !takes(table.value, 'array')) return REPEATED;
  return table.value === undefined
    ? readJson(fields[0], { ...table, jsonDepthLimit })
    : readDelimited(table, fields.join(','), (text) => text.trim(), ',', jsonDepthLimit);
}

/** Reads a query or cookie parameter; styles `form`, `spaceDelimited`, `pipeDelimited` and `deepObject`. */
export function readPairs(table: ParameterSpec, pairs: Pairs, jsonDepthLimit: number): Outcome {
  const { name, value, style, explode } = table;
  if (style === 'deepObject') return readDeepObject(table, pairs);
  if (explode && takes(value, 'object') && (value.properties !== undefined || table.rest !== undefined)) {
    const members = pairs.exploded(table.rest === undefined ? Object.keys(value.properties ?? {}) : restOf(pairs.names(), table.rest));
    return members.length === 0 ? undefined : toObject(members, pairs.decode, value);
  }
  const given = pairs.get(name);
  if (given === undefined) return undefined;
  if (table.allowEmpty && given.length === 1 && given[0] === '') return { value: '' };
  if (explode && takes(value, 'array'))
    return toArray(
      pairs.exploded([name]).map(([, text]) => text),
      pairs.decode,
      value,
    );
  if (given.length > 1) return REPEATED;
  return readDelimited(table, given[0] as string, pairs.decode, DELIMITERS[style] ?? ',', jsonDepthLimit);
}

/** The names in a query that are no other parameter's. */
function restOf(names: readonly string[], rest: FreeFormQuery): string[] {
  return names.filter((name) => !rest.names.includes(name) && !rest.beginnings.some((beginning) => name.startsWith(beginning)));
}

/** An encoded delimiter is the delimiter here: a space cannot stand in a query otherwise, and many clients encode the pipe. */
const DELIMITERS: Readonly<Record<string, RegExp>> = { spaceDelimited: /%20|\+/, pipeDelimited: /\||%7C/i };

/**
 * A parameter with JSON in its `content` is JSON text, and so is a member of a form that has no style.
 *
 * @param text decoded; undefined where it could not be
 */
export function readJson(text: string | undefined, limits: NestingLimits): Outcome {
  if (text === undefined) return UNREADABLE;
  try {
    return { value: parseJson(text, limits) };
  } catch (error) {
    return refusal('parse', jsonFault(error));
  }
}

/** A single text: a primitive, or an array or object with delimiters between its parts; a comma that is encoded is data. */
function readDelimited(table: ParameterSpec, text: string, decode: Decode, delimiter: string | RegExp, jsonDepthLimit: number): Outcome {
  const { value, explode } = table;
  if (value === undefined) return readJson(decode(text), { ...table, jsonDepthLimit });
  const { types } = value;
  if (!takes(value, 'array') && !takes(value, 'object')) {
    const decoded = decode(text);
    return decoded === undefined ? UNREADABLE : { value: coerce(decoded, value) };
  }
  const parts = text === '' ? [] : text.split(delimiter);
  if (takes(value, 'array')) return toArray(parts, decode, value);
  if (!explode && parts.length % 2 === 1) {
    const others = types.filter((type) => type !== 'object');
    return others.length === 0
      ? refusal('parse', 'must be names and values in turn')
      : readDelimited({ ...table, value: { types: others } }, text, decode, delimiter, jsonDepthLimit);
  }
  return toNamedObject(
    explode ? parts.map(splitPair) : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] as string] as const] : [])),
    decode,
    value,
  );
}

/** `;color=blue`, `;color=blue,black`, exploded `;color=blue;color=black` or `;R=100;G=200`. */
function readMatrix(table: ParameterSpec, text: string, jsonDepthLimit: number): Outcome {
  const { name, value, explode } = table;
  if (!text.startsWith(';')) return refusal('parse', 'must begin with a semicolon');
  const pairs = text.slice(1).split(';').map(splitPair);
  if (explode && takes(value, 'object')) return toNamedObject(pairs, decodeComponent, value);
  if (pairs.some(([given]) => decodeComponent(given) !== name)) return refusal('parse', `must be named ${name}`);
  if (explode && takes(value, 'array'))
    return toArray(
      pairs.map(([, item]) => item),
      decodeComponent,
      value,
    );
  return pairs.length > 1 ? REPEATED : readDelimited(table, pairs[0]?.[1] ?? '', decodeComponent, ',', jsonDepthLimit);
}

/** `color[R]=100&color[G]=200`. */
function readDeepObject({ name, value }: ParameterSpec, pairs: Pairs): Outcome {
  const members = pairs.names().flatMap((given) => {
    const member = given.startsWith(`${name}[`) && given.endsWith(']') ? given.slice(name.length + 1, -1) : undefined;
    return member === undefined ? [] : (pairs.get(given) ?? []).map((text): Pair => [member, text]);
  });
  return members.length === 0 ? undefined : toObject(members, pairs.decode, value ?? { types: ['object'] });
}

function splitPair(text: string): Pair {
  const mark = text.indexOf('=');
  return mark === -1 ? [text, ''] : [text.slice(0, mark), text.slice(mark + 1)];
}

function toArray(texts: readonly string[], decode: Decode, value: CoercionSpec): Outcome {
  const items = texts.map(decode);
  return items.includes(undefined) ? UNREADABLE : { value: items.map((item, index) => coerce(item as string, itemTable(value, index))) };
}

/** An object whose members' names are still encoded, too. */
function toNamedObject(pairs: readonly Pair[], decode: Decode, value: CoercionSpec): Outcome {
  const named = pairs.flatMap(([rawName, rawText]): Pair[] => {
    const name = decode(rawName);
    return name === undefined ? [] : [[name, rawText]];
  });
  return named.length < pairs.length ? UNREADABLE : toObject(named, decode, value);
}

/** Members of arrays may be repeated, others not. Names are decoded, as a query's are to be found. */
function toObject(pairs: readonly Pair[], decode: Decode, value: CoercionSpec): Outcome {
  const texts = new Map<string, string[]>();
  for (const [name, rawText] of pairs) {
    const text = decode(rawText);
    if (text === undefined) return UNREADABLE;
    // It would be a prototype to whoever copies the object.
    if (name === '__proto__') return refusal('parse', 'must have no member __proto__');
    const known = texts.get(name);
    if (known === undefined) texts.set(name, [text]);
    else known.push(text);
  }
  const members: [string, unknown][] = [];
  for (const [name, given] of texts) {
    const member = memberTable(name, value.properties, value);
    if (takes(member, 'array')) members.push([name, given.map((text, index) => coerce(text, itemTable(member, index)))]);
    else if (given.length > 1) return REPEATED;
    else members.push([name, coerce(given[0] as string, member)]);
  }
  return { value: Object.fromEntries(members) };
}
