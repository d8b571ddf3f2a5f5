import type { HeaderSpec } from '../operation-spec.ts';

/** The fields that may come more than once without being one list (RFC 6265 section 3, RFC 9110 section 5.3). */
const SET_COOKIE = 'set-cookie';
/** All that new fields should have (RFC 9110 section 5.5). A line break would begin another field. */
const NOT_ASCII_TEXT = /[^\t\x20-\x7e]/;
const NOT_IN_JSON_TEXT = /[^\x20-\x7e]/g;

/**
 * Writes the value of a response header.
 *
 * @param table how the document declares it; undefined where it only says that there may be others
 * @returns the value of each field: one, or one for each item of a Set-Cookie
 * @throws TypeError saying what a value that has no text is
 * @see OpenAPI 3.0.3 section 4.7.12.3, style `simple` (RFC 6570 section 3.2.2), and section 4.7.21
 */
export function fieldTexts(name: string, value: unknown, table: HeaderSpec | undefined): string[] {
  const texts = name.toLowerCase() === SET_COOKIE && Array.isArray(value) && table?.json === undefined ? items(value) : [fieldText(value, table)];
  if (texts.some((text) => NOT_ASCII_TEXT.test(text))) throw new TypeError('has characters that a header field cannot have');
  return texts;
}

function fieldText(value: unknown, table: HeaderSpec | undefined): string {
  if (table?.json !== undefined) return jsonText(value);
  if (Array.isArray(value)) return items(value).join(', ');
  if (!isPlainObject(value)) return primitive(value);
  const members = Object.entries(value).filter(([, member]) => isThere(member));
  const pair = table?.explode === true ? '=' : ',';
  return members.map(([key, member]) => `${key}${pair}${primitive(member)}`).join(',');
}

/** JSON has an escape for whatever a field cannot hold (RFC 8259 section 7). */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('cannot be written as JSON');
  return text.replace(NOT_IN_JSON_TEXT, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function items(values: readonly unknown[]): string[] {
  return values.filter(isThere).map(primitive);
}

/** What is undefined in RFC 6570 section 2.3 is left out. */
export function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function primitive(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) throw new TypeError('is a Date, of which there is more than one text');
  throw new TypeError(typeof value === 'object' ? 'is nested, or an object that is no record, and style simple has no text for it' : `is a ${typeof value}`);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
