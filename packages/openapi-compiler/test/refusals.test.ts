import { compileDocument } from '../src/compile-document.ts';

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
  {
    name: 'an operationId that another operation has for want of one',
    given: document(`  /a:\n    get: { ${OK} }\n    put: { operationId: GET /a, ${OK} }`),
    want: 'd.yaml:6:12: the operationId GET /a is taken by GET /a',
  },
  {
    name: 'what a terminal would take for itself, with escapes for it',
    given: document(`  /a:\n    get: { operationId: "a\\e[2J\\nb", ${OK} }\n    put: { operationId: "a\\e[2J\\nb", ${OK} }`),
    want: 'd.yaml:6:12: the operationId a\\u001b[2J\\u000ab is taken by GET /a',
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
    want: 'd.yaml:9:5: the path differs from /a/{b} in the names of parameters only, and both take GET',
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
    want: 'd.yaml:5:82: the style deepObject is for arrays and objects',
  },
  {
    name: 'spaceDelimited of a primitive',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: spaceDelimited, schema: { type: string } }], ${OK} }`),
    want: 'd.yaml:5:86: the style spaceDelimited is for arrays and objects',
  },
  {
    name: 'pipeDelimited that is exploded',
    given: document(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, style: pipeDelimited, explode: true, schema: { type: array, items: {} } }], ${OK} }`,
    ),
    want: 'd.yaml:5:85: the style pipeDelimited is not exploded; use form',
  },
  {
    name: 'an exploded object without names in a cookie',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: cookie, schema: { type: object } }], ${OK} }`),
    want: 'd.yaml:5:64: the members of an exploded object have to be named, or they could be any cookie',
  },
  {
    name: 'two exploded objects whose members may have any name',
    given: document(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { type: object } }, { name: c, in: query, schema: { type: object } }], ${OK} }`,
    ),
    want: 'd.yaml:5:91: the members of c could be any query parameter, and those of b too; use deepObject',
  },
  {
    name: 'a parameter with content that is neither JSON nor text',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, content: { image/png: {} } }], ${OK} }`),
    want: 'd.yaml:5:63: the content of a parameter is one media type, JSON or text',
  },
  {
    name: 'a parameter of a text that its schema does not take',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, content: { text/plain: { schema: { type: object } } } }], ${OK} }`),
    want: 'd.yaml:5:74: a parameter of text/plain is text, which stands for no array and no object',
  },
  {
    name: 'a body whose media type is none',
    given: document(`  /a:\n    post: { operationId: a, requestBody: { content: { json: {} } }, ${OK} }`),
    want: 'd.yaml:5:55: json is no media type, and no range such as text/*',
  },
  {
    name: 'a range of a part of a subtype',
    given: document(`  /a:\n    post: { operationId: a, requestBody: { content: { 'application/*json': {} } }, ${OK} }`),
    want: 'd.yaml:5:55: application/*json is no media type, and no range such as text/*',
  },
  {
    name: 'a media type twice',
    given: document(`  /a:\n    post: { operationId: a, requestBody: { content: { a/b: {}, A/B: {} } }, ${OK} }`),
    want: 'd.yaml:5:64: the media type A/B is there twice, as case does not count',
  },
  {
    name: 'a body without content',
    given: document(`  /a:\n    post: { operationId: a, requestBody: { required: true }, ${OK} }`),
    want: 'd.yaml:5:29: the body has no content',
  },
  {
    name: 'a form that is no object',
    given: document(
      `  /a:\n    post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: array, items: {} }, encoding: {} } } }, ${OK} }`,
    ),
    want: 'd.yaml:5:92: the schema of a form is an object',
  },
  {
    name: 'a text that is an object',
    given: document(`  /a:\n    post: { operationId: a, requestBody: { content: { text/plain: { schema: { type: object } } } }, ${OK} }`),
    want: 'd.yaml:5:69: a body of text/plain is text, which stands for no array and no object',
  },
  {
    name: 'a limit that is no number of bytes',
    given: document(`  /a:\n    post: { operationId: a, requestBody: { x-body-limit-bytes: 0.5, content: { a/b: {} } }, ${OK} }`),
    want: 'd.yaml:5:44: a limit is a whole number of bytes, one or more',
  },
  {
    name: 'an encoding of no property',
    given: document(
      `  /a:\n    post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object }, encoding: { b: {} } } } }, ${OK} }`,
    ),
    want: 'd.yaml:5:130: the schema has no property b',
  },
  {
    name: 'an encoding whose style is unknown',
    given: document(
      `  /a:\n    post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { b: {} } }, encoding: { b: { style: simple } } } } }, ${OK} }`,
    ),
    want: 'd.yaml:5:158: the style simple is not one of forms; form, spaceDelimited, pipeDelimited, deepObject are',
  },
  {
    name: 'an encoding that is exploded and delimited',
    given: document(
      `  /a:\n    post: { operationId: a, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { b: { type: array } } }, encoding: { b: { style: pipeDelimited, explode: true } } } } }, ${OK} }`,
    ),
    want: 'd.yaml:5:193: the style pipeDelimited is not exploded; use form',
  },
  {
    name: 'an encoding whose contentType is none',
    given: document(
      `  /a:\n    post: { operationId: a, requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { b: {} } }, encoding: { b: { contentType: png } } } } }, ${OK} }`,
    ),
    want: 'd.yaml:5:144: contentType is a list of media types and ranges with commas between them',
  },
  {
    name: 'an undefined security scheme',
    given: document(`  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`),
    want: 'd.yaml:5:5: the security scheme key is not defined',
  },
  {
    name: 'security that is no list',
    given: document(`  /a:\n    get: { operationId: a, security: { key: [] }, ${OK} }`),
    want: 'd.yaml:5:28: security has to be a list of objects, each of a list of scopes by the name of a security scheme',
  },
  {
    name: 'a requirement without a list of scopes',
    given: document(`  /a:\n    get: { operationId: a, ${OK} }`, 'security: [{ key: }]'),
    want: 'd.yaml:6:1: security has to be a list of objects, each of a list of scopes by the name of a security scheme',
  },
  {
    name: 'a security scheme that is not HTTP’s',
    given: document(`  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`, 'components: { securitySchemes: { key: { type: mutualTLS } } }'),
    want: 'd.yaml:6:34: the security scheme key is of the type mutualTLS; apiKey, http, oauth2, openIdConnect can be required',
  },
  {
    name: 'a security scheme whose header field nobody could send',
    given: document(
      `  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`,
      'components: { securitySchemes: { key: { type: apiKey, in: header, name: X Key } } }',
    ),
    want: 'd.yaml:6:34: the security scheme key does not say where its credentials are',
  },
  {
    name: 'a security scheme without a name',
    given: document(
      `  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`,
      'components: { securitySchemes: { key: { type: apiKey, in: query } } }',
    ),
    want: 'd.yaml:6:34: the security scheme key does not say where its credentials are',
  },
  {
    name: 'a security scheme whose header is no header',
    given: document(
      `  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`,
      'components: { securitySchemes: { key: { type: apiKey, in: header, name: "a b" } } }',
    ),
    want: 'd.yaml:6:34: the security scheme key does not say where its credentials are',
  },
  {
    name: 'a method of HTTP whose credentials cannot be checked by themselves',
    given: document(
      `  /a:\n    get: { operationId: a, security: [{ key: [] }], ${OK} }`,
      'components: { securitySchemes: { key: { type: http, scheme: Digest } } }',
    ),
    want: 'd.yaml:6:53: the security scheme key is of the method Digest, whose credentials answer a challenge or sign the request; basic, bearer and methods of your own can be required',
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
    name: 'an unknown schema keyword',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { divisibleBy: 2 } }], ${OK} }`),
    want: 'd.yaml:5:73: the schema keyword divisibleBy is not known in OpenAPI 3.0',
  },
  {
    name: 'a keyword of another version',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { type: number, exclusiveMinimum: 1 } }], ${OK} }`),
    want: 'd.yaml:5:87: exclusiveMinimum has to be true or false',
  },
  {
    name: 'a type that is none',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { type: text } }], ${OK} }`),
    want: 'd.yaml:5:73: type has to be one of boolean, integer, number, string, array, object',
  },
  {
    name: 'a pattern that is none',
    given: document(`  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { pattern: '(' } }], ${OK} }`),
    want: 'd.yaml:5:73: pattern has to be a regular expression of ECMA-262, and one with Unicode where it has \\p{…}, \\u{…} or a character beyond U+FFFF',
  },
  {
    name: 'another dialect of JSON Schema',
    given: document('  {}', 'jsonSchemaDialect: http://json-schema.org/draft-07/schema#', '3.1.0'),
    want: 'd.yaml:5:1: the dialect http://json-schema.org/draft-07/schema# is not known; known are https://spec.openapis.org/oas/3.1/dialect/base, https://json-schema.org/draft/2020-12/schema',
  },
  {
    name: 'a dynamic reference that could mean two places',
    given: document(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { $dynamicRef: '#n' } }], ${OK} }`,
      'components: { schemas: { A: { $id: "a", $dynamicAnchor: n }, B: { $dynamicAnchor: n } } }',
      '3.1.0',
    ),
    want: 'd.yaml:5:73: the $dynamicRef #n could mean any of 2 places with this $dynamicAnchor',
  },
  {
    name: 'a schema that is nothing but itself',
    given: document(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: { $ref: '#/components/schemas/A' } }], ${OK} }`,
      'components: { schemas: { A: { $ref: "#/components/schemas/A" } } }',
      '3.1.0',
    ),
    want: 'd.yaml:6:26: the schema refers to itself without a step into the data',
  },
  {
    name: 'schemas that refer to each other without a step into the data',
    given: document(
      `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }], ${OK} }`,
      'components: { schemas: { A: { type: object, anyOf: [{ type: string }, { $ref: "#/components/schemas/B" }] }, B: { allOf: [{ $ref: "#/components/schemas/A" }] } } }',
      '3.1.0',
    ),
    want: 'd.yaml:6:26: the schema refers to itself without a step into the data\nd.yaml:6:110: the schema refers to itself without a step into the data',
  },
  {
    name: 'everything at once',
    given: document('  /a:\n    get: { operationId: c }\n    put: { operationId: c }'),
    want: 'd.yaml:6:12: the operationId c is taken by GET /a\nd.yaml:5:5: the operation declares no response\nd.yaml:6:5: the operation declares no response',
  },
];

test.each(cases)('refused with its place: $name', ({ given, want }) => {
  expect(refusal(() => compileDocument('d.yaml', given))).toBe(want);
});

test('what is not a server’s part is listed, with its place', () => {
  const given = document(
    `  /a:\n    get: { operationId: a, callbacks: {}, parameters: [{ name: Accept, in: header, schema: {} }], responses: { '200': { description: d, links: {} } } }\n    post: { operationId: b, requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { b: {} } }, encoding: { b: { headers: {} } } } } }, ${OK} }`,
    'webhooks: {}',
    '3.1.0',
  );
  expect(compileDocument('d.yaml', given).notEnforced).toEqual([
    'd.yaml:7:1: webhooks',
    'd.yaml:5:28: callbacks',
    'd.yaml:5:56: header parameter Accept (OpenAPI 3.0.3 section 4.7.12)',
    'd.yaml:5:137: links',
    'd.yaml:6:144: headers of a part',
  ]);
});

test('the same document gives the same bytes', () => {
  const given = document(`  /a:\n    get: { operationId: a, ${OK} }`);
  expect([...compileDocument('d.yaml', given).files]).toEqual([...compileDocument('d.yaml', given).files]);
});
