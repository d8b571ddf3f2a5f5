import validation from '@petsage/openapi-koa/validation';
import { _, type KeywordCxt, str } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';

const isMultipleOf: unknown = validation['isMultipleOf'];

/** Ajv divides doubles, of which 19.99 / 0.01 is no whole number. */
export function exactMultipleOf(ajv: Ajv2020): void {
  ajv.removeKeyword('multipleOf');
  ajv.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    error: {
      message: ({ schemaCode }) => str`must be multiple of ${schemaCode}`,
      params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}`,
    },
    code(cxt: KeywordCxt) {
      const check = cxt.gen.scopeValue('func', { ref: isMultipleOf, code: _`require("@petsage/openapi-koa/validation").isMultipleOf` });
      cxt.pass(_`${check}(${cxt.data}, ${cxt.schemaCode})`);
    },
  });
}
