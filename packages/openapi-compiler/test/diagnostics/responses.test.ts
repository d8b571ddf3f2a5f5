import { compile, document } from '../../../../test/support/documents.ts';
import { documentOf, refusal, reported } from '../../../../test/support/refusal.ts';
import { compileDocument } from '../../src/compile.ts';

const operation = (responses: string) => documentOf(`  /a:\n    get: { operationId: a, responses: { ${responses} } }`);

const cases: { name: string; given: string; want: string }[] = [
  {
    name: 'a header whose name is none',
    given: operation(`'200': { description: d, headers: { 'X A': { schema: {} } } }`),
    want: '5:77 invalid-header-name',
  },
  {
    name: 'a header twice',
    given: operation(`'200': { description: d, headers: { X-A: { schema: {} }, x-a: { schema: {} } } }`),
    want: '5:98 duplicate-header',
  },
  {
    name: 'a header of a style that headers do not have',
    given: operation(`'200': { description: d, headers: { X-A: { style: form, schema: {} } } }`),
    want: '5:84 invalid-style',
  },
  {
    name: 'a header whose content is neither JSON nor text',
    given: operation(`'200': { description: d, headers: { X-A: { content: { text/html: {}, text/plain: {} } } } }`),
    want: '5:84 unsupported-parameter-content',
  },
  {
    name: 'a media type that is none',
    given: operation(`'200': { description: d, content: { json: {} } }`),
    want: '5:77 invalid-media-type',
  },
  {
    name: 'a media type twice',
    given: operation(`'200': { description: d, content: { a/b: {}, A/B: {} } }`),
    want: '5:86 duplicate-media-type',
  },
  {
    name: 'a text that is an object',
    given: operation(`'200': { description: d, content: { text/plain: { schema: { type: object } } } }`),
    want: '5:91 text-not-primitive',
  },
  {
    name: 'a text that is a list by its value',
    given: operation(`'200': { description: d, content: { text/csv; charset=utf-8: { schema: { enum: [[1], [2]] } } } }`),
    want: '5:104 text-not-primitive',
  },
  {
    name: 'a reference into another file',
    given: operation(`'200': { $ref: 'other.yaml#/x' }`),
    want: '5:50 external-reference',
  },
  {
    name: 'a reference to an address',
    given: operation(`'200': { $ref: 'https://api.example/responses.yaml#/x' }`),
    want: '5:50 external-reference',
  },
];

test.each(cases)('refused with its place: $name', ({ given, want }) => {
  expect(refusal(given)).toBe(want);
});

const JSON_CONTENT = 'content: { application/json: { schema: {} } }';

const listed: { name: string; given: string; want: string[] }[] = [
  {
    name: 'the content of a 204',
    given: `'204': { description: d, ${JSON_CONTENT} }`,
    want: ['5:66 content-without-body'],
  },
  {
    name: 'the content of a 205',
    given: `'205': { description: d, ${JSON_CONTENT} }`,
    want: ['5:66 content-without-body'],
  },
  {
    name: 'the content of a 304',
    given: `'304': { description: d, ${JSON_CONTENT} }`,
    want: ['5:66 content-without-body'],
  },
  { name: 'a 204 without a content is not', given: `'204': { description: d, content: {} }`, want: [] },
  {
    name: 'an interim response',
    given: `'103': { description: d }, '200': { description: d }`,
    want: ['5:41 interim-response'],
  },
  {
    name: 'a range of interim responses',
    given: `'1XX': { description: d, ${JSON_CONTENT} }, '200': { description: d }`,
    want: ['5:41 interim-response'],
  },
  {
    name: 'a Content-Type among the headers',
    given: `'200': { description: d, headers: { content-type: { schema: { type: string } } }, ${JSON_CONTENT} }`,
    want: ['5:77 ignored-header'],
  },
];

test.each(listed)('reported with its place: $name', ({ given, want }) => {
  expect(reported(operation(given))).toEqual(want);
});

const header = (name: string) => `headers: { ${name}: { schema: { type: string } } }`;

const serverHeaders: { name: string; given: string; want: string }[] = [
  ...['Transfer-Encoding', 'Connection', 'Trailer', 'Upgrade', 'Keep-Alive', 'TE', 'Proxy-Connection', 'connection', 'TRANSFER-encoding'].map((name) => ({
    name: `${name} of a status`,
    given: operation(`'200': { description: d, ${header(name)} }`),
    want: '5:77 server-header',
  })),
  { name: 'Connection of a range', given: operation(`'4XX': { description: d, ${header('Connection')} }`), want: '5:77 server-header' },
  {
    name: 'Connection of the default',
    given: operation(`default: { description: d, ${header('Connection')} }`),
    want: '5:79 server-header',
  },
  {
    name: 'a header by reference, where the response names it',
    given: documentOf(
      `  /a:\n    get: { operationId: a, responses: { '200': { description: d, headers: { Trailer: { $ref: '#/components/headers/Any' } } } } }`,
      'components: { headers: { Any: { schema: { type: string } } } }',
    ),
    want: '5:77 server-header',
  },
  {
    name: 'a response by reference, once for all that refer to it',
    given: documentOf(
      `  /a:\n    get: { operationId: a, responses: { '200': { $ref: '#/components/responses/R' }, '400': { $ref: '#/components/responses/R' } } }`,
      `components: { responses: { R: { description: d, ${header('TE')} } } }`,
    ),
    want: '6:60 server-header',
  },
  {
    name: 'a component that nothing refers to',
    given: documentOf(
      `  /a:\n    get: { operationId: a, responses: { '200': { description: d } } }`,
      `components: { responses: { R: { description: d, ${header('Upgrade')} } } }`,
    ),
    want: '6:60 server-header',
  },
  {
    name: 'a path item of OpenAPI 3.1 by reference',
    given: documentOf(
      "  /a: { $ref: '#/components/pathItems/A' }",
      `components: { pathItems: { A: { get: { operationId: a, responses: { '200': { description: d, ${header('Keep-Alive')} } } } } } }`,
      '3.1.0',
    ),
    want: '5:105 server-header',
  },
];

test.each(serverHeaders)('a header that the server sets is refused with its place: $name', ({ given, want }) => {
  expect(refusal(given)).toBe(want);
});

const otherHeaders: { name: string; given: string }[] = [
  { name: 'Content-Length, which a handler may know', given: operation(`'200': { description: d, ${header('Content-Length')} }`) },
  {
    name: 'an interim response, which the layer does not send',
    given: operation(`'101': { description: d, ${header('Upgrade')} }, '200': { description: d }`),
  },
  {
    name: 'an interim response by reference',
    given: documentOf(
      `  /a:\n    get: { operationId: a, responses: { '101': { $ref: '#/components/responses/R' }, '200': { description: d } } }`,
      `components: { responses: { R: { description: d, ${header('Upgrade')} } } }`,
    ),
  },
  {
    name: 'a component whose name is not that of the header',
    given: documentOf(
      `  /a:\n    get: { operationId: a, responses: { '200': { description: d, headers: { X-A: { $ref: '#/components/headers/Connection' } } } } }`,
      'components: { headers: { Connection: { schema: { type: string } } } }',
    ),
  },
  {
    name: 'a part of a request body',
    given: documentOf(
      `  /a:\n    post: { operationId: a, requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { f: { type: string } } }, encoding: { f: { ${header('Trailer')} } } } } }, responses: { '204': { description: d } } }`,
    ),
  },
];

test.each(otherHeaders)('a header that the server does not set can be declared: $name', ({ given }) => {
  expect(refusal(given)).toBe('(not refused)');
});

test('a required Content-Length is not asked of a handler, as the layer counts the bytes', () => {
  const header = (name: string) => ({ responses: { 200: { description: 'd', headers: { [name]: { required: true, schema: { type: 'integer' } } } } } });
  const validates = (name: string, value: object) =>
    compile('d.json', document({ get: { operationId: 'op', ...header(name) } }))
      .list[0]?.load()
      .validators.responses['200']?.headers?.(value);
  expect([validates('Content-Length', {}), validates('Content-Length', { 'content-length': 'x' }), validates('X-Total', {})]).toEqual([true, false, false]);
});

test('x-multi-segment is listed where it means nothing', () => {
  const given = documentOf(
    "  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, x-multi-segment: true, schema: {} }], responses: { '204': { description: d } } }",
  );
  expect(reported(given)).toEqual(['5:63 ineffective-field']);
});

test('the type of a text that may be a number by its schema has both', () => {
  const given = operation(`'200': { description: d, content: { text/plain: { schema: { oneOf: [{ enum: [a, b] }, { type: integer }] } } } }`);
  const types = compileDocument('d.yaml', given).files.get('types.ts');
  expect(types).toContain(`content: { "text/plain": "a" | "b" | number | globalThis.Uint8Array | Readable }`);
});
