import { compile, document } from '../../../test/support/documents.ts';
import { compileDocument } from '../src/compile.ts';

function documentOf(schema: object): string {
  const content = { 'application/json': { schema } };
  const operation = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content } } };
  return document({ post: operation }, {}, '3.1.0');
}

/** The verdicts on a value as a request and as a response, which have to be the same. */
function verdict(schema: object, value: unknown): boolean | undefined {
  const { bodies, responses } = compile('d.json', documentOf(schema)).list[0]?.load().validators ?? { responses: {} };
  const verdicts = [bodies?.['application/json'], responses['200']?.content?.['application/json']].map((validate) => validate?.(value));
  expect(verdicts[0]).toBe(verdicts[1]);
  return verdicts[0];
}

const multiples: { of: number; valid: number[]; invalid: number[] }[] = [
  { of: 0.01, valid: [19.99, 4.35, 0.07, 0, -0, -1.1, 1e20, 1e300, 123456789012.34], invalid: [19.995, 0.001, -4.355, 1e-7, 5e-324] },
  { of: 0.1, valid: [0.3, 1.1, 7, -0.7], invalid: [0.35, 0.01] },
  { of: 0.0001, valid: [0.0075, 1e-4], invalid: [0.00751] },
  { of: 2.5, valid: [5, 7.5, 1e21], invalid: [6, 1.25] },
  { of: 3, valid: [9, -6, 9007199254740990, 1.5e300], invalid: [10, 4.5, 9007199254740991, 1e300] },
  { of: 1, valid: [7, 1e308, 2 ** 53 + 2], invalid: [7.5, 1e-308] },
  { of: 1e-8, valid: [12391239123, 1e308, 1e-8], invalid: [1e-9, 1.5e-8] },
  { of: 1e20, valid: [3e20, 0], invalid: [1e19, 1.5e20, 7] },
  { of: 1e-300, valid: [1e300, 3e-300], invalid: [1e-301] },
  { of: 0.123456789, valid: [1.23456789], invalid: [1e308] },
];

test.each(multiples)('multiples of $of are those of its decimals', ({ of, valid, invalid }) => {
  const taken = [...valid, ...invalid].filter((value) => verdict({ multipleOf: of }, value));
  expect(taken).toEqual(valid);
});

test('what is no number is nobody’s multiple, and not refused', () => {
  expect(verdict({ multipleOf: 0.01 }, 'x')).toBe(true);
});

test('a number that is none is reported as by Ajv', () => {
  const validate = compile('d.json', documentOf({ multipleOf: 0.01 })).list[0]?.load().validators.bodies?.['application/json'];
  validate?.(0.001);
  expect(validate?.errors).toMatchObject([{ keyword: 'multipleOf', params: { multipleOf: 0.01 }, message: 'must be multiple of 0.01' }]);
});

test('decimals are reckoned with only where a schema asks for it', () => {
  const reckons = (schema: object) => [...compileDocument('d.json', documentOf(schema)).files.values()].some((text) => text.includes('.isMultipleOf'));
  expect([reckons({ minimum: 1 }), reckons({ multipleOf: 2 })]).toEqual([false, true]);
});

const schemas: { name: string; schema: object }[] = [
  { name: 'a number', schema: { type: 'number' } },
  { name: 'an integer', schema: { type: 'integer' } },
  { name: 'one of several types', schema: { type: ['number', 'null'] } },
  { name: 'an alternative', schema: { anyOf: [{ type: 'number' }, { type: 'string' }] } },
  { name: 'what has bounds and no type', schema: { minimum: -1, maximum: 1 } },
  { name: 'a multiple without a type', schema: { multipleOf: 0.01 } },
  { name: 'a format without a type', schema: { format: 'double' } },
  { name: 'one of some values', schema: { enum: [1, null] } },
];

test.each(schemas)('what is no number of JSON is not $name', ({ schema }) => {
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, JSON.parse('1e400')].filter((value) => verdict(schema, value))).toEqual([]);
});

test('keywords of numbers say nothing of what is none', () => {
  const values = ['x', true, null, [], {}];
  expect(values.filter((value) => verdict({ minimum: 1, format: 'double' }, value))).toEqual(values);
});
