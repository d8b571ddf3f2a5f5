import type { HeaderSpec } from '../operation-spec.ts';

/** The header that may be repeated without being a list (RFC 6265 section 3, RFC 9110 section 5.3). */
const SET_COOKIE = 'set-cookie';
/** Header values are limited to visible ASCII, spaces and tabs (RFC 9110 section 5.5). A line break would begin another header. */
const NOT_ASCII_TEXT = /[^\t\x20-\x7e]/;
const NOT_IN_JSON_TEXT = /[^\x20-\x7e]/g;

/**
 * Serializes the value of a response header.
 *
 * @param spec how the document declares the header; undefined if it only allows additional ones
 * @returns one value, or one for each item of a Set-Cookie
 * @throws TypeError whose message says why a value cannot be serialized
 * @see OpenAPI 3.0.3 section 4.7.12.3, style `simple` (RFC 6570 section 3.2.2), and section 4.7.21
 */
export function fieldTexts(name: string, value: unknown, spec: HeaderSpec | undefined): string[] {
  const texts = name.toLowerCase() === SET_COOKIE && Array.isArray(value) && spec?.json === undefined ? items(value) : [headerValue(value, spec)];
  if (texts.some((text) => NOT_ASCII_TEXT.test(text))) throw new TypeError('has characters that are not allowed in a header');
  return texts;
}

function headerValue(value: unknown, spec: HeaderSpec | undefined): string {
  if (spec?.json !== undefined) return jsonText(value);
  if (Array.isArray(value)) return items(value).join(', ');
  if (!isPlainObject(value)) return primitive(value);
  const members = Object.entries(value).filter(([, member]) => isThere(member));
  const pair = spec?.explode === true ? '=' : ',';
  return members.map(([key, member]) => `${key}${pair}${primitive(member)}`).join(',');
}

/** Escapes every character that a header cannot contain (RFC 8259 section 7). */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('cannot be written as JSON');
  return text.replace(NOT_IN_JSON_TEXT, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function items(values: readonly unknown[]): string[] {
  return values.filter(isThere).map(primitive);
}

/** Undefined values in the sense of RFC 6570 section 2.3 are left out. */
export function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function primitive(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) throw new TypeError('must not be a Date: format it as a string');
  throw new TypeError(
    typeof value === 'object' ? 'must not be nested or an instance of a class: style simple cannot serialize it' : `must not be a ${typeof value}`,
  );
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
