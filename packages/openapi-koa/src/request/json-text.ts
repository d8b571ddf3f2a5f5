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
export function parseJsonText(text: string, { int64 }: Pick<JsonOptions, 'int64'>): unknown {
  // A byte order mark may be ignored (RFC 8259 section 8.1).
  return parsed(text.startsWith('\ufeff') ? text.slice(1) : text, int64);
}

/** Reused to concatenate the chunks of a body, so that not every body allocates a buffer. Larger bodies get their own. */
let sharedBuffer = Buffer.alloc(0);
const MAX_SHARED_BYTES = 1024 * 1024;

/** The text of a body; undefined if it is not UTF-8. */
export function utf8Text(chunks: readonly Buffer[]): string | undefined {
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : concatenated(chunks);
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** @returns bytes that are only valid until the next call */
function concatenated(chunks: readonly Buffer[]): Buffer {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (length > MAX_SHARED_BYTES) return Buffer.concat(chunks, length);
  if (sharedBuffer.length < length) sharedBuffer = Buffer.allocUnsafeSlow(length);
  let end = 0;
  for (const chunk of chunks) end += chunk.copy(sharedBuffer, end);
  return sharedBuffer.subarray(0, length);
}

/** @throws SyntaxError for a text that is not JSON; ForbiddenNameError for a property `__proto__`; NestingError */
export function parseJson(text: string, options: JsonOptions): unknown {
  const value = parsed(text, options.int64);
  if (mayBeTooDeep(text, options)) checkNesting(value, options);
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
