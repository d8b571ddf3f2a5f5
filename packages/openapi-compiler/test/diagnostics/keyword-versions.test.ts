import { diagnosticsOf, documentOf } from '../../../../test/support/refusal.ts';

const schema = (text: string, openapi: string) => documentOf('  {}', `components: { schemas: { A: ${text} } }`, openapi);

/** Of the same code, but each with something else to write instead. */
const cases: { given: string; openapi: string; want: string }[] = [
  {
    given: '{ exclusiveMinimum: true, minimum: 5 }',
    openapi: '3.1.0',
    want: '`exclusiveMinimum` must be a number; a boolean beside `minimum` is the form of OpenAPI 3.0: write `exclusiveMinimum: 5` in place of both',
  },
  {
    given: '{ exclusiveMaximum: true, maximum: 9 }',
    openapi: '3.1.0',
    want: '`exclusiveMaximum` must be a number; a boolean beside `maximum` is the form of OpenAPI 3.0: write `exclusiveMaximum: 9` in place of both',
  },
  {
    given: '{ exclusiveMinimum: false, minimum: 5 }',
    openapi: '3.1.0',
    want: '`exclusiveMinimum` must be a number; a boolean beside `minimum` is the form of OpenAPI 3.0: remove it',
  },
  {
    given: '{ exclusiveMinimum: 5 }',
    openapi: '3.0.3',
    want: '`exclusiveMinimum` must be true or false; a number is the form of OpenAPI 3.1: write `minimum: 5` and `exclusiveMinimum: true`',
  },
  {
    given: '{ type: [string, "null"] }',
    openapi: '3.0.3',
    want: '`type` must be one of boolean, integer, number, string, array, object; null and lists are of OpenAPI 3.1: write `nullable: true`, or `anyOf`',
  },
  { given: '{ const: a }', openapi: '3.0.3', want: 'OpenAPI 3.0 has no schema keyword `const`; it is of OpenAPI 3.1: write `enum` with one value' },
  { given: '{ contains: {} }', openapi: '3.0.3', want: 'OpenAPI 3.0 has no schema keyword `contains`; it is of OpenAPI 3.1' },
  { given: '{ divisibleBy: 2 }', openapi: '3.0.3', want: 'OpenAPI 3.0 has no schema keyword `divisibleBy`; remove it' },
  { given: '{ exclusiveMinimum: a }', openapi: '3.1.0', want: '`exclusiveMinimum` must be a number' },
];
test.each(cases)('OpenAPI $openapi, $given', ({ given, openapi, want }) => {
  expect(diagnosticsOf(schema(given, openapi)).map(({ message }) => message)).toEqual([want]);
});

test('several keywords of another version are reported in one run, each at its place', () => {
  const found = diagnosticsOf(schema('{ exclusiveMinimum: true, minimum: 0, exclusiveMaximum: true, maximum: 9, properties: { a: { type: text } } }', '3.1.0'));
  expect(found.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(['5:31 invalid-keyword', '5:67 invalid-keyword', '5:122 invalid-keyword']);
});
