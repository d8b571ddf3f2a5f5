/** What means something else without Unicode: classes of characters, code points, and characters that are two units of UTF-16. */
const NEEDS_UNICODE = /(?<!\\)(?:\\\\)*\\(?:[pP]|u)\{|[\u{10000}-\u{10ffff}]/u;

/**
 * A pattern as a regular expression: with Unicode, as JSON Schema 2020-12 core, section 6.4 recommends, else without, as many documents escape
 * what needs no escape. Undefined when it is neither, or would mean something else without.
 */
export function toRegExp(pattern: string): RegExp | undefined {
  if (!known.has(pattern)) known.set(pattern, found(pattern));
  return known.get(pattern);
}

const known = new Map<string, RegExp | undefined>();

function found(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return NEEDS_UNICODE.test(pattern) ? undefined : withoutUnicode(pattern);
  }
}

function withoutUnicode(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}
