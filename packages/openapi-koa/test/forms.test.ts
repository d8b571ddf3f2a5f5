import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Api } from '../../../test/support/api.ts';
import { compile, compileTestDocument, document } from '../../../test/support/documents.ts';
import { compileDocument } from '../../openapi-compiler/src/compile.ts';
import { ask, FORM_DATA, field, file, multipart, startEcho } from './bodies-api.ts';

interface Row {
  readonly name: string;
  readonly to: string;
  readonly body: string | Buffer;
  /** What the handler got, or `pointer keyword` of each violation. */
  readonly want: object | readonly string[];
}

const FORM = 'application/x-www-form-urlencoded';
const named = field('name', 'M');
/** No text in UTF-8. */
const PNG = Buffer.from('\x89PNG\xff', 'latin1');
const png = (name: string) => file(name, 'a.png', 'image/png', PNG);
const json = (name: string, text: string) => field(name, text, 'Content-Type: application/json');
const got = (name: string, more: object = {}) => ({ name, filename: 'a.png', contentType: 'image/png', size: 5, same: true, ...more });

/** What each alternative takes is known to validators, and no keyword of a refusal tells whether a type could say it. */
const FILE = { type: 'string', format: 'binary' };
const CODE = {
  oneOf: [
    { type: 'string', pattern: '^\\d{13}$' },
    { type: 'integer', maximum: 1000 },
  ],
};
const PHOTO = { oneOf: [FILE, { type: 'string', format: 'uri' }] };
const PHOTOS = { type: 'array', items: { oneOf: [FILE, { type: 'integer', minimum: 5 }] } };
const MIXED = { type: 'array', items: { anyOf: [{ type: 'object' }, { type: 'string' }] } };
const NESTED = { type: 'array', items: { type: 'array', items: { type: 'string' } } };
/** As in the example of OpenAPI 3.0.3 section 4.7.15.2. */
const XML = { history: { contentType: 'application/xml; charset=utf-8' }, notes: { contentType: 'application/xml' } };
const NOTES = { type: 'array', maxItems: 2, items: { type: 'object', required: ['a'] } };
const REFERENCE = { oneOf: [FILE, { type: 'object', properties: { url: { type: 'string' } } }, { type: 'integer' }] };
const NULLABLE = { type: 'array', nullable: true, items: { type: 'object' } };
const HOLES = { type: 'array', items: { type: 'object', nullable: true } };
const ALTERNATIVES = document({
  post: {
    operationId: 'alternatives',
    requestBody: {
      content: {
        [FORM]: { schema: { type: 'object', properties: { code: CODE, nested: NESTED, nullable: NULLABLE, holes: HOLES } } },
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              photo: PHOTO,
              photos: PHOTOS,
              mixed: MIXED,
              nested: NESTED,
              history: { type: 'object' },
              notes: NOTES,
              nullable: NULLABLE,
              reference: REFERENCE,
            },
          },
          encoding: XML,
        },
      },
    },
    responses: { 200: { description: 'd', content: { 'application/json': {} } } },
  },
});

const texts: readonly Row[] = [
  { name: 'a member of a part of the schema', to: '/texts', body: 'page=2', want: { page: 2 } },
  { name: 'a wrong member of a part of the schema', to: '/texts', body: 'page=0', want: ['/page minimum'] },
  { name: 'members without a name', to: '/texts', body: 'a=1&constructor=2', want: { a: 1, constructor: 2 } },
  { name: 'a wrong member without a name', to: '/texts', body: 'a=x', want: ['/a type'] },
  { name: 'a member without a name twice', to: '/texts', body: 'a=1&a=2', want: ['/a repeated'] },
  { name: 'a member __proto__ where others are taken', to: '/texts', body: '__proto__=1', want: ['/__proto__ parse'] },
  { name: 'a member by the pattern of its name', to: '/texts', body: 'is_a=true&is_b=false', want: { is_a: true, is_b: false } },
  { name: 'the first items of a list', to: '/texts', body: 'ids=1&ids=2', want: { ids: ['1', 2] } },
  { name: 'an integer of two alternatives', to: '/t', body: 'code=12', want: { code: 12 } },
  { name: 'a string of two alternatives that looks like an integer', to: '/t', body: 'code=1234567890123', want: { code: '1234567890123' } },
  { name: 'one list of several in a list', to: '/t', body: 'nested=["a","b"]', want: { nested: [['a', 'b']] } },
  { name: 'all lists in a list, each by itself', to: '/t', body: 'nested=["a"]&nested=["b"]', want: { nested: [['a'], ['b']] } },
  { name: 'all lists in a list, in one text', to: '/t', body: 'nested=[["a"],["b"]]', want: { nested: [['a'], ['b']] } },
  { name: 'an empty list in a list, which may be all of it', to: '/t', body: 'nested=[]', want: { nested: [] } },
  { name: 'null in place of a list', to: '/t', body: 'nullable=null', want: { nullable: null } },
  { name: 'null in a list', to: '/t', body: 'holes=null', want: { holes: [null] } },
  { name: 'null in a list with others', to: '/t', body: 'holes=null&holes={}', want: { holes: [null, {}] } },
  { name: 'what is no list in a list', to: '/t', body: 'nested="a"', want: ['/nested/0 type'] },
  { name: 'a list in a list with a wrong item', to: '/t', body: 'nested=["a",1]', want: ['/nested/0 type', '/nested/1 type'] },
  { name: 'a text that fits no alternative', to: '/t', body: 'code=1234', want: ['/code maximum', '/code oneOf', '/code type'] },
];

const uploads: readonly Row[] = [
  { name: 'a file that may be null', to: '/upload', body: multipart(named, png('maybe')), want: { name: 'M', maybe: got('maybe') } },
  { name: 'a file by a part of its schema', to: '/upload', body: multipart(named, png('composed')), want: { name: 'M', composed: got('composed') } },
  { name: 'a list of files by a part of its schema', to: '/upload', body: multipart(named, png('list')), want: { name: 'M', list: [got('list')] } },
  { name: 'too many files', to: '/upload', body: multipart(named, png('list'), png('list'), png('list')), want: ['/list maxItems'] },
  { name: 'a file that may be a text', to: '/t', body: multipart(named, png('photo')), want: { name: 'M', photo: got('photo') } },
  { name: 'a file that may be an object', to: '/t', body: multipart(png('reference')), want: { reference: got('reference') } },
  { name: 'a text that may be a file', to: '/t', body: multipart(named, field('photo', 'a:b')), want: { name: 'M', photo: 'a:b' } },
  {
    name: 'a wrong text that may be a file',
    to: '/t',
    body: multipart(named, field('photo', 'a b')),
    want: ['/photo format', '/photo oneOf', '/photo type'],
  },
  {
    name: 'a file without a name that may be a text',
    to: '/t',
    body: multipart(named, field('photo', PNG, 'Content-Type: image/png')),
    want: { name: 'M', photo: got('photo', { filename: undefined }) },
  },
  {
    name: 'a list of files and texts, in the order of its parts',
    to: '/t',
    body: multipart(named, field('photos', '8'), png('photos'), field('photos', '7'), png('photos')),
    want: { name: 'M', photos: [8, got('photos'), 7, got('photos')] },
  },
  {
    name: 'a list of texts and JSON, in the order of its parts',
    to: '/t',
    body: multipart(named, json('mixed', '{"k":1}'), field('mixed', 'second'), json('mixed', '{"k":2}')),
    want: { name: 'M', mixed: [{ k: 1 }, 'second', { k: 2 }] },
  },
  { name: 'a part with null in place of a list', to: '/t', body: multipart(json('nullable', 'null')), want: { nullable: null } },
  { name: 'a part with one of the lists in a list', to: '/t', body: multipart(json('nested', '["a","b"]')), want: { nested: [['a', 'b']] } },
  {
    name: 'an object in XML, which is a file',
    to: '/t',
    body: multipart(field('history', PNG, 'Content-Type: application/xml')),
    want: { history: { name: 'history', contentType: 'application/xml', size: 5, same: true } },
  },
  { name: 'an object in XML in another media type', to: '/t', body: multipart(json('history', '{}')), want: ['/history contentType'] },
  {
    name: 'too many objects in XML',
    to: '/t',
    body: multipart(...[1, 2, 3].map((n) => field('notes', `<n>${n}</n>`, 'Content-Type: application/xml'))),
    want: ['/notes maxItems'],
  },
  { name: 'a file or several', to: '/upload', body: multipart(named, png('several')), want: { name: 'M', several: [got('several')] } },
  { name: 'a file of which nothing is said', to: '/upload', body: multipart(named, png('untyped')), want: { name: 'M', untyped: got('untyped') } },
  { name: 'a text of which nothing is said', to: '/upload', body: multipart(named, field('untyped', '7')), want: { name: 'M', untyped: 7 } },
  {
    name: 'members under a condition',
    to: '/upload',
    body: multipart(named, field('kind', 'scan'), field('pages', '2'), png('scan')),
    want: { name: 'M', kind: 'scan', pages: 2, scan: got('scan') },
  },
  { name: 'a member that is missing under a condition', to: '/upload', body: multipart(named, field('kind', 'scan')), want: [' if', ' required'] },
  {
    name: 'a file under a condition in another media type',
    to: '/upload',
    body: multipart(named, file('scan', 'a', 'text/html', 'x')),
    want: ['/scan contentType'],
  },
  { name: 'files without a name in the document', to: '/files', body: multipart(png('a'), field('n_b', '7')), want: { a: got('a'), n_b: 7 } },
  {
    name: 'a file without a name in the document or of its own',
    to: '/files',
    body: multipart(field('a', PNG, 'Content-Type: image/png')),
    want: { a: got('a', { filename: undefined }) },
  },
  { name: 'a file in place of a number', to: '/files', body: multipart(file('n_b', 'a', 'text/plain', 'x')), want: ['/n_b type'] },
];

test('objects in XML are reported, as their schemas are not enforced', () => {
  const unparsed = compileDocument('d.json', ALTERNATIVES).diagnostics.filter(({ code }) => code === 'unparsed-content');
  expect(unparsed.map(({ message }) => ['history', 'notes'].find((name) => message.includes(` ${name} `)))).toEqual(['history', 'notes']);
});

let apis: { parts: Api; alternatives: Api };
beforeAll(async () => {
  apis = { parts: await startEcho(compileTestDocument('forms.yaml')), alternatives: await startEcho(compile('d.json', ALTERNATIVES)) };
});
afterAll(() => Promise.all([apis.parts.close(), apis.alternatives.close()]));

test.each([...texts, ...uploads])('$name', async ({ to, body, want }) => {
  const type = typeof body === 'string' ? FORM : FORM_DATA;
  const api = to === '/t' ? apis.alternatives : apis.parts;
  const { response, json } = await ask(api.port, { to, type, body });
  const { body: members, violations } = json as { body?: unknown; violations?: readonly { pointer?: string; keyword: string }[] };
  const refused = violations?.map(({ pointer = '', keyword }) => `${pointer} ${keyword}`).sort();
  expect(response.status === 200 ? withoutBytes(members) : (refused ?? json)).toEqual(want);
  expect(api.failures.splice(0)).toEqual([]);
});

/** Without the text of files, of which the test of bodies has all. */
function withoutBytes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, member) => {
    if (typeof member !== 'object' || member === null || !('same' in member)) return member;
    const { text: _text, ...rest } = member;
    return rest;
  });
}

test('what may be a file or a text has the types of both', () => {
  const types = compileDocument('d.json', ALTERNATIVES).files.get('types.ts');
  expect(types).toContain('photo?: FormFile | string;');
  expect(types).toContain('photos?: (FormFile | number | string)[];');
});

test('beside a style, the media type of a part counts for nothing (OpenAPI 3.1.0 section 4.8.15.1)', () => {
  const styled = (openapi: string) => {
    const encoding = { a: { contentType: 'application/json', explode: true } };
    const schema = { type: 'object', properties: { a: { type: 'array', items: { type: 'integer' } } } };
    const operation = { operationId: 'a', requestBody: { content: { 'multipart/form-data': { schema, encoding } } }, responses: { 200: { description: 'd' } } };
    return compile('d.json', document({ post: operation }, {}, openapi)).list[0]?.load().body?.content[0]?.fields?.['a']?.contentTypes;
  };
  expect([styled('3.1.0'), styled('3.0.3')]).toEqual([undefined, ['application/json']]);
});

describe('an array in the style deepObject', () => {
  const schema = { type: 'object', properties: { l: { type: 'array', items: { type: 'integer' } }, n: { type: 'integer' } } };
  const content = Object.fromEntries([FORM, FORM_DATA].map((type) => [type, { schema, encoding: { l: { style: 'deepObject', explode: true } } }]));
  const operation = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content: { 'application/json': {} } } } };
  let deep: Api;
  beforeAll(async () => {
    deep = await startEcho(compile('deep.json', document({ post: operation }, {}, '3.1.0')));
  });
  afterAll(() => deep.close());

  const cases = [
    {
      name: 'without indexes',
      given: [
        ['l[]', '1'],
        ['n', '3'],
        ['l[]', '2'],
      ],
      want: { l: [1, 2], n: 3 },
    },
    {
      name: 'with indexes',
      given: [
        ['l[1]', '2'],
        ['l[0]', '1'],
      ],
      want: { l: [1, 2] },
    },
    { name: 'of other items', given: [['l[]', 'x']], want: ['/l/0 type'] },
    { name: 'with a name in place of an index', given: [['l[x]', '1']], want: ['/l parse'] },
    { name: 'under its own name', given: [['l', '1']], want: ['/l parse'] },
    { name: 'in brackets that are not closed', given: [['l[0', '1']], want: ['/l parse'] },
    { name: 'as an item of an item', given: [['l[0][a]', '1']], want: ['/l parse'] },
  ];
  test.each(cases.flatMap((row) => [FORM, FORM_DATA].map((type) => ({ ...row, type }))))('$type: $name', async ({ given, want, type }) => {
    const form = type === FORM ? new URLSearchParams() : new FormData();
    for (const [name, value] of given) form.append(name as string, value as string);
    const response = await fetch(`http://127.0.0.1:${deep.port}/t`, { method: 'POST', body: form });
    const { body, violations } = (await response.json()) as { body?: unknown; violations?: { pointer: string; keyword: string }[] };
    expect(violations?.map(({ pointer, keyword }) => `${pointer} ${keyword}`) ?? body).toEqual(want);
  });
});

test('a list with commas in a form may have them escaped, as every serializer of forms does', async () => {
  const list = (items: object) => ({ type: 'array', items });
  const schema = { type: 'object', properties: { a: list({ type: 'integer' }), b: list({ type: 'string' }) } };
  const content = { [FORM]: { schema, encoding: { a: { explode: false }, b: { explode: false } } } };
  const operation = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content: { 'application/json': {} } } } };
  const lists = await startEcho(compile('lists.json', document({ post: operation })));
  try {
    const response = await fetch(`http://127.0.0.1:${lists.port}/t`, { method: 'POST', body: new URLSearchParams({ a: '1,2', b: 'x,y' }) });
    expect(await response.json()).toMatchObject({ body: { a: [1, 2], b: ['x,y'] } });
  } finally {
    await lists.close();
  }
});

test.each([1, 2])('a form whose names take too long to be checked against a pattern is refused, if it comes in %i parts, too', async (parts) => {
  const schema = { type: 'object', patternProperties: { '^(a+)+(?=\\1)c$': { type: 'integer' } } };
  const content = { 'application/x-www-form-urlencoded': { schema } };
  const post = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content: { 'application/json': {} } } } };
  const patterns = await startEcho(compile('d.json', document({ post }, {}, '3.1.0')), {}, 1_000_000);
  const body = Array.from({ length: 300 }, (_, index) => `${'a'.repeat(900)}${index}=1`).join('&');
  const half = Math.ceil(body.length / parts);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length };
    const request = httpRequest({ port: patterns.port, path: '/t', method: 'POST', headers }, resolve).on('error', reject);
    request.write(body.slice(0, half));
    setTimeout(() => request.end(body.slice(half)), 50);
  });
  const { violations } = JSON.parse((await response.toArray()).join('')) as { violations: unknown };
  expect([response.statusCode, violations]).toEqual([
    400,
    [{ in: 'body', pointer: '', keyword: 'pattern', message: 'takes too long to be checked against a pattern' }],
  ]);
  expect(patterns.failures).toEqual([]);
  await patterns.close();
});
