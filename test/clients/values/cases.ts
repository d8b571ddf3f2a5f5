import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { requestValues } from '../../../tools/client/request-values.ts';

/** The types that are sent. */
export type ValueType = keyof typeof TYPES;

/** One operation, which takes a single required value. */
export interface ValueCase {
  readonly operationId: string;
  readonly place: 'path' | 'query' | 'header' | 'cookie' | 'urlencoded' | 'multipart' | 'body';
  readonly type: ValueType;
  /** What the service has to read. */
  readonly value: unknown;
  readonly document: JsonObject;
  /** As `npm run client` names it. */
  readonly kind: string;
}

/** Of a full minute, which some languages print without seconds; the offset shows whether a client converts it, or drops it. */
const TIME = '2026-01-15T11:30:00+02:00';
const PRECISE_TIME = '2026-01-15T11:30:00.250+02:00';
/** Not UTF-8, so that a client that takes it for text is noticed. */
export const FILE_BYTES = Buffer.from([0, 0xff, 0x0a, 0x41]);
const PET = {
  name: 'Ada & Bo',
  count: 3,
  weight: 1.5,
  tame: true,
  born: '2026-01-15',
  at: PRECISE_TIME,
  country: 'NO',
  tags: ['a,b', 'c'],
  parent: { name: 'Cy', count: 4 },
};

/** A schema, and the value of it that is sent. */
export const TYPES = {
  string: { schema: { type: 'string' }, value: 'a b&c=d/é+%' },
  token: { schema: { type: 'string' }, value: 'a-b' },
  integer: { schema: { type: 'integer', format: 'int64' }, value: 9007199254740991 },
  number: { schema: { type: 'number', format: 'double' }, value: 1.23456789012345 },
  boolean: { schema: { type: 'boolean' }, value: true },
  date: { schema: { type: 'string', format: 'date' }, value: '2026-01-15' },
  'date-time': { schema: { type: 'string', format: 'date-time' }, value: TIME },
  enum: { schema: { $ref: '#/components/schemas/Country' }, value: 'NO' },
  file: { schema: { type: 'string', format: 'binary' }, value: FILE_BYTES.toString('hex') },
  object: { schema: { $ref: '#/components/schemas/Item' }, value: { name: 'ab', count: 3 } },
  patch: { schema: { $ref: '#/components/schemas/Patch' }, value: { name: 'Bo', note: null } },
  pet: { schema: { $ref: '#/components/schemas/Pet' }, value: PET },
  'string[]': { schema: { type: 'array', items: { type: 'string' } }, value: ['a,b', 'c d'] },
  'token[]': { schema: { type: 'array', items: { type: 'string' } }, value: ['a', 'b'] },
  'integer[]': { schema: { type: 'array', items: { type: 'integer', format: 'int32' } }, value: [1, 2] },
  'enum[]': { schema: { type: 'array', items: { $ref: '#/components/schemas/Country' } }, value: ['NO', 'SE'] },
  'date-time[]': { schema: { type: 'array', items: { type: 'string', format: 'date-time' } }, value: [TIME, PRECISE_TIME] },
  'object[]': {
    schema: { type: 'array', items: { $ref: '#/components/schemas/Item' } },
    value: [
      { name: 'ab', count: 3 },
      { name: 'cd', count: 4 },
    ],
  },
  'file[]': { schema: { type: 'array', items: { type: 'string', format: 'binary' } }, value: [FILE_BYTES.toString('hex'), FILE_BYTES.toString('hex')] },
} as const;

const SCHEMAS: JsonObject = {
  // Of YAML 1.1 the first one would be a boolean.
  Country: { type: 'string', enum: ['NO', 'SE'] },
  Item: { type: 'object', required: ['name', 'count'], properties: { name: { type: 'string' }, count: { type: 'integer', format: 'int32' } } },
  // With `null` a merge patch removes a member (RFC 7396).
  Patch: { type: 'object', properties: { name: { type: 'string' }, note: { type: 'string', nullable: true } } },
  Pet: {
    type: 'object',
    required: Object.keys(PET),
    properties: {
      name: { type: 'string' },
      count: { type: 'integer', format: 'int32' },
      weight: { type: 'number', format: 'double' },
      tame: { type: 'boolean' },
      born: { type: 'string', format: 'date' },
      at: { type: 'string', format: 'date-time' },
      country: { $ref: '#/components/schemas/Country' },
      tags: { type: 'array', items: { type: 'string' } },
      parent: { $ref: '#/components/schemas/Item' },
    },
  },
};

const SCALARS: readonly ValueType[] = ['integer', 'number', 'boolean', 'enum', 'date', 'date-time'];
const DELIMITED: readonly ValueType[] = ['token[]', 'integer[]', 'enum[]', 'date-time[]', 'object'];
const EXPLODED: readonly ValueType[] = ['string[]', 'integer[]', 'enum[]', 'date-time[]', 'object'];

interface Style {
  readonly style: string;
  readonly explode?: boolean;
  readonly types: readonly ValueType[];
}

/** Every style of every location (OpenAPI 3.0.3 section 4.7.12.3), and the types that it can express. */
const PARAMETERS: Readonly<Record<string, readonly Style[]>> = {
  path: [
    { style: 'simple', types: ['string', ...SCALARS, ...DELIMITED] },
    { style: 'simple', explode: true, types: ['token[]', 'object'] },
    ...['label', 'matrix'].flatMap((style) => [
      { style, types: ['string', 'integer', 'date-time', 'token[]', 'object'] as const },
      { style, explode: true, types: ['token[]', 'object'] as const },
    ]),
  ],
  query: [
    { style: 'form', types: ['string', ...SCALARS] },
    { style: 'form', explode: true, types: EXPLODED },
    { style: 'form', explode: false, types: DELIMITED },
    { style: 'spaceDelimited', explode: false, types: ['token[]', 'integer[]', 'object'] },
    { style: 'pipeDelimited', explode: false, types: ['token[]', 'integer[]', 'object'] },
    { style: 'deepObject', explode: true, types: ['object'] },
  ],
  header: [
    { style: 'simple', types: ['token', ...SCALARS, ...DELIMITED] },
    { style: 'simple', explode: true, types: ['token[]', 'object'] },
  ],
  cookie: [
    { style: 'form', types: ['token', ...SCALARS] },
    { style: 'form', explode: false, types: ['token[]', 'object'] },
  ],
};

const FORM_TYPES: readonly ValueType[] = ['string', ...SCALARS];

export const cases: readonly ValueCase[] = [
  ...Object.entries(PARAMETERS).flatMap(([place, styles]) =>
    styles.flatMap(({ style, explode, types }) =>
      types.map((type) => parameterCase(place as ValueCase['place'], type, { style, ...(explode !== undefined && { explode }) })),
    ),
  ),
  ...(['object', 'string[]'] as const).map((type) => parameterCase('query', type, undefined)),
  ...FORM_TYPES.map((type) => fieldCase('urlencoded', type, {})),
  ...EXPLODED.map((type) => fieldCase('urlencoded', type, { style: 'form', explode: true })),
  ...DELIMITED.map((type) => fieldCase('urlencoded', type, { style: 'form', explode: false })),
  fieldCase('urlencoded', 'object', { style: 'deepObject', explode: true }),
  fieldCase('urlencoded', 'object', { contentType: 'application/json' }),
  ...([...FORM_TYPES, 'file', 'string[]', 'integer[]', 'enum[]', 'date-time[]', 'object', 'object[]', 'file[]'] as const).map((type) =>
    fieldCase('multipart', type, {}),
  ),
  ...(['pet', 'string', 'integer', 'date-time', 'string[]', 'object[]'] as const).map((type) => bodyCase('application/json', type)),
  bodyCase('application/merge-patch+json', 'patch'),
  bodyCase('text/plain', 'string'),
  bodyCase('application/octet-stream', 'file'),
];

export const VALUES_VERSION = '1.0.0';

/** The document of some cases, an operation for each. */
export function valuesDocument(some: readonly ValueCase[]): JsonObject {
  return {
    openapi: '3.0.3',
    info: { title: 'Values', version: VALUES_VERSION },
    tags: [{ name: 'Values' }],
    paths: Object.fromEntries(some.map(({ operationId, place, document }) => [`/${operationId}${place === 'path' ? '/{value}' : ''}`, { post: document }])),
    components: { schemas: SCHEMAS },
  };
}

function parameterCase(place: ValueCase['place'], type: ValueType, style: { style: string; explode?: boolean } | undefined): ValueCase {
  const { schema } = TYPES[type];
  const name = place === 'header' ? 'X-Value' : 'value';
  const parameter = { name, in: place, required: true, ...(style === undefined ? { content: { 'application/json': { schema } } } : { ...style, schema }) };
  return caseOf(place, type, [place, style?.style ?? 'json', ...(style?.explode ? ['explode'] : [])], { parameters: [parameter] });
}

function fieldCase(place: 'urlencoded' | 'multipart', type: ValueType, encoding: { style?: string; explode?: boolean; contentType?: string }): ValueCase {
  const schema = { type: 'object', required: ['value'], properties: { value: TYPES[type].schema } };
  const mediaType = { schema, ...(Object.keys(encoding).length > 0 && { encoding: { value: encoding } }) };
  const words = [place, ...(encoding.contentType ? ['json'] : []), ...(encoding.style ? [encoding.style] : []), ...(encoding.explode ? ['explode'] : [])];
  const content = { [place === 'multipart' ? 'multipart/form-data' : 'application/x-www-form-urlencoded']: mediaType };
  return caseOf(place, type, words, { requestBody: { required: true, content } });
}

function bodyCase(mediaType: string, type: ValueType): ValueCase {
  const words = mediaType.split(/[^a-z]+/);
  return caseOf('body', type, words, { requestBody: { required: true, content: { [mediaType]: { schema: TYPES[type].schema } } } });
}

function caseOf(place: ValueCase['place'], type: ValueType, words: readonly string[], operation: object): ValueCase {
  const all = ['send', ...words, ...type.replace('[]', '-list').split('-')];
  const operationId = all.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  const document = { operationId, tags: ['Values'], security: [], ...operation, responses: { '204': { description: 'Read' } } } as JsonObject;
  const [{ kind = '' } = {}] = requestValues({ paths: { '/t': { post: document } }, components: { schemas: SCHEMAS } });
  return { operationId, place, type, value: TYPES[type].value, document, kind };
}
