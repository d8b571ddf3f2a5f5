import { documentOf, OK, refusal, reported } from '../../../../test/support/refusal.ts';
import { compileDocument } from '../../src/compile.ts';

const cases: { name: string; given: string; want: string }[] = [
  {
    name: 'what is no YAML',
    given: 'a: [',
    want: '1:5 invalid-syntax',
  },
  { name: 'what is no object', given: '- 1', want: '1:1 invalid-syntax' },
  { name: 'another version', given: documentOf('  {}', '', '2.0.0'), want: '1:1 unsupported-version' },
  {
    name: 'an operationId that another operation has for want of one',
    given: documentOf(`  /a:\n    get: { ${OK} }\n    put: { operationId: GET /a, ${OK} }`),
    want: '6:12 duplicate-operation-id',
  },
  {
    name: 'what a terminal would take for itself, with escapes for it',
    given: documentOf(`  /a:\n    get: { operationId: "a\\e[2J\\nb", ${OK} }\n    put: { operationId: "a\\e[2J\\nb", ${OK} }`),
    want: '6:12 duplicate-operation-id',
  },
  {
    name: 'an operationId twice',
    given: documentOf(`  /a:\n    get: { operationId: a, ${OK} }\n    put: { operationId: a, ${OK} }`),
    want: '6:12 duplicate-operation-id',
  },
  {
    name: 'paths that differ in names only',
    given: documentOf(
      `  /a/{b}:\n    parameters: [{ name: b, in: path, required: true, schema: {} }]\n    get: { operationId: a, ${OK} }\n  /a/{c}:\n    parameters: [{ name: c, in: path, required: true, schema: {} }]\n    get: { operationId: b, ${OK} }`,
    ),
    want: '9:5 duplicate-path',
  },
  {
    name: 'an undeclared path parameter',
    given: documentOf(`  /a/{b}:\n    get: { operationId: a, ${OK} }`),
    want: '5:5 undeclared-path-parameter',
  },
  {
    name: 'a path parameter that the path lacks',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: path, required: true, schema: {} }], ${OK} }`),
    want: '5:41 unused-path-parameter',
  },
  {
    name: 'a segment of parameters without text between them',
    given: documentOf(
      `  /a/{b}{c}:\n    parameters: [{ name: b, in: path, required: true, schema: {} }, { name: c, in: path, required: true, schema: {} }]\n    get: { operationId: a, ${OK} }`,
    ),
    want: '4:3 invalid-path',
  },
  {
    name: 'a style that is not read',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: matrix, schema: {} }], ${OK} }`),
    want: '5:63 invalid-style',
  },
  {
    name: 'deepObject of a primitive',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: deepObject, schema: { type: string } }], ${OK} }`),
    want: '5:82 style-mismatch',
  },
  {
    name: 'spaceDelimited of a primitive',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: spaceDelimited, schema: { type: string } }], ${OK} }`),
    want: '5:86 style-mismatch',
  },
  {
    name: 'pipeDelimited that is exploded',
    given: documentOf(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: pipeDelimited, explode: true, schema: { type: array, items: {} } }], ${OK} }`,
    ),
    want: '5:85 style-mismatch',
  },
  {
    name: 'an exploded object without names in a cookie',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: cookie, schema: { type: object } }], ${OK} }`),
    want: '5:64 ambiguous-object',
  },
  {
    name: 'two exploded objects whose members may have any name',
    given: documentOf(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { type: object } }, { name: c, in: query, schema: { type: object } }], ${OK} }`,
    ),
    want: '5:91 ambiguous-object',
  },
  {
    name: 'a parameter with content that is neither JSON nor text',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, content: { image/png: {} } }], ${OK} }`),
    want: '5:63 unsupported-parameter-content',
  },
  {
    name: 'a parameter of a text that its schema does not take',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, content: { text/plain: { schema: { type: object } } } }], ${OK} }`),
    want: '5:74 text-not-primitive',
  },
  {
    name: 'a body whose media type is none',
    given: documentOf(`  /a:\n    post: { operationId: a, requestBody: { content: { json: {} } }, ${OK} }`),
    want: '5:55 invalid-media-type',
  },
  {
    name: 'a range of a part of a subtype',
    given: documentOf(`  /a:\n    post: { operationId: a, requestBody: { content: { 'application/*json': {} } }, ${OK} }`),
    want: '5:55 invalid-media-type',
  },
  {
    name: 'a media type twice',
    given: documentOf(`  /a:\n    post: { operationId: a, requestBody: { content: { a/b: {}, A/B: {} } }, ${OK} }`),
    want: '5:64 duplicate-media-type',
  },
  {
    name: 'a body without content',
    given: documentOf(`  /a:\n    post: { operationId: a, requestBody: { required: true }, ${OK} }`),
    want: '5:29 missing-content',
  },
  {
    name: 'a form that is no object',
    given: documentOf(
      `  /a:\n    post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: array, items: {} }, encoding: {} } } }, ${OK} }`,
    ),
    want: '5:92 form-not-object',
  },
  {
    name: 'a text that is an object',
    given: documentOf(`  /a:\n    post: { operationId: a, requestBody: { content: { text/plain: { schema: { type: object } } } }, ${OK} }`),
    want: '5:69 text-not-primitive',
  },
  {
    name: 'a limit that is no number of bytes',
    given: documentOf(`  /a:\n    post: { operationId: a, requestBody: { x-body-limit-bytes: 0.5, content: { a/b: {} } }, ${OK} }`),
    want: '5:44 invalid-body-limit',
  },
  {
    name: 'an encoding of no property',
    given: documentOf(
      `  /a:\n    post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object }, encoding: { b: {} } } } }, ${OK} }`,
    ),
    want: '5:130 unknown-form-property',
  },
  {
    name: 'an encoding whose style is unknown',
    given: documentOf(
      `  /a:\n    post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { b: {} } }, encoding: { b: { style: simple } } } } }, ${OK} }`,
    ),
    want: '5:158 invalid-style',
  },
  {
    name: 'an encoding that is exploded and delimited',
    given: documentOf(
      `  /a:\n    post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { b: { type: array } } }, encoding: { b: { style: pipeDelimited, explode: true } } } } }, ${OK} }`,
    ),
    want: '5:130 missing-items\n5:193 style-mismatch',
  },
  {
    name: 'an encoding whose contentType is none',
    given: documentOf(
      `  /a:\n    post: { operationId: a, requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { b: {} } }, encoding: { b: { contentType: png } } } } }, ${OK} }`,
    ),
    want: '5:144 invalid-content-type',
  },
  {
    name: 'an undefined security scheme',
    given: documentOf(`  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`),
    want: '5:5 undefined-security-scheme',
  },
  {
    name: 'security that is no list',
    given: documentOf(`  /a:\n    get: { operationId: a, security: { key: [] }, ${OK} }`),
    want: '5:28 wrong-type',
  },
  {
    name: 'a requirement without a list of scopes',
    given: documentOf(`  /a:\n    get: { operationId: a, ${OK} }`, 'security: [{ key: }]'),
    want: '6:1 wrong-type',
  },
  {
    name: 'a security scheme that is not HTTP’s',
    given: documentOf(`  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`, 'components: { securitySchemes: { key: { type: mutualTLS } } }'),
    want: '6:34 unsupported-security-scheme',
  },
  {
    name: 'a security scheme whose header field nobody could send',
    given: documentOf(
      `  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`,
      'components: { securitySchemes: { key: { type: apiKey, in: header, name: X Key } } }',
    ),
    want: '6:34 invalid-security-scheme',
  },
  {
    name: 'a security scheme without a name',
    given: documentOf(
      `  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`,
      'components: { securitySchemes: { key: { type: apiKey, in: query } } }',
    ),
    want: '6:34 invalid-security-scheme',
  },
  {
    name: 'a security scheme whose header is no header',
    given: documentOf(
      `  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`,
      'components: { securitySchemes: { key: { type: apiKey, in: header, name: "a b" } } }',
    ),
    want: '6:34 invalid-security-scheme',
  },
  {
    name: 'a method of HTTP whose credentials cannot be checked by themselves',
    given: documentOf(
      `  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`,
      'components: { securitySchemes: { key: { type: http, scheme: Digest } } }',
    ),
    want: '6:53 unsupported-security-scheme',
  },
  {
    name: 'a status that is none',
    given: documentOf('  /a:\n    get: { operationId: a, responses: { OK: { description: d } } }'),
    want: '5:41 invalid-status',
  },
  {
    name: 'a reference to nothing',
    given: documentOf("  /a:\n    get: { operationId: a, responses: { '200': { $ref: '#/components/responses/None' } } }"),
    want: '5:50 unresolved-reference',
  },
  {
    name: 'an unknown schema keyword',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { divisibleBy: 2 } }], ${OK} }`),
    want: '5:73 unknown-keyword',
  },
  {
    name: 'a keyword of another version',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { type: number, exclusiveMinimum: 1 } }], ${OK} }`),
    want: '5:87 invalid-keyword',
  },
  {
    name: 'a type that is none',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { type: text } }], ${OK} }`),
    want: '5:73 invalid-keyword',
  },
  {
    name: 'a pattern that is none',
    given: documentOf(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { pattern: '(' } }], ${OK} }`),
    want: '5:73 invalid-keyword',
  },
  {
    name: 'another dialect of JSON Schema',
    given: documentOf('  {}', 'jsonSchemaDialect: http://json-schema.org/draft-07/schema#', '3.1.0'),
    want: '5:1 unsupported-dialect',
  },
  {
    name: 'a dynamic reference that could mean two places',
    given: documentOf(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { $dynamicRef: '#n' } }], ${OK} }`,
      'components: { schemas: { A: { $id: "a", $dynamicAnchor: n }, B: { $dynamicAnchor: n } } }',
      '3.1.0',
    ),
    want: '5:73 ambiguous-reference',
  },
  {
    name: 'a schema that is nothing but itself',
    given: documentOf(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { $ref: '#/components/schemas/A' } }], ${OK} }`,
      'components: { schemas: { A: { $ref: "#/components/schemas/A" } } }',
      '3.1.0',
    ),
    want: '6:26 endless-schema',
  },
  {
    name: 'schemas that refer to each other without a step into the data',
    given: documentOf(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }], ${OK} }`,
      'components: { schemas: { A: { type: object, anyOf: [{ type: string }, { $ref: "#/components/schemas/B" }] }, B: { allOf: [{ $ref: "#/components/schemas/A" }] } } }',
      '3.1.0',
    ),
    want: '6:26 endless-schema\n6:110 endless-schema',
  },
  {
    name: 'everything at once',
    given: documentOf('  /a:\n    get: { operationId: c }\n    put: { operationId: c }'),
    want: '5:5 missing-responses\n6:5 missing-responses\n6:12 duplicate-operation-id',
  },
];

test.each(cases)('refused with its place: $name', ({ given, want }) => {
  expect(refusal(given)).toBe(want);
});

test('what is not a server’s part is listed, with its place', () => {
  const given = documentOf(
    `  /a:\n    get: { operationId: a, callbacks: {}, parameters: [{ name: Accept, in: header, schema: {} }], responses: { '200': { description: d, links: {} } } }\n    post: { operationId: b, requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { b: {} } }, encoding: { b: { headers: {} } } } } }, ${OK} }`,
    'webhooks: {}',
    '3.1.0',
  );
  expect(reported(given)).toEqual([
    '5:28 unsupported-callbacks',
    '5:56 ignored-header',
    '5:137 unsupported-links',
    '6:144 unsupported-part-headers',
    '7:1 unsupported-webhooks',
  ]);
});

test('the same document gives the same bytes', () => {
  const given = documentOf(`  /a:\n    get: { operationId: a, ${OK} }`);
  expect([...compileDocument('d.yaml', given).files]).toEqual([...compileDocument('d.yaml', given).files]);
});
