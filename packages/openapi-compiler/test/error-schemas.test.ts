import { join } from 'node:path';
import { compile, compileFolder, document } from '../../../test/support/documents.ts';
import { reported } from '../../../test/support/refusal.ts';
import { typeCheck } from '../../../tools/lib/type-check.ts';

const ROOT = join(__dirname, '../../..');

const json = (schema: object, type = 'application/json') => ({ description: 'd', content: { [type]: { schema } } });
const ref = (place: string) => ({ $ref: `#/components/${place}` });
const components = {
  schemas: { Error: { type: 'object' }, Invalid: { type: 'object' }, Pet: { type: 'object' } },
  responses: { Pet: json({ type: 'number' }), Gone: json({ type: 'string' }), Refused: json(ref('schemas/Error')) },
};

const cases: { name: string; given: Record<string, object>; want: object | undefined }[] = [
  {
    name: 'by the name of the schema, each with the first response',
    given: { 404: json(ref('schemas/Error')), 422: json(ref('schemas/Invalid')), default: json(ref('schemas/Error')) },
    want: {
      Error: { operationId: 'op', response: '404', type: 'application/json' },
      Invalid: { operationId: 'op', response: '422', type: 'application/json' },
    },
  },
  {
    name: 'by the name of the schema in a response of the components',
    given: { '4XX': ref('responses/Refused') },
    want: { Error: { operationId: 'op', response: '4XX', type: 'application/json' } },
  },
  {
    name: 'by the name of the response if the schema has none',
    given: { 410: ref('responses/Gone') },
    want: { Gone: { operationId: 'op', response: '410', type: 'application/json' } },
  },
  {
    name: 'by operation and status if the name of the response is that of a schema',
    given: { 410: ref('responses/Pet') },
    want: { 'op 410': { operationId: 'op', response: '410', type: 'application/json' } },
  },
  {
    name: 'by operation and status if neither has a name; one that is written twice is one',
    given: { 400: json({ type: 'object', title: 'E' }), 500: json({ type: 'object', title: 'E' }) },
    want: { 'op 400': { operationId: 'op', response: '400', type: 'application/json' } },
  },
  {
    name: 'in any JSON type',
    given: { 400: json(ref('schemas/Error'), 'application/vnd.api+json') },
    want: { Error: { operationId: 'op', response: '400', type: 'application/vnd.api+json' } },
  },
  { name: 'not of successes', given: { 200: json(ref('schemas/Pet')), '3XX': json(ref('schemas/Pet')) }, want: undefined },
  {
    name: 'not of text, and not without a schema',
    given: { 400: json({ type: 'string' }, 'text/plain'), 401: { description: 'd', content: { 'application/json': {} } } },
    want: undefined,
  },
];
test.each(cases)('the schemas of errors are listed: $name', ({ given, want }) => {
  const { errorSchemas } = compile('d.json', document({ get: { operationId: 'op', responses: { 200: { description: 'd' }, ...given } } }, components));
  expect(errorSchemas).toEqual(want);
});

const listed: { name: string; given: Record<string, object>; want: number }[] = [
  { name: 'once for an operation', given: { 400: json({}), 404: json({}) }, want: 1 },
  { name: 'once for operations that refer to the same response', given: { default: ref('responses/Refused') }, want: 1 },
  { name: 'as it is listed without a schema', given: { 400: { description: 'd', content: { 'application/json': {} } } }, want: 1 },
  { name: 'not for problems', given: { 400: json({}, 'application/problem+json; charset=utf-8') }, want: 0 },
  {
    name: 'not for what may also be a problem',
    given: { 400: { description: 'd', content: { 'application/json': {}, 'application/problem+json': {} } } },
    want: 0,
  },
  {
    name: 'not for successes, text and errors without content',
    given: { 201: json({}), 400: json({ type: 'string' }, 'text/plain'), 404: { description: 'd' } },
    want: 0,
  },
];
test.each(listed)('an error format of the document’s own is reported: $name', ({ given, want }) => {
  const responses = { 200: { description: 'd' }, ...given };
  const text = document(
    { get: { operationId: 'a', responses }, ...(want === 1 && 'default' in given && { post: { operationId: 'b', responses } }) },
    components,
  );
  expect(reported(text).filter((line) => line.endsWith('own-error-format'))).toHaveLength(want);
});

test('a mapping of problems is typed by the errors of the document', async () => {
  const named = { code: { type: 'string' }, message: { type: 'string' } };
  const schemas = { Error: { type: 'object', required: ['code'], properties: named }, Pet: { type: 'object', required: ['name'], properties: { name: {} } } };
  const responses = { 200: json(ref('schemas/Pet')), default: json(ref('schemas/Error')) };
  const { folder } = compileFolder('d.json', document({ get: { operationId: 'op', responses } }, { schemas }));
  const program = `
import { createServer, type MapProblem, type ServerLogger } from '${ROOT}/packages/openapi-koa/src/index.ts';
export const api = (handlers: Handlers<Operations>, log: ServerLogger) =>
  createServer<Operations>({
    operations, handlers, log,
    mapProblem: (problem) => ({ body: { code: problem.type?.code ?? 'error', message: problem.message } }),
    errorSchema: 'Error',
  });
// @ts-expect-error a success
export const success: MapProblem<Operations> = () => ({ body: { name: 'Minka' } });
// @ts-expect-error a property of another type
export const wrong: MapProblem<Operations> = () => ({ body: { code: 1 } });
`;
  expect(await typeCheck(folder, program)).toBe('');
});
