import type { KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json, JsonObject } from '../../../json.ts';
import { OF_THE_COMPILER } from './evaluated-if.ts';

/** The keyword, an annotation to Ajv itself, that refuses a value of a response whatever it is, and says why. */
const WRITE_ONLY = 'writeOnly';

/** A schema that no value of a response is valid against, as only requests have it (OpenAPI 3.0.3 section 4.7.24.2). */
export const REFUSED: Readonly<JsonObject> = { [WRITE_ONLY]: true };

/**
 * A schema that refuses values that are valid against another one.
 *
 * @param condition evaluates no properties, as it stands under a double `not`
 * @param refusal   what is refused of such values; all of it by default
 */
export function refusedWhere(condition: Json, refusal: Json = { ...REFUSED }): JsonObject {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  return { if: { not: { not: condition } }, then: refusal, [OF_THE_COMPILER]: true };
}

/** Teaches Ajv the keyword. */
export function addWriteOnly(ajv: Ajv2020): void {
  ajv.removeKeyword(WRITE_ONLY);
  ajv.addKeyword({
    keyword: WRITE_ONLY,
    schemaType: 'boolean',
    error: { message: 'is writeOnly: it must not be in a response' },
    code: (cxt: KeywordCxt) => cxt.fail(),
  });
}
