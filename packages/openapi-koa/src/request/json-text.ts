import { isUtf8 } from 'node:buffer';
import Bourne from '@hapi/bourne';
import { checkNesting, mayBeTooDeep, NestingError, type NestingLimits } from './json-depth.ts';

/** JSON has a property `__proto__`, which would become a prototype when the object is copied. */
export class ForbiddenNameError extends SyntaxError {
  constructor() {
    super('must not have a property named __proto__');
    this.name = 'ForbiddenNameError';
  }
}

/**
 * Parses JSON from a client (RFC 8259).
 *
 * @throws SyntaxError for bytes that are not UTF-8 or a text that is not JSON; ForbiddenNameError for a property `__proto__`; NestingError
 */
export function parseJsonBytes(bytes: Buffer, limits: NestingLimits): unknown {
  if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8');
  const text = bytes.toString('utf8');
  // A byte order mark may be ignored (RFC 8259 section 8.1).
  return parseJson(text.startsWith('\ufeff') ? text.slice(1) : text, limits);
}

/** @throws SyntaxError for a text that is not JSON; ForbiddenNameError for a property `__proto__`; NestingError */
export function parseJson(text: string, limits: NestingLimits): unknown {
  const value = parseSafely(text);
  if (mayBeTooDeep(text, limits)) checkNesting(value, limits);
  return value;
}

function parseSafely(text: string): unknown {
  // Bourne searches every text with a regular expression; the name can only occur with one of these.
  if (!text.includes('__proto__') && !text.includes('\\u')) return JSON.parse(text);
  try {
    return Bourne.parse(text);
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
