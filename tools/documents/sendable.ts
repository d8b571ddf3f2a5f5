import { isObject, type Json } from '@petsage/openapi-compiler/internal';
import type { CoercionSpec, ParameterSpec } from '@petsage/openapi-koa/spec';

/** Characters that a header can have, without spaces at its ends, which HTTP removes (RFC 9110 section 5.5). */
const HEADER = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
/** A value that stands beside other text in its segment of a path. */
const PLAIN = /^[\w-]+$/;
/** What separates items, or a property from its value. */
const DELIMITERS: Readonly<Record<string, RegExp>> = { simple: /[,=]/, label: /[,=.]/, matrix: /[,=;]/, spaceDelimited: /[ ,]/, pipeDelimited: /[|,]/ };

/**
 * Whether a style has a form for a value, from which the value can be read again: not for null, for what is empty, for nested values, for text
 * with the delimiter of the style (OpenAPI 3.1.1 section 4.8.12.6), or for an object or a list where a string could be meant as well.
 *
 * @param path of the operation
 */
export function isSendable(parameter: ParameterSpec, path: string, value: Json): boolean {
  const { name, in: place, style, explode, value: spec } = parameter;
  if (spec === undefined) return place !== 'header' || HEADER.test(JSON.stringify(value));
  if (!isRead(spec, value)) return false;
  if (style === 'deepObject') return isObject(value) && Object.keys(value).length > 0 && Object.values(value).flat().every(isScalar);
  const isOne = !Array.isArray(value) && !isObject(value);
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [value];
  const names = isObject(value) ? Object.keys(value) : [];
  if (items.length === 0 || !items.every(isScalar)) return false;
  const texts = [...items, ...names].map(String);
  if (!isOne && !(explode && place === 'query') && texts.some((text) => (DELIMITERS[style] ?? /,/).test(text))) return false;
  if (place === 'header' || place === 'cookie') return texts.every((text) => HEADER.test(text));
  if (place !== 'path') return texts.every((text) => text !== '' && text.isWellFormed());
  const isWhole = path.split('/').includes(`{${name}}`);
  return texts.every((text) => text !== '' && text !== '.' && text !== '..' && text.isWellFormed() && (isWhole || PLAIN.test(text)));
}

/** Whether a value is of a type that strings are read as. */
function isRead({ types }: CoercionSpec, value: Json): boolean {
  if (typeof value === 'number') return types.includes('number') || types.includes('integer') || types.includes('string');
  if (typeof value === 'boolean') return types.includes('boolean') || types.includes('string');
  return types.includes(Array.isArray(value) ? 'array' : isObject(value) ? 'object' : 'string');
}

function isScalar(value: Json | undefined): boolean {
  return value !== null && typeof value !== 'object';
}
