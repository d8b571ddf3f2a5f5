import validation from '@petsage/openapi-koa/validation';
import { _, type CodeKeywordDefinition, type KeywordCxt, str } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { Code } from 'ajv/dist/compile/codegen/index.js';
import { useFunc } from 'ajv/dist/compile/util.js';
import { engineOf, LONGEST_BOUNDED } from '../../../patterns/engine.ts';
import { LONGEST, PATTERN_LIMIT } from '../text-bounds.ts';
import { replaceCode } from './replace-code.ts';

/** Counts the characters of a text. */
const codePointLength = Object.assign(validation['codePointLength'] as (text: string) => number, {
  code: 'require("@petsage/openapi-koa/validation").codePointLength',
});

/**
 * Counts the characters of a text only where the number of its UTF-16 units doesn't decide: a character has one unit or two. Ajv counts them
 * for `minLength` and again for `maxLength`, which for short texts takes a third of the time of a validation.
 */
export function countCharactersWhereNeeded(ajv: Ajv2020): void {
  const definitionOf = (keyword: string) => ajv.getKeyword(keyword) as CodeKeywordDefinition;
  definitionOf('maxLength').code = (cxt) => cxt.fail(isLonger(cxt, cxt.schema as number));
  definitionOf('minLength').code = (cxt) => cxt.fail(isShorter(cxt, cxt.schema as number));
}

/**
 * Leaves `pattern` and `format` out for a text that is refused for its length anyway: what a schema bounds costs no more than its bound.
 * Ajv goes on after an error, as all are wanted of a request.
 */
export function boundTexts(ajv: Ajv2020): void {
  for (const keyword of ['pattern', 'format']) replaceCode(ajv, keyword, (cxt, code, ruleType) => code(guarded(cxt, ruleType)));
  ajv.addKeyword({
    keyword: PATTERN_LIMIT,
    type: 'string',
    schemaType: 'string',
    error: {
      message: ({ schema }) => str`is too long to be checked against pattern "${schema}": at most ${LONGEST_BOUNDED} characters are allowed`,
      params: ({ schema }) => _`{pattern: ${schema}, limit: ${LONGEST_BOUNDED}}`,
    },
    code: (cxt: KeywordCxt) => cxt.fail(isLonger(cxt, LONGEST_BOUNDED)),
  });
}

/** The context of a keyword, which then holds for a text that is too long. */
function guarded(cxt: KeywordCxt, ruleType: string | undefined): KeywordCxt {
  const { keyword, parentSchema, it } = cxt;
  const own = parentSchema['maxLength'] as number | undefined;
  const elsewhere = parentSchema[LONGEST] as number | undefined;
  const engine = keyword === 'pattern' && engineOf(cxt.schema as string).kind === 'bounded' ? LONGEST_BOUNDED : undefined;
  // A function that ends at its first error is at its end then.
  const bounds = [it.allErrors ? own : undefined, elsewhere, engine].filter((bound) => bound !== undefined);
  if (bounds.length === 0 || (ruleType ?? 'string') !== 'string') return cxt;
  const tooLong = isLonger(cxt, Math.min(...bounds));
  return Object.create(cxt, {
    pass: { value: (condition: Code) => cxt.pass(_`${tooLong} || ${condition}`) },
    fail$data: { value: (condition: Code) => cxt.fail$data(_`!(${tooLong}) && ${condition}`) },
  }) as KeywordCxt;
}

/** Characters are counted only where there are more units than that. */
function isLonger({ gen, data }: KeywordCxt, bound: number): Code {
  return _`${data}.length > ${bound} && ${useFunc(gen, codePointLength)}(${data}) > ${bound}`;
}

function isShorter({ gen, data }: KeywordCxt, bound: number): Code {
  const fewUnits = _`${data}.length < ${bound}`;
  if (bound <= 1) return fewUnits;
  return _`${fewUnits} || (${data}.length < ${2 * bound - 1} && ${useFunc(gen, codePointLength)}(${data}) < ${bound})`;
}
