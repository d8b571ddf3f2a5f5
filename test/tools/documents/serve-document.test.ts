import type { JsonObject } from '../../../packages/openapi-compiler/src/json.ts';
import { readOperations } from '../../../packages/openapi-compiler/src/parse/operations.ts';
import type { OperationsSpec, Validator } from '../../../packages/openapi-koa/src/operation-spec.ts';
import { serveDocument } from '../../../tools/documents/serve-document.ts';
import { compile } from '../../support/documents.ts';

const Pet = { type: 'object', required: ['name'], properties: { id: { type: 'integer', readOnly: true }, name: { type: 'string', minLength: 1 } } };
const json = { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } };
const document: JsonObject = {
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  components: { schemas: { Pet }, securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'key' } } },
  paths: {
    '/pets/{id}': {
      put: {
        operationId: 'putPet',
        security: [{ key: [] }],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'dry', in: 'query', schema: { type: 'boolean' } },
        ],
        requestBody: { required: true, content: { ...json, 'application/x-www-form-urlencoded': json['application/json'] } },
        responses: { 200: { description: 'd', content: json } },
      },
    },
    '/photos': {
      post: {
        operationId: 'addPhoto',
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['photo'],
                properties: { photo: { type: 'string', format: 'binary' }, tags: { type: 'array', items: { type: 'string' } } },
              },
            },
          },
        },
        responses: { 201: { description: 'd', headers: { Location: { required: true, schema: { type: 'string', format: 'uri' } } } } },
      },
    },
  },
} as never;

/** @param change of the operations that are served */
async function served(change: (operations: OperationsSpec) => OperationsSpec = (operations) => operations) {
  const [strict, open] = [true, false].map((is) => compile('d.json', JSON.stringify(document), { strict: is })) as [OperationsSpec, OperationsSpec];
  return serveDocument({ root: document, document, operations: readOperations(document), strict: change(strict), open: change(open) });
}

/** Replaces the validators of the operations with a body in JSON. */
const withValidators = (change: (validators: Record<string, unknown>) => object) => (operations: OperationsSpec) => ({
  ...operations,
  list: operations.list.map((spec) => ({
    ...spec,
    load: () => ({ ...spec.load(), validators: spec.operationId === 'putPet' ? change(spec.load().validators as never) : spec.load().validators }) as never,
  })),
});
const anything = (() => true) as Validator;
const nothing = Object.assign(() => false, { errors: [{ instancePath: '', keyword: 'not', params: {}, message: 'must not be' }] }) as Validator;

test('every operation serves its own requests, and refuses them broken', async () => {
  const { operations, broken, verdicts, faults } = await served();
  expect({ operations, faults, different: verdicts.different }).toEqual({ operations: { passed: 2, all: 2 }, faults: [], different: 0 });
  expect(broken.passed).toBe(broken.all);
  expect(broken.all).toBeGreaterThan(30);
  expect(verdicts.compared).toBeGreaterThan(20);
});

test('a request that is not refused is a fault, and so is a verdict that differs', async () => {
  const { operations, broken, verdicts, faults } = await served(withValidators((own) => ({ ...own, bodies: { 'application/json': anything } })));
  expect(operations.passed).toBe(2);
  expect(broken.passed).toBeLessThan(broken.all);
  expect(verdicts.different).toBeGreaterThan(0);
  const texts = faults.map(({ operationId, what }) => `${operationId}: ${what}`);
  expect(texts).toContain('putPet: a request with a body without /name gets 200');
  expect(texts.some((text) => text.startsWith('putPet: the request as application/json: invalid for Ajv, valid here: '))).toBe(true);
});

test('a response that is not refused is a fault', async () => {
  const { faults } = await served(withValidators((own) => ({ ...own, responses: { 200: { content: { 'application/json': anything } } } })));
  expect(faults.map(({ what }) => what)).toContain('a response with a body null at /name gets 200');
});

test('a valid request that is refused is a fault', async () => {
  const { operations, faults } = await served(withValidators((own) => ({ ...own, parameters: nothing })));
  expect(operations).toEqual({ passed: 1, all: 2 });
  expect(faults[0]).toEqual({ operationId: 'putPet', what: expect.stringMatching(/^a valid request with what is required: 400 instead of 200: /) });
});
