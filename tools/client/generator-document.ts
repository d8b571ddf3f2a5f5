import { isObject, type Json, type JsonObject, located } from '@petsage/openapi-compiler/internal';
import { requestValues } from './request-values.ts';

/** Parameters that a generator writes as its language prints a date, which no service reads. Its clients take them as text instead. */
const TEXT_DATES: Readonly<Record<string, RegExp>> = {
  typescript: /^header, .*: date(?:-time)?(?:\[\])?$|^(?:path|query), .*: date-time\[\]$/,
};

/** Whether a client of this language takes dates of this kind as text. */
export function takesText(language: string, kind: string): boolean {
  return TEXT_DATES[language]?.test(kind) ?? false;
}

/**
 * Changes a document so that a generator makes of it what it means.
 *
 * - Items of a form are sent one by one (OpenAPI 3.0.3 section 4.7.14.4; RFC 7578 section 4.3), but generators join those of an array
 *   whose `explode` is left out. An object in a multipart form is JSON, which some generators send only where `encoding` says so.
 * - Dates become text where a generator cannot write them.
 *
 * @param root a document that no one else uses
 */
export function adaptDocument(root: JsonObject, language: string): void {
  for (const { kind, at, field } of requestValues(root)) {
    const implied = {
      ...(kind.endsWith('[]') && { style: 'form', explode: true }),
      ...(/^multipart: object/.test(kind) && { contentType: 'application/json' }),
    };
    if (field !== undefined && Object.keys(implied).length > 0) {
      const encodings = isObject(at['encoding']) ? at['encoding'] : {};
      at['encoding'] = { ...encodings, [field]: { ...implied, ...(isObject(encodings[field]) ? encodings[field] : {}) } };
    }
    if (field === undefined && takesText(language, kind)) at['schema'] = withoutFormat(root, at['schema']);
  }
}

/** The same schema, of which a date is any string. */
function withoutFormat(root: JsonObject, given: Json | undefined): Json | undefined {
  if (!isObject(given)) return given;
  const schema = typeof given['$ref'] === 'string' ? located(root, given['$ref'].slice(1))?.value : given;
  if (schema === undefined) return given;
  const { format: _format, items, ...rest } = schema;
  return { ...rest, ...(items !== undefined && { items: withoutFormat(root, items) as Json }) };
}
