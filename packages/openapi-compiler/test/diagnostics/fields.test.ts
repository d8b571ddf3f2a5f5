import { findings, OK } from '../../../../test/support/refusal.ts';

const document = (info: string, rest: string, openapi = '3.0.3') => `openapi: ${openapi}\n${info}\n${rest}\n`;
const INFO = "info: { title: T, version: '1' }";
const PATHS = 'paths: {}';

/** What the specification requires, and what it does not have (OpenAPI 3.0.3 section 4.7, 3.1.1 section 4.8). */
const cases: { name: string; given: string; want: string[] }[] = [
  // Nothing can be served without these.
  { name: 'no info', given: document('x-a: 1', PATHS), want: ['1:1 error missing-document-field'] },
  { name: 'no version', given: document('info: { title: T }', PATHS), want: ['2:1 error missing-document-field'] },
  { name: 'no title', given: document("info: { version: '1' }", PATHS), want: ['2:1 error missing-document-field'] },
  {
    name: 'neither title nor version',
    given: document('info: { description: d }', PATHS),
    want: ['2:1 error missing-document-field', '2:1 error missing-document-field'],
  },
  { name: 'no paths in 3.0', given: document(INFO, 'components: {}'), want: ['1:1 error missing-document-field'] },
  {
    name: 'misspelt paths in 3.0',
    given: document(INFO, 'pathz: {}'),
    want: ['1:1 error missing-document-field', '3:1 warning unknown-field'],
  },
  { name: 'no paths, components and webhooks in 3.1', given: document(INFO, 'tags: []', '3.1.0'), want: ['1:1 error missing-document-field'] },
  { name: 'components alone in 3.1', given: document(INFO, 'components: {}', '3.1.0'), want: [] },
  { name: 'webhooks alone in 3.1', given: document(INFO, 'webhooks: {}', '3.1.0'), want: ['3:1 info unsupported-webhooks'] },
  { name: 'an empty info', given: document('info: {}', PATHS), want: ['2:1 error missing-document-field', '2:1 error missing-document-field'] },

  // Everything can be served without these.
  {
    name: 'a response without description',
    given: document(INFO, "paths:\n  /a:\n    get: { operationId: a, responses: { '204': {} } }"),
    want: ['5:41 warning missing-field'],
  },
  { name: 'a tag without name', given: document(INFO, `${PATHS}\ntags: [{ description: d }]`), want: ['4:8 warning missing-field'] },
  { name: 'a server without url', given: document(INFO, `${PATHS}\nservers: [{ description: d }]`), want: ['4:11 warning missing-field'] },
  { name: 'externalDocs without url', given: document(INFO, `${PATHS}\nexternalDocs: { description: d }`), want: ['4:1 warning missing-field'] },
  { name: 'a license without name', given: document("info: { title: T, version: '1', license: {} }", PATHS), want: ['2:33 warning missing-field'] },
  {
    name: 'a variable without default',
    given: document(INFO, `${PATHS}\nservers: [{ url: 'https://{host}', variables: { host: { enum: [a] } } }]`),
    want: ['4:49 warning missing-field'],
  },
  {
    name: 'a reference, whose target has the field',
    given: document(
      INFO,
      `paths:\n  /a:\n    get: { operationId: a, responses: { '204': { $ref: '#/components/responses/R' } } }\ncomponents: { responses: { R: { description: d } } }`,
    ),
    want: [],
  },

  // Nearly always misspelt.
  {
    name: 'fields that info, contact and license do not have',
    given: document("info: { title: t, version: '1', descripton: x, contact: { nam: a }, license: { name: MIT, ulr: x } }", PATHS),
    want: ['2:33 warning unknown-field', '2:59 warning unknown-field', '2:91 warning unknown-field'],
  },
  {
    name: 'a comma in a text without quotes, which begins another field',
    given: document("info: { title: t, version: '1', description: An API of its own, served by us. }", PATHS),
    want: ['2:65 warning unknown-field'],
  },
  {
    name: 'fields of tags, servers, variables and external documentation',
    given: document(
      INFO,
      `${PATHS}\ntags: [{ name: a, desc: b, externalDocs: { url: c, link: d } }]\nservers: [{ url: /, uri: a, variables: { v: { default: a, values: [a] } } }]`,
    ),
    want: ['4:19 warning unknown-field', '4:52 warning unknown-field', '5:21 warning unknown-field', '5:59 warning unknown-field'],
  },
  {
    name: 'fields of examples, links and OAuth flows',
    given: document(
      INFO,
      `${PATHS}\ncomponents:\n  examples: { E: { valeu: 1 } }\n  links: { L: { operationID: a } }\n  securitySchemes: { o: { type: oauth2, flows: { implicit: { scopes: {}, authUrl: a } } } }`,
    ),
    want: ['5:20 warning unknown-field', '6:17 warning unknown-field', '7:74 warning unknown-field'],
  },
  {
    name: 'no extension',
    given: document("info: { title: t, version: '1', x-a: 1, contact: { x-b: 1 } }", `${PATHS}\ntags: [{ name: a, x-c: 1 }]`),
    want: [],
  },

  // Documentation of a wrong type.
  { name: 'tags that are strings', given: document(INFO, `${PATHS}\ntags: [a]`), want: ['4:8 warning wrong-annotation-type'] },
  { name: 'servers that are an object', given: document(INFO, `${PATHS}\nservers: { url: / }`), want: ['4:1 warning wrong-annotation-type'] },
  { name: 'info that is a string', given: document('info: T', PATHS), want: ['2:1 warning wrong-annotation-type'] },
  {
    name: 'descriptions that refer to files',
    given: document("info: { title: t, version: '1', description: { $ref: a.md } }", `${PATHS}\ntags: [{ name: a, description: { $ref: 'b.yaml#/a' } }]`),
    want: ['2:33 warning wrong-annotation-type', '4:19 warning wrong-annotation-type'],
  },

  // Keys of YAML 1.1.
  {
    name: 'a merge key in a schema',
    given: document(INFO, `${PATHS}\ncomponents:\n  schemas:\n    Base: &base { type: object }\n    Pet: { <<: *base }`),
    want: ['7:12 error merge-key'],
  },
  {
    name: 'a merge key in an operation',
    given: document(INFO, `paths:\n  /a:\n    get: &a { operationId: a, ${OK} }\n    put: { <<: *a, operationId: b }`),
    want: ['6:5 error missing-responses', '6:12 error merge-key'],
  },
  {
    name: 'no merge key, but a property of this name in quotes',
    given: document(INFO, `${PATHS}\ncomponents: { schemas: { A: { type: object, properties: { '<<': {} } } } }`),
    want: [],
  },
];

test.each(cases)('$name', ({ given, want }) => {
  expect(findings(given)).toEqual(want);
});
