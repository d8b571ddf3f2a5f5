import { METHODS } from './operations.ts';

/** The objects of OpenAPI that a server has a part in. Schemas have keywords of their own. */
export type Kind =
  | 'OpenAPI'
  | 'Path Item'
  | 'Operation'
  | 'Parameter'
  | 'Header'
  | 'Request Body'
  | 'Media Type'
  | 'Encoding'
  | 'Response'
  | 'Components'
  | 'Security Scheme';

/** What a field holds. */
export interface Field {
  /** `anything` is not looked into; `requirements` are Security Requirement Objects. */
  readonly holds: 'anything' | 'text' | 'flag' | 'schema' | 'requirements' | Kind;
  /** Whether it is a map or a list of these. */
  readonly many?: 'map' | 'list';
  /** Whether members of the map that begin with `x-` are extensions. */
  readonly extensible?: true;
}

const all = (holds: Field['holds'], ...names: string[]): Record<string, Field> => Object.fromEntries(names.map((name) => [name, { holds }]));
const map = (holds: Kind | 'schema'): Field => ({ holds, many: 'map' });
const list = (holds: Kind): Field => ({ holds, many: 'list' });

/** Of a parameter and a header alike. */
const VALUE: Readonly<Record<string, Field>> = {
  ...all('anything', 'description', 'deprecated', 'example', 'examples'),
  ...all('flag', 'required', 'allowEmptyValue', 'explode', 'allowReserved'),
  ...all('text', 'style'),
  ...all('schema', 'schema'),
  content: map('Media Type'),
};

/** The fields of each object (OpenAPI 3.0.3 section 4.7, 3.1.1 section 4.8). */
export const FIELDS: Readonly<Record<Kind, Readonly<Record<string, Field>>>> = {
  OpenAPI: {
    ...all('anything', 'openapi', 'info', 'jsonSchemaDialect', 'servers', 'webhooks', 'tags', 'externalDocs'),
    ...all('requirements', 'security'),
    paths: { ...map('Path Item'), extensible: true },
    components: { holds: 'Components' },
  },
  'Path Item': {
    ...all('anything', 'summary', 'description', 'servers'),
    ...Object.fromEntries(METHODS.map((method) => [method, { holds: 'Operation' }])),
    parameters: list('Parameter'),
  },
  Operation: {
    ...all('anything', 'tags', 'summary', 'description', 'externalDocs', 'callbacks', 'deprecated', 'servers'),
    ...all('text', 'operationId'),
    ...all('requirements', 'security'),
    parameters: list('Parameter'),
    requestBody: { holds: 'Request Body' },
    responses: { ...map('Response'), extensible: true },
  },
  Parameter: { ...all('text', 'name', 'in'), ...VALUE },
  Header: VALUE,
  'Request Body': { ...all('anything', 'description'), ...all('flag', 'required'), content: map('Media Type') },
  'Media Type': { ...all('schema', 'schema'), ...all('anything', 'example', 'examples'), encoding: map('Encoding') },
  Encoding: { ...all('text', 'contentType', 'style'), ...all('flag', 'explode', 'allowReserved'), headers: map('Header') },
  Response: { ...all('anything', 'description', 'links'), headers: map('Header'), content: map('Media Type') },
  Components: {
    ...all('anything', 'examples', 'links', 'callbacks'),
    schemas: map('schema'),
    responses: map('Response'),
    parameters: map('Parameter'),
    requestBodies: map('Request Body'),
    headers: map('Header'),
    securitySchemes: map('Security Scheme'),
    pathItems: map('Path Item'),
  },
  'Security Scheme': {
    ...all('text', 'type', 'name', 'in', 'scheme'),
    ...all('anything', 'description', 'bearerFormat', 'flows', 'openIdConnectUrl'),
  },
};

/** Fields of the project's own, wherever they stand. */
export const EXTENSIONS: Readonly<Record<string, Field>> = all('flag', 'x-closed-query', 'x-multi-segment');
