import { isJson, isText } from '@petsage/openapi-koa/spec';
import { bodyKind, describesEvents, isOpenRange } from '../ir/bodies.ts';
import { saysMore } from '../ir/described-content.ts';
import { isStructured, isUnparsed } from '../ir/form-files.ts';
import { namesOf, propertyOf } from '../ir/members.ts';
import type { MediaType } from '../ir/operation.ts';
import type { Schema } from '../ir/schema.ts';
import { allowedTypes } from '../ir/types.ts';
import { joinPointer, type Located } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import type { Finding } from './diagnostic.ts';

type Described = MediaType & { readonly schema: Schema };

/** The media types with a schema that says more than that the content is a string, or bytes. */
const described = (content: readonly MediaType[]): Described[] =>
  content.filter((media): media is Described => media.schema !== undefined && saysMore(media.schema));

/** The schemas of a request body, or of parts of it, that nothing is validated against, as it is not parsed. */
export function* unparsedRequest(parser: ApiParser, body: Located): Generator<Finding> {
  for (const media of described(parser.body(body).content)) {
    const { type, schema } = media;
    const kind = bodyKind(media);
    if (kind === 'binary' || describesEvents(type, schema)) yield unparsed(media);
    if (kind === 'multipart') yield* unparsedParts(media);
    if (kind === undefined)
      yield { code: 'unparsed-content', pointer: schema.pointer, reason: `the schema of ${type} is enforced for JSON, forms and text only` };
  }
}

/** The parts of a multipart form in a type such as XML, of properties that are no strings. */
function* unparsedParts({ pointer, schema, encodings }: Described): Generator<Finding> {
  for (const name of namesOf(schema, 'properties')) {
    const types = encodings.get(name)?.contentTypes;
    const property = propertyOf(schema, name);
    if (types === undefined || property === undefined || !isUnparsed(types) || !isStructured(property)) continue;
    yield {
      code: 'unparsed-content',
      pointer: joinPointer(pointer, 'encoding', name, 'contentType'),
      reason: `${types.join(', ')} is not parsed: the handler gets ${name} as files, not validated`,
    };
  }
}

/** The same of a response. */
export function* unparsedResponse(parser: ApiParser, response: Located): Generator<Finding> {
  for (const media of described(parser.response('default', response).content)) {
    const { type, schema } = media;
    if (isOpenRange(type)) {
      if (!allowedTypes(schema).includes('string'))
        yield { code: 'unparsed-content', pointer: schema.pointer, reason: `the schema of ${type} is enforced for JSON only` };
    } else if ((!isJson(type) && !isText(type)) || describesEvents(type, schema)) yield unparsed(media);
  }
}

const unparsed = ({ type, schema }: Described): Finding => ({
  code: 'unparsed-content',
  pointer: schema.pointer,
  reason: `a body in ${type} is not parsed, so its schema is not enforced`,
});
