import { type ErrorSchemaSpec, isJson } from '@petsage/openapi-koa/spec';
import { subschemas } from './applicators.ts';
import { bodySchema } from './bodies.ts';
import type { Api, MediaType, Response } from './operation.ts';
import type { Schema } from './schema.ts';

/** The keys of responses that are errors. `default` is for errors wherever a success is declared. */
const ERROR = /^(?:[45](?:\d\d|XX)|default)$/i;
const COMPONENT = /^\/components\/(?:schemas|responses)\/([^/]+)$/;

/** Whether the key of a response is that of an error. */
export const isErrorKey = (key: string): boolean => ERROR.test(key);

/** The media types of an error that are JSON; none for a response that is no error. */
export const jsonErrors = ({ key, content }: Response): readonly MediaType[] => (isErrorKey(key) ? content.filter(({ type }) => isJson(type)) : []);

/**
 * The schemas of the errors that operations declare in JSON, each with the first response that has it.
 *
 * @returns by the name of the schema in the components; of one without a name, by that of the response in the components, or by operationId
 *   and status, such as `getPet 404`
 */
export function errorSchemas({ operations, schemas: components }: Api): Record<string, ErrorSchemaSpec> {
  const schemas: Record<string, ErrorSchemaSpec> = Object.create(null);
  const unnamed = new Set<string>();
  for (const { operationId, responses } of operations)
    for (const response of responses)
      for (const media of jsonErrors(response)) {
        const schema = bodySchema(media);
        if (schema === undefined) continue;
        const named = nameOf(schema);
        // The same schema may be written out at every operation.
        const text = named === undefined ? textOf(schema) : undefined;
        if (text !== undefined && unnamed.has(text)) continue;
        if (text !== undefined) unnamed.add(text);
        const responseName = COMPONENT.exec(response.pointer)?.[1];
        const name = named ?? (responseName === undefined || components.has(responseName) ? `${operationId} ${response.key}` : responseName);
        schemas[name] ??= { operationId, response: response.key, type: media.type };
      }
  return schemas;
}

/** The name of the component that a schema refers to, or is. */
function nameOf(schema: Schema): string | undefined {
  const [target] = schema.isReference ? subschemas(schema, '$ref') : [];
  return COMPONENT.exec(target?.pointer ?? '')?.[1];
}

/** A schema as text, the same for schemas that say the same in the same order, wherever they stand. */
function textOf(schema: Schema): string {
  return JSON.stringify(schema, (key, value) => {
    if (key === 'pointer' || key === 'whole') return undefined;
    if (value instanceof Map) return [...value];
    // What a reference leads to is the same wherever it stands, and may lead back.
    return key === 'applicators' ? (value as Schema['applicators']).map((each) => (each.keyword === '$ref' ? each.schemas[0]?.pointer : each)) : value;
  });
}
