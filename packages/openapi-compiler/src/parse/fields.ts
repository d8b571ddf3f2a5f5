import { METHODS } from './operations.ts';

/** The objects of OpenAPI. Schemas have keywords of their own. */
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
  | 'Security Scheme'
  | DocumentationKind;

/** Objects that only documentation and clients use: what is wrong in one prevents nothing from being served. */
export type DocumentationKind =
  | 'Info'
  | 'Contact'
  | 'License'
  | 'Server'
  | 'Server Variable'
  | 'Tag'
  | 'External Documentation'
  | 'Example'
  | 'Link'
  | 'OAuth Flows'
  | 'OAuth Flow';

/** What a field holds. */
export interface Field {
  /** `anything` is not looked into; `prose` is text for people; `requirements` are Security Requirement Objects. */
  readonly holds: 'anything' | 'prose' | 'text' | 'flag' | 'schema' | 'requirements' | Kind;
  /** Whether it is a map or a list of these. */
  readonly many?: 'map' | 'list';
  /** Whether members of the map that begin with `x-` are extensions. */
  readonly extensible?: true;
}

const all = (holds: Field['holds'], ...names: string[]): Record<string, Field> => Object.fromEntries(names.map((name) => [name, { holds }]));
const map = (holds: Kind | 'schema'): Field => ({ holds, many: 'map' });
const list = (holds: Kind): Field => ({ holds, many: 'list' });
const SERVERS = list('Server');
const EXTERNAL_DOCS: Field = { holds: 'External Documentation' };

/** Of a parameter and a header alike. */
const VALUE: Readonly<Record<string, Field>> = {
  ...all('prose', 'description'),
  ...all('anything', 'deprecated', 'example'),
  examples: map('Example'),
  ...all('flag', 'required', 'allowEmptyValue', 'explode', 'allowReserved'),
  ...all('text', 'style'),
  ...all('schema', 'schema'),
  content: map('Media Type'),
};

/** The fields of each object (OpenAPI 3.0.3 section 4.7, 3.1.1 section 4.8). */
export const FIELDS: Readonly<Record<Kind, Readonly<Record<string, Field>>>> = {
  OpenAPI: {
    ...all('anything', 'openapi', 'jsonSchemaDialect', 'webhooks'),
    info: { holds: 'Info' },
    servers: SERVERS,
    tags: list('Tag'),
    externalDocs: EXTERNAL_DOCS,
    ...all('requirements', 'security'),
    paths: { ...map('Path Item'), extensible: true },
    components: { holds: 'Components' },
  },
  'Path Item': {
    ...all('prose', 'summary', 'description'),
    servers: SERVERS,
    ...Object.fromEntries(METHODS.map((method) => [method, { holds: 'Operation' }])),
    parameters: list('Parameter'),
  },
  Operation: {
    ...all('prose', 'summary', 'description'),
    ...all('anything', 'tags', 'callbacks', 'deprecated'),
    externalDocs: EXTERNAL_DOCS,
    servers: SERVERS,
    ...all('text', 'operationId'),
    ...all('requirements', 'security'),
    parameters: list('Parameter'),
    requestBody: { holds: 'Request Body' },
    responses: { ...map('Response'), extensible: true },
  },
  Parameter: { ...all('text', 'name', 'in'), ...VALUE },
  Header: VALUE,
  'Request Body': { ...all('prose', 'description'), ...all('flag', 'required'), content: map('Media Type') },
  'Media Type': { ...all('schema', 'schema'), ...all('anything', 'example'), examples: map('Example'), encoding: map('Encoding') },
  Encoding: { ...all('text', 'contentType', 'style'), ...all('flag', 'explode', 'allowReserved'), headers: map('Header') },
  Response: { ...all('prose', 'description'), links: map('Link'), headers: map('Header'), content: map('Media Type') },
  Components: {
    ...all('anything', 'callbacks'),
    examples: map('Example'),
    links: map('Link'),
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
    ...all('prose', 'description'),
    ...all('anything', 'bearerFormat', 'openIdConnectUrl'),
    flows: { holds: 'OAuth Flows' },
  },
  Info: {
    ...all('prose', 'summary', 'description'),
    ...all('anything', 'title', 'version', 'termsOfService'),
    contact: { holds: 'Contact' },
    license: { holds: 'License' },
  },
  Contact: all('anything', 'name', 'url', 'email'),
  License: all('anything', 'name', 'identifier', 'url'),
  Server: { ...all('anything', 'url'), ...all('prose', 'description'), variables: map('Server Variable') },
  'Server Variable': { ...all('anything', 'enum', 'default'), ...all('prose', 'description') },
  Tag: { ...all('anything', 'name'), ...all('prose', 'description'), externalDocs: EXTERNAL_DOCS },
  'External Documentation': { ...all('prose', 'description'), ...all('anything', 'url') },
  Example: { ...all('prose', 'summary', 'description'), ...all('anything', 'value', 'externalValue') },
  Link: { ...all('anything', 'operationRef', 'operationId', 'parameters', 'requestBody'), ...all('prose', 'description'), server: { holds: 'Server' } },
  'OAuth Flows': Object.fromEntries(['implicit', 'password', 'clientCredentials', 'authorizationCode'].map((flow) => [flow, { holds: 'OAuth Flow' }])),
  'OAuth Flow': all('anything', 'authorizationUrl', 'tokenUrl', 'refreshUrl', 'scopes'),
};

/**
 * The fields that each object must have (OpenAPI 3.0.3 section 4.7, 3.1.1 section 4.8). Without those of a parameter, a request body or an
 * `apiKey`, nothing can be served: these have findings of their own.
 */
export const REQUIRED: Partial<Readonly<Record<Kind, readonly string[]>>> = {
  Response: ['description'],
  License: ['name'],
  Server: ['url'],
  'Server Variable': ['default'],
  Tag: ['name'],
  'External Documentation': ['url'],
  'OAuth Flow': ['scopes'],
};

const DOCUMENTATION: ReadonlySet<string> = new Set<DocumentationKind>([
  ...(['Info', 'Contact', 'License', 'Server', 'Server Variable', 'Tag', 'External Documentation', 'Example', 'Link', 'OAuth Flows', 'OAuth Flow'] as const),
]);

export function isDocumentation(kind: Field['holds']): boolean {
  return DOCUMENTATION.has(kind);
}

/** Fields of the project's own, wherever they stand. */
export const EXTENSIONS: Readonly<Record<string, Field>> = all('flag', 'x-closed-query', 'x-multi-segment');
