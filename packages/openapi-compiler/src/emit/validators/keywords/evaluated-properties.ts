import { _, type Code, type KeywordCxt, Name, stringify } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { and, not } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema, evaluatedPropsToName, mergeEvaluated, Type } from 'ajv/dist/compile/util.js';
import { isOwnProperty } from 'ajv/dist/vocabularies/code.js';
import { NAMES } from '../function-source.ts';
import { MANY_MEMBERS } from './many-members.ts';
import { replaceCode } from './replace-code.ts';

/** Keywords of which a subschema counts only where it is valid. */
const CONDITIONAL = ['anyOf', 'oneOf', 'if', 'dependentSchemas'];

/**
 * Makes `unevaluatedProperties` consider only what valid subschemas have evaluated. Ajv also considers subschemas that aren't valid, takes
 * names that every object inherits for evaluated, and throws a TypeError where `patternProperties` follows a subschema that isn't valid.
 *
 * @param tracksEvaluated whether a schema of the document may need what others have evaluated
 * @see JSON Schema 2020-12 core, sections 10.3.2 and 11.3
 */
export function trackEvaluatedProperties(ajv: Ajv2020, tracksEvaluated: boolean): void {
  for (const keyword of tracksEvaluated ? CONDITIONAL : []) replaceCode(ajv, keyword, (cxt, code) => addWhereValid(cxt, keyword, code));
  replaceCode(ajv, 'patternProperties', collectEvaluated);
  replaceCode(ajv, 'unevaluatedProperties', validateUnevaluated);
}

function addWhereValid(cxt: KeywordCxt, keyword: string, code: (cxt: KeywordCxt) => void): void {
  const { items } = cxt.it;
  trackInVariables(cxt);
  code(cxt);
  // Its code is only run for objects: it evaluates no items, and its variables have no value for arrays.
  if (keyword === 'dependentSchemas' && items !== undefined) cxt.it.items = items;
}

/** Kept in variables from the start, where it depends on the value which subschemas are valid. */
export function trackInVariables({ gen, it }: KeywordCxt): void {
  if (it.props !== true && !(it.props instanceof Name)) it.props = evaluatedPropsToName(gen, it.props);
  if (it.items !== true && !(it.items instanceof Name)) it.items = gen.var('items', it.items ?? 0);
}

/** Collects the names that a keyword evaluates, and then adds them to the others, of which there may be none, or all. */
function collectEvaluated(cxt: KeywordCxt, code: (cxt: KeywordCxt) => void): void {
  const { gen, it } = cxt;
  const others = it.props;
  if (others instanceof Name) it.props = gen.var('props', _`{}`);
  code(cxt);
  if (others instanceof Name) it.props = mergeEvaluated.props(gen, it.props as Name, others, Name);
}

function validateUnevaluated(cxt: KeywordCxt): void {
  const { gen, schema, data, it, errsCount } = cxt;
  const { props } = it;
  const validate = (key: Name) => {
    if (schema === false) {
      cxt.setParams({ unevaluatedProperty: key });
      cxt.error();
      if (!it.allErrors) gen.break();
    } else if (!alwaysValidSchema(it, schema)) {
      const valid = gen.name('valid');
      cxt.subschema({ keyword: 'unevaluatedProperties', dataProp: key, dataPropType: Type.Str }, valid);
      if (!it.allErrors) gen.if(not(valid), () => gen.break());
    }
  };
  const validateAll = () => gen.forIn('key', data, (key) => gen.if(isUnevaluated(cxt, key), () => validate(key)));
  if (props instanceof Name) gen.if(_`${props} !== true`, validateAll);
  else if (props !== true) validateAll();
  it.props = true;
  cxt.ok(_`${errsCount as Name} === ${NAMES.errors}`);
}

function isUnevaluated({ gen, it: { props } }: KeywordCxt, key: Name): Code {
  // A name that every object inherits has another value.
  if (props instanceof Name) return _`!${props} || ${props}[${key}] !== true`;
  const names = Object.keys(props ?? {});
  if (names.length > MANY_MEMBERS)
    return not(isOwnProperty(gen, gen.scopeValue('obj', { key: JSON.stringify(props), ref: props, code: stringify(props) }), key));
  return names.length === 0 ? _`true` : and(...names.map((name) => _`${key} !== ${name}`));
}
