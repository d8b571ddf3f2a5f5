import { _, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { NAMES } from '../function-source.ts';
import { replaceCode } from './replace-code.ts';

/** Keywords whose members Ajv nests in each other, each where the one before is valid, if it stops at the first error. */
const NESTED = ['allOf', 'prefixItems', 'properties', 'patternProperties', 'dependentSchemas', 'dependentRequired'];

/** So many members are nested in each other at most: a parser of JavaScript has a stack, too. */
export const MANY_MEMBERS = 200;

type Members = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Has the code of keywords with many members be as long as they are many, and not as deep. */
export function flattenMembers(ajv: Ajv2020): void {
  for (const keyword of NESTED)
    replaceCode(ajv, keyword, (cxt, code) => {
      const parts = cxt.allErrors ? [] : partsOf(cxt.schema as Members);
      if (parts.length < 2) code(cxt);
      else inParts(cxt, parts, code);
    });
}

/** Members in parts of at most so many; those of a list keep their indexes. */
function partsOf(members: Members): Members[] {
  const keys = Object.keys(members);
  return Array.from({ length: Math.ceil(keys.length / MANY_MEMBERS) }, (_part, index) => {
    const part: Record<string, unknown> = Array.isArray(members) ? (Object.assign([], { length: members.length }) as never) : {};
    for (const key of keys.slice(index * MANY_MEMBERS, (index + 1) * MANY_MEMBERS)) part[key] = (members as Record<string, unknown>)[key];
    return part;
  });
}

function inParts(cxt: KeywordCxt, parts: readonly Members[], code: (part: KeywordCxt) => void): void {
  const { gen } = cxt;
  const count = gen.const('_errs', NAMES.errors);
  const valid = gen.let('valid', true);
  for (const part of parts)
    gen.if(valid, () => {
      gen.block(() => code(Object.create(cxt, { schema: { value: part } }) as KeywordCxt));
      gen.assign(valid, _`${count} === ${NAMES.errors}`);
    });
  cxt.ok(valid);
}
