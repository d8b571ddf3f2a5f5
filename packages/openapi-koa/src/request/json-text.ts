import { isUtf8 } from 'node:buffer';
import Bourne from '@hapi/bourne';
import { isStackOverflow } from '../problems/violations.ts';
import int64 from '../validation/int64.cjs';
import { checkNesting, mayBeTooDeep, NestingError, type NestingLimits } from './json-depth.ts';

/** How JSON is parsed. */
export interface JsonOptions extends NestingLimits {
  /** The digits of integers that a double cannot represent are kept, as a schema may mean them exactly (`x-int64`). */
  readonly int64?: true | undefined;
}

/** JSON has a property `__proto__`, which would become a prototype when the object is copied. */
export class ForbiddenNameError extends SyntaxError {
  constructor() {
    super('must not have a property named __proto__');
    this.name = 'ForbiddenNameError';
  }
}

/**
 * Parses JSON from a client (RFC 8259), however deeply it is nested.
 *
 * @throws SyntaxError for a text that is not JSON; ForbiddenNameError for a property `__proto__`
 */
function parseJsonText(text: string, { int64 }: Pick<JsonOptions, 'int64'>): unknown {
  // A byte order mark may be ignored (RFC 8259 section 8.1).
  return parsed(text.startsWith('\ufeff') ? text.slice(1) : text, int64);
}

/**
 * Larger texts are parsed in parts: V8 takes memory of its own from the system, page by page, for every string of more than 128 KiB, which
 * takes longer than decoding it.
 */
const PART_BYTES = 64 * 1024;
const MAX_WHOLE_BYTES = 2 * PART_BYTES;
const BETWEEN_OBJECTS = Buffer.from('},{');
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/**
 * Parses the JSON of a body.
 *
 * @param bytes brackets are written into it during the call, and removed again
 * @throws SyntaxError for what is not JSON in UTF-8; ForbiddenNameError for a property `__proto__`
 */
export function parseJsonBytes(bytes: Buffer, options: JsonOptions): unknown {
  if (!isUtf8(bytes)) throw new SyntaxError('The text is not UTF-8.');
  const mayHaveParts = bytes.length > MAX_WHOLE_BYTES && bytes[0] === OPEN && options.int64 !== true;
  const parts = mayHaveParts ? parseParts(bytes, options) : undefined;
  return parts ?? parseJsonText(bytes.toString('utf8'), options);
}

/**
 * Parses an array of objects in parts, each of which is an array of some of the objects. If every part is JSON, the whole is JSON, and has
 * the same items, as JSON can be read in one way only.
 *
 * @returns undefined for any other text, also one that is not JSON
 */
function parseParts(bytes: Buffer, options: JsonOptions): unknown[] | undefined {
  const parts: unknown[][] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = endOfPart(bytes, start);
    if (end === undefined) return undefined;
    const part = parsePart(bytes, start, end, options);
    if (part === undefined) return undefined;
    parts.push(part);
    start = end;
  }
  // Takes a sixth of the time of `flat`.
  return ([] as unknown[]).concat(...parts);
}

/** The index of the comma that ends a part, or the length of the text; undefined if no object ends in the part. */
function endOfPart(bytes: Buffer, start: number): number | undefined {
  if (bytes.length - start <= PART_BYTES) return bytes.length;
  const end = bytes.lastIndexOf(BETWEEN_OBJECTS, start + PART_BYTES) + 1;
  return end > start ? end : undefined;
}

/** Parses the text from one comma to the next, with brackets instead of the commas, so that no other string with brackets is needed. */
function parsePart(bytes: Buffer, start: number, end: number, options: JsonOptions): unknown[] | undefined {
  const isFirst = start === 0;
  const isLast = end === bytes.length;
  if (!isFirst) bytes[start] = OPEN;
  if (!isLast) bytes[end] = CLOSE;
  const text = bytes.toString('utf8', start, isLast ? end : end + 1);
  if (!isFirst) bytes[start] = COMMA;
  if (!isLast) bytes[end] = COMMA;
  try {
    const part = parseJsonText(text, options);
    return Array.isArray(part) ? part : undefined;
  } catch {
    return undefined;
  }
}

/** @throws SyntaxError for a text that is not JSON; ForbiddenNameError for a property `__proto__`; NestingError */
export function parseJson(text: string, options: JsonOptions): unknown {
  const value = parsed(text, options.int64);
  if (mayBeTooDeep(text.length, options)) checkNesting(value, options);
  return value;
}

function parsed(text: string, int64: JsonOptions['int64']): unknown {
  return int64 === true && LONG_INTEGER.test(text) ? parseExactly(text) : parseSafely(text);
}

/** What may be an integer that a double cannot represent. */
const LONG_INTEGER = /\d{16}/;
const DIGITS = /^-?\d+$/;

/** Keeps the digits of integers that are rounded; the whole value is a BigInt if it is one of them. */
function parseExactly(text: string): unknown {
  let last: string | undefined;
  try {
    const value = parseSafely(text, function (name, member, context) {
      last = context?.source;
      if (last !== undefined && isRounded(member, last)) int64.note(this, name, last);
      return member;
    });
    return last !== undefined && isRounded(value, last) ? BigInt(last) : value;
  } catch (error) {
    // Reviving is recursive, unlike parsing; what is nested so deeply is refused.
    if (isStackOverflow(error)) return parseSafely(text);
    throw error;
  }
}

const isRounded = (value: unknown, source: string) => Number.isInteger(value) && !Number.isSafeInteger(value) && DIGITS.test(source);

type Reviver = (this: object, name: string, value: unknown, context?: { readonly source?: string }) => unknown;

function parseSafely(text: string, reviver?: Reviver): unknown {
  // Bourne searches every text with a regular expression; the name can only occur with one of these.
  if (!text.includes('__proto__') && !text.includes('\\u')) return JSON.parse(text, reviver as never);
  try {
    return Bourne.parse(text, reviver as never);
  } catch (error) {
    // Bourne throws a SyntaxError for both; JSON.parse throws only if the text is not JSON.
    JSON.parse(text);
    throw error instanceof SyntaxError ? new ForbiddenNameError() : error;
  }
}

/** The violation message for an error of `parseJson`. */
export function jsonFault(error: unknown): string {
  return error instanceof ForbiddenNameError || error instanceof NestingError ? error.message : 'must be valid JSON';
}
