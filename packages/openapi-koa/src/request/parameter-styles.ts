import { decodeComponent } from '../http/percent-encoding.ts';
import type { CoercionSpec, FreeFormQuery, ParameterSpec } from '../operation-spec.ts';
import { coerce, itemSpec, memberSpec, type ReadValue, takes } from './coercion.ts';
import { type JsonOptions, jsonFault, parseJson } from './json-text.ts';
import type { Pair, Pairs } from './query.ts';

type Decode = (text: string) => string | undefined;

const refusal = (keyword: string, message: string): NonNullable<ReadValue> => ({ refusal: { keyword, message } });
const UNREADABLE = refusal('parse', 'must be valid percent-encoded UTF-8');
const REPEATED = refusal('repeated', 'must be sent only once');

/**
 * Reads a path parameter from its segment or part of a segment, still percent-encoded.
 *
 * @see OpenAPI 3.0.3 section 4.7.12.3, styles `simple`, `label` and `matrix` (RFC 6570 sections 3.2.2, 3.2.5 and 3.2.7)
 */
export function readPathText(parameter: ParameterSpec, text: string, jsonDepthLimit: number): ReadValue {
  if (parameter.style === 'label') {
    if (!text.startsWith('.')) return refusal('parse', 'must begin with a dot');
    return readDelimited(parameter, text.slice(1), decodeComponent, parameter.explode ? '.' : (parameter.separator ?? ','), jsonDepthLimit);
  }
  return parameter.style === 'matrix' ? readMatrix(parameter, text, jsonDepthLimit) : readDelimited(parameter, text, decodeComponent, ',', jsonDepthLimit);
}

/** Reads a header parameter. Repeated headers form one list if it is an array (RFC 9110 section 5.3), and are refused otherwise. */
export function readFields(parameter: ParameterSpec, values: readonly string[], jsonDepthLimit: number): ReadValue {
  if (values.length === 0) return undefined;
  if (values.length > 1 && !takes(parameter.value, 'array')) return REPEATED;
  return parameter.value === undefined
    ? readJsonField(values[0], { ...parameter, jsonDepthLimit })
    : readDelimited(parameter, values.join(','), asSent, ',', jsonDepthLimit);
}

/** Headers are not percent-encoded. */
const asSent: Decode = (text) => text.trim();

const COMMA = /,|%2C/i;

/** Reads a query or cookie parameter; styles `form`, `spaceDelimited`, `pipeDelimited` and `deepObject`. */
export function readPairs(parameter: ParameterSpec, pairs: Pairs, jsonDepthLimit: number): ReadValue {
  const { name, value, style, explode } = parameter;
  if (style === 'deepObject') return readDeepObject(parameter, pairs);
  if (explode && takes(value, 'object') && (value.properties !== undefined || parameter.rest !== undefined)) {
    const properties = pairs.exploded(parameter.rest === undefined ? Object.keys(value.properties ?? {}) : restOf(pairs.names(), parameter.rest));
    return properties.length === 0 ? undefined : toObject(properties, pairs.decode, value);
  }
  const values = pairs.get(name);
  if (values === undefined) return undefined;
  if (parameter.allowEmpty && values.length === 1 && values[0] === '') return { value: '' };
  if (explode && takes(value, 'array'))
    return toArray(
      pairs.exploded([name]).map(([, text]) => text),
      pairs.decode,
      value,
    );
  if (values.length > 1) return REPEATED;
  return readDelimited(parameter, values[0] as string, pairs.decode, DELIMITERS[style] ?? ',', jsonDepthLimit);
}

/** The names in a query that belong to no other parameter. */
function restOf(names: readonly string[], rest: FreeFormQuery): string[] {
  return names.filter((name) => !rest.names.includes(name) && !rest.beginnings.some((beginning) => name.startsWith(beginning)));
}

/** An encoded delimiter is a delimiter here: a query cannot contain an unencoded space, and many clients encode the pipe. */
const DELIMITERS: Readonly<Record<string, RegExp>> = { spaceDelimited: /%20|\+/, pipeDelimited: /\||%7C/i };

/**
 * Reads a parameter with JSON in its `content`, or a form field without a style.
 *
 * @param text decoded; undefined if decoding failed
 */
export function readJsonField(text: string | undefined, options: JsonOptions): ReadValue {
  if (text === undefined) return UNREADABLE;
  try {
    return { value: parseJson(text, options) };
  } catch (error) {
    return refusal('parse', jsonFault(error));
  }
}

/**
 * Reads a single string: a primitive, or an array or object with delimiters between its parts. An encoded comma is data, unless no item of
 * the array can contain one: many clients encode the whole list.
 */
function readDelimited(parameter: ParameterSpec, text: string, decode: Decode, delimiter: string | RegExp, jsonDepthLimit: number): ReadValue {
  const { value, explode } = parameter;
  if (value === undefined) return readJsonField(decode(text), { ...parameter, jsonDepthLimit });
  const { types } = value;
  if (!takes(value, 'array') && !takes(value, 'object')) {
    const decoded = decode(text);
    return decoded === undefined ? UNREADABLE : { value: coerce(decoded, value) };
  }
  const isEscapable = delimiter === ',' && value.splitsEscaped === true && decode !== asSent;
  const parts = text === '' ? [] : text.split(isEscapable ? COMMA : delimiter);
  if (takes(value, 'array')) return toArray(parts, decode, value);
  if (!explode && parts.length % 2 === 1) {
    const others = types.filter((type) => type !== 'object');
    return others.length === 0
      ? refusal('parse', 'must be alternating names and values')
      : readDelimited({ ...parameter, value: { types: others } }, text, decode, delimiter, jsonDepthLimit);
  }
  return toNamedObject(
    explode ? parts.map(splitPair) : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] as string] as const] : [])),
    decode,
    value,
  );
}

/** `;color=blue`, `;color=blue,black`, exploded `;color=blue;color=black` or `;R=100;G=200`. */
function readMatrix(parameter: ParameterSpec, text: string, jsonDepthLimit: number): ReadValue {
  const { name, value, explode } = parameter;
  if (!text.startsWith(';')) return refusal('parse', 'must begin with a semicolon');
  const pairs = text.slice(1).split(';').map(splitPair);
  if (explode && takes(value, 'object')) return toNamedObject(pairs, decodeComponent, value);
  if (pairs.some(([rawName]) => decodeComponent(rawName) !== name)) return refusal('parse', `must be named ${name}`);
  if (explode && takes(value, 'array'))
    return toArray(
      pairs.map(([, item]) => item),
      decodeComponent,
      value,
    );
  return pairs.length > 1 ? REPEATED : readDelimited(parameter, pairs[0]?.[1] ?? '', decodeComponent, ',', jsonDepthLimit);
}

/**
 * `color[R]=100&color[G]=200`; an array as `color[]=blue&color[]=black` or `color[0]=blue&color[1]=black`, and so a property that is one,
 * `color[names][]=blue`. The specification leaves arrays undefined, and this is how they are commonly sent.
 *
 * Everything else under the name is refused: `color=4`, and an object inside of a property, which has no form (OpenAPI 3.1.1 section
 * 4.8.12.6). A filter that is left out gives a client what it did not ask for.
 */
function readDeepObject({ name, allowEmpty, value = { types: ['object'] } }: ParameterSpec, pairs: Pairs): ReadValue {
  const keys = pairs.names().filter((key) => key.startsWith(`${name}[`));
  const own = pairs.get(name);
  if (allowEmpty && own?.length === 1 && own[0] === '' && keys.length === 0) return { value: '' };
  if (own !== undefined) return notDeep(name, value);
  if (keys.length === 0) return undefined;
  const keyed = keys.flatMap((key) => (pairs.get(key) ?? []).map((text): Pair => [key.slice(name.length), text]));
  if (keyed.some(([brackets]) => !BRACKETS.test(brackets))) return notDeep(name, value);
  const inside = keyed.map(([brackets, text]): Pair => [brackets.slice(1, -1), text]);
  if (takes(value, 'array') && inside.every(([index]) => INDEX.test(index))) {
    const ordered = inOrder(inside);
    return 'texts' in ordered ? toArray(ordered.texts, pairs.decode, value) : ordered;
  }
  if (!takes(value, 'object')) return notDeep(name, value);
  const indexed = new Map<string, Pair[]>();
  const properties: Pair[] = [];
  for (const [key, text] of inside) {
    const [, property, index] = ITEM.exec(key) ?? [];
    if (property === undefined) {
      if (NESTED.test(key) || (key === '' && memberSpec(key, value.properties, value) === undefined)) return notDeep(name, value);
      properties.push([key, text]);
      continue;
    }
    if (!takes(memberSpec(property, value.properties, value), 'array')) return notDeep(name, value);
    const known = indexed.get(property);
    if (known === undefined) indexed.set(property, [[index as string, text]]);
    else known.push([index as string, text]);
  }
  for (const [property, items] of indexed) {
    const ordered = inOrder(items);
    if (!('texts' in ordered)) return ordered;
    for (const text of ordered.texts) properties.push([property, text]);
  }
  return toObject(properties, pairs.decode, value);
}

/** The refusal of what is sent in another form, with those that there are. */
function notDeep(name: string, value: CoercionSpec): NonNullable<ReadValue> {
  const { properties = {}, patterns = [], others } = value;
  const members = [...Object.values(properties), ...patterns.map(([, spec]) => spec), others];
  const forms = [
    ...(takes(value, 'object') ? [`${name}[NAME]=… for each property`] : []),
    ...(takes(value, 'object') && members.some((spec) => takes(spec, 'array')) ? [`${name}[NAME][]=… for each item of a property that is an array`] : []),
    ...(takes(value, 'array') ? [`${name}[]=… for each item`, `${name}[0]=…, ${name}[1]=…`] : []),
  ];
  return refusal('parse', `must be sent as ${forms.join(', or as ')}`);
}

/** What follows the name of a parameter. */
const BRACKETS = /^\[.*\]$/s;
/** A name in brackets that has others in it, such as `c][d`. */
const NESTED = /\]\[/;
/** Empty, or a place in an array. Bounded, so that each is a number of its own. */
const INDEX = /^(?:0|[1-9]\d{0,8})?$/;
const ITEM = /^([^[\]]*)\]\[((?:0|[1-9]\d{0,8})?)$/;

/** The values of an array by their indexes, without gaps: an index says where a value stands among the others. */
function inOrder(items: readonly Pair[]): { readonly texts: readonly string[] } | NonNullable<ReadValue> {
  if (items.every(([index]) => index === '')) return { texts: items.map(([, text]) => text) };
  if (items.some(([index]) => index === '')) return refusal('parse', 'must have an index for each item, or for none');
  if (new Set(items.map(([index]) => index)).size < items.length) return refusal('repeated', 'must have each index only once');
  return { texts: items.toSorted(([one], [other]) => Number(one) - Number(other)).map(([, text]) => text) };
}

function splitPair(text: string): Pair {
  const mark = text.indexOf('=');
  return mark === -1 ? [text, ''] : [text.slice(0, mark), text.slice(mark + 1)];
}

function toArray(encoded: readonly string[], decode: Decode, value: CoercionSpec): ReadValue {
  const items = encoded.map(decode);
  return items.includes(undefined) ? UNREADABLE : { value: items.map((item, index) => coerce(item as string, itemSpec(value, index))) };
}

/** Like `toObject`, with names that are still encoded. */
function toNamedObject(pairs: readonly Pair[], decode: Decode, value: CoercionSpec): ReadValue {
  const named = pairs.flatMap(([rawName, rawText]): Pair[] => {
    const name = decode(rawName);
    return name === undefined ? [] : [[name, rawText]];
  });
  return named.length < pairs.length ? UNREADABLE : toObject(named, decode, value);
}

/** Makes an object of pairs. Only properties that are arrays may be repeated. Names must be decoded. */
function toObject(pairs: readonly Pair[], decode: Decode, value: CoercionSpec): ReadValue {
  const valuesByName = new Map<string, string[]>();
  for (const [name, rawText] of pairs) {
    const text = decode(rawText);
    if (text === undefined) return UNREADABLE;
    // It would become a prototype when the object is copied.
    if (name === '__proto__') return refusal('parse', 'must not have a property named __proto__');
    const known = valuesByName.get(name);
    if (known === undefined) valuesByName.set(name, [text]);
    else known.push(text);
  }
  const properties: [string, unknown][] = [];
  for (const [name, values] of valuesByName) {
    const spec = memberSpec(name, value.properties, value);
    if (takes(spec, 'array')) properties.push([name, values.map((text, index) => coerce(text, itemSpec(spec, index)))]);
    else if (values.length > 1) return REPEATED;
    else properties.push([name, coerce(values[0] as string, spec)]);
  }
  return { value: Object.fromEntries(properties) };
}
