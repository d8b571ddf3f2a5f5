import { document } from '../../../test/support/documents.ts';
import { diagnosticsOf } from '../../../test/support/refusal.ts';
import { compileDocument } from '../src/compile.ts';

const LARGE = '9007199254740993';
const RESPONSES = { 204: { description: 'd' } };

/** A document in YAML, as no double holds the bounds in it. */
const yaml = (schema: string, openapi = '3.1.0') => `openapi: ${openapi}
info: { title: T, version: '1' }
paths:
  /t:
    post:
      operationId: op
      requestBody: { content: { application/json: { schema: ${schema} } } }
      responses: { 204: { description: d } }
components:
  schemas:
    Id: { type: integer, x-int64: string }
    Large: { description: ${LARGE}, maximum: &large ${LARGE} }
    Alias: { type: integer, x-int64: bigint, maximum: *large }
`;

const types: { name: string; schema: string; want: string }[] = [
  { name: 'a string', schema: '{ type: integer, x-int64: string }', want: 'string' },
  { name: 'a BigInt', schema: '{ type: integer, format: int64, x-int64: bigint }', want: 'bigint' },
  { name: 'a BigInt or null', schema: '{ type: [integer, "null"], x-int64: bigint }', want: 'bigint | null' },
  {
    name: 'a list of strings',
    schema: `{ type: integer, x-int64: string, enum: [1, ${LARGE}, 9007199254740992] }`,
    want: `"1" | "${LARGE}" | "9007199254740992"`,
  },
  { name: 'a list of BigInts', schema: `{ type: integer, x-int64: bigint, enum: [-1, ${LARGE}] }`, want: `-1n | ${LARGE}n` },
  { name: 'a constant', schema: `{ type: integer, x-int64: bigint, const: ${LARGE} }`, want: `${LARGE}n` },
  { name: 'an array', schema: '{ type: array, items: { type: integer, x-int64: bigint } }', want: 'bigint[]' },
  { name: 'a type beside a reference', schema: '{ allOf: [{ $ref: "#/components/schemas/Id" }, { type: integer, minimum: 2 }] }', want: 'Id & string' },
  { name: 'an alternative', schema: '{ oneOf: [{ type: integer, x-int64: bigint }, { type: number }] }', want: 'bigint | number' },
  { name: 'another integer', schema: '{ type: integer, format: int64 }', want: 'number' },
];
test.each(types)('the type of $name', ({ schema, want }) => {
  expect(compileDocument('d.yaml', yaml(schema)).files.get('types.ts')).toContain(`body: { "application/json": ${want} } | undefined;`);
});

const bounds: { name: string; schema: string; openapi?: string; want: string }[] = [
  { name: 'a bound', schema: `{ type: integer, x-int64: string, maximum: ${LARGE} }`, want: `"maximum":"${LARGE}"` },
  {
    name: 'an exclusive bound of OpenAPI 3.0',
    schema: `{ type: integer, x-int64: string, maximum: ${LARGE}, exclusiveMaximum: true }`,
    openapi: '3.0.3',
    want: `"exclusiveMaximum":"${LARGE}"`,
  },
  { name: 'a divisor', schema: `{ type: integer, x-int64: string, multipleOf: ${LARGE} }`, want: `"multipleOf":"${LARGE}"` },
  { name: 'an alias', schema: '{ $ref: "#/components/schemas/Alias" }', want: `"maximum":"${LARGE}"` },
  { name: 'a bound that a double holds', schema: '{ type: integer, x-int64: string, maximum: 5 }', want: '"maximum":5' },
  {
    name: 'the bounds of 64 bits',
    schema: '{ type: integer, x-int64: string }',
    want: '"bounds":{"minimum":"-9223372036854775808","maximum":"9223372036854775807"}',
  },
  { name: 'a bound just below those', schema: '{ type: integer, x-int64: string, maximum: 9223372036854775806 }', want: '"maximum":"9223372036854775806"' },
  { name: 'a bound beyond those', schema: '{ type: integer, x-int64: string, maximum: 9223372036854775808 }', want: '"maximum":"9223372036854775807"' },
];
test.each(bounds)('$name is compared exactly', ({ schema, openapi, want }) => {
  const { files } = compileDocument('d.yaml', yaml(schema, openapi));
  expect(
    [...files]
      .filter(([path]) => path.endsWith('.cjs'))
      .map(([, code]) => code.replaceAll(/\s/g, ''))
      .join(''),
  ).toContain(want);
});

const AT = 'openapi.yaml:7:';
const wrong: { name: string; schema: string; openapi?: string; want: string[] }[] = [
  { name: 'beside `type: integer`', schema: '{ type: integer, x-int64: string }', want: [] },
  { name: 'another value', schema: '{ type: integer, x-int64: number }', want: ['`x-int64` must be string or bigint'] },
  { name: 'a flag', schema: '{ type: integer, x-int64: true }', want: ['`x-int64` must be string or bigint'] },
  { name: 'without a type', schema: '{ x-int64: string }', want: ['`x-int64` must be beside `type: integer`'] },
  { name: 'beside another type', schema: '{ type: number, x-int64: string }', want: ['`x-int64` must be beside `type: integer`'] },
  { name: 'beside integers and other numbers', schema: '{ type: [integer, number], x-int64: string }', want: ['`x-int64` must be beside `type: integer`'] },
  {
    name: 'beside an array of integers',
    schema: '{ type: array, items: { type: integer }, x-int64: string }',
    want: ['`x-int64` must be beside `type: integer`'],
  },
  {
    name: 'beside another format',
    schema: '{ type: integer, format: uint64, x-int64: string }',
    want: ['`x-int64` must not be beside `format: uint64`; use int64, or no format'],
  },
  { name: 'beside a reference', schema: '{ $ref: "#/components/schemas/Id", x-int64: string }', want: ['`x-int64` must be beside `type: integer`'] },
  {
    name: 'beside a reference of OpenAPI 3.0',
    schema: '{ $ref: "#/components/schemas/Id", x-int64: string }',
    openapi: '3.0.3',
    want: ['`x-int64` must be beside `type: integer`'],
  },
];
test.each(wrong)('$name', ({ schema, openapi = '3.1.0', want }) => {
  const found = diagnosticsOf(yaml(schema, openapi), {}, 'openapi.yaml').filter(({ code }) => code === 'invalid-int64');
  expect(found.map(({ message }) => message)).toEqual(want);
  expect(found.map(({ file, line }) => `${file}:${line}:`)).toEqual(want.map(() => AT));
});

test('in an object that is not a schema', () => {
  const parameter = { name: 'q', in: 'query', 'x-int64': 'string', schema: { type: 'integer' } };
  const found = diagnosticsOf(document({ get: { operationId: 'op', parameters: [parameter], responses: RESPONSES } }));
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'invalid-int64: `x-int64` of a Parameter Object has no effect; put it into a schema beside `type: integer`',
  ]);
});

test('what is wrong is ignored if it is allowed', () => {
  const { files } = compileDocument('d.yaml', yaml('{ type: integer, x-int64: number }'), { allow: ['invalid-int64'] });
  expect(files.get('types.ts')).toContain('"application/json": number');
});

test('operations without the extension are compiled as if it were nowhere', () => {
  const operation = (schema: object) => ({ operationId: 'op', requestBody: { content: { 'application/json': { schema } } }, responses: RESPONSES });
  const plain = { type: 'object', properties: { id: { type: 'integer', format: 'int64', default: 1 }, l: { type: 'array', items: { type: 'integer' } } } };
  const codeOf = (schemas: object) => compileDocument('d.json', document({ post: operation(plain) }, { schemas }, '3.1.0')).files.get('operations/op.cjs');
  expect(codeOf({ Id: { type: 'integer', 'x-int64': 'string' } })).toBe(codeOf({ Id: { type: 'integer' } }));
});
