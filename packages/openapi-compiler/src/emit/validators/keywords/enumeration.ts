import validation from '@petsage/openapi-koa/validation';
import { _, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';

const isAmong: unknown = validation['isAmong'];

/** Ajv compares a value with each of so many fast enough. */
const FEW = 20;

/** Ajv compares a value with all that an `enum` lists, one after the other: a list of thousands would be gone through for each item of a body. */
export function fastEnumerations(ajv: Ajv2020): void {
  const definition = ajv.getKeyword('enum') as CodeKeywordDefinition;
  const { code } = definition;
  definition.code = (cxt: KeywordCxt, ruleType) => {
    if ((cxt.schema as readonly unknown[]).length <= FEW) return code(cxt, ruleType);
    const check = cxt.gen.scopeValue('func', { ref: isAmong, code: _`require("@petsage/openapi-koa/validation").isAmong` });
    cxt.pass(_`${check}(${cxt.schemaCode}, ${cxt.data})`);
  };
}
