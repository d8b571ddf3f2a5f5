import { _, type CodeKeywordDefinition, type KeywordCxt, type SchemaObjCxt, str } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { not } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema } from 'ajv/dist/compile/util.js';

/** Beside an `if` that the document does not have: only the errors of `then` and `else` are reported. */
export const OF_THE_COMPILER = 'x-of-the-compiler';

/**
 * What `if` has evaluated counts where it is valid, and only there, and without `then` and `else`, too (JSON Schema 2020-12 core, section
 * 10.2.2.1). To Ajv it counts always beside one of them, and never without.
 */
export function evaluatedIf(ajv: Ajv2020): void {
  ajv.removeKeyword('if');
  ajv.addKeyword(definition);
}

const definition: CodeKeywordDefinition = {
  keyword: 'if',
  schemaType: ['object', 'boolean'],
  trackErrors: true,
  error: {
    message: ({ params }) => str`must match "${params.ifClause}" schema`,
    params: ({ params }) => _`{failingKeyword: ${params.ifClause}}`,
  },
  code(cxt: KeywordCxt) {
    const { gen, it } = cxt;
    const valid = gen.let('valid', true);
    const holds = gen.name('_valid');
    const condition = cxt.subschema({ keyword: 'if', compositeRule: true, createErrors: false, allErrors: false }, holds);
    cxt.mergeValidEvaluated(condition, holds);
    cxt.reset();
    const clause = gen.let('ifClause');
    cxt.setParams({ ifClause: clause });
    const consequence = (keyword: 'then' | 'else') => () => {
      const fits = gen.name('_valid');
      const inner = cxt.subschema({ keyword }, fits);
      gen.assign(valid, fits).assign(clause, _`${keyword}`);
      cxt.mergeValidEvaluated(inner, valid);
    };
    if (asks(it, 'then')) gen.if(holds, consequence('then'));
    if (asks(it, 'else')) gen.if(not(holds), consequence('else'));
    if (cxt.parentSchema[OF_THE_COMPILER] === true) cxt.ok(valid);
    else cxt.pass(valid, () => cxt.error(true));
  },
};

function asks(it: SchemaObjCxt, keyword: string): boolean {
  const schema = it.schema[keyword];
  return schema !== undefined && !alwaysValidSchema(it, schema);
}
