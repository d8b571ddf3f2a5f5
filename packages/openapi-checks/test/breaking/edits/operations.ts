import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { api, CALLERS, CODE, type Edit, object, READERS, responds, SENDERS, sends, sets, takes } from './api.ts';

type Row = readonly [name: string, before: JsonObject, after: JsonObject, breaks: readonly string[], ...oasdiff: string[]];

const text = { type: 'string' };
const integer = { type: 'integer' };
const none: readonly string[] = [];
const anyone = ['clients of any operation'];
const d = { description: 'd' };
const response = (status: string | number, schema: unknown = text, type = 'application/json') => ({ [status]: { ...d, content: { [type]: { schema } } } });
const responses = (...all: object[]) => api({ responses: Object.assign({}, ...all) });
const body = (content: object, required = true) => api({ body: { required, content } });
const json = (schema: unknown = text) => ({ 'application/json': { schema } });
const FILE = { type: 'string', format: 'binary' };
const STREAMED = { ...FILE, 'x-streamed-file': true };
const upload = (properties: object) => body({ 'multipart/form-data': { schema: object(properties) } });
const deprecated = (more: object = {}) => ({ deprecated: true, ...more });
const get = { get: { operationId: 'listPets', responses: { 204: d } } };

const PATHS: readonly Row[] = [
  ['a method is removed', api({ item: get }), api({}), ['clients that call GET /pets'], 'api-removed-without-deprecation'],
  ['a path is removed', api({}), api({ root: { paths: { '/other': get } } }), CALLERS, 'api-path-removed-without-deprecation'],
  ['paths that differ in the names of parameters only', twoPaths({}), twoPaths({ summary: 'b' }), none],
  ['a path is renamed', api({}), api({ path: '/animals' }), CALLERS, 'api-path-removed-without-deprecation'],
  [
    'a deprecated method is removed',
    api({ item: { get: { ...get.get, deprecated: true, 'x-sunset': '2020-01-01' } } }),
    api({}),
    ['clients that call GET /pets'],
    'api-removed-with-deprecation',
  ],
  [
    'a method is removed before its sunset',
    api({ item: { get: { ...get.get, deprecated: true, 'x-sunset': '2999-01-01' } } }),
    api({}),
    ['clients that call GET /pets'],
    'api-removed-before-sunset',
  ],
  [
    'a deprecated path is removed',
    api({ operation: deprecated({ 'x-sunset': '2020-01-01' }) }),
    api({ root: { paths: {} } }),
    CALLERS,
    'api-path-removed-with-deprecation',
  ],
  [
    'a path is removed before its sunset',
    api({ operation: deprecated({ 'x-sunset': '2999-01-01' }) }),
    api({ root: { paths: {} } }),
    CALLERS,
    'api-path-removed-before-sunset',
  ],
  [
    'a path is removed whose sunset is no date',
    api({ operation: deprecated({ 'x-sunset': 'soon' }) }),
    api({ root: { paths: {} } }),
    CALLERS,
    'api-path-sunset-parse',
  ],
  ['a method is added', api({}), api({ item: get }), none, 'endpoint-added'],
  ['an operation is deprecated', api({}), api({ operation: deprecated() }), none, 'endpoint-deprecated', 'api-deprecated-sunset-missing'],
  ['an operation is deprecated with a sunset', api({}), api({ operation: deprecated({ 'x-sunset': '2999-01-01' }) }), none, 'endpoint-deprecated-with-sunset'],
  [
    'an operation is deprecated with a sunset that is no date',
    api({}),
    api({ operation: deprecated({ 'x-sunset': 'soon' }) }),
    none,
    'api-deprecated-sunset-parse',
  ],
  [
    'an operation is deprecated with a sunset that is near',
    api({}),
    api({ operation: deprecated({ 'x-sunset': '2020-01-01' }) }),
    none,
    'api-sunset-date-too-small',
  ],
  ['an operation is no longer deprecated', api({ operation: deprecated() }), api({}), none, 'endpoint-reactivated'],
  ['the sunset is removed', api({ operation: deprecated({ 'x-sunset': '2999-01-01' }) }), api({ operation: deprecated() }), none, 'sunset-deleted'],
  [
    'the sunset is nearer',
    api({ operation: deprecated({ 'x-sunset': '2999-01-01' }) }),
    api({ operation: deprecated({ 'x-sunset': '2020-01-01' }) }),
    none,
    'api-sunset-date-changed-too-small',
  ],
  [
    'an operation is less stable',
    api({ operation: { 'x-stability-level': 'stable' } }),
    api({ operation: { 'x-stability-level': 'alpha' } }),
    none,
    'api-stability-decreased',
  ],
  [
    'an operation is more stable',
    api({ operation: { 'x-stability-level': 'alpha' } }),
    api({ operation: { 'x-stability-level': 'stable' } }),
    none,
    'api-stability-increased',
  ],
  ['the stability of an operation is unknown', api({}), api({ operation: { 'x-stability-level': 'rocky' } }), none, 'api-invalid-stability-level'],
  ['another operationId', api({}), api({ operation: { operationId: 'addPet' } }), CODE],
  ['the operationId is removed', api({}), api({ operation: { operationId: undefined } }), CODE, 'api-operation-id-removed'],
  ['an operationId is added', api({ operation: { operationId: undefined } }), api({}), none, 'api-operation-id-added'],
  ['another first tag', api({ operation: { tags: ['Pets'] } }), api({ operation: { tags: ['Animals', 'Pets'] } }), CODE, 'api-tag-added'],
  ['the tag is removed', api({ operation: { tags: ['Pets'] } }), api({}), CODE, 'api-tag-removed'],
  ['another second tag', api({ operation: { tags: ['Pets', 'Old'] } }), api({ operation: { tags: ['Pets', 'New'] } }), none],
  ['another summary and description', api({ operation: { summary: 'a' } }), api({ operation: { summary: 'b', description: 'c' } }), none],
  ['external documentation', api({}), api({ operation: { externalDocs: { url: 'https://e.example' } } }), none],
  ['a link is removed', responses({ 200: { ...d, links: { a: { operationId: 'createPet' } } } }), responses({ 200: d }), none],
  ['an extension that nothing reads', api({}), api({ operation: { 'x-owner': 'team' } }), none],
  [
    'a webhook is removed',
    api({ root: { webhooks: { born: { post: { responses: { 204: d } } } } } }),
    api({}),
    ['clients that receive the webhook born'],
    'webhook-removed',
  ],
  ['a webhook is added', api({}), api({ root: { webhooks: { born: { post: { responses: { 204: d } } } } } }), none, 'webhook-added'],
  ['a webhook sends another type', webhook(text), webhook(integer), ['clients that receive the webhook born']],
  ['a webhook sends less', webhook(text), webhook({ ...text, maxLength: 3 }), none],
  ['a webhook expects more of the response', webhook(text, { 200: d }), webhook(text, { 202: d }), ['clients that respond to the webhook born']],
  ['a callback is removed', callback(text), api({}), ['clients that receive the callback done of POST /pets']],
  ['a callback sends more', callback({ ...text, maxLength: 3 }), callback(text), ['clients that receive the callback done of POST /pets']],
  ['a callback is added', api({}), callback(text), none],
];

function twoPaths(more: object): JsonObject {
  return api({ root: { paths: { '/pets/{a}': get, '/pets/{b}': { post: { responses: { 204: d }, ...more } } } } });
}

function webhook(schema: unknown, result: object = { 204: d }): JsonObject {
  return api({ root: { webhooks: { born: { post: { requestBody: { content: json(schema) }, responses: result } } } } });
}

function callback(schema: unknown): JsonObject {
  return api({ operation: { callbacks: { done: { '{$request.query.url}': { post: { requestBody: { content: json(schema) }, responses: { 204: d } } } } } } });
}

const servers = (...all: object[]) => api({ root: { servers: all } });
const host = { url: 'https://{stage}.example', variables: { stage: { default: 'a', enum: ['a', 'b'] } } };
const SERVERS: readonly Row[] = [
  ['a server is removed', servers({ url: 'https://a.example' }, { url: 'https://b.example' }), servers({ url: 'https://a.example' }), anyone],
  ['another server', servers({ url: 'https://a.example' }), servers({ url: 'https://b.example' }), anyone],
  ['all servers are removed', servers({ url: 'https://a.example' }), api({}), anyone],
  ['a server is added', servers({ url: 'https://a.example' }), servers({ url: 'https://b.example' }, { url: 'https://a.example' }), none],
  ['a first server', api({}), servers({ url: 'https://a.example' }), none],
  ['a slash at the end of a server', servers({ url: 'https://a.example' }), servers({ url: 'https://a.example/' }), none],
  ['another description of a server', servers({ url: 'https://a.example' }), servers({ url: 'https://a.example', description: 'b' }), none],
  ['another default of a variable', servers(host), servers({ ...host, variables: { stage: { default: 'b', enum: ['a', 'b'] } } }), anyone],
  ['a value of a variable is removed', servers(host), servers({ ...host, variables: { stage: { default: 'a', enum: ['a'] } } }), anyone],
  ['a value of a variable is added', servers(host), servers({ ...host, variables: { stage: { default: 'a', enum: ['a', 'b', 'c'] } } }), none],
  [
    'an operation moves to a server',
    api({ operation: { servers: [{ url: 'https://a.example' }] } }),
    api({ operation: { servers: [{ url: 'https://b.example' }] } }),
    CALLERS,
  ],
  [
    'an operation moves to the server of all',
    api({ operation: { servers: [{ url: 'https://a.example' }] }, root: { servers: [{ url: 'https://b.example' }] } }),
    servers({ url: 'https://b.example' }),
    CALLERS,
  ],
];

const parameter = (more: object = {}) => takes({ schema: text, ...more });
const path = (name: string, more: object = {}, at = `/pets/{${name}}`) =>
  api({ path: at, parameters: [{ name, in: 'path', required: true, schema: text, ...more }] });
const ofPath = ['clients that send requests to POST /pets/{id}'];
const header = (more: object = {}) => takes({ name: 'X-Trace', in: 'header', schema: text, ...more });
const array = { type: 'array', items: text };
const PARAMETERS: readonly Row[] = [
  ['a parameter is removed', parameter(), api({}), SENDERS, 'request-parameter-removed'],
  [
    'a deprecated parameter is removed',
    parameter({ deprecated: true, 'x-sunset': '2020-01-01' }),
    api({}),
    SENDERS,
    'request-parameter-removed-with-deprecation',
  ],
  [
    'a parameter is removed before its sunset',
    parameter({ deprecated: true, 'x-sunset': '2999-01-01' }),
    api({}),
    SENDERS,
    'request-parameter-removed-before-sunset',
  ],
  ['a parameter is removed whose sunset is no date', parameter({ deprecated: true, 'x-sunset': 'soon' }), api({}), SENDERS, 'request-parameter-sunset-parse'],
  [
    'a parameter is deprecated',
    parameter(),
    parameter({ deprecated: true }),
    none,
    'request-parameter-deprecated',
    'request-parameter-deprecated-sunset-missing',
  ],
  ['a parameter is no longer deprecated', parameter({ deprecated: true }), parameter(), none, 'request-parameter-reactivated'],
  [
    'a parameter is deprecated with a near sunset',
    parameter(),
    parameter({ deprecated: true, 'x-sunset': '2020-01-01' }),
    none,
    'request-parameter-sunset-date-too-small',
  ],
  [
    'the sunset of a parameter is removed',
    parameter({ deprecated: true, 'x-sunset': '2999-01-01' }),
    parameter({ deprecated: true }),
    none,
    'request-parameter-sunset-deleted',
  ],
  [
    'the sunset of a parameter is nearer',
    parameter({ deprecated: true, 'x-sunset': '2999-01-01' }),
    parameter({ deprecated: true, 'x-sunset': '2020-01-01' }),
    none,
    'request-parameter-sunset-date-changed-too-small',
  ],
  ['a required parameter is added', api({}), parameter({ required: true }), SENDERS, 'new-required-request-parameter'],
  [
    'a required parameter with a default is added',
    api({}),
    parameter({ required: true, schema: { ...text, default: 'a' } }),
    SENDERS,
    'new-required-request-default-parameter-to-existing-path',
  ],
  ['an optional parameter is added', api({}), parameter(), none, 'new-optional-request-parameter'],
  [
    'an optional parameter with a default is added',
    api({}),
    parameter({ schema: { ...text, default: 'a' } }),
    none,
    'new-optional-request-default-parameter-to-existing-path',
  ],
  ['a path gets a parameter', api({ path: '/pets' }), path('id'), CALLERS, 'new-request-path-parameter'],
  ['a parameter of a path is renamed', path('id'), path('petId'), CODE],
  ['a parameter moves to the path item', parameter(), api({ item: { parameters: [{ name: 'limit', in: 'query', schema: text }] } }), none],
  ['a parameter moves to the header', parameter(), takes({ in: 'header', schema: text }), SENDERS],
  ['a parameter is written in another order', api({ parameters: [query('a'), query('b')] }), api({ parameters: [query('b'), query('a')] }), none],
  [
    'a parameter becomes a reference',
    parameter(),
    api({
      parameters: [{ $ref: '#/components/parameters/Limit' }],
      root: { components: { parameters: { Limit: { name: 'limit', in: 'query', schema: text } } } },
    }),
    none,
  ],
  [
    'a parameter of the path item that is required',
    api({}),
    api({ item: { parameters: [{ ...query('a'), required: true }] } }),
    SENDERS,
    'new-required-request-parameter',
  ],
  ['a parameter became required', parameter(), parameter({ required: true }), SENDERS, 'request-parameter-became-required'],
  ['a parameter became optional', parameter({ required: true }), parameter(), none, 'request-parameter-became-optional'],
  ['a header parameter in another case', header(), header({ name: 'x-trace' }), none],
  ['a header parameter is removed', header(), api({}), SENDERS, 'request-parameter-removed'],
  ['a required header parameter is added', api({}), header({ required: true }), SENDERS, 'new-required-request-parameter'],
  ['a required cookie is added', api({}), takes({ in: 'cookie', required: true, schema: text }), SENDERS, 'new-required-request-parameter'],
  ['a header parameter that is ignored', api({}), takes({ name: 'Accept', in: 'header', required: true, schema: text }), none],
  [
    'a header parameter of several values is narrowed',
    header({ schema: object({ a: { enum: ['x', 'y'] } }) }),
    header({ schema: object({ a: { enum: ['x'] } }) }),
    SENDERS,
  ],
  [
    'a property of a header became an enum',
    header({ schema: object({ a: text }) }),
    header({ schema: object({ a: { enum: ['x'] } }) }),
    SENDERS,
    'request-header-property-became-enum',
  ],
  [
    'a property of a header became required',
    header({ schema: object({ a: text }) }),
    header({ schema: object({ a: text }, { required: ['a'] }) }),
    SENDERS,
    'request-header-property-became-required',
  ],
  [
    'a required property of a header is added',
    header({ schema: object({}) }),
    header({ schema: object({ a: text }, { required: ['a'] }) }),
    SENDERS,
    'new-required-request-header-property',
  ],
  ['another type of a parameter', takes({ schema: text }), takes({ schema: integer }), SENDERS, 'request-parameter-type-changed'],
  ['a parameter takes any text', takes({ schema: integer }), takes({ schema: text }), none, 'request-parameter-type-generalized'],
  [
    'another type of a property of a parameter',
    takes({ style: 'deepObject', schema: object({ p: integer }) }),
    takes({ style: 'deepObject', schema: object({ p: { type: 'boolean' } }) }),
    SENDERS,
    'request-parameter-property-type-changed',
  ],
  ['numbers of a parameter become texts', takes({ schema: { type: 'integer', enum: [1, 2] } }), takes({ schema: { type: 'string', enum: ['1', '2'] } }), none],
  [
    'another pattern of a parameter',
    takes({ schema: { ...text, pattern: '^a' } }),
    takes({ schema: { ...text, pattern: '^b' } }),
    SENDERS,
    'request-parameter-pattern-changed',
  ],
  [
    'a list of types of a parameter is shorter',
    takes({ schema: { type: ['integer', 'boolean'] } }),
    takes({ schema: { type: ['integer'] } }),
    SENDERS,
    'request-parameter-list-of-types-narrowed',
  ],
  [
    'a list of types of a parameter is longer',
    takes({ schema: { type: ['integer'] } }),
    takes({ schema: { type: ['integer', 'boolean'] } }),
    none,
    'request-parameter-list-of-types-widened',
  ],
  [
    'a list of types of a property of a parameter is shorter',
    takes({ style: 'deepObject', schema: object({ p: { type: ['integer', 'boolean'] } }) }),
    takes({ style: 'deepObject', schema: object({ p: { type: ['integer'] } }) }),
    SENDERS,
    'request-parameter-property-list-of-types-narrowed',
  ],
  [
    'a list of types of a property of a parameter is longer',
    takes({ style: 'deepObject', schema: object({ p: { type: ['integer'] } }) }),
    takes({ style: 'deepObject', schema: object({ p: { type: ['integer', 'boolean'] } }) }),
    none,
    'request-parameter-property-list-of-types-widened',
  ],
  [
    'a value of x-extensible-enum is removed',
    takes({ schema: { ...text, 'x-extensible-enum': ['a', 'b'] } }),
    takes({ schema: { ...text, 'x-extensible-enum': ['a'] } }),
    none,
    'request-parameter-x-extensible-enum-value-removed',
  ],
  ['another style', parameter({ schema: array, explode: false }), parameter({ schema: array, explode: false, style: 'pipeDelimited' }), SENDERS],
  ['an array is exploded', parameter({ schema: array, explode: false }), parameter({ schema: array }), SENDERS],
  ['an object is sent as deepObject', parameter({ schema: object({ a: text }) }), parameter({ schema: object({ a: text }), style: 'deepObject' }), SENDERS],
  ['a path parameter gets another style', path('id'), path('id', { style: 'label' }), ofPath],
  ['the style is written out', parameter({ schema: array }), parameter({ schema: array, style: 'form', explode: true }), none],
  ['explode of a string', parameter(), parameter({ explode: false }), none],
  ['a schema becomes a media type', parameter(), takes({ schema: undefined, content: json() }), SENDERS],
  ['another media type of a parameter', takes({ content: json() }), takes({ content: { 'text/plain': { schema: text } } }), SENDERS],
  ['the JSON of a parameter is narrowed', takes({ content: json() }), takes({ content: json({ ...text, maxLength: 3 }) }), SENDERS],
  ['allowReserved is removed', parameter({ allowReserved: true }), parameter(), SENDERS],
  ['allowReserved is added', parameter(), parameter({ allowReserved: true }), none],
  ['allowEmptyValue is removed', parameter({ allowEmptyValue: true }), parameter(), SENDERS],
  ['allowEmptyValue is added', parameter(), parameter({ allowEmptyValue: true }), none],
  ['another example of a parameter', parameter({ example: 'a' }), parameter({ example: 'b' }), none],
];

function query(name: string): object {
  return { name, in: 'query', schema: text };
}

const defaults = (value: unknown, more: object = {}) => takes({ schema: { ...integer, ...(value !== undefined && { default: value }) }, ...more });
const member = (value: unknown, more: object = {}) => sends(object({ p: { ...integer, ...(value !== undefined && { default: value }) } }, more));
const optional = (value: unknown) => body(json({ ...integer, ...(value !== undefined && { default: value }) }), false);
const responded = (value: unknown) => responds({ ...integer, ...(value !== undefined && { default: value }) });
const respondedMember = (value: unknown) => responds(object({ p: { ...integer, ...(value !== undefined && { default: value }) } }));
const DEFAULTS: readonly Row[] = [
  ['another default of a parameter', defaults(10), defaults(100), SENDERS, 'request-parameter-default-value-changed'],
  ['a default is added to a parameter', defaults(undefined), defaults(100), SENDERS, 'request-parameter-default-value-added'],
  ['the default of a parameter is removed', defaults(10), defaults(undefined), SENDERS, 'request-parameter-default-value-removed'],
  [
    'another default of a header',
    defaults(10, { name: 'X-Limit', in: 'header' }),
    defaults(100, { name: 'X-Limit', in: 'header' }),
    SENDERS,
    'request-parameter-default-value-changed',
  ],
  [
    'a default is added to a header',
    defaults(undefined, { name: 'X-Limit', in: 'header' }),
    defaults(100, { name: 'X-Limit', in: 'header' }),
    SENDERS,
    'request-parameter-default-value-added',
  ],
  [
    'the default of a header is removed',
    defaults(10, { name: 'X-Limit', in: 'header' }),
    defaults(undefined, { name: 'X-Limit', in: 'header' }),
    SENDERS,
    'request-parameter-default-value-removed',
  ],
  ['another default of a cookie', defaults(10, { in: 'cookie' }), defaults(100, { in: 'cookie' }), SENDERS, 'request-parameter-default-value-changed'],
  ['another default of a property', member(10), member(100), SENDERS, 'request-property-default-value-changed'],
  ['a default is added to a property', member(undefined), member(100), SENDERS, 'request-property-default-value-added'],
  ['the default of a property is removed', member(10), member(undefined), SENDERS, 'request-property-default-value-removed'],
  ['another default of a form field', form10(10), form10(100), SENDERS],
  ['another default of an optional body', optional(10), optional(100), SENDERS, 'request-body-default-value-changed'],
  ['a default is added to an optional body', optional(undefined), optional(100), SENDERS, 'request-body-default-value-added'],
  ['the default of an optional body is removed', optional(10), optional(undefined), SENDERS, 'request-body-default-value-removed'],
  [
    'a default behind a reference',
    sends(object({ p: { $ref: '#/components/schemas/P' } }), { schemas: { P: { ...integer, default: 1 } } }),
    sends(object({ p: { $ref: '#/components/schemas/P' } }), { schemas: { P: { ...integer, default: 2 } } }),
    SENDERS,
  ],
  [
    'a default in an array',
    sends({ type: 'array', items: object({ p: { ...integer, default: 1 } }) }),
    sends({ type: 'array', items: object({ p: { ...integer, default: 2 } }) }),
    SENDERS,
  ],
  ['another default of a required parameter', defaults(10, { required: true }), defaults(100, { required: true }), none],
  ['another default of a required property', member(10, { required: ['p'] }), member(100, { required: ['p'] }), none],
  ['the same default, written in another order', member({ a: 1, b: 2 }), member({ b: 2, a: 1 }), none],
  ['another default of a response', responded(1), responded(2), none, 'response-body-default-value-changed'],
  ['a default is added to a response', responded(undefined), responded(2), none, 'response-body-default-value-added'],
  ['the default of a response is removed', responded(1), responded(undefined), none, 'response-body-default-value-removed'],
  ['another default of a response property', respondedMember(1), respondedMember(2), none, 'response-property-default-value-changed'],
  ['a default is added to a response property', respondedMember(undefined), respondedMember(2), none, 'response-property-default-value-added'],
  ['the default of a response property is removed', respondedMember(1), respondedMember(undefined), none, 'response-property-default-value-removed'],
];

function form10(value: number): JsonObject {
  return body({ 'application/x-www-form-urlencoded': { schema: object({ p: { ...integer, default: value } }) } });
}

const limit = (bytes: number | undefined, at: 'operation' | 'body' = 'operation') =>
  api({
    body: { content: json(), ...(at === 'body' && bytes !== undefined && { 'x-body-limit-bytes': bytes }) },
    ...(at === 'operation' && bytes !== undefined && { operation: { 'x-body-limit-bytes': bytes } }),
  });
const segments = (multi: boolean | undefined) => path('id', multi === undefined ? {} : { 'x-multi-segment': multi });
const EXTENSIONS: readonly Row[] = [
  ['x-body-limit-bytes is new', limit(undefined), limit(10), SENDERS],
  ['x-body-limit-bytes is new at the request body', limit(undefined, 'body'), limit(10, 'body'), SENDERS],
  ['x-body-limit-bytes is lower', limit(100), limit(10), SENDERS],
  ['a high x-body-limit-bytes is removed', limit(5_000_000), limit(undefined), SENDERS],
  ['x-body-limit-bytes moves to the request body', limit(100), limit(100, 'body'), none],
  ['x-body-limit-bytes is higher', limit(10), limit(100), none],
  ['a low x-body-limit-bytes is removed', limit(10), limit(undefined), none],
  ['x-body-limit-bytes above the default is new', limit(undefined), limit(5_000_000), none],
  ['x-multi-segment is removed', segments(true), segments(undefined), ofPath],
  ['x-multi-segment is false', segments(true), segments(false), ofPath],
  ['x-multi-segment is new', segments(undefined), segments(true), none],
  ['x-closed-query of an operation', api({}), api({ operation: { 'x-closed-query': true } }), CALLERS],
  ['x-closed-query of the document', api({}), api({ root: { 'x-closed-query': true } }), CALLERS],
  ['x-closed-query moves to the operation', api({ root: { 'x-closed-query': true } }), api({ operation: { 'x-closed-query': true } }), none],
  ['x-closed-query of the document, and an open operation', api({}), api({ root: { 'x-closed-query': true }, operation: { 'x-closed-query': false } }), none],
  ['x-closed-query is removed', api({ operation: { 'x-closed-query': true } }), api({}), none],
  [
    'an operation of a closed document is closed again',
    api({ root: { 'x-closed-query': true }, operation: { 'x-closed-query': false } }),
    api({ root: { 'x-closed-query': true } }),
    CALLERS,
  ],
  ['x-open-response is new', responds(object({})), api({ responses: response(200, object({})), operation: { 'x-open-response': true } }), none],
  ['x-open-response is removed', api({ responses: response(200, object({})), operation: { 'x-open-response': true } }), responds(object({})), none],
];

const BODIES: readonly Row[] = [
  ['a required body is added', api({}), body(json()), SENDERS, 'request-body-added-required'],
  ['an optional body is added', api({}), body(json(), false), none, 'request-body-added-optional'],
  ['the body is removed', body(json()), api({}), SENDERS, 'request-body-removed'],
  ['the body became required', body(json(), false), body(json()), SENDERS, 'request-body-became-required'],
  ['the body became optional', body(json()), body(json(), false), none, 'request-body-became-optional'],
  ['a media type of a body is removed', body({ ...json(), 'text/plain': { schema: text } }), body(json()), SENDERS, 'request-body-media-type-removed'],
  ['a media type of a body is added', body(json()), body({ ...json(), 'text/plain': { schema: text } }), none, 'request-body-media-type-added'],
  ['a media type of a body becomes a range', body({ 'image/png': {} }), body({ 'image/*': {} }), none],
  ['a range of a body becomes a media type', body({ 'image/*': {} }), body({ 'image/png': {} }), SENDERS],
  ['a range of a body is wider', body({ 'image/*': {} }), body({ '*/*': {} }), none],
  ['a media type of a body requires a parameter', body({ 'application/json': { schema: text } }), body({ 'application/json; v=2': { schema: text } }), SENDERS],
  ['a media type of a body no longer requires a parameter', body({ 'application/json; v=2': { schema: text } }), body(json()), none],
  ['a media type of a body names its charset', body(json()), body({ 'application/json; charset=utf-8': { schema: text } }), none],
  ['a media type of a body gets a schema', body({ 'application/json': {} }), body(json()), SENDERS, 'request-body-media-type-schema-added'],
  ['a media type of a body loses its schema', body(json()), body({ 'application/json': {} }), none, 'request-body-media-type-schema-removed'],
  ['a file of a form is streamed', upload({ photo: FILE }), upload({ photo: STREAMED }), SENDERS],
  ['a file of a form stops being streamed', upload({ photo: STREAMED }), upload({ photo: FILE }), none],
  ['a new file of a form is streamed', upload({ photo: FILE }), upload({ photo: FILE, clip: STREAMED }), none],
  [
    'a body becomes a reference',
    body(json()),
    api({
      operation: { requestBody: { $ref: '#/components/requestBodies/B' } },
      root: { components: { requestBodies: { B: { required: true, content: json() } } } },
    }),
    none,
  ],
  [
    'another example of a body',
    body({ 'application/json': { schema: text, example: 'a' } }),
    body({ 'application/json': { schema: text, example: 'b' } }),
    none,
  ],
];

const RESPONSES: readonly Row[] = [
  [
    'a success is removed',
    responses(response(200), response(202)),
    responses(response(200)),
    ['clients that read the responses 202 of POST /pets'],
    'response-success-status-removed',
  ],
  ['a success has another status', responses(response(200)), responses(response(201)), READERS, 'response-success-status-removed'],
  ['a success is added', responses(response(200)), responses(response(200), response(202)), none, 'response-success-status-added'],
  ['an error is removed', responses(response(200), response(404)), responses(response(200)), none, 'response-non-success-status-removed'],
  ['an error is added', responses(response(200)), responses(response(200), response(404)), none, 'response-non-success-status-added'],
  [
    'an error has another status',
    responses(response(200), response(503)),
    responses(response(200), response(504)),
    ['clients that read the responses 503 of POST /pets'],
  ],
  ['an error becomes the default', responses(response(200), response(404)), responses(response(200), response('default')), none],
  [
    'an error becomes a default of another kind',
    responses(response(200), response(404)),
    responses(response(200), response('default', integer)),
    ['clients that read the responses 404 of POST /pets'],
  ],
  ['a status becomes a range', responses(response(200)), responses(response('2XX')), none],
  ['a range becomes a status', responses(response('4XX'), response(200)), responses(response(404), response(200)), none],
  ['the default is removed', responses(response(200), response('default')), responses(response(200)), none],
  [
    'a response becomes a reference',
    responses(response(200)),
    api({ responses: { 200: { $ref: '#/components/responses/R' } }, root: { components: { responses: { R: response(200)['200'] } } } }),
    none,
  ],
  [
    'a media type of a response is removed',
    responses({ 200: { ...d, content: { ...json(), 'text/plain': { schema: text } } } }),
    responses(response(200)),
    READERS,
    'response-media-type-removed',
  ],
  [
    'a media type of a response is added',
    responses(response(200)),
    responses({ 200: { ...d, content: { ...json(), 'text/plain': { schema: text } } } }),
    none,
    'response-media-type-added',
  ],
  ['the body of a response is removed', responses(response(200)), responses({ 200: d }), READERS],
  ['a response gets a body', responses({ 200: d }), responses(response(200)), none],
  [
    'a media type of a response becomes a range',
    responses(response(200, text, 'image/png')),
    responses(response(200, text, 'image/*')),
    READERS,
    'response-media-type-name-generalized',
  ],
  [
    'a range of a response becomes a media type',
    responses(response(200, text, 'image/*')),
    responses(response(200, text, 'image/png')),
    none,
    'response-media-type-name-specialized',
  ],
  [
    'a media type of a response gets a parameter',
    responses(response(200)),
    responses(response(200, text, 'application/json; charset=utf-8')),
    none,
    'response-media-type-name-specialized',
  ],
  [
    'another media type of a response',
    responses(response(200)),
    responses(response(200, text, 'application/problem+json')),
    READERS,
    'response-media-type-name-changed',
  ],
  [
    'a media type of a response gets a schema',
    responses({ 200: { ...d, content: { 'application/json': {} } } }),
    responses(response(200)),
    none,
    'response-body-media-type-schema-added',
  ],
  [
    'a media type of a response loses its schema',
    responses(response(200)),
    responses({ 200: { ...d, content: { 'application/json': {} } } }),
    READERS,
    'response-body-media-type-schema-removed',
  ],
  [
    'a value of a media type of a response is removed',
    responds({ enum: ['a', 'b'] }),
    responds({ enum: ['a'] }),
    none,
    'response-mediatype-enum-value-removed',
  ],
  ['a required header is removed', sets({ required: true, schema: text }), sets(undefined), READERS, 'required-response-header-removed'],
  ['an optional header is removed', sets({ schema: text }), sets(undefined), READERS, 'optional-response-header-removed'],
  ['a header is added', sets(undefined), sets({ required: true, schema: text }), none, 'response-header-added'],
  ['a header became optional', sets({ required: true, schema: text }), sets({ schema: text }), READERS, 'response-header-became-optional'],
  ['a header became required', sets({ schema: text }), sets({ required: true, schema: text }), none],
  [
    'a header in another case',
    responses({ 200: { ...d, headers: { 'X-A': { schema: text } } } }),
    responses({ 200: { ...d, headers: { 'x-a': { schema: text } } } }),
    none,
  ],
  ['another type of a header', sets({ schema: integer }), sets({ schema: { type: 'boolean' } }), READERS, 'response-header-type-changed'],
  ['a header is any text', sets({ schema: integer }), sets({ schema: text }), READERS, 'response-header-type-generalized'],
  ['a header is a number', sets({ schema: text }), sets({ schema: integer }), none, 'response-header-type-specialized'],
  [
    'a header gets a format',
    sets({ schema: { ...integer, format: 'int64' } }),
    sets({ schema: { ...integer, format: 'int32' } }),
    none,
    'response-header-type-compatible',
  ],
  ['a list in a header is exploded', sets({ schema: object({ a: text }) }), sets({ explode: true, schema: object({ a: text }) }), READERS],
  ['the declared Content-Type', responses({ 200: { ...d, headers: { 'Content-Type': { schema: text } } } }), responses({ 200: d }), none],
  ['another description of a response', responses(response(200)), responses({ 200: { description: 'e', content: json() } }), none],
];

const security = (list: unknown, schemes: object = {}) =>
  api({ operation: { security: list }, root: { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' }, ...schemes } } } });
const rootSecurity = (list: unknown) =>
  api({ root: { security: list, components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } } } });
const oauth = (flow: object = {}, scopes: object = { read: 'r' }) => ({
  auth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://a.example/token', scopes, ...flow } } },
});
const signedIn = (scopes: string[], flow: object = {}, all: object = { read: 'r', write: 'w' }) => security([{ auth: scopes }], oauth(flow, all));
const SECURITY: readonly Row[] = [
  ['credentials are required', security([]), security([{ key: [] }]), CALLERS, 'api-security-added'],
  [
    'credentials of a kind are no longer accepted',
    security([{ key: [] }, { auth: [] }], oauth()),
    security([{ auth: [] }], oauth()),
    CALLERS,
    'api-security-removed',
  ],
  ['credentials are no longer required', security([{ key: [] }]), security([]), none, 'api-security-removed'],
  ['other credentials are accepted, too', security([{ key: [] }]), security([{ key: [] }, { auth: [] }], oauth()), none, 'api-security-added'],
  ['credentials became optional', security([{ key: [] }]), security([{}, { key: [] }]), none],
  ['two kinds of credentials are required', security([{ key: [] }], oauth()), security([{ key: [], auth: [] }], oauth()), CALLERS],
  ['one of two kinds of credentials is enough', security([{ key: [], auth: [] }], oauth()), security([{ key: [] }], oauth()), none],
  ['the document requires credentials', rootSecurity([]), rootSecurity([{ key: [] }]), CALLERS, 'api-global-security-added'],
  ['the document no longer requires credentials', rootSecurity([{ key: [] }]), rootSecurity(undefined), none, 'api-global-security-removed'],
  ['the credentials of the document move to the operation', rootSecurity([{ key: [] }]), security([{ key: [] }]), none],
  ['a scope is required', signedIn(['read']), signedIn(['read', 'write']), CALLERS, 'api-security-scope-added'],
  ['a scope is no longer required', signedIn(['read', 'write']), signedIn(['read']), none, 'api-security-scope-removed'],
  ['a scope is required by the document', globalScopes(['read']), globalScopes(['read', 'write']), CALLERS, 'api-global-security-scope-added'],
  ['a scope is no longer required by the document', globalScopes(['read', 'write']), globalScopes(['read']), none, 'api-global-security-scope-removed'],
  ['an unused scheme is removed', security([], oauth()), security([]), none, 'api-security-component-removed'],
  ['a scheme is added', security([]), security([], oauth()), none, 'api-security-component-added'],
  [
    'another type of a scheme',
    security([{ key: [] }]),
    security([{ key: [] }], { key: { type: 'http', scheme: 'basic' } }),
    CALLERS,
    'api-security-component-type-changed',
  ],
  ['another name of a key', security([{ key: [] }]), security([{ key: [] }], { key: { type: 'apiKey', in: 'header', name: 'X-Token' } }), CALLERS],
  ['a key in the query', security([{ key: [] }]), security([{ key: [] }], { key: { type: 'apiKey', in: 'query', name: 'X-Key' } }), CALLERS],
  ['the name of a key in another case', security([{ key: [] }]), security([{ key: [] }], { key: { type: 'apiKey', in: 'header', name: 'x-key' } }), none],
  [
    'another HTTP scheme',
    security([{ a: [] }], { a: { type: 'http', scheme: 'basic' } }),
    security([{ a: [] }], { a: { type: 'http', scheme: 'bearer' } }),
    CALLERS,
  ],
  [
    'another format of a bearer token',
    security([{ a: [] }], { a: { type: 'http', scheme: 'bearer' } }),
    security([{ a: [] }], { a: { type: 'http', scheme: 'Bearer', bearerFormat: 'JWT' } }),
    none,
  ],
  ['an unused scheme changes', security([]), security([], { key: { type: 'http', scheme: 'basic' } }), none],
  [
    'another token URL',
    signedIn(['read']),
    signedIn(['read'], { tokenUrl: 'https://b.example/token' }),
    CALLERS,
    'api-security-component-oauth-token-url-changed',
  ],
  [
    'another authorization URL',
    signedIn(['read'], { authorizationUrl: 'https://a.example/auth' }),
    signedIn(['read'], { authorizationUrl: 'https://b.example/auth' }),
    CALLERS,
    'api-security-component-oauth-url-changed',
  ],
  [
    'a flow is removed',
    signedIn(['read']),
    security([{ auth: ['read'] }], { auth: { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://a.example', scopes: {} } } } }),
    CALLERS,
  ],
  ['a scope is declared', signedIn(['read'], {}, { read: 'r' }), signedIn(['read']), none, 'api-security-component-oauth-scope-added'],
  ['an unused scope is removed', signedIn(['read']), signedIn(['read'], {}, { read: 'r' }), none, 'api-security-component-oauth-scope-removed'],
  [
    'another description of a scope',
    signedIn(['read']),
    signedIn(['read'], {}, { read: 'reads', write: 'w' }),
    none,
    'api-security-component-oauth-scope-changed',
  ],
];

function globalScopes(scopes: string[]): JsonObject {
  return api({ root: { security: [{ auth: scopes }], components: { securitySchemes: oauth({}, { read: 'r', write: 'w' }) } } });
}

const VERSIONS: readonly Row[] = [
  ['a new version', api({}), api({ root: { info: { title: 't', version: '2.0.0' } } }), none],
  ['another title', api({}), api({ root: { info: { title: 'u', version: '1.0.0' } } }), none],
  ['another version of OpenAPI', api({ version: '3.0.3' }), api({ version: '3.1.0' }), none],
  ['a schema of the components is removed', api({ schemas: { A: text } }), api({}), CODE, 'api-schema-removed'],
  ['a schema of the components is added', api({}), api({ schemas: { A: text } }), none],
];

export const OPERATION_EDITS: readonly Edit[] = [
  ...PATHS,
  ...SERVERS,
  ...PARAMETERS,
  ...DEFAULTS,
  ...EXTENSIONS,
  ...BODIES,
  ...RESPONSES,
  ...SECURITY,
  ...VERSIONS,
].map(([name, before, after, breaks, ...oasdiff]) => ({ name, before, after, breaks, oasdiff }));
