import { createRequire } from 'node:module';
import { _, type Code, type CodeKeywordDefinition, type KeywordCxt, type Name, nil } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { getProperty, not, or } from 'ajv/dist/compile/codegen/index.js';
import { isObject, type JsonObject } from '../../../json.ts';
import { trackInVariables } from './evaluated-properties.ts';
import { MANY_MEMBERS } from './many-members.ts';
import { CONTEXT, listIn } from './validation-context.ts';

/** Beside `oneOf` or `anyOf`: which of them each value of a discriminator's property names. */
export const CHOSEN_FIRST = 'x-chosen-first';

interface Chosen {
  readonly keyword: 'oneOf' | 'anyOf';
  readonly propertyName: string;
  /** By alternative. */
  readonly values: readonly (readonly string[])[];
  /** Whether every alternative that matches counts, and not only whether one does. */
  readonly all?: true;
}

const require = createRequire(import.meta.url);

/**
 * Has the errors of `oneOf` and `anyOf` begin with those that help most: of the alternative that a discriminator names, which is also
 * looked at first, or of the nearest one. What is valid remains what the keywords say.
 *
 * @param tracksEvaluated whether a schema may need what every alternative has evaluated
 * @see OpenAPI 3.1.1 section 4.8.25: a discriminator must not change the outcome of validation
 */
export function orderUnionErrors(ajv: Ajv2020, tracksEvaluated: boolean): void {
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
        if (isObject(chosen) && chosen['keyword'] === keyword) chosenFirst(cxt, chosen as unknown as Chosen, tracksEvaluated);
        else if ((cxt.schema as readonly unknown[]).length > MANY_MEMBERS) oneAfterTheOther(cxt, keyword, tracksEvaluated);
        else definition.code(nearestFirst(cxt));
      },
    } as CodeKeywordDefinition);
  }
}

/**
 * The context of a union that notes where the errors of each alternative begin, and puts those of the nearest one first.
 *
 * @param isNamed whether a discriminator has named an alternative, whose errors are first already
 */
function nearestFirst(cxt: KeywordCxt, isNamed: Code = nil): KeywordCxt {
  const { gen, it } = cxt;
  if (it.createErrors === false) return cxt;
  const list = listIn(cxt);
  const starts = gen.const('starts', _`[]`);
  return Object.create(cxt, {
    subschema: {
      value(appl: { readonly schemaProp: number }, valid: Name) {
        gen.code(_`${starts}.push(${appl.schemaProp}, ${list}.length(${CONTEXT}))`);
        return cxt.subschema(appl as never, valid);
      },
    },
    error: {
      value(this: KeywordCxt, append?: boolean) {
        const { params } = this;
        cxt.setParams(params);
        cxt.error(append);
        const order = _`${list}.nearestFirst(${CONTEXT}, ${starts}, ${params['passing'] ?? null})`;
        if (isNamed === nil) gen.code(order);
        else gen.if(not(isNamed), order);
      },
    },
  }) as KeywordCxt;
}

/** Alternatives whose code is not nested in each other, as Ajv has it. */
function oneAfterTheOther(given: KeywordCxt, keyword: 'oneOf' | 'anyOf', tracksEvaluated: boolean): void {
  const { gen } = given;
  const valid = gen.let('valid', false);
  const passing = gen.let('passing', null);
  const isOpen = gen.let('open', true);
  const holds = gen.name('_valid');
  if (tracksEvaluated) trackInVariables(given);
  given.setParams({ passing });
  const cxt = nearestFirst(given);
  for (const index of (given.schema as unknown[]).keys())
    gen.if(isOpen, () => {
      const inner = cxt.subschema({ keyword, schemaProp: index, compositeRule: true }, holds);
      gen.if(holds, () => {
        gen.assign(valid, _`${passing} === null`).assign(passing, _`${passing} === null ? ${index} : [${passing}, ${index}]`);
        if (keyword === 'oneOf') gen.assign(isOpen, valid);
        else gen.assign(valid, true).assign(isOpen, tracksEvaluated);
      });
      if (tracksEvaluated) cxt.mergeValidEvaluated(inner, holds);
    });
  cxt.result(
    valid,
    () => cxt.reset(),
    () => cxt.error(true),
  );
}

/** Two rounds, the first of the alternative that is named, if any, the second of the others. */
function chosenFirst(given: KeywordCxt, { keyword, propertyName, values, all }: Chosen, tracksEvaluated: boolean): void {
  const { gen, data } = given;
  const schemas = given.schema as (JsonObject | boolean)[];
  const looksAtAll = keyword === 'oneOf' || tracksEvaluated || all === true;
  const valid = gen.let('valid', false);
  const passing = gen.let('passing', null);
  const holds = gen.name('_valid');
  const round = gen.name('round');
  if (tracksEvaluated) trackInVariables(given);
  given.setParams({ passing });
  const value = gen.const('value', _`${data} && ${data}${getProperty(propertyName)}`);
  const named = gen.let('named', -1);
  for (const [index, names] of values.entries()) gen.if(or(...names.map((name) => _`${value} === ${name}`)), () => gen.assign(named, index));
  const cxt = nearestFirst(given, _`${named} !== -1`);
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
