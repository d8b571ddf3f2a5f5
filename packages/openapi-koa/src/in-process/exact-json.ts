import type { Validator } from '../operation-spec.ts';
import { plainCopy } from '../response/plain-copy.ts';

/** Of ECMAScript's proposal JSON.parse source text access, which Node.js has. */
const { rawJSON, isRawJSON } = JSON as unknown as { rawJSON(text: string): object; isRawJSON(value: unknown): boolean };

/** JSON in which a BigInt is a number. */
export const bigIntJson = (value: unknown): string => JSON.stringify(value, (_name, each) => (typeof each === 'bigint' ? rawJSON(String(each)) : each));

/**
 * The JSON of a body in which integers are as a handler gets them (`x-int64`): strings of digits and BigInts become numbers.
 *
 * @param validate of the body; finds the strings that are meant, if the body is valid
 */
export function exactJson(body: unknown, validate: Validator): string {
  const holder = { body: plainCopy(body) };
  const isValid = validate(holder.body, { form: 'response' }, holder, 'body');
  const given = plainCopy(body);
  return bigIntJson(isValid ? withNumbers(given, holder.body) : given);
}

/** What was given, with the numbers of what the validator made of it: neither with its defaults, nor without read-only properties. */
function withNumbers(given: unknown, converted: unknown): unknown {
  if (isRawJSON(converted)) return converted;
  if (typeof given !== 'object' || given === null) return given;
  if (Array.isArray(given)) return given.map((item, index) => withNumbers(item, (converted as readonly unknown[])[index]));
  return Object.fromEntries(Object.entries(given).map(([name, member]) => [name, withNumbers(member, (converted as Record<string, unknown>)[name])]));
}
