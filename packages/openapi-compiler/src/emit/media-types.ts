import {
  type BodyKind,
  type CoercionSpec,
  type EncodingSpec,
  essenceOf,
  isJson,
  kindOf,
  type MediaTypeSpec,
  type RequestBodySpec,
} from '@petsage/openapi-koa/spec';
import { fileKind } from '../ir/file-parts.ts';
import { type Description, memberOf, namesOf, pointersOf } from '../ir/members.ts';
import type { Located } from '../parse/operations.ts';
import { isObject, type JsonObject, joinPointer, valueAt } from '../parse/source-document.ts';
import { bodySchema } from './body-schema.ts';
import { PRIMITIVES, tableOf, textTable, unnamedMembers } from './coercion.ts';
import { fileMember } from './form-schema.ts';
import { nestingSpec } from './nesting.ts';
import { isStyled, partTypes } from './part-types.ts';

/** What an operation takes as its body. A limit may stand beside the body or the operation, in bytes. */
export function bodyTable(root: JsonObject, { value, pointer }: Located, operation: JsonObject): RequestBodySpec {
  const limitBytes = value['x-body-limit-bytes'] ?? operation['x-body-limit-bytes'];
  const content = isObject(value['content']) ? Object.keys(value['content']) : [];
  return {
    required: value['required'] === true,
    ...(typeof limitBytes === 'number' ? { limitBytes } : undefined),
    content: content.map((type) => bodyType(root, joinPointer(pointer, 'content', type), type)),
  };
}

function bodyType(root: JsonObject, pointer: string, type: string): MediaTypeSpec {
  const kind = bodyKind(root, pointer, type);
  const schema = kind === undefined || kind === 'json' ? bodySchema(root, pointer, type) : undefined;
  const nesting = schema === undefined ? undefined : nestingSpec(root, [schema]);
  const value = kind === 'text' ? textTable(root, joinPointer(pointer, 'schema')) : undefined;
  return {
    type: type.toLowerCase(),
    ...(value === undefined || value.types.every((each) => each === 'string') ? undefined : { value }),
    ...(kind === undefined ? undefined : { kind }),
    ...(nesting === undefined ? undefined : { nesting }),
    ...(kind === 'urlencoded' || kind === 'multipart' ? formTable(root, pointer, kind) : undefined),
  };
}

/** How a body of a declared media type is read; undefined for a range that says nothing about it. */
export function bodyKind(root: JsonObject, pointer: string, type: string): BodyKind | undefined {
  return isOpenRange(type) && fileKind(root, { at: joinPointer(pointer, 'schema') }) !== 'file' ? undefined : kindOf(essenceOf(type));
}

/** A range that JSON falls under, and what is no JSON. */
export function isOpenRange(type: string): boolean {
  return ['application/*', '*/*'].includes(essenceOf(type));
}

/** The members of a form, each with how it is written (OpenAPI 3.0.3 section 4.7.15.1, 3.1.0 section 4.8.15.1). */
function formTable(root: JsonObject, pointer: string, kind: 'urlencoded' | 'multipart'): Pick<MediaTypeSpec, 'fields' | 'patterns' | 'others'> {
  const encodings = valueAt(root, joinPointer(pointer, 'encoding'));
  const form = { at: joinPointer(pointer, 'schema') };
  const fields = namesOf(root, form, 'properties').map((name) => {
    const encoding = isObject(encodings) && isObject(encodings[name]) ? encodings[name] : {};
    return [name, fieldTable(root, memberOf(root, form, name) as Description, encoding, kind)];
  });
  return { fields: Object.fromEntries(fields), ...unnamedMembers(root, form, (member) => fieldTable(root, member, {}, kind)) };
}

function fieldTable(root: JsonObject, member: Description, encoding: JsonObject, kind: 'urlencoded' | 'multipart'): EncodingSpec {
  const styled = isStyled(root, encoding, kind);
  const style = styled ? ((encoding['style'] ?? 'form') as EncodingSpec['style']) : 'form';
  const explode = styled && typeof encoding['explode'] === 'boolean' ? encoding['explode'] : style === 'form' || style === 'deepObject';
  const value = tableOf(root, member);
  const list = value.types.includes('array');
  const contentTypes = partTypes(encoding);
  const declaredJson = contentTypes?.every((type) => isJson(type)) ?? false;
  const itemTypes = list ? itemsOf(value).flatMap(({ types }) => types) : value.types;
  const composed = itemTypes.includes('object') || (list && itemTypes.includes('array'));
  const isText = itemTypes.includes('string');
  const file = kind === 'multipart' ? fileMember(root, member, styled ? undefined : contentTypes)?.kind : undefined;
  const json = !styled && (declaredJson || (composed && !isText && file !== 'file'));
  const isNested = json || (kind === 'multipart' && value.types.some((type) => type === 'array' || type === 'object'));
  const nesting = isNested ? nestingSpec(root, pointersOf(member)) : undefined;
  const nested = nesting === undefined ? undefined : { nesting };
  const written = composed && isText && !styled ? primitive(value, list) : value;
  if (kind === 'urlencoded') return { style, explode, ...nested, ...(json ? (list ? { list } : undefined) : { value: written }) };
  return {
    style,
    explode,
    ...nested,
    ...(json || file === 'file' ? undefined : { value: written }),
    ...(file === undefined || json ? undefined : { file: true }),
    ...(list ? { list } : undefined),
    // Beside a style it counts for nothing (OpenAPI 3.1.0 section 4.8.15.1).
    ...(contentTypes === undefined || styled ? undefined : { contentTypes }),
  };
}

/** What the items of a list may stand for, first items included. */
function itemsOf({ items, prefixItems = [] }: CoercionSpec): CoercionSpec[] {
  return [...prefixItems, items ?? { types: PRIMITIVES }];
}

/** What a text may stand for where its schema takes strings as well as objects: nothing that is composed, as any text is a string. */
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
