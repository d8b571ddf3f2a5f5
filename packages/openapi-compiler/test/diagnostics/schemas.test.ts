import { diagnosticsOf, documentOf, findings } from '../../../../test/support/refusal.ts';

const schema = (text: string, openapi = '3.0.3', others = '') => documentOf('  {}', `components:\n  schemas:\n    A: ${text}\n${others}`, openapi);

/** Each of the word at its place: of what is required, or of a value. */
const cases: { name: string; given: string; want: string[] }[] = [
  // JSON Schema 2020-12 validation, section 6.5.3.
  {
    name: 'half a rename',
    given: schema('{ type: object, required: [petName], properties: { name: { type: string } } }'),
    want: ['7:35 warning undeclared-required'],
  },
  { name: 'a name beside no properties', given: schema('{ type: object, required: [a] }'), want: ['7:35 warning undeclared-required'] },
  { name: 'a declared name', given: schema('{ required: [a], properties: { a: {} } }'), want: [] },
  { name: 'a name of any property', given: schema('{ required: [a], additionalProperties: { type: string } }'), want: [] },
  { name: 'a name beside properties that may be there', given: schema('{ required: [a], additionalProperties: true }'), want: [] },
  {
    name: 'a name of a closed object',
    given: schema('{ required: [a], properties: { b: {} }, additionalProperties: false }'),
    want: ['7:21 warning undeclared-required'],
  },
  { name: 'a name that a pattern matches', given: schema('{ required: [x-a], patternProperties: { "^x-": {} } }', '3.1.0'), want: [] },
  {
    name: 'a name that no pattern matches',
    given: schema('{ required: [a], patternProperties: { "^x-": {} } }', '3.1.0'),
    want: ['7:21 warning undeclared-required'],
  },
  { name: 'a name that a part declares', given: schema('{ required: [a], allOf: [{ properties: { a: {} } }] }'), want: [] },
  { name: 'a name that an alternative declares', given: schema('{ required: [a], oneOf: [{ properties: { a: {} } }, {}] }'), want: [] },
  { name: 'a part that requires what the whole declares', given: schema('{ properties: { a: {} }, anyOf: [{ required: [a] }, {}] }'), want: [] },
  {
    name: 'a part that requires what nothing declares',
    given: schema('{ properties: { a: {} }, anyOf: [{ required: [b] }, {}] }'),
    want: ['7:54 warning undeclared-required'],
  },
  { name: 'a name that is forbidden', given: schema('{ properties: { a: {} }, not: { required: [b] } }'), want: [] },
  { name: 'a name in a condition', given: schema('{ if: { required: [b] }, then: {} }', '3.1.0'), want: [] },
  {
    name: 'a part of others, one of which declares the name',
    given: schema('{ required: [a] }', '3.0.3', "    B: { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { a: {} } }] }"),
    want: [],
  },
  {
    name: 'an alternative of a part of others, one of which declares the name',
    given: schema('{ anyOf: [{ required: [a] }, {}] }', '3.0.3', "    B: { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { a: {} } }] }"),
    want: [],
  },
  {
    name: 'an object inside of another',
    given: schema('{ properties: { o: { type: object, required: [a] } } }'),
    want: ['7:54 warning undeclared-required'],
  },
  { name: 'the items of an array', given: schema('{ type: array, items: { required: [a] } }'), want: ['7:43 warning undeclared-required'] },

  // JSON Schema 2020-12 validation, sections 6.1.1 to 6.1.3.
  {
    name: 'numbers among strings, for want of quotes',
    given: schema('{ type: string, enum: [0123, 1e3, ok] }'),
    want: ['7:31 warning impossible-value', '7:37 warning impossible-value'],
  },
  { name: 'a boolean among strings', given: schema('{ type: string, enum: [true, "false"] }'), want: ['7:31 warning impossible-value'] },
  { name: 'a string among integers', given: schema('{ type: integer, enum: [1, "2"] }'), want: ['7:35 warning impossible-value'] },
  { name: 'a fraction among integers', given: schema('{ type: integer, enum: [1, 2.5, 3.0] }'), want: ['7:35 warning impossible-value'] },
  { name: 'null that is nullable', given: schema('{ type: string, nullable: true, enum: [a, null] }'), want: [] },
  { name: 'null that is not nullable', given: schema('{ type: string, enum: [a, null] }'), want: ['7:34 warning impossible-value'] },
  { name: 'null of one of several types', given: schema('{ type: [string, "null"], enum: [a, null] }', '3.1.0'), want: [] },
  { name: 'no type', given: schema('{ enum: [a, 1] }'), want: [] },
  { name: 'a constant', given: schema('{ type: string, const: 1 }', '3.1.0'), want: ['7:24 warning impossible-value'] },
  { name: 'a default', given: schema('{ type: string, default: 1 }'), want: ['7:24 warning invalid-default'] },
  { name: 'a default of a nullable schema', given: schema('{ type: string, nullable: true, default: null }'), want: [] },
  {
    name: 'an enum in a response and in a property',
    given: documentOf(
      "  /a:\n    get: { operationId: a, responses: { '200': { description: d, content: { application/json: { schema: { properties: { a: { type: string, enum: [1] } } } } } } } }",
    ),
    want: ['5:147 warning impossible-value'],
  },
];

test.each(cases)('$name', ({ given, want }) => {
  expect(findings(given)).toEqual(want);
});

test('a default that only its keywords refuse is found once', () => {
  const given = documentOf(
    "  /a:\n    get: { operationId: a, parameters: [{ name: p, in: query, schema: { type: integer, minimum: 3, default: 1 } }], responses: { '204': { description: d } } }",
  );
  expect(findings(given)).toEqual(['5:100 warning invalid-default']);
});

/** Schemas of which each is made of the next. */
const chain = (count: number, link: (next: { $ref: string }) => object) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {},
    components: {
      schemas: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `S${index}`,
          index === count - 1 ? { type: 'string' } : link({ $ref: `#/components/schemas/S${index + 1}` }),
        ]),
      ),
    },
  });

const chains: { name: string; text: string; want: string[] }[] = [
  { name: 'a chain of 1,000 references for one value', text: chain(1001, (next) => ({ allOf: [next] })), want: [] },
  {
    name: 'a longer one',
    text: chain(1002, (next) => ({ allOf: [next] })),
    want: [
      'nested-too-deep: more than 1000 schemas apply to one value here, each by a reference in the one before; refer to some of them from properties or items, or write them out',
    ],
  },
  {
    name: 'a chain of thousands by conditions',
    text: chain(5000, (next) => ({ if: next, else: { minLength: 1 } })),
    want: [expect.stringMatching(/^nested-too-deep: /)],
  },
  { name: 'a chain of thousands that only refer to the next', text: chain(5000, (next) => next), want: [] },
  { name: 'a chain of thousands by properties', text: chain(2000, (next) => ({ properties: { next } })), want: [] },
];
test.each(chains)('$name', ({ text, want }) => expect(diagnosticsOf(text).map(({ code, message }) => `${code}: ${message}`)).toEqual(want));
