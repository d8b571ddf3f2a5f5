import { essenceOf } from '@petsage/openapi-koa/spec';
import { type JsonObject, joinPointer, valueAt } from '../parse/source-document.ts';
import { admittedTypes } from './coercion.ts';

/**
 * Where the schema stands that a body is held against; undefined where the document has none, or one that is about something else.
 *
 * @param media the pointer of a Media Type Object
 * @param type  its media type or range
 */
export function bodySchema(root: JsonObject, media: string, type: string): string | undefined {
  const schema = joinPointer(media, 'schema');
  return valueAt(root, schema) === undefined || describesEvents(root, type, schema) ? undefined : schema;
}

/**
 * Whether the schema of a media type is about the events of a stream, and not about its text: it takes no string. OpenAPI 3.0 and 3.1 do
 * not say what a schema means there, and authors describe an event.
 *
 * @param schema the pointer of the schema
 * @see HTML Standard, section 9.2, server-sent events
 */
export function describesEvents(root: JsonObject, type: string, schema: string): boolean {
  return essenceOf(type) === 'text/event-stream' && !admittedTypes(root, schema).includes('string');
}
