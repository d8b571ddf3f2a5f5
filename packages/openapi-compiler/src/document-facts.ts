import type { BodyKind, CoercionSpec } from '@petsage/openapi-koa/spec';
import { bodyKind, describesEvents } from './ir/bodies.ts';
import { coercionOf } from './ir/coercion.ts';
import { namedProperties } from './ir/conditional-properties.ts';
import { type FileProperties, fileProperties } from './ir/form-files.ts';
import { fact } from './ir/memo.ts';
import type { JsonObject } from './json.ts';
import { ApiParser } from './parse/api-parser.ts';

/** The parser of a document whose references are normalized; the document must not change any more. */
export const parserOf = fact((root: JsonObject) => new ApiParser(root));

/** What a string may be coerced to, by the schema at a pointer. */
export const coercionAt = (root: JsonObject, pointer: string): CoercionSpec => coercionOf(parserOf(root).schemas.at(pointer));

/** Where the schema of each named property stands, those of alternatives included. */
export function propertyPointers(root: JsonObject, pointer: string): Map<string, string> {
  const schema = parserOf(root).schemas.at(pointer);
  return new Map([...(schema === undefined ? [] : namedProperties(schema))].map(([name, property]) => [name, property.pointer]));
}

/** How a body is read, by the pointer of its Media Type Object; undefined for a range that says nothing about it. */
export const bodyKindAt = (root: JsonObject, media: string, type: string): BodyKind | undefined => bodyKind(parserOf(root).mediaType(type, media));

/** Which properties of a form are files, by the pointer of its Media Type Object. */
export const filePropertiesAt = (root: JsonObject, media: string, type: string): FileProperties => fileProperties(parserOf(root).mediaType(type, media));

/** Whether the schema at a pointer describes the events of a stream of a media type. */
export function describesEventsAt(root: JsonObject, type: string, pointer: string): boolean {
  const schema = parserOf(root).schemas.at(pointer);
  return schema !== undefined && describesEvents(type, schema);
}
