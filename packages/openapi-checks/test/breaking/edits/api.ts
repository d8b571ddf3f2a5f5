import type { JsonObject } from '@petsage/openapi-compiler/internal';

/** A change of a document. */
export interface Edit {
  readonly name: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** The clients that it breaks; empty if it breaks none. */
  readonly breaks: readonly string[];
  /** The checks of oasdiff that it stands for. */
  readonly oasdiff: readonly string[];
}

export const SENDERS = ['clients that send requests to POST /pets'];
export const READERS = ['clients that read the responses 200 of POST /pets'];
export const CALLERS = ['clients that call POST /pets'];
export const CODE = ['code that calls a generated client'];

interface Parts {
  readonly version?: string;
  readonly path?: string;
  readonly item?: object;
  readonly operation?: object;
  readonly parameters?: readonly object[];
  readonly body?: object;
  readonly responses?: object;
  readonly root?: object;
  readonly schemas?: object;
}

/** A document of one operation. */
export function api({ version = '3.1.0', path = '/pets', item, operation, parameters, body, responses, root, schemas }: Parts): JsonObject {
  const post = {
    operationId: 'createPet',
    ...(parameters && { parameters }),
    ...(body && { requestBody: body }),
    responses: responses ?? { 204: { description: 'd' } },
    ...operation,
  };
  return structuredClone({
    openapi: version,
    info: { title: 't', version: '1.0.0' },
    paths: { [path]: { post, ...item } },
    components: { schemas: schemas ?? {} },
    ...root,
  }) as unknown as JsonObject;
}

const json = (schema: unknown) => ({ 'application/json': { schema } });

/** A document whose request body has the schema. */
export const sends = (schema: unknown, parts: Parts = {}) => api({ ...parts, body: { required: true, content: json(schema) } });
/** One whose response has it. */
export const responds = (schema: unknown, parts: Parts = {}) => api({ ...parts, responses: { 200: { description: 'd', content: json(schema) } } });
/** One with a parameter. */
export const takes = (parameter: object, parts: Parts = {}) => api({ ...parts, parameters: [{ name: 'limit', in: 'query', ...parameter }] });
/** One whose response has a header. */
export const sets = (header: object | undefined, parts: Parts = {}) =>
  api({ ...parts, responses: { 200: { description: 'd', ...(header && { headers: { 'X-Total': header } }) } } });
export const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
/** A form as the request body. */
export const form = (type: string, properties: object, encoding: object, more: object = {}) =>
  api({ body: { required: true, content: { [type]: { schema: object(properties, more), encoding } } } });
