import { bodyKind } from '../../ir/bodies.ts';
import { constantOf } from '../../ir/header-constants.ts';
import type { DescribedValue, Header, Operation, Parameter, Response } from '../../ir/operation.ts';
import { validatedBodies, validatedContent } from '../../ir/validated-schemas.ts';
import type { Json, JsonObject } from '../../json.ts';
import { adapt } from './adapt.ts';
import { formSchema } from './form-schema.ts';
import type { SchemaConverter } from './json-schema-2020.ts';

/** The schemas of one operation, converted, by the place of their validators in `OperationValidators`. */
export interface OperationSchemas {
  readonly parameters?: Json;
  readonly bodies: Readonly<Record<string, Json>>;
  readonly responses: Readonly<Record<string, { readonly headers?: Json; readonly content: Readonly<Record<string, Json>> }>>;
}

/** Converts all schemas of an operation. */
export function operationSchemas({ parameters, body, responses }: Operation, request: SchemaConverter, response: SchemaConverter): OperationSchemas {
  return {
    ...(parameters.length === 0 ? undefined : { parameters: parametersSchema(parameters, request) }),
    bodies: Object.fromEntries(
      validatedBodies(body?.content ?? []).map((media) => [
        media.type.toLowerCase(),
        bodyKind(media) === 'multipart' ? formSchema(media, request) : request.convert(media.schema),
      ]),
    ),
    responses: Object.fromEntries(responses.map((each) => [each.key, responseSchemas(each, response)])),
  };
}

/** The schemas of all operations of one direction, in any order. */
export function allSchemas(schemas: readonly OperationSchemas[]): { readonly request: Json[]; readonly response: Json[] } {
  return {
    request: schemas.flatMap(({ parameters, bodies }) => [...(parameters === undefined ? [] : [parameters]), ...Object.values(bodies)]),
    response: schemas.flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ headers, content }) => [...(headers === undefined ? [] : [headers]), ...Object.values(content)]),
    ),
  };
}

function responseSchemas({ isOpen, headers, content }: Response, converter: SchemaConverter): OperationSchemas['responses'][string] {
  const validated = headers.filter((header) => constantOf(header) === undefined);
  return {
    ...(validated.length === 0 ? undefined : { headers: headersSchema(validated, converter, isOpen) }),
    content: Object.fromEntries(validatedContent(content).map(({ type, schema }) => [type, converter.convert(schema, { isOpen })])),
  };
}

function parametersSchema(parameters: readonly Parameter[], converter: SchemaConverter): Json {
  const locations = [...Map.groupBy(parameters, (parameter) => parameter.in)].map(([place, members]) => {
    const nameOf = ({ name }: Parameter) => (place === 'header' ? name.toLowerCase() : name);
    const properties = members.map((parameter) => {
      const schema = valueSchema(parameter, converter);
      return [nameOf(parameter), parameter.allowEmptyValue ? converter.defaults.orEmpty(schema) : schema] as const;
    });
    return [place, objectSchema(properties, members.filter(({ required }) => required).map(nameOf))] as const;
  });
  return { type: 'object', properties: Object.fromEntries(locations), required: locations.map(([place]) => place) };
}

function objectSchema(properties: readonly (readonly [name: string, schema: Json])[], required: string[], more: JsonObject = {}): JsonObject {
  const schema: JsonObject = { type: 'object', properties: Object.fromEntries(properties), required, ...more };
  adapt(schema);
  return schema;
}

/** The schema of a parameter or a header. */
function valueSchema({ schema, mediaType }: DescribedValue, converter: SchemaConverter, isOpen?: boolean): Json {
  return schema === undefined ? true : converter.defaults.withDefault(converter.convert(schema, { isOpen, isRead: mediaType === undefined }));
}

function headersSchema(headers: readonly Header[], converter: SchemaConverter, isOpen: boolean | undefined): Json {
  const properties = headers.map((header): [string, Json] => {
    const name = header.name.toLowerCase();
    const schema = valueSchema(header, converter, isOpen);
    // Each cookie has a field of its own (RFC 6265 section 3).
    return [name, name === 'set-cookie' ? { anyOf: [schema, { type: 'array', items: schema }] } : schema];
  });
  // The length is counted when the response is written, except for that of a stream.
  const required = headers.filter((header) => header.required && header.name.toLowerCase() !== 'content-length').map(({ name }) => name.toLowerCase());
  return objectSchema(properties, required, { additionalProperties: false });
}
