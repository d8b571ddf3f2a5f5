import { createRequire } from 'node:module';
import { _, type KeywordCxt, str } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';

const repeated = createRequire(import.meta.url)('./unique-items.cjs') as unknown;

/** Ajv compares each item with every other one, but where it is sure that all are primitive: a small body would take seconds. */
export function linearUniqueItems(ajv: Ajv2020): void {
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    before: 'prefixItems',
    error: {
      message: ({ params: { places } }) => str`must NOT have duplicate items (items ## ${_`${places}[1]`} and ${_`${places}[0]`} are identical)`,
      params: ({ params: { places } }) => _`{i: ${places}[1], j: ${places}[0]}`,
    },
    code(cxt: KeywordCxt) {
      if (cxt.schema !== true) return;
      const find = cxt.gen.scopeValue('func', { ref: repeated, code: _`require("../unique-items.cjs")` });
      const places = cxt.gen.const('places', _`${find}(${cxt.data})`);
      cxt.setParams({ places });
      cxt.pass(_`${places} === undefined`);
    },
  });
}
