import { _, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { alwaysValidSchema, mergeEvaluated } from 'ajv/dist/compile/util.js';

/** Has the keywords after `prefixItems` hold for arrays with fewer items, too: Ajv skips them where it stops at the first error. */
export function validateShortTuples(ajv: Ajv2020): void {
  (ajv.getKeyword('prefixItems') as CodeKeywordDefinition).code = validateTuple;
}

function validateTuple(cxt: KeywordCxt): void {
  const { gen, data, keyword, it } = cxt;
  const schemas = cxt.schema as readonly (object | boolean)[];
  if (it.opts.unevaluated && it.items !== true) it.items = mergeEvaluated.items(gen, schemas.length, it.items);
  const valid = gen.name('valid');
  const length = gen.const('len', _`${data}.length`);
  // Not a loop over all indexes: of a tuple in parts, each part has those of its own schemas.
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
