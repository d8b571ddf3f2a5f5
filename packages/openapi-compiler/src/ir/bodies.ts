import { type BodyKind, essenceOf, kindOf } from '@petsage/openapi-koa/spec';
import { fileKind } from './file-parts.ts';
import type { MediaType } from './operation.ts';
import type { Schema } from './schema.ts';
import { allowedTypes } from './types.ts';

/** The schema that a body is validated against; undefined where the document has none, or one of something else. */
export function bodySchema({ type, schema }: Pick<MediaType, 'type' | 'schema'>): Schema | undefined {
  return schema === undefined || describesEvents(type, schema) ? undefined : schema;
}

/**
 * Whether the schema of a media type describes the events of a stream, and not its text: it allows no string. OpenAPI 3.0 and 3.1 do not
 * say what a schema means there, and authors describe an event.
 *
 * @see HTML Standard, section 9.2, server-sent events
 */
export function describesEvents(type: string, schema: Schema): boolean {
  return essenceOf(type) === 'text/event-stream' && !allowedTypes(schema).includes('string');
}

/** How a body of a declared media type is read; undefined for a range that says nothing about it. */
export function bodyKind({ type, schema }: Pick<MediaType, 'type' | 'schema'>): BodyKind | undefined {
  return isOpenRange(type) && (schema && fileKind(schema)) !== 'file' ? undefined : kindOf(essenceOf(type));
}

/** Whether a range includes JSON, and what isn't JSON. */
export function isOpenRange(type: string): boolean {
  return ['application/*', '*/*'].includes(essenceOf(type));
}
