import { isJson, isText } from '@petsage/openapi-koa/spec';
import { describesEvents } from '../emit/body-schema.ts';
import { admittedTypes } from '../emit/coercion.ts';
import { isComposed } from '../emit/form-schema.ts';
import { bodyKind, isOpenRange } from '../emit/media-types.ts';
import { isUnparsed, partTypesOf } from '../emit/part-types.ts';
import { memberOf, namesOf } from '../ir/members.ts';
import { OLD_KEYWORDS } from '../parse/keywords.ts';
import type { Located } from '../parse/operations.ts';
import { isObject, type JsonObject, joinPointer, refPointer, valueAt } from '../parse/source-document.ts';
import type { Finding } from './diagnostic.ts';

/** The schemas of a request body, or of parts of what comes under a range, that nothing is held against, as it is not parsed. */
export function* unparsedRequest(root: JsonObject, body: Located): Generator<Finding> {
  for (const { type, pointer, schema } of schemasOf(root, body)) {
    const kind = bodyKind(root, pointer, type);
    if (kind === 'binary' || describesEvents(root, type, schema)) yield unparsed(schema, type);
    if (kind === 'multipart') yield* unparsedParts(root, pointer);
    if (kind === undefined) yield { code: 'unparsed-content', pointer: schema, reason: `the schema of ${type} is enforced for JSON, forms and text only` };
  }
}

/** The parts of a multipart form in a type such as XML, of members that are no texts. */
function* unparsedParts(root: JsonObject, media: string): Generator<Finding> {
  const schema = joinPointer(media, 'schema');
  for (const name of namesOf(root, { at: schema }, 'properties')) {
    const types = partTypesOf(root, schema, name);
    const member = memberOf(root, { at: schema }, name);
    if (types === undefined || member === undefined || !isUnparsed(types) || !isComposed(root, member)) continue;
    const pointer = joinPointer(media, 'encoding', name, 'contentType');
    yield { code: 'unparsed-content', pointer, reason: `${types.join(', ')} is not parsed: the handler gets ${name} as files, not validated` };
  }
}

/** The same of a response. */
export function* unparsedResponse(root: JsonObject, response: Located): Generator<Finding> {
  const texts = new Set(unparsedTexts(root, response));
  for (const { type, schema } of schemasOf(root, response)) {
    if (isOpenRange(type)) {
      if (texts.has(type)) yield { code: 'unparsed-content', pointer: schema, reason: `the schema of ${type} is enforced for JSON only` };
    } else if ((!isJson(type) && !isText(type)) || describesEvents(root, type, schema)) yield unparsed(schema, type);
  }
}

/** The ranges of a response whose schema takes no string, so that a text under one is what no schema can look into. */
export function* unparsedTexts(root: JsonObject, response: Located): Generator<string> {
  for (const { type, schema } of schemasOf(root, response)) if (isOpenRange(type) && !admittedTypes(root, schema).includes('string')) yield type;
}

/** The media types with a schema that says more than that the content is a text, or bytes. */
function* schemasOf(root: JsonObject, { value, pointer }: Located): Generator<{ type: string; pointer: string; schema: string }> {
  for (const type of Object.keys(isObject(value['content']) ? value['content'] : {})) {
    const at = joinPointer(pointer, 'content', type);
    const schema = joinPointer(at, 'schema');
    if (saysMore(root, schema, new Set())) yield { type, pointer: at, schema };
  }
}

function saysMore(root: JsonObject, pointer: string, seen: Set<string>): boolean {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || seen.has(pointer)) return schema === false;
  seen.add(pointer);
  return Object.entries(schema).some(([keyword, value]) => {
    if (keyword === '$ref') return saysMore(root, refPointer(String(value)) ?? '', seen);
    if (keyword === 'type') return value !== 'string';
    if (keyword === 'format') return value !== 'binary';
    return Object.hasOwn(OLD_KEYWORDS, keyword) && OLD_KEYWORDS[keyword]?.kind !== 'annotation';
  });
}

const unparsed = (pointer: string, type: string): Finding => ({
  code: 'unparsed-content',
  pointer,
  reason: `a body in ${type} is not parsed, so its schema is not enforced`,
});
