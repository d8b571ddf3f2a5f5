/** White space, where there is any (RFC 8259 section 2). */
export const SPACE = /[\t\n\r ]*/y;
/** A string with its quotes (RFC 8259 section 7). */
export const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
/** What a walk through valid JSON stops at: whatever opens or closes a level, and a quote, as a string may have brackets in it. */
export const BRACKET_OR_STRING = /["[\]{}]/g;

/** Where the match of a sticky expression ends that begins at an offset; 0 where there is none. */
export function endOf(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  expression.test(text);
  return expression.lastIndex;
}
