import type { CodeKeywordDefinition, KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';

/**
 * Replaces what writes the code of a keyword.
 *
 * @param replacement gets what wrote it before, which it may call with any context, and the type that the code is for
 */
export function replaceCode(
  ajv: Ajv2020,
  keyword: string,
  replacement: (cxt: KeywordCxt, code: (cxt: KeywordCxt) => void, ruleType: string | undefined) => void,
): void {
  const definition = ajv.getKeyword(keyword) as CodeKeywordDefinition;
  const { code } = definition;
  definition.code = (cxt, ruleType) => replacement(cxt, (given) => code(given, ruleType), ruleType);
}
