import type { ParameterSpec } from '../operation-spec.ts';
import { bigIntJson } from './exact-json.ts';

type Style = Pick<ParameterSpec, 'name' | 'style' | 'explode' | 'separator' | 'value'>;
type Encode = (text: string) => string;

const DELIMITERS: Readonly<Record<string, string>> = { spaceDelimited: '%20', pipeDelimited: '%7C' };

/**
 * Encodes the value of a path or header parameter by its style, the reverse of `request/parameter-styles.ts`.
 *
 * @param encode percent-encodes in a path; a header is sent as it is
 * @see OpenAPI 3.1.1 section 4.8.12.6, "Style Examples"
 */
export function encodeValue(parameter: Style, value: unknown, encode: Encode): string {
  const { name, style, explode, separator = ',' } = parameter;
  if (style === 'label') return `.${joined(parameter, value, explode ? '.' : separator, encode)}`;
  if (style !== 'matrix') return joined(parameter, value, ',', encode);
  return (
    encodePairs(parameter, value, encode)
      .map(([key, text]) => (text === '' ? `;${key}` : `;${key}=${text}`))
      .join('') || `;${encode(name)}`
  );
}

/** Encodes the value of a query or cookie parameter by its style: a pair for each item or property if the parameter is exploded. */
export function encodePairs(parameter: Style, value: unknown, encode: Encode = encodeURIComponent): (readonly [name: string, text: string])[] {
  const { name, style, explode } = parameter;
  const key = encode(name);
  if (style === 'deepObject' && Array.isArray(value)) return value.map((item) => [`${key}[]`, encode(String(item))]);
  if (style === 'deepObject' && isObject(value))
    return Object.entries(value).flatMap(([member, inner]) => {
      const items: unknown[] = inner === undefined ? [] : Array.isArray(inner) ? inner : [inner];
      return items.map((item) => [`${key}[${encode(member)}]${Array.isArray(inner) ? '[]' : ''}`, encode(String(item))] as const);
    });
  if (explode && parameter.value !== undefined) {
    if (Array.isArray(value)) return value.map((item) => [key, encode(String(item))]);
    if (isObject(value)) return membersOf(value).map(([member, text]) => [encode(member), encode(text)]);
  }
  return [[key, joined({ ...parameter, explode: false }, value, DELIMITERS[style] ?? ',', encode)]];
}

function joined({ explode, value: spec }: Style, value: unknown, delimiter: string, encode: Encode): string {
  // Content in JSON has no style.
  if (spec === undefined) return encode(bigIntJson(value));
  if (Array.isArray(value)) return value.map((item) => encode(String(item))).join(delimiter);
  if (!isObject(value)) return encode(String(value));
  return membersOf(value)
    .map(([member, text]) => `${encode(member)}${explode ? '=' : delimiter}${encode(text)}`)
    .join(delimiter);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

const membersOf = (value: object): [name: string, text: string][] =>
  Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, String(member)]]));
