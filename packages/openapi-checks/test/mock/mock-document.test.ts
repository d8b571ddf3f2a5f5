import { STATUS_CODES } from 'node:http';
import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { defineProblems } from '../../../openapi-koa/src/index.ts';
import { mockDocument } from '../../src/mock/mock-document.ts';

const problems = Object.values(
  defineProblems({
    first: { status: 409, title: 'First', remedy: 'Do this.' },
    second: { status: 409, title: 'Second', remedy: 'Do that.' },
  }),
);
const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    violations: { type: 'array', items: {} },
  },
};
const example = { type: 'http://a.example/problems#third', title: 'Third', status: 503, detail: 'd' };
const refused = {
  description: 'd',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example: { ...example, status: 406 } } },
};
const document: JsonObject = {
  openapi: '3.0.3',
  servers: [{ url: 'http://a.example/' }],
  paths: {
    '/a': {
      get: {
        responses: {
          200: { description: 'd', content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
          204: { description: 'd' },
          503: { description: 'd', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } } },
          default: { $ref: '#/components/responses/Refused' },
        },
      },
      post: { responses: { 200: { description: 'd' }, default: { description: 'd' } } },
    },
  },
  components: { responses: { Refused: refused }, schemas: { Problem: problem, Pet: { type: 'object', properties: { name: { type: 'string' } } } } },
};

const mocked = mockDocument(document, problems) as unknown as {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: JsonObject; examples: Record<string, { value: JsonObject }> }> }> }>
  >;
};
const responses = mocked.paths['/a']?.['get']?.responses ?? {};
const media = (status: number) => responses[status]?.content['application/problem+json'];

test('a status with problem types has them as examples, in their order', () => {
  const instance = expect.stringMatching(/^urn:uuid:/);
  expect(Object.entries(media(409)?.examples ?? {})).toEqual([
    ['first', { value: { type: 'http://a.example/problems#first', title: 'First', status: 409, detail: 'Do this.', instance } }],
    ['second', { value: { type: 'http://a.example/problems#second', title: 'Second', status: 409, detail: 'Do that.', instance } }],
  ]);
});

test('a status without a problem type is about:blank', () => {
  expect(media(418)?.examples['about-blank']?.value).toMatchObject({ type: 'about:blank', title: "I'm a Teapot", status: 418 });
});

test('a generated problem has the constants of its type and the properties of its example', () => {
  expect(media(409)?.schema).toMatchObject({ properties: { status: { enum: [409] } } });
  expect(media(503)?.schema).toEqual({
    ...problem,
    properties: { type: { enum: [example.type] }, title: { enum: ['Third'] }, status: { enum: [503] }, detail: { type: 'string' } },
    additionalProperties: false,
  });
});

test('an operation without a default problem, and a status without a body, stay unchanged', () => {
  expect(mocked.paths['/a']?.['post']).toEqual({ operationId: 'POST /a', responses: { 200: { description: 'd' }, default: { description: 'd' } } });
  expect(responses[204]).toEqual({ description: 'd' });
});

test('every status of an error has a problem of its own', () => {
  const numbers = Object.keys(STATUS_CODES).filter((status) => Number(status) >= 400);
  const statuses = numbers.map((status) =>
    Object.values(media(Number(status))?.examples ?? { example: { value: example } }).map(({ value }) => value['status']),
  );
  expect(statuses).toEqual(numbers.map((status) => Array(status === '409' ? 2 : 1).fill(Number(status))));
});

test('the document that is given stays as it is', () => {
  const before = structuredClone(document);
  mockDocument(document, problems);
  expect(document).toEqual(before);
});
