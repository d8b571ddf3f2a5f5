import { BRACKET_OR_STRING, endOf, SPACE, STRING } from './json-scan.ts';

/** A member whose object has another one of its name. */
export interface RepeatedMember {
  readonly name: string;
  /** Of the second of them, in the text. */
  readonly offset: number;
}

/**
 * Members that `JSON.parse` loses without a word, as the last one of a name wins (RFC 8259 section 4).
 *
 * @param text valid JSON
 */
export function repeatedMembers(text: string): RepeatedMember[] {
  const repeated: RepeatedMember[] = [];
  /** The names so far of each object around; undefined for a list. */
  const around: (Set<string> | undefined)[] = [];
  BRACKET_OR_STRING.lastIndex = 0;
  for (let match = BRACKET_OR_STRING.exec(text); match !== null; match = BRACKET_OR_STRING.exec(text)) {
    const [token] = match;
    if (token === '{') around.push(new Set());
    else if (token === '[') around.push(undefined);
    else if (token !== '"') around.pop();
    else {
      const end = endOf(STRING, text, match.index);
      BRACKET_OR_STRING.lastIndex = end;
      // Only a name has a colon behind it.
      if (text[endOf(SPACE, text, end)] !== ':') continue;
      const name = JSON.parse(text.slice(match.index, end)) as string;
      const names = around.at(-1);
      if (names?.has(name)) repeated.push({ name, offset: match.index });
      names?.add(name);
    }
  }
  return repeated;
}
