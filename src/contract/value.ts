import type { ValueTable } from './tables.ts';

/** RFC 8259 section 6. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Reads the text of a parameter or header as one of the JSON types that its schema allows, by the grammar of JSON.
 *
 * @returns the typed value; the text itself where it fits none of the types, so that validation can say what is allowed
 */
export function coerce(text: string, value: ValueTable | undefined): unknown {
  if (value === undefined) return text;
  for (const type of value.types) {
    if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
    if ((type === 'integer' || type === 'number') && JSON_NUMBER.test(text)) {
      const number = Number(text);
      // An integer that a double cannot hold exactly is refused rather than rounded.
      if (Number.isInteger(number) ? Number.isSafeInteger(number) || type === 'number' : Number.isFinite(number)) return number;
    }
    if (type === 'null' && text === 'null' && !value.types.includes('string')) return null;
  }
  return text;
}

/** Whether a text that stayed a text is an integer, only too large to be held exactly. */
export function isInexact(value: unknown): boolean {
  return typeof value === 'string' && JSON_NUMBER.test(value);
}

export const takes = (value: ValueTable | undefined, type: 'array' | 'object'): value is ValueTable => value?.types.includes(type) ?? false;
