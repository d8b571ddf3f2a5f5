import { checkTypes } from '../../../tools/generate/check-types.ts';
import { compileContract } from '../../../tools/generate/compile-contract.ts';
import { SourceDocument } from '../../../tools/generate/source-document.ts';

const OK = 'responses: { "204": { description: d } }';

/** A document of the given paths, first line `openapi`, third `paths`. */
const document = (paths: string, rest = '', openapi = '3.0.3') => `openapi: ${openapi}\ninfo: { title: T, version: '1' }\npaths:\n${paths}\n${rest}`;

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return '(not refused)';
}

const cases: { name: string; given: string; want: string }[] = [
  {
    name: 'what is no YAML',
    given: 'a: [',
    want: 'd.yaml:1:5: BAD_INDENT: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5:',
  },
  { name: 'what is no object', given: '- 1', want: 'd.yaml:1:1: the document is no object' },
  { name: 'another version', given: document('  {}', '', '2.0.0'), want: 'd.yaml:1:1: only OpenAPI 3.0.x and 3.1.x documents are read' },
  { name: 'an operation without operationId', given: document(`  /a:\n    get: { ${OK} }`), want: 'd.yaml:5:5: the operation has no operationId' },
  {
    name: 'an operationId with a backslash',
    given: document(`  /a:\n    get: { operationId: a\\b, ${OK} }`),
    want: 'd.yaml:5:5: the operationId a\\b has a quote, a backslash or a control character in it, or is too long',
  },
  {
    name: 'an operationId twice',
    given: document(`  /a:\n    get: { operationId: a, ${OK} }\n    put: { operationId: a, ${OK} }`),
    want: 'd.yaml:6:12: the operationId a is taken by GET /a',
  },
  {
    name: 'paths that differ in names only',
    given: document(
      `  /a/{b}:\n    parameters: [{ name: b, in: path, required: true, schema: {} }]\n    get: { operationId: a, ${OK} }\n  /a/{c}:\n    parameters: [{ name: c, in: path, required: true, schema: {} }]\n    get: { operationId: b, ${OK} }`,
    ),
    want: 'd.yaml:7:3: the path differs from /a/{b} in the names of parameters only',
  },
  {
    name: 'an undeclared path parameter',
    given: document(`  /a/{b}:\n    get: { operationId: a, ${OK} }`),
    want: 'd.yaml:5:5: the path parameter b is not declared',
  },
  {
    name: 'a path parameter that the path lacks',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: path, required: true, schema: {} }], ${OK} }`),
    want: 'd.yaml:5:41: the path has no parameter b',
  },
  {
    name: 'a segment of parameters without text between them',
    given: document(
      `  /a/{b}{c}:\n    parameters: [{ name: b, in: path, required: true, schema: {} }, { name: c, in: path, required: true, schema: {} }]\n    get: { operationId: a, ${OK} }`,
    ),
    want: 'd.yaml:4:3: the segment {b}{c} does not tell where a parameter begins and ends',
  },
  {
    name: 'a style that is not read',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: matrix, schema: {} }], ${OK} }`),
    want: 'd.yaml:5:63: the style matrix is not one of query parameters',
  },
  {
    name: 'deepObject of a primitive',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: deepObject, schema: { type: string } }], ${OK} }`),
    want: 'd.yaml:5:82: the style deepObject is for objects',
  },
  {
    name: 'spaceDelimited of a primitive',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: spaceDelimited, schema: { type: string } }], ${OK} }`),
    want: 'd.yaml:5:86: the style spaceDelimited is for arrays and objects',
  },
  {
    name: 'pipeDelimited that is exploded',
    given: document(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: pipeDelimited, explode: true, schema: { type: array } }], ${OK} }`,
    ),
    want: 'd.yaml:5:85: the style pipeDelimited is not exploded; use form',
  },
  {
    name: 'an exploded object without names',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { type: object } }], ${OK} }`),
    want: 'd.yaml:5:63: the members of an exploded object have to be named, or they could be any parameter; use deepObject',
  },
  {
    name: 'a parameter with content',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, content: { text/plain: {} } }], ${OK} }`),
    want: 'd.yaml:5:63: the content of a parameter is one JSON media type',
  },
  {
    name: 'a body that is no JSON',
    given: document(`  /a:\n    post: { operationId: a, requestBody: { content: { text/plain: {} } }, ${OK} }`),
    want: 'd.yaml:5:55: request bodies of text/plain are not supported; application/json and +json are',
  },
  {
    name: 'an undefined security scheme',
    given: document(`  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`),
    want: 'd.yaml:5:5: the security scheme key is not defined',
  },
  {
    name: 'a status that is none',
    given: document('  /a:\n    get: { operationId: a, responses: { OK: { description: d } } }'),
    want: 'd.yaml:5:41: OK is no status, no range such as 4XX, and not default',
  },
  {
    name: 'a reference to nothing',
    given: document("  /a:\n    get: { operationId: a, responses: { '200': { $ref: '#/components/responses/None' } } }"),
    want: 'd.yaml:5:50: #/components/responses/None names nothing',
  },
  {
    name: 'a reference into another file',
    given: document("  /a:\n    get: { operationId: a, responses: { '200': { $ref: 'other.yaml#/x' } } }"),
    want: 'd.yaml:5:50: other.yaml#/x is in another file; bundle the document first',
  },
  {
    name: 'an unknown schema keyword',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { divisibleBy: 2 } }], ${OK} }`),
    want: 'd.yaml:5:73: the schema keyword divisibleBy is not supported',
  },
  {
    name: 'a schema that hides a type of TypeScript',
    given: document('  {}', 'components: { schemas: { Error: { type: object } } }'),
    want: 'd.yaml:5:26: a schema cannot be named Error, as TypeScript’s own type would be hidden',
  },
  {
    name: 'everything at once',
    given: document('  /a:\n    get: {}\n    put: { operationId: c\\d }'),
    want: 'd.yaml:5:5: the operation has no operationId\nd.yaml:6:5: the operationId c\\d has a quote, a backslash or a control character in it, or is too long\nd.yaml:5:5: the operation declares no response\nd.yaml:6:5: the operation declares no response',
  },
];

test.each(cases)('refused with its place: $name', ({ given, want }) => {
  expect(refusal(() => compileContract('d.yaml', given))).toBe(want);
});

const typeCases: { name: string; given: string; want: string }[] = [
  {
    name: 'oneOf inside of allOf',
    given: '{ allOf: [{ $ref: "#/components/schemas/B" }] }',
    want: 'd.yaml:5:39: oneOf or anyOf inside of allOf would be flattened in the TypeScript type; put the alternatives outside',
  },
  { name: 'const without type', given: '{ const: 1 }', want: 'd.yaml:5:31: const needs a type beside it; without one the TypeScript type would be unknown' },
  { name: 'a tuple', given: '{ prefixItems: [{ type: string }] }', want: 'd.yaml:5:31: the TypeScript type of prefixItems would be unknown' },
  { name: 'a property that is called const', given: '{ type: object, properties: { const: { type: string } } }', want: '(not refused)' },
];

test.each(typeCases)('the types would be wrong for $name', ({ given, want }) => {
  const source = new SourceDocument('d.yaml', document('  {}', `components: { schemas: { A: ${given}, B: { oneOf: [{ type: string }] } } }`, '3.1.0'));
  expect(refusal(() => source.refuse(checkTypes(source)))).toBe(want);
});

test('what is not a server’s part is listed, with its place', () => {
  const given = document(
    `  /a:\n    get: { operationId: a, callbacks: {}, parameters: [{ name: Accept, in: header, schema: {} }], responses: { '200': { description: d, links: {} } } }`,
    'webhooks: {}',
    '3.1.0',
  );
  expect(compileContract('d.yaml', given).notEnforced).toEqual([
    'd.yaml:6:1: webhooks',
    'd.yaml:5:28: callbacks',
    'd.yaml:5:56: header parameter Accept (OpenAPI 3.0.3 section 4.7.12)',
    'd.yaml:5:137: links',
  ]);
});

test('the same document gives the same bytes', () => {
  const given = document(`  /a:\n    get: { operationId: a, ${OK} }`);
  expect([...compileContract('d.yaml', given).files]).toEqual([...compileContract('d.yaml', given).files]);
});
