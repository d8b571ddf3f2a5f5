import { randomUUID } from 'node:crypto';

/** Begins the strings that stand for code. No document has it. */
const CODE = randomUUID();
const STRINGS = new RegExp(`"${CODE}(?:[^"\\\\]|\\\\.)*"`, 'g');

/**
 * A value in what becomes JSON that stands for code: in the JSON, it is a string that `withCode` replaces by an expression.
 *
 * @param expression JavaScript, made when the JSON is
 * @param value      what the expression evaluates to, as far as it is used before
 */
export function codeInJson<Value extends object>(expression: () => string, value: Value): Value {
  return Object.assign(value, { toJSON: () => CODE + expression() });
}

/** The text of JSON, with expressions in their places. */
export function withCode(json: string): string {
  return json.replace(STRINGS, (text) => (JSON.parse(text) as string).slice(CODE.length));
}
