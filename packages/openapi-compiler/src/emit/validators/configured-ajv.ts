import validation from '@petsage/openapi-koa/validation';
import { _ } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Direction } from '../../ir/read-write-only.ts';
import { isObject, type JsonObject } from '../../json.ts';
import type { Definition } from './definitions.ts';
import { listDeclaredNames } from './keywords/declared-names.ts';
import { fastEnumerations } from './keywords/enumeration.ts';
import { evaluatedIf } from './keywords/evaluated-if.ts';
import { trackEvaluatedItems } from './keywords/evaluated-items.ts';
import { trackEvaluatedProperties } from './keywords/evaluated-properties.ts';
import { addFormFile } from './keywords/form-file.ts';
import { addInt64 } from './keywords/int64.ts';
import { flattenMembers } from './keywords/many-members.ts';
import { exactMultipleOf } from './keywords/multiple-of.ts';
import { validateShortTuples } from './keywords/prefix-items.ts';
import { boundTexts, countCharactersWhereNeeded } from './keywords/text-keywords.ts';
import { orderUnionErrors } from './keywords/unions.ts';
import { linearUniqueItems } from './keywords/unique-items.ts';
import { addWriteOnly } from './keywords/write-only.ts';
import { addRequestDefaults } from './request-defaults.ts';

const REGEXP = 'require("@petsage/openapi-koa/validation").toRegExp';

/** What costs time in validators, and is for documents that need it only. */
export interface ValidatorTraits {
  /** Whether a name of the document is one that every object of JavaScript has: an object's own members alone are looked at. */
  readonly ownProperties: boolean;
  /** Whether the document has the keyword `unevaluatedItems`. */
  readonly unevaluatedItems: boolean;
  /** Whether a schema may ask what others have evaluated, so that every alternative has to be looked at. */
  readonly tracksEvaluated: boolean;
  /** Whether the document has integers that are no doubles for a handler. */
  readonly int64: boolean;
}

/**
 * Ajv with the keywords that validators of one direction need.
 *
 * @param toRegExp makes the expression of a pattern
 * @param useDefaults whether validating sets defaults
 */
export function makeAjv(direction: Direction, traits: ValidatorTraits, toRegExp: (pattern: string) => RegExp, useDefaults = false): Ajv2020 {
  const ajv = new Ajv2020({
    useDefaults,
    allErrors: direction === 'request',
    // The converter has looked at every keyword; what strict mode adds refuses valid schemas.
    strict: false,
    validateSchema: false,
    // NaN and the infinities aren't numbers in JSON (RFC 8259 section 6): parsing 1e400 gives Infinity, and JSON.stringify writes them as null.
    strictNumbers: true,
    validateFormats: true,
    inlineRefs: false,
    ownProperties: traits.ownProperties,
    formats: validation.formats as never,
    logger: false,
    code: {
      source: true,
      lines: true,
      formats: _`require("@petsage/openapi-koa/validation").formats`,
      regExp: Object.assign(toRegExp, { code: REGEXP }),
    },
  });
  linearUniqueItems(ajv, traits.int64);
  exactMultipleOf(ajv);
  evaluatedIf(ajv);
  countCharactersWhereNeeded(ajv);
  boundTexts(ajv);
  fastEnumerations(ajv);
  orderUnionErrors(ajv, traits.tracksEvaluated);
  const isRequest = direction === 'request';
  if (traits.int64) addInt64(ajv, direction);
  if (isRequest || traits.int64) addRequestDefaults(ajv);
  if (isRequest) {
    listDeclaredNames(ajv);
    addFormFile(ajv);
  } else addWriteOnly(ajv);
  trackEvaluatedProperties(ajv, traits.tracksEvaluated);
  if (traits.unevaluatedItems) trackEvaluatedItems(ajv);
  validateShortTuples(ajv);
  flattenMembers(ajv);
  return ajv;
}

/** The keywords of a schema in the order in which Ajv writes the code of them. */
export function keywordOrder({ RULES }: Ajv2020): (schema: JsonObject) => string[] {
  const places = new Map([...RULES.rules, RULES.post].flatMap(({ rules }) => rules).map(({ keyword }, place) => [keyword, place]));
  const placeOf = (keyword: string) => places.get(keyword) ?? places.size;
  return (schema) => Object.keys(schema).sort((a, b) => placeOf(a) - placeOf(b));
}

/** A definition as an object in every case, so that it can carry its id. */
export function withId({ id, schema }: Definition): JsonObject {
  return { ...(isObject(schema) ? schema : schema === false ? { allOf: [false] } : undefined), $id: id };
}
