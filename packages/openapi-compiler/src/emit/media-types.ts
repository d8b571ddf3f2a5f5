import { type CoercionSpec, type EncodingSpec, isJson, type MediaTypeSpec, type RequestBodySpec } from '@petsage/openapi-koa/spec';
import { bodyKind, bodySchema } from '../ir/bodies.ts';
import { coercionOf, PRIMITIVES, textCoercion, unnamedProperties } from '../ir/coercion.ts';
import { fileProperty, streamedFile } from '../ir/form-files.ts';
import { hasInt64 } from '../ir/int64.ts';
import { namesOf, propertyOf } from '../ir/members.ts';
import type { Encoding, MediaType, RequestBody } from '../ir/operation.ts';
import { composed, type Schema } from '../ir/schema.ts';
import { describedTest } from './described-test.ts';
import { nestingSpec } from './nesting.ts';

/** What an operation takes as its body. */
export function bodySpec({ required, limitBytes, content }: RequestBody, int64: boolean): RequestBodySpec {
  return { required, ...(limitBytes === undefined ? undefined : { limitBytes }), content: content.map((media) => mediaTypeSpec(media, int64)) };
}

/** @param int64 whether the document has integers that are no doubles for a handler */
function mediaTypeSpec(media: MediaType, int64: boolean): MediaTypeSpec {
  const kind = bodyKind(media);
  const schema = kind === undefined || kind === 'json' ? bodySchema(media) : undefined;
  const nesting = schema === undefined ? undefined : nestingSpec(schema);
  const test = kind === 'json' && schema !== undefined && nesting === undefined ? describedTest(schema) : undefined;
  const value = kind === 'text' ? textCoercion(media.schema) : undefined;
  const described = kind === 'text' ? media.schema : schema;
  return {
    type: media.type.toLowerCase(),
    ...(value === undefined || value.types.every((each) => each === 'string') ? undefined : { value }),
    ...(int64 && described !== undefined && hasInt64(described) ? { int64: true as const } : undefined),
    ...(kind === undefined ? undefined : { kind }),
    ...(nesting === undefined ? undefined : { nesting }),
    ...(test === undefined ? undefined : { described: test }),
    ...(kind === 'urlencoded' || kind === 'multipart' ? formSpec(media, kind, int64) : undefined),
  };
}

/** The properties of a form, each with how it is written (OpenAPI 3.0.3 section 4.7.15.1, 3.1.0 section 4.8.15.1). */
function formSpec(
  { schema = composed(), encodings }: Pick<MediaType, 'schema' | 'encodings'>,
  kind: 'urlencoded' | 'multipart',
  int64: boolean,
): Pick<MediaTypeSpec, 'fields' | 'patterns' | 'others'> {
  const streamed = kind === 'multipart' ? streamedFile({ schema, encodings }) : undefined;
  const fields = namesOf(schema, 'properties').map((name) => {
    const field = fieldSpec(propertyOf(schema, name) as Schema, encodings.get(name), kind, int64);
    return [name, name === streamed ? { ...field, streamed: true as const } : field];
  });
  return { fields: Object.fromEntries(fields), ...unnamedProperties(schema, (property) => fieldSpec(property, undefined, kind, int64)) };
}

function fieldSpec(property: Schema, encoding: Encoding | undefined, kind: 'urlencoded' | 'multipart', int64: boolean): EncodingSpec {
  const { style, explode } = encoding?.style ?? { style: 'form', explode: true };
  const isStyled = encoding?.style !== undefined;
  const contentTypes = encoding?.contentTypes;
  const value = coercionOf(property);
  const list = value.types.includes('array');
  const declaredJson = contentTypes?.every((type) => isJson(type)) ?? false;
  const itemTypes = list ? itemsOf(value).flatMap(({ types }) => types) : value.types;
  const structured = itemTypes.includes('object') || (list && itemTypes.includes('array'));
  const isText = itemTypes.includes('string');
  const file = kind === 'multipart' ? fileProperty(property, contentTypes)?.kind : undefined;
  const json = !isStyled && (declaredJson || (structured && !isText && file !== 'file'));
  const isNested = json || (kind === 'multipart' && value.types.some((type) => type === 'array' || type === 'object'));
  const nesting = isNested ? nestingSpec(property) : undefined;
  const isExact = int64 && isNested && hasInt64(property);
  const nested = { ...(nesting === undefined ? undefined : { nesting }), ...(isExact ? { int64: true as const } : undefined) };
  const written = structured && isText && !isStyled ? primitive(value, list) : value;
  if (kind === 'urlencoded') return { style, explode, ...nested, ...(json ? (list ? { list } : undefined) : { value: written }) };
  return {
    style,
    explode,
    ...nested,
    ...(json || file === 'file' ? undefined : { value: written }),
    ...(file === undefined || json ? undefined : { file: true }),
    ...(list ? { list } : undefined),
    ...(contentTypes === undefined ? undefined : { contentTypes }),
  };
}

/** What the items of a list are coerced to, first items included. */
function itemsOf({ items, prefixItems = [] }: CoercionSpec): CoercionSpec[] {
  return [...prefixItems, items ?? { types: PRIMITIVES }];
}

/** What a string is coerced to where its schema allows strings as well as objects: nothing structured, as anything is a string. */
function primitive(value: CoercionSpec, list: boolean): CoercionSpec {
  const simple = ({ types }: CoercionSpec): CoercionSpec => ({ types: types.filter((type) => type !== 'object' && type !== 'array') });
  if (!list) return simple(value);
  const { items, prefixItems } = value;
  return {
    types: ['array'],
    ...(items === undefined ? undefined : { items: simple(items) }),
    ...(prefixItems === undefined ? undefined : { prefixItems: prefixItems.map(simple) }),
  };
}
