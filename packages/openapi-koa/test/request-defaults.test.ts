import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';

/** A default changes nothing of whether a request is valid: it is set afterwards (JSON Schema 2020-12 validation, sections 6.5.3 and 9.2). */
const TEXT = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } };
const TRIGGER = { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['trigger'], default: 'trigger' } } };
const ONE_OF = { oneOf: [TEXT, TRIGGER] };
const SIZE = { type: 'object', required: ['size'], properties: { size: { type: 'integer', default: 3 } } };
const COUNT = { type: 'object', maxProperties: 1, properties: { a: { type: 'string' }, b: { type: 'integer', default: 7 } } };
const parameter = (place: string, name: string, more: object) => ({ name, in: place, schema: { type: 'integer', default: 3 }, ...more });
const deep = { type: 'object', required: ['a'], properties: { a: { default: 'x' }, b: { default: 'y' } } };

const bodies = { oneOf: ONE_OF, required: SIZE, count: COUNT };
const FORMS = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'];
const responses = { 200: { description: 'd', content: { 'application/json': {} } } };
const parameters = {
  required: ['query', 'header', 'cookie'].map((place) => parameter(place, `in-${place}`, { required: true })),
  optional: ['query', 'header', 'cookie'].map((place) => parameter(place, `in-${place}`, {})),
  json: [{ name: 'filter', in: 'query', content: { 'application/json': { schema: SIZE } } }],
  deep: [{ name: 'filter', in: 'query', style: 'deepObject', explode: true, schema: deep }],
};

let api: Api;
beforeAll(async () => {
  const post = (name: string, schema: object) => ({
    operationId: name,
    requestBody: { required: true, content: Object.fromEntries(FORMS.map((type) => [type, { schema }])) },
    responses,
  });
  const paths = {
    ...Object.fromEntries(Object.entries(bodies).map(([name, schema]) => [`/${name}`, { post: post(`body-${name}`, schema) }])),
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, list]) => [`/parameters/${name}`, { get: { operationId: name, parameters: list, responses } }]),
    ),
  };
  const echo = ({ body, query, headers, cookies }: { body?: object; query: object; headers: object; cookies: object }) => ({
    status: 200,
    body: body ?? { ...query, ...headers, ...cookies },
  });
  const operations = compile('defaults.json', JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }));
  api = await startApi({ operations, handlers: Object.fromEntries(operations.list.map(({ operationId }) => [operationId, echo])) });
});
afterAll(() => api.close());

async function outcome(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, init);
  const body = (await response.json()) as { violations?: { keyword: string; name?: string }[] };
  return response.status === 200 ? body : body.violations?.map(({ keyword, name }) => (name === undefined ? keyword : `${name} ${keyword}`));
}

function encoded(type: string, given: Record<string, string | number>): RequestInit {
  if (type === 'application/json') return { method: 'POST', headers: { 'Content-Type': type }, body: JSON.stringify(given) };
  const form = type === 'multipart/form-data' ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries(given)) form.append(name, String(value));
  // A form without fields has no bytes, and would be no body.
  if (Object.keys(given).length === 0) form.append('other', 'o');
  return { method: 'POST', body: form };
}

const sent: { to: keyof typeof bodies; given: Record<string, string>; want: unknown }[] = [
  { to: 'oneOf', given: { text: 'hi' }, want: { text: 'hi' } },
  { to: 'oneOf', given: { kind: 'trigger' }, want: { kind: 'trigger' } },
  { to: 'oneOf', given: {}, want: ['required', 'oneOf'] },
  { to: 'required', given: {}, want: ['required'] },
  { to: 'count', given: { a: 'y' }, want: { a: 'y', b: 7 } },
];
test.each(sent.flatMap((row) => FORMS.map((type) => ({ ...row, type }))))('$type, $to: $given', async ({ to, given, want, type }) => {
  const found = await outcome(`/${to}`, encoded(type, given));
  expect(Array.isArray(found) ? [...new Set(found)] : found).toEqual(want);
});

const sentParameters: { to: string; headers?: Record<string, string>; want: unknown }[] = [
  { to: 'required', want: ['in-query required', 'in-header required', 'in-cookie required'] },
  { to: 'required?in-query=1', headers: { 'in-header': '2', cookie: 'in-cookie=4' }, want: { 'in-query': 1, 'in-header': 2, 'in-cookie': 4 } },
  { to: 'optional', want: { 'in-query': 3, 'in-header': 3, 'in-cookie': 3 } },
  { to: 'json?filter={}', want: ['filter required'] },
  { to: 'deep?filter[b]=1', want: ['filter required'] },
  { to: 'deep?filter[a]=v', want: { filter: { a: 'v', b: 'y' } } },
];
test.each(sentParameters)('parameters, $to', async ({ to, headers = {}, want }) => {
  expect(await outcome(`/parameters/${to}`, { headers })).toEqual(want);
});
