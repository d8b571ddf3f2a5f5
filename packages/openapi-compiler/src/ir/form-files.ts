import { isJson, kindOf } from '@petsage/openapi-koa/spec';
import { type FileKind, fileKind } from './file-parts.ts';
import { itemOf, namesOf, otherItemOf, otherPropertyOf, patternPropertyOf, propertyOf } from './members.ts';
import type { MediaType } from './operation.ts';
import type { Schema } from './schema.ts';
import { streamedMarks } from './streamed-file.ts';
import { intendedTypes } from './types.ts';

/** The property of a form that is a file, or may be one. */
export interface FileProperty {
  readonly kind: Exclude<FileKind, 'text'>;
  /** Whether it is a list of them. */
  readonly list: boolean;
  /** Whether the handler reads it while it arrives (`x-streamed-file`). */
  readonly streamed?: true;
}

/** Which properties of a form are files. */
export interface FileProperties {
  readonly named: ReadonlyMap<string, FileProperty>;
  readonly patterns: ReadonlyMap<string, FileProperty>;
  readonly others: FileProperty | undefined;
}

/** Whether no part can be read as a value: none of its types is JSON, text, or a range that has some of them, such as `application/xml`. */
export function isUnparsed(types: readonly string[] | undefined): boolean {
  return types?.every((type) => !type.includes('*') && !['json', 'text'].includes(kindOf(type))) ?? false;
}

/**
 * Whether a property is a file, or may be one, by all that is said of it; undefined where it is none. An object in XML is one, as the
 * example of OpenAPI 3.0.3 section 4.7.15.2 has it: its bytes are for the handler to read.
 *
 * @param contentTypes those of its parts, where the document names them
 */
export function fileProperty(property: Schema, contentTypes: readonly string[] | undefined): FileProperty | undefined {
  const list = intendedTypes(property)?.includes('array') ?? false;
  const item = list ? (otherItemOf(property) ?? itemOf(property, 0)) : property;
  if (isUnparsed(contentTypes) && isStructured(property)) return { kind: 'file', list };
  // Where nothing is said, the type of the part decides (OpenAPI 3.1.1 section 4.8.14.3).
  const unsaid = streamedMarks(property).length > 0 ? 'file' : 'either';
  const kind = item === undefined ? unsaid : (fileKind(item) ?? unsaid);
  return kind === 'text' ? undefined : { kind, list };
}

/** Whether a property is an object or a list, and neither a string nor a list of strings. */
export function isStructured(property: Schema): boolean {
  const types = intendedTypes(property) ?? [];
  const item = types.includes('array') ? otherItemOf(property) : undefined;
  const itemTypes = item === undefined ? types : (intendedTypes(item) ?? []);
  return !types.includes('string') && !itemTypes.includes('string') && itemTypes.some((type) => type === 'object' || type === 'array');
}

/** The properties of a multipart form that are files, or may be, where anything is said of their values. */
export function fileProperties({ schema, encodings }: Pick<MediaType, 'schema' | 'encodings'>): FileProperties {
  if (schema === undefined) return { named: new Map(), patterns: new Map(), others: undefined };
  const file = (property: Schema | undefined, contentTypes?: readonly string[]) => {
    const found = property && fileProperty(property, contentTypes);
    return found?.list || found?.kind === 'file' || (property && intendedTypes(property)) ? found : undefined;
  };
  const found = (entries: readonly (readonly [string, FileProperty | undefined])[]) =>
    new Map(entries.filter((entry): entry is [string, FileProperty] => entry[1] !== undefined));
  const named = found(namesOf(schema, 'properties').map((name) => [name, file(propertyOf(schema, name), encodings.get(name)?.contentTypes)]));
  const streamed = streamedFile({ schema, encodings });
  return {
    named: new Map([...named].map(([name, property]) => [name, name === streamed ? { ...property, streamed: true } : property])),
    patterns: found(namesOf(schema, 'patternProperties').map((pattern) => [pattern, file(patternPropertyOf(schema, pattern))])),
    others: file(otherPropertyOf(schema)),
  };
}

/** A property that is marked as streamed (`x-streamed-file`). */
export interface StreamedProperty {
  readonly name: string;
  /** Undefined if it isn't a file. */
  readonly file: FileProperty | undefined;
  /** The schemas that mark it; at least one. */
  readonly marks: readonly Schema[];
}

/** The properties of a multipart form that are marked as streamed, whether or not they can be. */
export function streamedProperties({ schema, encodings }: Pick<MediaType, 'schema' | 'encodings'>): StreamedProperty[] {
  if (schema === undefined) return [];
  return namesOf(schema, 'properties').flatMap((name) => {
    const property = propertyOf(schema, name) as Schema;
    const marks = streamedMarks(property);
    if (marks.length === 0) return [];
    const contentTypes = encodings.get(name)?.contentTypes;
    const isOfJson = contentTypes?.every((type) => isJson(type)) ?? false;
    return [{ name, file: isOfJson ? undefined : fileProperty(property, contentTypes), marks }];
  });
}

/** Whether a property can be streamed: it is a file, in one part. */
export function isStreamable(file: FileProperty | undefined): boolean {
  return file?.kind === 'file' && !file.list;
}

/** The name of the property of a multipart form that is streamed; the first one if several are marked. */
export function streamedFile(media: Pick<MediaType, 'schema' | 'encodings'>): string | undefined {
  return streamedProperties(media).find(({ file }) => isStreamable(file))?.name;
}
