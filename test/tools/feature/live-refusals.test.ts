import { parse } from 'yaml';
import { type DocumentOperation, readOperations } from '../../../packages/openapi-compiler/src/parse/operations.ts';
import { normalizeReferences } from '../../../packages/openapi-compiler/src/parse/references.ts';
import { type Refusal, refusalsOf } from '../../../tools/feature/refusals.ts';
import { requestExamplesOf, requestParts } from '../../../tools/feature/request-example.ts';
import { type Api, startApi } from '../../support/api.ts';
import { compileFolder } from '../../support/documents.ts';
import { call, outcome, type Sent } from '../../support/endpoint.ts';
import { documentOf } from '../../support/refusal.ts';

const body = (content: string) => `
      requestBody:
        required: true
        content:${content}`;
const operation = (id: string, rest: string) => `
  /${id}:
    post:
      operationId: ${id}
      responses: { '204': { description: d } }${rest}`;
const NUMBERED =
  'type: object, required: [n, b], properties: { n: { type: integer, minimum: 3 }, b: { type: boolean }, l: { type: array, items: { type: integer } } }';
const FORM = `type: object, required: [n, photo], properties: { n: { type: integer, minimum: 3 }, photo: { type: string, format: binary }, more: { type: array, minItems: 1, items: { type: string, format: binary } } }`;

const TEXT = documentOf(
  [
    operation('page', body(`\n          application/x-www-form-urlencoded: { schema: { ${NUMBERED} } }`)),
    operation(
      'several',
      body(`
          application/json: { schema: { type: object, required: [a], properties: { a: { type: string } } } }
          application/merge-patch+json: { schema: { type: object, required: [c], properties: { c: { type: integer } } } }
          application/x-www-form-urlencoded: { schema: { type: object, required: [n], properties: { n: { type: integer } } } }
          text/plain: { schema: { type: string } }`),
    ),
    operation(
      'upload',
      body(`
          multipart/form-data:
            schema: { ${FORM} }
            encoding: { photo: { contentType: 'image/png, image/jpeg' }, more: { contentType: 'image/*' } }`),
    ),
    operation(
      'deep',
      `
      parameters:
        - { name: filter, in: query, style: deepObject, required: true, schema: { type: object, required: [n], additionalProperties: false, properties: { n: { type: integer, maximum: 9 }, on: { type: boolean } } } }`,
    ),
    operation(
      'exploded',
      `
      parameters:
        - { name: page, in: query, schema: { type: object, properties: { limit: { type: integer, minimum: 1 }, side: { type: string, enum: [l, r] } } } }`,
    ),
    operation(
      'alternatives',
      body(`
          application/json: { schema: { $ref: '#/components/schemas/Animal' } }`),
    ),
    operation(
      'undecided',
      body(`
          application/json: { schema: { oneOf: [{ $ref: '#/components/schemas/Bird' }, { $ref: '#/components/schemas/Fish' }] } }`),
    ),
    operation(
      'steps',
      body(
        `\n          application/json: { schema: { type: object, required: [s, w, t], properties: { ${[
          's: { type: number, minimum: 1, multipleOf: 0.5 }',
          'w: { type: integer, minimum: 10, maximum: 20, multipleOf: 5 }',
          't: { type: number, exclusiveMaximum: true, maximum: 2, multipleOf: 0.25 }',
        ].join(', ')} } } }`,
      ),
    ),
  ].join(''),
  `components:
  schemas:
    Animal:
      oneOf: [{ $ref: '#/components/schemas/Bird' }, { $ref: '#/components/schemas/Fish' }]
      discriminator: { propertyName: kind, mapping: { bird: '#/components/schemas/Bird', fish: '#/components/schemas/Fish' } }
    Bird: { type: object, required: [kind, wings], properties: { kind: { type: string, enum: [bird] }, wings: { type: integer } } }
    Fish: { type: object, required: [kind], properties: { kind: { type: string, enum: [fish] } } }
`,
);

const compiled = compileFolder('refusals.yaml', TEXT).operations;
const { root } = normalizeReferences(parse(TEXT));
const operations = readOperations(root);

interface Row extends Refusal {
  readonly id: string;
  readonly request: Sent;
}

function rowsOf(one: DocumentOperation): Row[] {
  const details = compiled.list.find(({ operationId }) => operationId === one.operationId)?.load();
  if (details === undefined) throw new Error(`There is no ${one.operationId}.`);
  const examples = requestExamplesOf(root, one, details);
  if ('message' in examples) throw new Error(examples.message);
  const [example] = examples;
  const { target, headers } = requestParts(one, example.parameters);
  const request: Sent = { method: 'POST', path: target, headers, ...(example.body && { body: example.body }) };
  return refusalsOf(root, one, details, { example, secured: false }).map((refusal) => ({ ...refusal, id: one.operationId, request }));
}

const rows = operations.flatMap(rowsOf);

let api: Api;
beforeAll(async () => {
  const handlers = Object.fromEntries(operations.map(({ operationId }) => [operationId, () => ({ status: 204 })]));
  api = await startApi({ operations: compiled, handlers, bodyLimitBytes: 1024 * 1024 });
});
afterAll(() => api.close());

test.each(rows)('$id refuses $name, as its generated test says', async ({ request, given, want }) => {
  expect(outcome(await call(api.port, { ...request, ...given, ...(given.bare && { body: undefined }) }))).toEqual(want);
});

test.each(rows.filter(({ id }, index) => rows.findIndex((row) => row.id === id) === index))(
  '$id takes the request that they differ from',
  async ({ request }) => {
    expect(outcome(await call(api.port, request))).toEqual({ status: 204 });
  },
);

const invalid: { id: string; want: string[] }[] = [
  {
    id: 'page',
    want: [
      'a request without a body',
      'a form with no n',
      'a form with no b',
      'a form with a text for its value in n',
      'a form with less than its minimum in n',
      'a form with a text for its value in b',
      'a form with a text for its value in l',
    ],
  },
  {
    id: 'several',
    want: [
      'a request without a body',
      'a body that is no JSON',
      'a body with a text for its value',
      'a body with no a',
      'a body with a list for its value in a',
      'a body that is no JSON, as application/merge-patch+json',
      'a body with a text for its value, as application/merge-patch+json',
      'a body with no c, as application/merge-patch+json',
      'a body with a text for its value in c, as application/merge-patch+json',
      'a form with a text for its value in n, as application/x-www-form-urlencoded',
    ],
  },
  {
    id: 'upload',
    want: [
      'a request without a body',
      'a form with no n',
      'a form with no photo',
      'a form with a text for its value in n',
      'a form with less than its minimum in n',
      'a form with another media type of photo',
      'a form with another media type of more',
    ],
  },
  {
    id: 'deep',
    want: [
      'a request without filter',
      'filter with no n',
      'filter with a member that is not declared',
      'filter with a text for its value in n',
      'filter with more than its maximum in n',
      'filter with a text for its value in on',
      'filter twice',
    ],
  },
  {
    id: 'exploded',
    want: ['page with a text for its value in limit', 'page with less than its minimum in limit', 'page with a value that is not listed in side'],
  },
  {
    id: 'alternatives',
    want: [
      'a request without a body',
      'a body that is no JSON',
      'a body with a text for its value',
      'a body with no kind',
      'a body with no wings',
      'a body with a value that is not listed in kind',
      'a body with a list for its value in kind',
      'a body with a text for its value in wings',
    ],
  },
  {
    id: 'undecided',
    want: [
      'a request without a body',
      'a body that is no JSON',
      'a body with a text for its value',
      'a body with no kind',
      'a body with no wings',
      'a body with a value that is not listed in kind',
      'a body with a list for its value in kind',
      'a body with a text for its value in wings',
    ],
  },
  {
    id: 'steps',
    want: [
      'a request without a body',
      'a body that is no JSON',
      'a body with a text for its value',
      'a body with no s',
      'a body with no w',
      'a body with no t',
      'a body with a text for its value in s',
      'a body with less than its minimum in s',
      'a body with no multiple of its step in s',
      'a body with a text for its value in w',
      'a body with no multiple of its step in w',
      'a body with a text for its value in t',
      'a body with more than its maximum in t',
      'a body with its upper bound in t',
      'a body with no multiple of its step in t',
    ],
  },
];
test.each(invalid)('$id has a refusal for each way in which its body or object breaks its schema', ({ id, want }) => {
  expect(rows.filter((row) => row.id === id && row.want.status === 400).map(({ name }) => name)).toEqual(want);
});
