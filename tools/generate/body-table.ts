import { essenceOf, isJson, kindOf } from '../../src/contract/media-type.ts';
import type { BodyKind, BodyTable, BodyTypeTable, FieldTable, ValueTable } from '../../src/contract/tables.ts';
import { type Located, located } from './operations.ts';
import { isObject, type JsonObject, joinPointer, valueAt } from './source-document.ts';
import { memberPointers, valueTable } from './value-table.ts';

/** What an operation takes as its body. A limit may stand beside the body or the operation, in bytes. */
export function bodyTable(root: JsonObject, { value, pointer }: Located, operation: JsonObject): BodyTable {
  const limitBytes = value['x-body-limit-bytes'] ?? operation['x-body-limit-bytes'];
  const content = isObject(value['content']) ? Object.keys(value['content']) : [];
  return {
    required: value['required'] === true,
    ...(typeof limitBytes === 'number' ? { limitBytes } : undefined),
    content: content.map((type) => bodyType(root, joinPointer(pointer, 'content', type), type)),
  };
}

function bodyType(root: JsonObject, pointer: string, type: string): BodyTypeTable {
  const kind = bodyKind(root, pointer, type);
  return {
    type: type.toLowerCase(),
    ...(kind === undefined ? undefined : { kind }),
    ...(kind === 'urlencoded' || kind === 'multipart' ? { fields: fieldTables(root, pointer, kind) } : undefined),
  };
}

/** How a body of a declared media type is read; undefined for a range that says nothing about it. */
export function bodyKind(root: JsonObject, pointer: string, type: string): BodyKind | undefined {
  return isOpenRange(type) && !isBinary(located(root, joinPointer(pointer, 'schema'))?.value) ? undefined : kindOf(essenceOf(type));
}

/** A range that JSON falls under, and what is no JSON. */
export function isOpenRange(type: string): boolean {
  return ['application/*', '*/*'].includes(essenceOf(type));
}

/** Bytes rather than a text: `format: binary` in 3.0, a string with a `contentMediaType` and no `contentEncoding` since. */
export function isBinary(schema: JsonObject | undefined): boolean {
  if (schema === undefined) return false;
  const { type, format, contentMediaType, contentEncoding } = schema;
  return (
    (type === 'string' && format === 'binary') || ((type === 'string' || type === undefined) && contentMediaType !== undefined && contentEncoding === undefined)
  );
}

/** The members of a form, each with how it is written (OpenAPI 3.0.3 section 4.7.15.1, 3.1.0 section 4.8.15.1). */
function fieldTables(root: JsonObject, pointer: string, kind: 'urlencoded' | 'multipart'): Record<string, FieldTable> {
  return Object.fromEntries(
    [...memberPointers(root, joinPointer(pointer, 'schema'))].map(([name, at]) => {
      const encoding = valueAt(root, joinPointer(pointer, 'encoding', name));
      return [name, fieldTable(root, at, isObject(encoding) ? encoding : {}, kind)];
    }),
  );
}

function fieldTable(root: JsonObject, pointer: string, encoding: JsonObject, kind: 'urlencoded' | 'multipart'): FieldTable {
  const styled = isStyled(root, encoding, kind);
  const style = styled ? ((encoding['style'] ?? 'form') as FieldTable['style']) : 'form';
  const explode = styled && typeof encoding['explode'] === 'boolean' ? encoding['explode'] : style === 'form' || style === 'deepObject';
  const value = valueTable(root, pointer);
  const itemPointer = joinPointer(located(root, pointer)?.pointer ?? pointer, 'items');
  const list = value.types.includes('array') && valueAt(root, itemPointer) !== undefined;
  const item = list ? (value.items ?? value) : value;
  const contentTypes = typeof encoding['contentType'] === 'string' ? encoding['contentType'].split(',').map((type) => type.trim().toLowerCase()) : undefined;
  const declaredJson = contentTypes?.every((type) => isJson(type)) ?? false;
  const composed = item.types.includes('object') || (list && item.types.includes('array'));
  const isText = item.types.includes('string');
  const json = !styled && (declaredJson || (composed && !isText));
  const written = composed && isText && !styled ? primitive(value, list) : value;
  if (kind === 'urlencoded') return { style, explode, ...(json ? (list ? { list } : undefined) : { value: written }) };
  const file = isBinary(located(root, list ? itemPointer : pointer)?.value);
  return {
    style,
    explode,
    ...(json || file ? undefined : { value: written }),
    ...(file ? { file } : undefined),
    ...(list ? { list } : undefined),
    ...(contentTypes === undefined ? undefined : { contentTypes }),
  };
}

/** 3.0 knows styles in urlencoded forms only (section 4.7.15.1), 3.1 in those of multipart too. */
function isStyled(root: JsonObject, encoding: JsonObject, kind: 'urlencoded' | 'multipart'): boolean {
  if (kind === 'multipart' && String(root['openapi']).startsWith('3.0.')) return false;
  return encoding['style'] !== undefined || encoding['explode'] !== undefined || encoding['allowReserved'] !== undefined;
}

/** What a text may stand for where its schema takes strings as well as objects: nothing that is composed, as any text is a string. */
function primitive(value: ValueTable, list: boolean): ValueTable {
  const types = value.types.filter((type) => type !== 'object' && type !== 'array');
  return list ? { types: ['array'], items: { types: (value.items ?? value).types.filter((type) => type !== 'object' && type !== 'array') } } : { types };
}
