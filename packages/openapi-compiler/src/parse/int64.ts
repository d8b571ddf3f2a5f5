import type { Finding } from '../diagnostics/diagnostic.ts';
import { INT64, INT64_FORMS } from '../ir/int64.ts';
import type { Assertions, Int64 } from '../ir/schema.ts';
import { type Json, type JsonObject, joinPointer, valueAt } from '../json.ts';
import { BOUNDS } from './schema-3.1.ts';

/** The integer at a pointer of the document, if a double cannot represent it. */
export type ExactAt = (pointer: string) => bigint | undefined;

/** What `x-int64` makes of a schema's integers; undefined without it, or where it is not valid. */
export function readInt64(value: JsonObject, { type, format }: Assertions, pointer: string, findings: Finding[]): Int64 | undefined {
  const form = value['x-int64'];
  if (form === undefined) return undefined;
  const add = (reason: string) => void findings.push({ code: 'invalid-int64', pointer: joinPointer(pointer, INT64), reason });
  if (!INT64_FORMS.some((each) => each === form)) add(`\`${INT64}\` must be ${INT64_FORMS.join(' or ')}`);
  else if (type === undefined || !type.includes('integer') || type.includes('number')) add(`\`${INT64}\` must be beside \`type: integer\``);
  else if (format !== undefined && format !== 'int64') add(`\`${INT64}\` must not be beside \`format: ${format}\`; use int64, or no format`);
  else return form as Int64;
  return undefined;
}

const NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'const'] as const;

/**
 * The integers among a schema's assertions that a double cannot represent.
 *
 * @param own        its keywords as the document has them
 * @param assertions the same in the form of JSON Schema 2020-12
 */
export function exactAssertions(own: JsonObject, assertions: Assertions, pointer: string, exactAt: ExactAt): Map<string, bigint> {
  const exact = new Map<string, bigint>();
  const add = (keyword: string, value: unknown, from: string) => {
    const integer = isRounded(value) ? exactAt(`${pointer}/${from}`) : undefined;
    if (integer !== undefined) exact.set(keyword, integer);
  };
  // An exclusive bound of OpenAPI 3.0 stands under the keyword of the bound itself.
  for (const keyword of NUMBERS) add(keyword, assertions[keyword], typeof own[keyword] === 'number' ? keyword : (BOUNDS.get(keyword) ?? keyword));
  for (const [index, value] of (assertions.enum ?? []).entries()) add(`enum/${index}`, value, `enum/${index}`);
  return exact;
}

const isRounded = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);

/** The integers of a document that a double cannot represent, by their pointers; found in what `parse` reads with BigInts. */
export function exactIntegers(parse: () => Json): ExactAt {
  let root: Json | undefined;
  return (pointer) => {
    root ??= parse();
    const value: unknown = valueAt(root, pointer);
    return typeof value === 'bigint' ? value : undefined;
  };
}
