import { essenceOf } from '@petsage/openapi-koa/spec';
import { bodyKind, bodySchema } from '../ir/bodies.ts';
import { coercionOf, textCoercion } from '../ir/coercion.ts';
import { namesOf, propertyOf } from '../ir/members.ts';
import type { Schema } from '../ir/schema.ts';
import { allowedTypes } from '../ir/types.ts';
import { isObject, type JsonObject, joinPointer } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import { type DocumentOperation, type Located, located } from '../parse/operations.ts';
import type { Finding } from './diagnostic.ts';

/** A token without an asterisk, which stands for a range here. */
const NAME = "[!#$%&'+.^_`|~\\w-]+";
/** RFC 9110 section 8.3.1, the ranges of section 12.5.1, and those of a structured syntax suffix (`application/*+json`). */
export const MEDIA_TYPE = new RegExp(`^(?:\\*/\\*|${NAME}/(?:\\*(?:\\+${NAME})?|${NAME}))(?:\\s*;\\s*${NAME}=(?:${NAME}|"[^"\\\\]*"))*$`);
/** OpenAPI 3.0.3 section 4.7.15.1. */
const STYLES = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

/** Everything about an operation's request body that cannot be served. */
export function* bodyFindings(root: JsonObject, parser: ApiParser, { body, value, pointer }: DocumentOperation): Generator<Finding> {
  for (const [holder, at] of [[value, pointer] as const, ...(body === undefined ? [] : [[body.value, body.pointer] as const])]) {
    const limit = holder['x-body-limit-bytes'];
    if (limit !== undefined && !(Number.isSafeInteger(limit) && (limit as number) > 0))
      yield { code: 'invalid-body-limit', pointer: joinPointer(at, 'x-body-limit-bytes'), reason: '`x-body-limit-bytes` must be a whole number of at least 1' };
  }
  if (body !== undefined) yield* contentFindings(root, parser, body);
}

/** Everything about a request body by itself that cannot be served. */
export function* contentFindings(root: JsonObject, parser: ApiParser, body: Located): Generator<Finding> {
  const { content } = body.value;
  if (!isObject(content) || Object.keys(content).length === 0) {
    yield { code: 'missing-content', pointer: body.pointer, reason: 'the request body has no `content`; add a media type, such as `application/json`' };
    return;
  }
  const seen = new Set<string>();
  for (const type of Object.keys(content)) {
    const at = joinPointer(body.pointer, 'content', type);
    const lower = type.toLowerCase();
    if (!MEDIA_TYPE.test(type)) yield invalidMediaType(at, type);
    else if (seen.has(lower)) yield duplicateMediaType(at, type);
    else yield* mediaFindings(parser, { value: located(root, at)?.value ?? {}, pointer: at }, type);
    seen.add(lower);
  }
}

function* mediaFindings(parser: ApiParser, media: Located, type: string): Generator<Finding> {
  const parsed = parser.mediaType(type, media.pointer);
  const kind = bodyKind(parsed);
  const schema = bodySchema(parsed);
  const types = schema === undefined ? undefined : allowedTypes(schema);
  const isForm = kind === 'urlencoded' || kind === 'multipart';
  if (schema !== undefined && types !== undefined && isForm && !types.includes('object'))
    yield { code: 'form-not-object', pointer: schema.pointer, reason: `the schema of ${essenceOf(type)} must allow objects` };
  if (schema !== undefined && types !== undefined && kind === 'text' && textCoercion(schema).types.length === 0)
    yield textNotPrimitive(schema.pointer, 'body', type);
  if (!isForm) return;
  const form = parsed.schema;
  const names = form === undefined ? [] : namesOf(form, 'properties');
  const encodings = isObject(media.value['encoding']) ? media.value['encoding'] : {};
  for (const [name, encoding] of Object.entries(encodings)) {
    const at = joinPointer(media.pointer, 'encoding', name);
    if (form === undefined || !names.includes(name))
      yield { code: 'unknown-form-property', pointer: at, reason: `the schema has no property ${name}; correct the name, or remove the encoding` };
    else if (isObject(encoding)) yield* encodingFindings(encoding, at, propertyOf(form, name) as Schema, parser.hasEncodingStyles(type));
  }
}

/** @param hasStyles whether styles count in this form */
function* encodingFindings(encoding: JsonObject, pointer: string, property: Schema, hasStyles: boolean): Generator<Finding> {
  const { contentType } = encoding;
  if (contentType !== undefined && !(typeof contentType === 'string' && contentType.split(',').every((type) => MEDIA_TYPE.test(type.trim()))))
    yield {
      code: 'invalid-content-type',
      pointer: joinPointer(pointer, 'contentType'),
      reason: '`contentType` must be media types or ranges, separated by commas',
    };
  const style = encoding['style'] ?? (encoding['explode'] === undefined ? undefined : 'form');
  if (style === undefined || !hasStyles) return;
  const { types, properties } = coercionOf(property);
  const at = joinPointer(pointer, 'style');
  if (typeof style !== 'string' || !STYLES.includes(style)) {
    yield { code: 'invalid-style', pointer: at, reason: `forms have no style ${style}; use one of ${STYLES.join(', ')}` };
    return;
  }
  const explode = typeof encoding['explode'] === 'boolean' ? encoding['explode'] : style === 'form';
  const isComposed = types.includes('array') || types.includes('object');
  if ((style === 'deepObject' || style.endsWith('Delimited')) && !isComposed) yield styleMismatch(at, style, 'arrays and objects');
  if (style.endsWith('Delimited') && explode) yield explodedDelimited(joinPointer(pointer, 'explode'), style);
  if (style === 'form' && explode && types.length === 1 && types[0] === 'object' && properties === undefined)
    yield {
      code: 'ambiguous-object',
      pointer: at,
      reason: 'the properties of an exploded object without `properties` could be any of the form; name them, or use `style: deepObject`',
    };
}

export const invalidMediaType = (pointer: string, type: string): Finding => ({
  code: 'invalid-media-type',
  pointer,
  reason: `${type} is neither a media type, such as application/json, nor a range, such as text/*`,
});

export const duplicateMediaType = (pointer: string, type: string): Finding => ({
  code: 'duplicate-media-type',
  pointer,
  reason: `the media type ${type} is declared twice, as case does not matter; remove one`,
});

/** @param what `body`, `parameter` or `header` */
export const textNotPrimitive = (pointer: string, what: string, type: string): Finding => ({
  code: 'text-not-primitive',
  pointer,
  reason: `a ${what} in ${essenceOf(type)} is text, and its schema allows only arrays and objects; use a primitive type, or application/json`,
});

export const styleMismatch = (pointer: string, style: string, types: string): Finding => ({
  code: 'style-mismatch',
  pointer,
  reason: `the style ${style} is for ${types}; use another style, or such a type`,
});

export const explodedDelimited = (pointer: string, style: string): Finding => ({
  code: 'style-mismatch',
  pointer,
  reason: `the style ${style} cannot be exploded; use \`explode: false\`, or \`style: form\``,
});
