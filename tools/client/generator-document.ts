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
 * - A path parameter of the style `label` or `matrix` gets the text that this style puts before a value in the path itself, as generators
 *   know neither.
 *
 * @param root a document that no one else uses
 */
export function adaptDocument(root: JsonObject, language: string): void {
  writePathStyles(root);
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

/** What a style puts before a value that is neither an array nor an object (OpenAPI 3.0.3 section 4.7.12.3). */
const PREFIXES: Readonly<Record<string, (name: string) => string>> = { label: () => '.', matrix: (name) => `;${name}=` };
const PREFIXED = /^path, (label|matrix): (?!object$)[^[]+$/;

function writePathStyles(root: JsonObject): void {
  const byPath = Map.groupBy(
    requestValues(root).filter(({ kind }) => kind.startsWith('path, ')),
    ({ operation }) => operation.slice(operation.indexOf(' ') + 1),
  );
  const written = new Map<string, string>();
  const changed = new Set<JsonObject>();
  for (const [path, values] of byPath) {
    let text = path;
    for (const [name, same] of Map.groupBy(values, ({ at }) => String(at['name']))) {
      const [style, ...others] = new Set(same.map(({ kind }) => PREFIXED.exec(kind)?.[1]));
      // Operations of one path may differ, and then it cannot have the text of one of them.
      if (style === undefined || others.length > 0) continue;
      text = text.replace(`{${name}}`, `${PREFIXES[style]?.(name)}{${name}}`);
      for (const { at } of same) changed.add(at);
    }
    if (text !== path) written.set(path, text);
  }
  for (const parameter of changed) parameter['style'] = 'simple';
  const paths = isObject(root['paths']) ? root['paths'] : {};
  root['paths'] = Object.fromEntries(Object.entries(paths).map(([path, item]) => [written.get(path) ?? path, item]));
}

/** The same schema, of which a date is any string. */
function withoutFormat(root: JsonObject, given: Json | undefined): Json | undefined {
  if (!isObject(given)) return given;
  const schema = typeof given['$ref'] === 'string' ? located(root, given['$ref'].slice(1))?.value : given;
  if (schema === undefined) return given;
  const { format: _format, items, ...rest } = schema;
  return { ...rest, ...(items !== undefined && { items: withoutFormat(root, items) as Json }) };
}
