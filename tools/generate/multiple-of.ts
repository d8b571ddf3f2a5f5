import { createRequire } from 'node:module';
import { _, type KeywordCxt, str } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';

const isMultipleOf = createRequire(import.meta.url)('./multiple-of.cjs') as unknown;

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
      const check = cxt.gen.scopeValue('func', { ref: isMultipleOf, code: _`require("../multiple-of.cjs")` });
      cxt.pass(_`${check}(${cxt.data}, ${cxt.schemaCode})`);
    },
  });
}
