import { _, type Code, type KeywordErrorDefinition, Name, nil, stringify } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';

/** One more than a violation lists, so that it is known whether there are more. */
const MOST_NAMES = 51;

/**
 * Has the error for a property that a closed object has no place for list the properties that it has, so that a client can tell what to
 * change. Ajv lists none.
 */
export function listDeclaredNames(ajv: Ajv2020): void {
  for (const [keyword, error] of Object.entries(ERRORS)) Object.assign(ajv.getKeyword(keyword) as object, { error });
}

const ERRORS: Readonly<Record<string, KeywordErrorDefinition>> = {
  additionalProperties: {
    message: 'must NOT have additional properties',
    params: ({ params, parentSchema }) => {
      const patterns = Object.keys(parentSchema?.['patternProperties'] ?? {});
      const matching = patterns.length === 0 ? nil : _`, patterns: ${stringify(patterns)}`;
      return _`{additionalProperty: ${params['additionalProperty']}, allowed: ${namesOf(parentSchema?.['properties'])}${matching}}`;
    },
  },
  unevaluatedProperties: {
    message: 'must NOT have unevaluated properties',
    // Which properties those are depends on the parts of the schema that hold, where the parts are alternatives.
    params: ({ params, it: { props } }) =>
      _`{unevaluatedProperty: ${params['unevaluatedProperty']}, allowed: ${props instanceof Name ? _`Object.keys(${props} || {})` : namesOf(props)}}`,
  },
};

function namesOf(properties: unknown): Code {
  return stringify(Object.keys(properties ?? {}).slice(0, MOST_NAMES));
}
