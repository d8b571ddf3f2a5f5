import { compile } from '../../../test/support/documents.ts';
import { largeDocument } from './large-schemas.ts';

/** More than Ajv's code nests in each other here. */
const MANY = 450;
const LAST = MANY - 1;

const string = { type: 'string' };
const members = (value: (index: number) => unknown, prefix = 'p') =>
  Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`${prefix}${index}`, value(index)]));
const list = (value: (index: number) => unknown) => Array.from({ length: MANY }, (_, index) => value(index));
const one = (index: number) => ({ type: 'object', properties: { [`p${index}`]: string }, required: [`p${index}`] });

const placed = ({ instancePath, keyword }: { readonly instancePath: string; readonly keyword: string }) => `${instancePath} ${keyword}`;

const cases: { name: string; schema: object; valid: unknown; invalid: unknown; error: string }[] = [
  { name: 'properties', schema: { properties: members(() => string) }, valid: { p1: 'a' }, invalid: { [`p${LAST}`]: 1 }, error: `/p${LAST} type` },
  { name: 'properties, the first of which is wrong', schema: { properties: members(() => string) }, valid: {}, invalid: { p0: 1, p9: 1 }, error: '/p0 type' },
  {
    name: 'properties in a part, beside unevaluatedProperties',
    schema: { allOf: [{ properties: members(() => string) }], unevaluatedProperties: { type: 'integer' } },
    valid: { [`p${LAST}`]: 'a', other: 1 },
    invalid: { [`p${LAST}`]: 'a', other: 'b' },
    error: '/other type',
  },
  {
    name: 'patternProperties',
    schema: { patternProperties: members(() => string, '^p') },
    valid: { p1: 'a' },
    invalid: { [`p${LAST}`]: 1 },
    error: `/p${LAST} type`,
  },
  {
    name: 'allOf',
    schema: { allOf: list((index) => ({ properties: { [`p${index}`]: string } })) },
    valid: {},
    invalid: { [`p${LAST}`]: 1 },
    error: `/p${LAST} type`,
  },
  { name: 'prefixItems', schema: { prefixItems: list(() => string) }, valid: ['a'], invalid: [...list(() => 'a').slice(1), 1], error: `/${LAST} type` },
  {
    name: 'dependentSchemas',
    schema: { dependentSchemas: members((index) => ({ required: [`q${index}`] })) },
    valid: { p1: 1, q1: 1 },
    invalid: { [`p${LAST}`]: 1 },
    error: ' required',
  },
  {
    name: 'dependentRequired',
    schema: { dependentRequired: members((index) => [`q${index}`]) },
    valid: { p1: 1, q1: 1 },
    invalid: { [`p${LAST}`]: 1 },
    error: ' dependentRequired',
  },
  { name: 'oneOf that matches none', schema: { oneOf: list(one) }, valid: { [`p${LAST}`]: 'a' }, invalid: { other: 'a' }, error: ' required' },
  { name: 'oneOf that matches two', schema: { oneOf: list(one) }, valid: { p0: 'a' }, invalid: { p1: 'a', p3: 'a' }, error: ' oneOf' },
  { name: 'anyOf', schema: { anyOf: list(one) }, valid: { p1: 'a', [`p${LAST}`]: 'a' }, invalid: { p1: 1 }, error: ' required' },
];
test.each(cases)('many members of $name', ({ schema, valid, invalid, error }) => {
  const operations = compile('d.json', JSON.stringify(largeDocument({ A: schema })), { strict: false });
  const { bodies, responses } = operations.list[0]?.load().validators ?? {};
  const verdictsOf = (validate: typeof request) => [validate?.(valid), validate?.(invalid)];
  const request = bodies?.['application/json'];
  expect(verdictsOf(request)).toEqual([true, false]);
  expect(request?.errors?.slice(0, 1).map(placed)).toEqual([error]);
  const response = responses?.['200']?.content?.['application/json'];
  expect(verdictsOf(response)).toEqual([true, false]);
  expect(response?.errors?.map(placed)).toContain(error);
});

test('the alternatives of a large oneOf that match are named', () => {
  const operations = compile('d.json', JSON.stringify(largeDocument({ A: { oneOf: list(one) } })), { strict: false });
  const validate = operations.list[0]?.load().validators.bodies?.['application/json'];
  expect(validate?.({ p1: 'a', p3: 'a' })).toBe(false);
  expect(validate?.errors?.at(0)?.params).toEqual({ passingSchemas: [1, 3] });
});

test('a closed response with many properties in a part names those that are too much', () => {
  const operations = compile('d.json', JSON.stringify(largeDocument({ A: { allOf: [{ type: 'object', properties: members(() => string) }] } })));
  const validate = operations.list[0]?.load().validators.responses['200']?.content?.['application/json'];
  expect(validate?.({ [`p${LAST}`]: 'a' })).toBe(true);
  expect(validate?.({ [`p${LAST}`]: 'a', other: 'b' })).toBe(false);
  expect(validate?.errors?.map(({ params }) => params?.['unevaluatedProperty'])).toEqual(['other']);
});
