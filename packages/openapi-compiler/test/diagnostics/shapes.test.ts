import { documentOf, OK, refusal, reported } from '../../../../test/support/refusal.ts';
import { compileDocument } from '../../src/compile.ts';
import { RefusedDocument } from '../../src/diagnostics/diagnostic.ts';

const components = (text: string, openapi?: string) => documentOf('  {}', `components: { ${text} }`, openapi);
const schema = (text: string, openapi?: string) => components(`schemas: { A: ${text} }`, openapi);
const parameter = (text: string) => documentOf(`  /a:\n    get: { operationId: a, parameters: [${text}], ${OK} }`);

const cases: { name: string; given: string; want: string }[] = [
  // What no operation refers to is looked at, too.
  {
    name: 'an unused schema of a type that is none',
    given: schema('{ type: foo }'),
    want: '5:31 invalid-keyword',
  },
  { name: 'a keyword that every object has', given: schema('{ constructor: 1 }'), want: '5:31 unknown-keyword' },
  { name: 'another one', given: schema('{ toString: 1 }'), want: '5:31 unknown-keyword' },
  {
    name: 'an unused schema that is nothing but itself',
    given: schema("{ $ref: '#/components/schemas/A' }"),
    want: '5:26 endless-schema',
  },
  { name: 'a schema that is a text', given: schema('foo'), want: '5:26 invalid-schema' },
  { name: 'readOnly that is no flag', given: schema('{ readOnly: yes }'), want: '5:31 invalid-keyword' },
  {
    name: 'an unused parameter in no place',
    given: components('parameters: { P: { name: p, in: body, schema: {} } }'),
    want: '5:43 invalid-parameter-location',
  },
  {
    name: 'an unused parameter whose schema is wrong',
    given: components('parameters: { P: { name: p, in: query, schema: { minimum: a } } }'),
    want: '5:64 invalid-keyword',
  },
  {
    name: 'an unused header without a schema',
    given: components('headers: { H: { description: d } }'),
    want: '5:26 schema-or-content',
  },
  {
    name: 'an unused response in a media type that is none',
    given: components('responses: { R: { description: d, content: { json: {} } } }'),
    want: '5:60 invalid-media-type',
  },
  { name: 'an unused body without content', given: components('requestBodies: { B: {} }'), want: '5:32 missing-content' },
  {
    name: 'an unused security scheme of no type',
    given: components('securitySchemes: { s: { type: key } }'),
    want: '5:34 invalid-security-scheme',
  },
  {
    name: 'an unused security scheme without credentials',
    given: components('securitySchemes: { s: { type: http } }'),
    want: '5:34 invalid-security-scheme',
  },

  {
    name: 'a parameter whose place every object has',
    given: parameter('{ name: p, in: constructor, schema: {} }'),
    want: '5:52 invalid-parameter-location',
  },
  { name: 'a parameter without a name', given: parameter('{ in: query, schema: {} }'), want: '5:41 invalid-parameter-name' },
  { name: 'a parameter without a value', given: parameter('{ name: p, in: query }'), want: '5:41 schema-or-content' },
  { name: 'a parameter that is a text', given: parameter('p'), want: '5:41 wrong-type' },
  { name: 'a name that is a number', given: parameter('{ name: 1, in: query, schema: {} }'), want: '5:43 wrong-type' },
  { name: 'a header whose name is none', given: parameter('{ name: a b, in: header, schema: {} }'), want: '5:43 invalid-parameter-name' },
  { name: 'required that is a text', given: parameter('{ name: p, in: query, required: yes, schema: {} }'), want: '5:63 wrong-type' },
  {
    name: 'security that is an object',
    given: documentOf(`  /a:\n    get: { operationId: a, security: { key: [] }, ${OK} }`),
    want: '5:28 wrong-type',
  },
  {
    name: 'a requirement that is a text',
    given: documentOf('  {}', 'security: [key]'),
    want: '5:1 wrong-type',
  },
  {
    name: 'scopes that are a text',
    given: documentOf('  {}', 'security: [{ key: read }]'),
    want: '5:1 wrong-type',
  },
  { name: 'paths that are a list', given: documentOf('  []'), want: '3:1 wrong-type' },
  {
    name: 'parameters that are an object',
    given: documentOf(`  /a:\n    parameters: { p: {} }\n    get: { operationId: a, ${OK} }`),
    want: '5:5 wrong-type',
  },
  { name: 'an operation that is empty', given: documentOf('  /a:\n    get:\n'), want: '5:5 wrong-type' },
  {
    name: 'a media type that is a text',
    given: documentOf(`  /a:\n    get: { operationId: a, requestBody: { content: { a/b: c } }, ${OK} }`),
    want: '5:54 wrong-type',
  },
  {
    name: 'an extension of the project that is no flag',
    given: documentOf('  {}', 'x-closed-query: yes'),
    want: '5:1 wrong-type',
  },
  { name: 'a reference that is a number', given: parameter('{ $ref: 1 }'), want: '5:43 unresolved-reference' },
  {
    name: 'a reference that leads back to itself',
    given: components("parameters: { P: { $ref: '#/components/parameters/P' } }"),
    want: '5:34 circular-reference',
  },
  {
    name: 'a reference to something else',
    given: `${parameter("{ $ref: '#/components/headers/H' }")}components: { headers: { H: { schema: {} } } }`,
    want: '5:43 wrong-reference-target',
  },

  { name: 'an alias inside of what it stands for', given: schema('&a { properties: { b: *a } }'), want: '5:51 not-json' },
  { name: 'an alias of nothing', given: schema('*a'), want: '5:29 not-json' },
  { name: 'a key that is a list', given: schema('{ ? [a] : b }'), want: '5:26 unknown-keyword\n5:33 not-json' },
  { name: 'a number that JSON does not have', given: schema('{ maximum: .inf }'), want: '5:40 not-json' },
  { name: 'a tag that JSON does not have', given: schema('{ default: !!binary aGVsbG8= }'), want: '5:49 not-json' },
  {
    name: 'levels without end in YAML',
    given: schema(`${'{ not: '.repeat(300)}{}${' }'.repeat(300)}`),
    want: '5:1795 nested-too-deep',
  },
  { name: 'levels without end in JSON', given: `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`, want: '1:1 nested-too-deep' },

  // 3.0 has keywords of its own.
  { name: 'types of 3.1', given: schema('{ type: [string, "null"] }'), want: '5:31 invalid-keyword' },
  { name: 'the type null of 3.1', given: schema('{ type: "null" }'), want: '5:31 invalid-keyword' },
  ...[
    'const',
    'if',
    'then',
    'else',
    'prefixItems',
    'contains',
    'patternProperties',
    'propertyNames',
    'unevaluatedProperties',
    'dependentRequired',
    '$defs',
    'examples',
    '$schema',
  ].map((keyword) => ({
    name: `${keyword} of 3.1`,
    given: schema(`{ ${keyword}: {} }`),
    want: '5:31 unknown-keyword',
  })),
  {
    name: 'a schema true of 3.1',
    given: schema('{ properties: { a: true } }'),
    want: '5:31 invalid-keyword',
  },
  { name: 'items true of 3.1', given: schema('{ type: array, items: true }'), want: '5:44 invalid-keyword' },
  {
    name: 'a schema false of 3.1 in a list',
    given: schema('{ anyOf: [false] }'),
    want: '5:31 invalid-keyword',
  },
  { name: 'an array without items', given: schema('{ type: array }'), want: '5:26 missing-items' },
  {
    name: 'another draft of JSON Schema',
    given: schema('{ $schema: "http://json-schema.org/draft-07/schema#" }', '3.1.0'),
    want: '5:31 invalid-keyword',
  },
];

test.each(cases)('refused with its place: $name', ({ given, want }) => {
  expect(refusal(given)).toBe(want);
});

const listed: { name: string; given: string; want: string[] }[] = [
  { name: 'true and false beside additionalProperties of 3.0', given: schema('{ additionalProperties: false }'), want: [] },
  { name: 'a security scheme that is not HTTP’s, and not required', given: components('securitySchemes: { s: { type: mutualTLS } }'), want: [] },
  {
    name: 'what stands beside a reference of 3.0',
    given: components("schemas: { A: { $ref: '#/components/schemas/B', nullable: true, readOnly: true, description: d, x-a: 1 }, B: {} }"),
    want: ['5:63 field-beside-reference', '5:79 field-beside-reference'],
  },
  {
    name: 'a flag that changes nothing',
    given: `${parameter('{ name: p, in: query, schema: { type: integer, exclusiveMinimum: true } }')}`,
    want: ['5:88 ineffective-keyword'],
  },
  {
    name: 'a dialect that is nobody’s',
    given: documentOf(
      `  /a:\n    get: { operationId: a, parameters: [{ name: p, in: query, schema: { $schema: "https://a.example/" } }], ${OK} }`,
      '',
      '3.1.0',
    ),
    want: ['5:73 unknown-dialect'],
  },
];

test.each(listed)('taken: $name', ({ given, want }) => {
  expect(reported(given)).toEqual(want);
});

test('an anchor may be used as often as anyone likes', () => {
  const given = documentOf(
    '  {}',
    `components: { schemas: { A: &a { type: string }, ${Array.from({ length: 300 }, (_, index) => `A${index}: *a`).join(', ')} } }`,
  );
  expect(reported(given)).toEqual([]);
});

/** Something of each kind that a document has. */
const EVERYTHING = {
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  security: [{ key: [] }],
  paths: {
    '/a/{p}': {
      parameters: [{ name: 'p', in: 'path', required: true, style: 'simple', explode: false, schema: { type: 'string', pattern: 'a' } }],
      post: {
        operationId: 'a',
        security: [{ key: [] }, { oauth: ['s'] }],
        parameters: [
          { name: 'q', in: 'query', required: false, allowEmptyValue: true, schema: { $ref: '#/components/schemas/A' } },
          { name: 'j', in: 'query', content: { 'application/json': { schema: { type: 'object', properties: { a: { type: 'integer', default: 1 } } } } } },
          { $ref: '#/components/parameters/P' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/O' } },
            'multipart/form-data': {
              schema: { type: 'object', properties: { f: { type: 'string', format: 'binary' } } },
              encoding: { f: { contentType: 'image/png', headers: { X: { schema: {} } } } },
            },
          },
        },
        responses: {
          200: {
            description: 'd',
            headers: { 'X-A': { required: true, schema: { type: 'string', enum: ['a'] } } },
            content: {
              'application/json': {
                schema: {
                  oneOf: [{ $ref: '#/components/schemas/O' }, { $ref: '#/components/schemas/B' }],
                  discriminator: { propertyName: 'k', mapping: { o: 'O' } },
                },
              },
            },
            links: { l: { operationId: 'a' } },
          },
          default: { $ref: '#/components/responses/R' },
        },
      },
    },
  },
  components: {
    parameters: { P: { name: 'r', in: 'query', schema: { type: 'array', items: { type: 'integer', minimum: 1 } } } },
    responses: { R: { description: 'd', content: { 'text/plain': { schema: { type: 'string' } } } } },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' }, oauth: { type: 'oauth2', flows: {} } },
    schemas: {
      A: { type: 'integer', minimum: 0, exclusiveMinimum: true, format: 'int32', default: 2 },
      O: {
        type: 'object',
        required: ['k'],
        properties: { k: { type: 'string', readOnly: true }, l: { type: 'array', uniqueItems: true, items: { $ref: '#/components/schemas/A' } } },
        additionalProperties: { type: 'string' },
      },
      B: { type: 'object', required: ['k'], properties: { k: { type: 'string' }, n: { allOf: [{ $ref: '#/components/schemas/O' }], nullable: true } } },
    },
  },
};
const JUNK = [null, -1.5, 'constructor', [null], { a: null }, { $ref: '#' }, { $ref: 7 }, '', true, [[]], {}];

function* placesOf(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield [...path, name];
    yield* placesOf(member, [...path, name]);
  }
}

/** The document with something else at a place. */
function replaced(path: readonly string[], junk: unknown): string {
  const copy = structuredClone(EVERYTHING);
  const holder = path.slice(0, -1).reduce((at: Record<string, never>, name) => at[name] as never, copy as never) as Record<string, unknown>;
  holder[path.at(-1) as string] = junk;
  return JSON.stringify(copy);
}

test('whatever stands anywhere is taken, or refused with its place', () => {
  const outcomes = [...placesOf(EVERYTHING)].map((path, index) => {
    const junk = JUNK[index % JUNK.length];
    try {
      compileDocument('d.json', replaced(path, junk));
      return undefined;
    } catch (error) {
      const isPlaced = error instanceof RefusedDocument && error.message.split('\n').every((line) => /^d\.json:\d+:\d+: \S/.test(line));
      return isPlaced ? undefined : `${path.join('/')} = ${JSON.stringify(junk)}: ${error}`;
    }
  });
  expect(outcomes.filter((outcome) => outcome !== undefined)).toEqual([]);
  expect(outcomes.length).toBeGreaterThan(150);
});
