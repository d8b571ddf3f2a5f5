import { stripVTControlCharacters } from 'node:util';

/** Text of another program, made safe for one line on a terminal. */
export function printable(text: string, maxLength = 300): string {
  const line = stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ')
    .trimEnd();
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}
