import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject, STREAMED_FILE } from '@petsage/openapi-compiler/internal';
import { essenceOf, findDeclared, isOneOf, kindOf } from '@petsage/openapi-koa/spec';
import { SchemaView } from '../schemas/schema-view.ts';
import { type Located, member, objectMember, objectMembers, type Place } from '../schemas/side.ts';
import type { Difference } from './break.ts';
import { changeText } from './schemas/change-text.ts';
import type { Direction } from './schemas/comparison.ts';
import { schemaDifferences } from './schemas/schema-differences.ts';

/** What is compared: `label` names the body, such as `the request body`. */
export interface ContentSubject {
  readonly direction: Direction;
  readonly label: string;
}

/** Why a `content` of the released document and its successor differ for clients. */
export function contentDifferences(before: Located<JsonObject>, after: Located<JsonObject>, subject: ContentSubject): Difference[] {
  const [was, is] = [objectMembers(before), objectMembers(after)];
  // No content allows any body of a request, and describes none of a response.
  if (was.size === 0) return [];
  return [...was].flatMap(([type, media]) => {
    const next = is.get(counterpart([...is.keys()], type, subject.direction) ?? '');
    if (next !== undefined) return mediaTypeDifferences(media, next, type, subject);
    return [{ id: 'media-type-removed', message: `The media type \`${type}\` of ${subject.label} was removed.`, at: placeOf(after, before) }];
  });
}

/** The media type in place of another: of what clients send, one that covers it; of what they read, one that is covered by it. */
function counterpart(types: readonly string[], type: string, direction: Direction): string | undefined {
  if (types.includes(type)) return type;
  return direction === 'sent' ? findDeclared(types, ofRange(type)) : types.find((each) => findDeclared([type], ofRange(each)) !== undefined);
}

/** A media type that no other range covers than those that cover the given range. */
function ofRange(type: string): string {
  return type.replaceAll('*', 'any');
}

function placeOf(after: Located<JsonObject>, before: Located<JsonObject>): Place {
  return Object.keys(after.value).length > 0 ? after : before;
}

function mediaTypeDifferences(before: Located<JsonObject>, after: Located<JsonObject>, type: string, { direction, label }: ContentSubject): Difference[] {
  const kind = kindOf(type);
  const isForm = kind === 'urlencoded' || kind === 'multipart';
  const [was, is] = [member(before, 'schema'), member(after, 'schema')];
  const subject = { direction, label, isText: isForm || kind === 'text' };
  return [
    ...schemaDifferences(was, is, subject),
    ...(isForm ? encodingDifferences(before, after, kind, subject) : []),
    ...(kind === 'multipart' && direction === 'sent' ? streamedDifferences(was, is, label) : []),
    ...(/xml$/.test(essenceOf(type)) ? xmlDifferences(was, is, label) : []),
  ];
}

/** `x-streamed-file`: the file is the last part, which clients could send before others. */
function streamedDifferences(before: Located | undefined, after: Located | undefined, label: string): Difference[] {
  const [was, is] = [SchemaView.of(before), SchemaView.of(after)];
  const names = new Set(is.values('properties').flatMap(({ value }) => (isObject(value) ? Object.keys(value) : [])));
  return [...names].flatMap((name) => {
    const [from, to] = [propertyOf(was, name), propertyOf(is, name)];
    const [mark] = to.values(STREAMED_FILE);
    // Nobody sends a new property.
    if (mark?.value !== true || from.parts.length === 0 || from.value(STREAMED_FILE) === true) return [];
    return [{ id: 'file-streamed', message: `The file \`${name}\` of ${label} must be its last part.`, at: mark }];
  });
}

/** Encoding Object, OpenAPI 3.0.3 section 4.7.15: how each property of a form is sent. */
function encodingDifferences(
  before: Located<JsonObject>,
  after: Located<JsonObject>,
  kind: 'urlencoded' | 'multipart',
  { direction, label }: ContentSubject,
): Difference[] {
  const [was, is] = [objectMember(before, 'encoding'), objectMember(after, 'encoding')];
  const schemas = [before, after].map((media) => SchemaView.of(member(media, 'schema'))) as [SchemaView, SchemaView];
  const names = new Set([...Object.keys(was.value), ...Object.keys(is.value)]);
  return [...names].flatMap((name) => {
    const properties = schemas.map((schema) => propertyOf(schema, name)) as [SchemaView, SchemaView];
    // A new property, or one that is gone, is no difference of its encoding.
    if (properties.some(({ parts }) => parts.length === 0)) return [];
    const [from, to] = [objectMember(was, name), objectMember(is, name)];
    const at = Object.keys(is.value).includes(name) ? to : Object.keys(is.value).length > 0 ? is : after;
    const of = `\`${name}\` of ${label}`;
    const report = (message: string): Difference => ({ id: 'encoding-changed', message, at });
    const found: Difference[] = [];
    if (kind === 'multipart' && !hasStyle(from) && !hasStyle(to)) {
      const types = [contentTypes(from, properties[0]), contentTypes(to, properties[1])] as const;
      const [inner, outer] = direction === 'sent' ? types : ([types[1], types[0]] as const);
      if (!inner.every((type) => isOneOf(outer, type) || outer.includes(type)))
        found.push(report(`The content type of ${of} ${changeText(types[0].join(', '), types[1].join(', '))}.`));
    } else {
      const styles = [styleText(from, properties[0]), styleText(to, properties[1])] as const;
      if (styles[0] !== styles[1]) found.push(report(`The style of ${of} ${changeText(...styles)}.`));
    }
    return [...found, ...headerDifferences(from, to, of, direction)];
  });
}

function propertyOf(schema: SchemaView, name: string): SchemaView {
  return SchemaView.of(...schema.values('properties').flatMap((each) => (isObject(each.value) ? (member(each as Located<JsonObject>, name) ?? []) : [])));
}

/** OpenAPI 3.1.0 section 4.8.15.1: with one of these fields, a multipart property is sent like a parameter. */
function hasStyle({ value }: Located<JsonObject>): boolean {
  return ['style', 'explode', 'allowReserved'].some((field) => value[field] !== undefined);
}

function contentTypes({ value }: Located<JsonObject>, schema: SchemaView): string[] {
  const declared = value['contentType'];
  if (typeof declared === 'string') return declared.split(',').map((type) => type.trim());
  const item = schema.kinds.has('array') && schema.kinds.size === 1 ? SchemaView.of(...schema.values('items')) : schema;
  if (item.kinds.has('object') && item.kinds.size === 1) return ['application/json'];
  return [['binary', 'base64'].includes(String(item.value('format'))) ? 'application/octet-stream' : 'text/plain'];
}

/** How a value of several parts is serialized; the same for every primitive value. */
export function styleText(holder: Located<JsonObject>, schema: SchemaView, fallback = 'form'): string {
  const { value } = holder;
  if (!schema.kinds.has('array') && !schema.kinds.has('object') && ['form', 'simple'].includes(String(value['style'] ?? fallback))) return 'plain';
  const style = String(value['style'] ?? fallback);
  const explode = value['explode'] ?? style === 'form';
  return style === 'deepObject' ? style : `${style}${explode === true ? ', exploded' : ''}`;
}

/** Headers of a part. */
function headerDifferences(from: Located<JsonObject>, to: Located<JsonObject>, of: string, direction: Direction): Difference[] {
  const [was, is] = [objectMembers(objectMember(from, 'headers')), objectMembers(objectMember(to, 'headers'))];
  const [inner, outer] = direction === 'sent' ? [was, is] : [is, was];
  return [...outer].flatMap(([name, header]) => {
    const own = inner.get(name);
    const isRequired = header.value['required'] === true && own?.value['required'] !== true;
    const at = is.get(name) ?? header;
    if (isRequired)
      return [{ id: 'encoding-changed', message: `The header \`${name}\` of ${of} ${direction === 'sent' ? 'became' : 'is no longer'} required.`, at }];
    const other = was.get(name);
    return own === undefined || other === undefined
      ? []
      : schemaDifferences(member(other, 'schema'), member(is.get(name) as Located<JsonObject>, 'schema'), {
          direction,
          isText: true,
          label: `the header \`${name}\` of ${of}`,
        });
  });
}

/** XML Object, OpenAPI 3.0.3 section 4.7.26. It changes how values are written, for those who send and those who read them. */
function xmlDifferences(before: Located | undefined, after: Located | undefined, label: string): Difference[] {
  const [was, is] = [xmlOf(before), xmlOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const [from, to] = [was.get(path), is.get(path)];
    if (from === undefined || to === undefined || isDeepStrictEqual(from.value, to.value)) return [];
    return [{ id: 'xml-changed', message: `\`xml\` of ${path === '' ? label : `\`${path}\` of ${label}`} changed.`, at: to }];
  });
}

/** The `xml` of a schema and its properties and items, by their path; `null` where there is none. */
function xmlOf(schema: Located | undefined): Map<string, { readonly value: Json; readonly document: Place['document']; readonly pointer: string }> {
  const found = new Map<string, Located>();
  const visit = (view: SchemaView, path: string, seen: readonly string[]): void => {
    const [first] = view.parts;
    if (first === undefined || seen.includes(view.key)) return;
    found.set(path, view.values('xml')[0] ?? { ...first, value: null });
    const next = [...seen, view.key];
    for (const map of view.values('properties'))
      for (const name of isObject(map.value) ? Object.keys(map.value) : [])
        visit(SchemaView.of(member(map as Located<JsonObject>, name)), path === '' ? name : `${path}.${name}`, next);
    visit(SchemaView.of(...view.values('items')), `${path}[]`, next);
  };
  visit(SchemaView.of(schema), '', []);
  return found;
}
