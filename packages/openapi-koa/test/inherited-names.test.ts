import { type Api, startApi } from '../../../test/support/api.ts';
import { type CompiledFolder, compileFolder } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';
import { typeCheck } from '../../../tools/lib/type-check.ts';

/** Names that every object of JavaScript has, and one that sets the prototype where an object is written down. */
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/** An object whose member may be called `__proto__`. */
const one = (name: string, value: unknown) => Object.fromEntries([[name, value]]);

const SMALL = { type: 'integer', maximum: 5 };
const OK = { description: 'd', content: { 'application/json': { schema: {} } } };

/** Whatever an author may name is called by one name. */
function documentOf(name: string): string {
  const ref = { $ref: `#/components/schemas/${name}` };
  const scheme = (more: object) => ({
    operationId: `${name} ${JSON.stringify(more)}`,
    tags: [name],
    security: [one(name, [])],
    responses: { 204: { description: 'd' } },
  });
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    tags: [{ name }],
    paths: {
      '/secured': { get: scheme({}) },
      [`/parameters/{${name}}`]: {
        get: {
          operationId: name,
          parameters: [
            { name, in: 'path', required: true, schema: SMALL },
            { $ref: `#/components/parameters/${name}` },
            { name, in: 'header', required: true, schema: SMALL },
            { name, in: 'cookie', required: true, schema: SMALL },
          ],
          responses: { 200: OK },
        },
      },
      '/default': { get: { operationId: 'default', parameters: [{ name, in: 'query', schema: { type: 'integer', default: 3 } }], responses: { 200: OK } } },
      '/preset': {
        post: {
          operationId: 'preset',
          requestBody: { content: { 'application/json': { schema: { type: 'object', properties: one(name, { type: 'integer', default: 3 }) } } } },
          responses: { 200: OK },
        },
      },
      '/deep': {
        get: {
          operationId: 'deep',
          parameters: [{ name: 'p', in: 'query', style: 'deepObject', schema: { type: 'object', properties: { a: SMALL } } }],
          responses: { 200: OK },
        },
      },
      '/body': {
        post: {
          operationId: 'body',
          requestBody: {
            content: {
              'application/json': { schema: ref },
              'application/x-www-form-urlencoded': { schema: { type: 'object', properties: one(name, SMALL) }, encoding: one(name, {}) },
            },
          },
          responses: { 200: OK },
        },
      },
      '/response': {
        post: {
          operationId: 'response',
          requestBody: { content: { 'application/json': { schema: {} } } },
          responses: {
            200: {
              description: 'd',
              headers: one(name, { required: true, schema: SMALL }),
              content: { 'application/json': { schema: ref } },
            },
          },
        },
      },
      '/enum': {
        get: { operationId: 'enum', responses: { 200: { description: 'd', content: { 'application/json': { schema: { enum: [one(name, { a: 1 })] } } } } } },
      },
    },
    components: {
      securitySchemes: one(name, { type: 'apiKey', in: 'header', name: 'X-Key' }),
      parameters: one(name, { name, in: 'query', required: true, schema: SMALL }),
      schemas: one(name, { type: 'object', properties: one(name, SMALL), required: [name] }),
    },
  });
}

/** What an operation responds with, each by a member of its query or body. */
const handlers = (name: string) => ({
  ...one(name, ({ params, query, headers, cookies }: Record<string, object>) => ({
    status: 200,
    body: [params, query, headers, cookies].map((values) => Object.entries(values as object)),
  })),
  default: ({ query }: { query: object }) => ({ status: 200, body: Object.entries(query) }),
  preset: ({ body }: { body: object }) => ({ status: 200, body: Object.entries(body) }),
  deep: ({ query }: { query: { p: object } }) => ({ status: 200, body: Object.entries(query.p) }),
  body: ({ body }: { body: object }) => ({ status: 200, body: Object.entries(body) }),
  response: ({ body }: { body: { field: number; member?: number; more?: string } }) => ({
    status: 200,
    headers: one(name, body.field),
    body: body.member === undefined ? {} : one(name, body.member),
  }),
  enum: () => ({ status: 200, body: one(name, { a: 1 }) }),
  [`${name} {}`]: () => ({ status: 204 }),
});

describe.each(NAMES)('everything that a document can name %s', (name) => {
  let compiled: CompiledFolder;
  let api: Api;

  beforeAll(async () => {
    compiled = compileFolder('d.json', documentOf(name));
    const securityHandlers = one(name, ({ secret }: { secret: string }) => (secret === 'good' ? secret : undefined)) as never;
    api = await startApi({ operations: compiled.operations, handlers: handlers(name), securityHandlers });
  });
  afterAll(() => api?.close());

  test('type-checks', async () => {
    expect(await typeCheck(compiled.folder)).toBe('');
  });

  test('lists what no request can have, and nothing else', () => {
    expect([...new Set(compiled.diagnostics.map(({ code }) => code))]).toEqual(name === '__proto__' ? ['refused-property'] : []);
  });

  const json = (body: string) => ['Content-Type: application/json', `Content-Length: ${body.length}`, '', body].join('\r\n');
  const form = (body: string) => ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, '', body].join('\r\n');
  const fields = (value: number) => `${name}: ${value}\r\nCookie: ${name}=${value}\r\n\r\n`;
  /** Members of this name are refused in requests, before the schema is asked. */
  const refused = name === '__proto__';
  const values = (value: number) => [[name, value]];

  const cases: { name: string; request: string; want: unknown }[] = [
    { name: 'a scheme, without credentials', request: 'GET /secured HTTP/1.0\r\n\r\n', want: 401 },
    { name: 'a scheme, with wrong credentials', request: 'GET /secured HTTP/1.0\r\nX-Key: bad\r\n\r\n', want: 401 },
    { name: 'a scheme, with credentials', request: 'GET /secured HTTP/1.0\r\nX-Key: good\r\n\r\n', want: 204 },
    {
      name: 'parameters of every place',
      request: `GET /parameters/4?${name}=4 HTTP/1.0\r\n${fields(4)}`,
      want: [values(4), values(4), values(4), values(4)],
    },
    {
      name: 'parameters of every place that are wrong',
      request: `GET /parameters/9?${name}=9 HTTP/1.0\r\n${fields(9)}`,
      want: ['path maximum', 'query maximum', 'header maximum', 'cookie maximum'],
    },
    {
      name: 'parameters that are missing',
      request: 'GET /parameters/4 HTTP/1.0\r\n\r\n',
      want: ['query required', 'header required', 'cookie required'],
    },
    { name: 'a parameter with a default', request: 'GET /default HTTP/1.0\r\n\r\n', want: values(3) },
    { name: 'a member of a body with a default', request: `POST /preset HTTP/1.0\r\n${json('{}')}`, want: refused ? [] : values(3) },
    {
      name: 'a member that an object of a parameter does not name',
      request: `GET /deep?p[${name}]=9 HTTP/1.0\r\n\r\n`,
      want: refused ? ['query parse'] : [[name, '9']],
    },
    { name: 'a member of a body', request: `POST /body HTTP/1.0\r\n${json(`{"${name}":4}`)}`, want: refused ? ['body parse'] : values(4) },
    { name: 'a member of a body that is wrong', request: `POST /body HTTP/1.0\r\n${json(`{"${name}":9}`)}`, want: refused ? ['body parse'] : ['body maximum'] },
    { name: 'a member of a body that is missing', request: `POST /body HTTP/1.0\r\n${json('{}')}`, want: ['body required'] },
    { name: 'a member of a form', request: `POST /body HTTP/1.0\r\n${form(`${name}=4`)}`, want: refused ? ['body parse'] : values(4) },
    { name: 'a member of a form that is wrong', request: `POST /body HTTP/1.0\r\n${form(`${name}=9`)}`, want: refused ? ['body parse'] : ['body maximum'] },
    { name: 'a response', request: `POST /response HTTP/1.0\r\n${json('{"field":4,"member":4}')}`, want: one(name, 4) },
    {
      name: 'a response whose field is wrong',
      request: `POST /response HTTP/1.0\r\n${json('{"field":9,"member":4}')}`,
      want: `header ${name.toLowerCase()} must be <= 5`,
    },
    { name: 'a response whose member is wrong', request: `POST /response HTTP/1.0\r\n${json('{"field":4,"member":9}')}`, want: `/${name} must be <= 5` },
    {
      name: 'a response whose member is missing',
      request: `POST /response HTTP/1.0\r\n${json('{"field":4}')}`,
      want: ` must have required property '${name}'`,
    },
    { name: 'a value of an enum', request: 'GET /enum HTTP/1.0\r\n\r\n', want: one(name, { a: 1 }) },
  ];

  test.each(cases)('$name', async ({ request, want }) => {
    api.failures.length = 0;
    const { responses } = await raw({ port: api.port, send: [request] });
    const { status = 0, body = '' } = responses[0] ?? {};
    const failure = api.failures[0]?.error as { pointer: string; reason: string } | undefined;
    const violations =
      status === 400 ? (JSON.parse(body).violations as { in: string; keyword: string }[]).map((each) => `${each.in} ${each.keyword}`) : undefined;
    const got = failure !== undefined ? `${failure.pointer} ${failure.reason}` : (violations ?? (status === 200 ? JSON.parse(body) : status));
    expect(got).toEqual(want);
  });
});
