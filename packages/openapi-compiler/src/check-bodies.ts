import { essenceOf } from '@petsage/openapi-koa/spec';
import { bodySchema } from './body-schema.ts';
import { bodyKind } from './body-table.ts';
import { type Description, memberOf, namesOf } from './descriptions.ts';
import { type DocumentOperation, type Located, located } from './operations.ts';
import { type Fault, isObject, type JsonObject, joinPointer } from './source-document.ts';
import { admittedTypes, tableOf, textTable } from './value-table.ts';

/** A token without an asterisk, which stands for a range here. */
const NAME = "[!#$%&'+.^_`|~\\w-]+";
/** RFC 9110 section 8.3.1, the ranges of section 12.5.1, and those of a structured syntax suffix (`application/*+json`). */
export const MEDIA_TYPE = new RegExp(`^(?:\\*/\\*|${NAME}/(?:\\*(?:\\+${NAME})?|${NAME}))(?:\\s*;\\s*${NAME}=(?:${NAME}|"[^"\\\\]*"))*$`);
/** OpenAPI 3.0.3 section 4.7.15.1. */
const STYLES = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

/** Everything about an operation's request body that could not be honoured. */
export function* bodyFaults(root: JsonObject, { body, value, pointer }: DocumentOperation): Generator<Fault> {
  for (const [holder, at] of [[value, pointer] as const, ...(body === undefined ? [] : [[body.value, body.pointer] as const])]) {
    const limit = holder['x-body-limit-bytes'];
    if (limit !== undefined && !(Number.isSafeInteger(limit) && (limit as number) > 0))
      yield { pointer: joinPointer(at, 'x-body-limit-bytes'), reason: 'a limit is a whole number of bytes, one or more' };
  }
  if (body !== undefined) yield* contentFaults(root, body);
}

/** Everything about a request body by itself that could not be honoured. */
export function* contentFaults(root: JsonObject, body: Located): Generator<Fault> {
  const { content } = body.value;
  if (!isObject(content) || Object.keys(content).length === 0) {
    yield { pointer: body.pointer, reason: 'the body has no content' };
    return;
  }
  const seen = new Set<string>();
  for (const type of Object.keys(content)) {
    const at = joinPointer(body.pointer, 'content', type);
    const lower = type.toLowerCase();
    if (!MEDIA_TYPE.test(type)) yield { pointer: at, reason: `${type} is no media type, and no range such as text/*` };
    else if (seen.has(lower)) yield { pointer: at, reason: `the media type ${type} is there twice, as case does not count` };
    else yield* mediaFaults(root, { value: located(root, at)?.value ?? {}, pointer: at }, type);
    seen.add(lower);
  }
}

function* mediaFaults(root: JsonObject, media: Located, type: string): Generator<Fault> {
  const kind = bodyKind(root, media.pointer, type);
  const schema = bodySchema(root, media.pointer, type);
  const types = schema === undefined ? undefined : admittedTypes(root, schema);
  const isForm = kind === 'urlencoded' || kind === 'multipart';
  if (schema !== undefined && types !== undefined && isForm && !types.includes('object'))
    yield { pointer: schema, reason: 'the schema of a form is an object' };
  if (schema !== undefined && types !== undefined && kind === 'text' && textTable(root, schema).types.length === 0)
    yield { pointer: schema, reason: `a body of ${essenceOf(type)} is text, which stands for no array and no object` };
  if (!isForm) return;
  const form = { at: joinPointer(media.pointer, 'schema') };
  const names = namesOf(root, form, 'properties');
  const encodings = isObject(media.value['encoding']) ? media.value['encoding'] : {};
  for (const [name, encoding] of Object.entries(encodings)) {
    const at = joinPointer(media.pointer, 'encoding', name);
    if (!names.includes(name)) yield { pointer: at, reason: `the schema has no property ${name}` };
    else if (isObject(encoding))
      yield* encodingFaults(root, encoding, at, memberOf(root, form, name) as Description, kind === 'multipart' && String(root['openapi']).startsWith('3.0.'));
  }
}

/** @param plain styles count for nothing here: multipart in 3.0 */
function* encodingFaults(root: JsonObject, encoding: JsonObject, pointer: string, member: Description, plain: boolean): Generator<Fault> {
  const { contentType } = encoding;
  if (contentType !== undefined && !(typeof contentType === 'string' && contentType.split(',').every((type) => MEDIA_TYPE.test(type.trim()))))
    yield { pointer: joinPointer(pointer, 'contentType'), reason: 'contentType is a list of media types and ranges with commas between them' };
  const style = encoding['style'] ?? (encoding['explode'] === undefined ? undefined : 'form');
  if (style === undefined || plain) return;
  const { types, properties } = tableOf(root, member);
  const at = joinPointer(pointer, 'style');
  if (typeof style !== 'string' || !STYLES.includes(style)) {
    yield { pointer: at, reason: `the style ${style} is not one of forms; ${STYLES.join(', ')} are` };
    return;
  }
  const explode = typeof encoding['explode'] === 'boolean' ? encoding['explode'] : style === 'form';
  const isComposed = types.includes('array') || types.includes('object');
  if (style === 'deepObject' && !isComposed) yield { pointer: at, reason: 'the style deepObject is for arrays and objects' };
  if (style.endsWith('Delimited') && !isComposed) yield { pointer: at, reason: `the style ${style} is for arrays and objects` };
  if (style.endsWith('Delimited') && explode) yield { pointer: joinPointer(pointer, 'explode'), reason: `the style ${style} is not exploded; use form` };
  if (style === 'form' && explode && types.length === 1 && types[0] === 'object' && properties === undefined)
    yield { pointer: at, reason: 'the members of an exploded object have to be named, or they could be any member of the form; use deepObject' };
}
