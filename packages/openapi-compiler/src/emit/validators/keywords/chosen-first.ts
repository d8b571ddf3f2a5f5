import { createRequire } from 'node:module';
import { _, type CodeKeywordDefinition, type KeywordCxt, Name } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { getProperty, not, or } from 'ajv/dist/compile/codegen/index.js';
import { evaluatedPropsToName } from 'ajv/dist/compile/util.js';
import { isObject, type JsonObject } from '../../../json.ts';

/** Beside `oneOf` or `anyOf`: which of them each value of a discriminator's property names. */
export const CHOSEN_FIRST = 'x-chosen-first';

interface Chosen {
  readonly keyword: 'oneOf' | 'anyOf';
  readonly propertyName: string;
  /** By alternative. */
  readonly values: readonly (readonly string[])[];
  /** Whether every alternative that holds counts, and not only whether one does. */
  readonly all?: true;
}

const require = createRequire(import.meta.url);

/**
 * The alternative that a discriminator names is looked at first: its errors come first, and where it holds, `anyOf` looks at no other.
 * What is valid remains what the composition says.
 *
 * @param tracksEvaluated whether a schema may ask what every alternative has evaluated
 * @see OpenAPI 3.1.1 section 4.8.25: a discriminator must not change the outcome of validation
 */
export function chosenFirst(ajv: Ajv2020, tracksEvaluated: boolean): void {
  for (const [keyword, before] of [
    ['oneOf', 'allOf'],
    ['anyOf', 'oneOf'],
  ] as const) {
    const definition = (require(`ajv/dist/vocabularies/applicator/${keyword}.js`) as { default: CodeKeywordDefinition }).default;
    ajv.removeKeyword(keyword);
    ajv.addKeyword({
      ...definition,
      before,
      code(cxt: KeywordCxt) {
        const chosen = (cxt.parentSchema as JsonObject)[CHOSEN_FIRST];
        if (isObject(chosen) && chosen['keyword'] === keyword) alternatives(cxt, chosen as unknown as Chosen, tracksEvaluated);
        else definition.code(cxt);
      },
    } as CodeKeywordDefinition);
  }
}

/** Two rounds, the first of the alternative that is named, if any, the second of the others. */
function alternatives(cxt: KeywordCxt, { keyword, propertyName, values, all }: Chosen, tracksEvaluated: boolean): void {
  const { gen, data, it } = cxt;
  const schemas = cxt.schema as (JsonObject | boolean)[];
  const looksAtAll = keyword === 'oneOf' || tracksEvaluated || all === true;
  const valid = gen.let('valid', false);
  const passing = gen.let('passing', null);
  const holds = gen.name('_valid');
  const round = gen.name('round');
  if (tracksEvaluated) {
    // Kept in variables from the start, as alternatives are not looked at in the order of their code.
    if (it.props !== true && !(it.props instanceof Name)) it.props = evaluatedPropsToName(gen, it.props);
    if (it.items !== true) it.items = gen.var('items', it.items ?? 0);
  }
  cxt.setParams({ passing });
  const value = gen.const('value', _`${data} && ${data}${getProperty(propertyName)}`);
  const named = gen.let('named', -1);
  for (const [index, names] of values.entries()) gen.if(or(...names.map((name) => _`${value} === ${name}`)), () => gen.assign(named, index));
  gen.for(_`let ${round} = 0; ${round} < 2; ${round}++`, () => {
    for (const index of schemas.keys()) {
      const isDue = _`(${named} === ${index}) === (${round} === 0)`;
      gen.if(looksAtAll ? isDue : _`${isDue} && ${not(valid)}`, () => {
        const inner = cxt.subschema({ keyword, schemaProp: index, compositeRule: true }, holds);
        gen.if(holds, () => {
          if (keyword === 'oneOf')
            gen.assign(valid, _`${passing} === null`).assign(passing, _`${passing} === null ? ${index} : [].concat(${passing}, ${index})`);
          else gen.assign(valid, true);
        });
        if (tracksEvaluated) cxt.mergeValidEvaluated(inner, holds);
      });
    }
  });
  cxt.result(
    valid,
    () => cxt.reset(),
    () => cxt.error(true),
  );
}
