import validation from '@petsage/openapi-koa/validation';
import { _, type KeywordCxt, str } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';

const repeated: unknown = validation['repeatedItems'];
const int64 = validation['int64'] as { readonly repeatedItems: unknown };

/**
 * Ajv compares each item with every other one, but where it is sure that all are primitive: a small body would take seconds.
 *
 * @param exact whether items may be integers that were rounded when they were parsed (`x-int64`)
 */
export function linearUniqueItems(ajv: Ajv2020, exact: boolean): void {
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    before: 'prefixItems',
    error: {
      message: ({ params: { i, j } }) => str`must NOT have duplicate items (items ## ${i} and ${j} are identical)`,
      params: ({ params: { i, j } }) => _`{i: ${i}, j: ${j}}`,
    },
    code(cxt: KeywordCxt) {
      if (cxt.schema !== true) return;
      const find = cxt.gen.scopeValue(
        'func',
        exact
          ? { ref: int64.repeatedItems, code: _`require("@petsage/openapi-koa/validation").int64.repeatedItems` }
          : { ref: repeated, code: _`require("@petsage/openapi-koa/validation").repeatedItems` },
      );
      const places = cxt.gen.const('places', _`${find}(${cxt.data})`);
      const [j, i] = ['j', 'i'].map((name, place) => cxt.gen.const(name, _`${places} && ${places}[${place}]`));
      cxt.setParams({ i, j });
      cxt.pass(_`${places} === undefined`);
    },
  });
}
