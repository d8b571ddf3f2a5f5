import { compile } from '../../../test/support/documents.ts';
import { createServer, type ServerLogger } from '../src/index.ts';

const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn() {}, error() {} };
const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({ type: 'object', required, properties });
const schemas = {
  Cat: object({ kind: { type: 'string', enum: ['cat'] }, lives: { type: 'integer', maximum: 9 } }),
  Dog: object({ kind: { type: 'string', enum: ['dog'] }, name: { type: 'string' } }),
  Circle: object({ radius: { type: 'number' } }),
  Square: object({ side: { type: 'number' }, unit: { type: 'string', enum: ['cm', 'mm'] } }),
};
const refs = (...names: (keyof typeof schemas)[]) => names.map((name) => ({ $ref: `#/components/schemas/${name}` }));

async function violations(schema: object, body: unknown): Promise<string[]> {
  const document = {
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': {
        post: { operationId: 'a', requestBody: { required: true, content: { 'application/json': { schema } } }, responses: { 204: { description: 'Done' } } },
      },
    },
    components: { schemas },
  };
  const server = await createServer({
    operations: compile('unions.json', JSON.stringify(document)) as never,
    handlers: { a: () => ({ status: 204 }) } as never,
    log,
  });
  const response = await server.request('a' as never, { body } as never);
  await server.close();
  const problem =
    response.status === 204 ? { violations: [] } : ((await response.json()) as { violations: { pointer: string; keyword: string; message: string }[] });
  return problem.violations.map(({ pointer, keyword, message }) => `${pointer} ${keyword}${/ \(alternative .*\)$/.exec(message)?.[0] ?? ''}`);
}

const cases: { name: string; schema: object; body: unknown; want: string[] }[] = [
  {
    name: 'a discriminator: of the alternative that it names, and no others',
    schema: { oneOf: refs('Cat', 'Dog'), discriminator: { propertyName: 'kind', mapping: { cat: 'Cat', dog: 'Dog' } } },
    body: { kind: 'cat', lives: 10 },
    want: ['/lives maximum'],
  },
  {
    name: 'the nearest alternative comes first, whatever its place',
    schema: { oneOf: refs('Circle', 'Square') },
    body: { side: 1, unit: 'm' },
    want: ['/unit enum (alternative 2 of 2)', ' required (alternative 1 of 2)', ' oneOf'],
  },
  {
    name: 'an alternative for another constant is far, however few its errors are',
    schema: { anyOf: refs('Cat', 'Dog') },
    body: { kind: 'dog', lives: 1 },
    want: [' required (alternative 2 of 2)', '/kind enum (alternative 1 of 2)', ' anyOf'],
  },
  {
    name: 'another type is farther than anything else',
    schema: { anyOf: [{ type: 'string' }, ...refs('Square')] },
    body: {},
    want: [' required (alternative 2 of 2)', ' required (alternative 2 of 2)', ' type (alternative 1 of 2)', ' anyOf'],
  },
  {
    name: 'what every alternative refuses belongs to none of them',
    schema: { anyOf: [object({ a: {} }), object({ a: {}, b: {} })] },
    body: {},
    want: [' required', ' required (alternative 2 of 2)', ' anyOf'],
  },
  { name: 'alternatives that take every value', schema: { oneOf: [{}, {}] }, body: 1, want: [' oneOf'] },
  { name: 'alternatives that take every value, and one that does not', schema: { oneOf: [{}, { type: 'string' }, {}] }, body: 1, want: [' oneOf'] },
  {
    name: 'of unions in unions, each error names the alternative of the innermost, and the keyword is listed once',
    schema: { anyOf: [{ anyOf: [{ type: 'string' }, { type: 'boolean' }] }, object({ a: { type: 'integer' } })] },
    body: { a: 'x' },
    want: ['/a type (alternative 2 of 2)', ' type (alternative 1 of 2)', ' type (alternative 2 of 2)', ' anyOf'],
  },
  {
    name: 'where several match, the errors of others are not the reason',
    schema: { oneOf: [{ type: 'object' }, { type: 'object' }, { type: 'string' }] },
    body: {},
    want: [' oneOf'],
  },
];
test.each(cases)('violations of alternatives: $name', async ({ schema, body, want }) => {
  expect(await violations(schema, body)).toEqual(want);
});
