import { _, type CodeKeywordDefinition, type KeywordCxt, type KeywordDefinition, Name, str } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { alwaysValidSchema, mergeEvaluated, Type } from 'ajv/dist/compile/util.js';
import { replaceCode } from './replace-code.ts';

/**
 * Ajv takes every item for evaluated once there is a `contains`, and does not look at all of them. Here each item that it holds for is
 * noted among the evaluated members, as Ajv carries those through all keywords; no member is called like the names that are used.
 * Only for documents with `unevaluatedItems`, as it costs time.
 *
 * @see JSON Schema 2020-12 core, sections 10.3.1.3 and 11.2
 */
export function trackEvaluatedItems(ajv: Ajv2020): void {
  for (const definition of [contains, unevaluatedItems]) {
    ajv.removeKeyword(definition.keyword as string);
    ajv.addKeyword(definition);
  }
  for (const keyword of ['additionalProperties', 'unevaluatedProperties']) replaceCode(ajv, keyword, evaluateAllOfObjects);
}

/** All properties of an object are evaluated, in a variable that has no value for an array: its items are not. */
function evaluateAllOfObjects(cxt: KeywordCxt, code: (cxt: KeywordCxt) => void): void {
  const { gen, it } = cxt;
  const others = it.props as Name | undefined;
  code(cxt);
  if (it.props === true) it.props = mergeEvaluated.props(gen, gen.var('props', true), others, Name);
}

const noted = (index: Name) => _`"\\u0000" + ${index}`;

/**
 * Looks at every item, and notes those that it holds for. It is for values of every type, though others than arrays are valid: Ajv runs the
 * code of a keyword with a type for that type only, and the variable would not have the properties of an object.
 */
export const contains: CodeKeywordDefinition = {
  keyword: 'contains',
  schemaType: ['object', 'boolean'],
  trackErrors: true,
  error: {
    message: ({ params: { min, max } }) =>
      max === undefined ? str`must contain at least ${min} valid item(s)` : str`must contain at least ${min} and no more than ${max} valid item(s)`,
    params: ({ params: { min, max } }) => (max === undefined ? _`{minContains: ${min}}` : _`{minContains: ${min}, maxContains: ${max}}`),
  },
  code(cxt: KeywordCxt) {
    const { gen, data, parentSchema, it } = cxt;
    const { minContains: min = 1, maxContains: max } = parentSchema;
    cxt.setParams({ min, max });
    const evaluated = gen.var('props', _`{}`);
    const count = gen.let('count', 0);
    const fits = gen.name('_valid');
    const valid = gen.let('valid', true);
    gen.if(_`Array.isArray(${data})`, () => {
      gen.forRange('i', 0, _`${data}.length`, (i) => {
        cxt.subschema({ keyword: 'contains', dataProp: i, dataPropType: Type.Num, compositeRule: true }, fits);
        gen.if(fits, () => gen.code(_`${count}++`).assign(_`${evaluated}[${noted(i)}]`, true));
      });
      gen.assign(valid, max === undefined ? _`${count} >= ${min}` : _`${count} >= ${min} && ${count} <= ${max}`);
    });
    // Never all, see `evaluateAllOfObjects`.
    it.props = mergeEvaluated.props(gen, evaluated, it.props as Name | undefined, Name);
    cxt.result(valid, () => cxt.reset());
  },
};

const unevaluatedItems: KeywordDefinition = {
  keyword: 'unevaluatedItems',
  type: 'array',
  schemaType: ['boolean', 'object'],
  error: { message: 'must NOT have unevaluated items', params: ({ params: { index } }) => _`{unevaluatedItem: ${index}}` },
  code(cxt: KeywordCxt) {
    const { gen, schema, data, it } = cxt;
    const { items, props } = it;
    if (items === true) return;
    it.items = true;
    if (alwaysValidSchema(it, schema)) return;
    const length = gen.const('len', _`${data}.length`);
    const from = items instanceof Name ? gen.const('from', _`${items} === true ? ${length} : ${items} || 0`) : (items ?? 0);
    const valid = gen.let('valid', true);
    gen.forRange('i', from, length, (i) => {
      const isNoted = props instanceof Name ? _`${props} && ${props}[${noted(i)}]` : _`false`;
      gen.if(_`!(${isNoted})`, () => {
        if (schema === false) {
          cxt.setParams({ index: i });
          cxt.error();
          gen.assign(valid, false);
          if (!it.allErrors) gen.break();
        } else {
          const fits = gen.name('valid');
          cxt.subschema({ keyword: 'unevaluatedItems', dataProp: i, dataPropType: Type.Num }, fits);
          gen.if(_`!${fits}`, () => {
            gen.assign(valid, false);
            if (!it.allErrors) gen.break();
          });
        }
      });
    });
    cxt.ok(valid);
  },
};
