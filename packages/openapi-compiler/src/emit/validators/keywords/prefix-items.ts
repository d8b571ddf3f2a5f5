import { _, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { alwaysValidSchema, mergeEvaluated } from 'ajv/dist/compile/util.js';
import { replaceCode } from './replace-code.ts';

/** Validates arrays with fewer items than `prefixItems` against the keywords after it, too: Ajv skips those where it stops at the first error. */
export function validateShortTuples(ajv: Ajv2020): void {
  replaceCode(ajv, 'prefixItems', validateTuple);
}

function validateTuple(cxt: KeywordCxt): void {
  const { gen, data, keyword, it } = cxt;
  const schemas = cxt.schema as readonly (object | boolean)[];
  if (it.opts.unevaluated && it.items !== true) it.items = mergeEvaluated.items(gen, schemas.length, it.items);
  const valid = gen.name('valid');
  const length = gen.const('len', _`${data}.length`);
  // `forEach` skips holes: a tuple of many schemas comes in parts, each with its own schemas at their indexes.
  schemas.forEach((schema, index) => {
    if (alwaysValidSchema(it, schema)) return;
    gen.if(
      _`${length} > ${index}`,
      () => cxt.subschema({ keyword, schemaProp: index, dataProp: index }, valid),
      () => gen.var(valid, true),
    );
    cxt.ok(valid);
  });
}
