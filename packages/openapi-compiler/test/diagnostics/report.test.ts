import { compile, compileFolder } from '../../../../test/support/documents.ts';
import { diagnosticsOf, documentOf, findings, OK } from '../../../../test/support/refusal.ts';
import { compileDocument } from '../../src/compile.ts';
import type { Code } from '../../src/diagnostics/codes.ts';
import { excerptOf } from '../../src/diagnostics/diagnostic.ts';
import { SeverityError } from '../../src/diagnostics/report.ts';

/** Faults that four different checks find, of which the first run used to name two. */
const SEVERAL = `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /b#x:
    get:
      operationId: b
      security: [{ nobody: [] }]
      parameters: [{ name: q, in: query, schema: { type: integer, exclusiveMinimum: true, minimum: 0 } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, required: [a, a] } } } } }
`;

describe('everything is found in one run', () => {
  const cases: { name: string; given: string; want: string[] }[] = [
    {
      name: 'a path, a security scheme, a keyword and a name twice',
      given: SEVERAL,
      want: [
        '4:3 error invalid-path',
        '5:5 error undefined-security-scheme',
        '8:67 error invalid-keyword',
        '9:112 warning undeclared-required',
        '9:115 error duplicate-required',
      ],
    },
    {
      name: 'of the text, of references, of types, of operations and of schemas',
      given: `openapi: 3.0.3
info: { title: T, version: '1', titel: T }
paths:
  /a:
    get: { operationId: a, responses: { '200': { $ref: '#/components/responses/None' } }, parameters: [7] }
    put: { operationId: a, responses: { OK: { description: d } } }
  /b:
    get: { operationId: b, operationId: c, ${OK} }
components:
  schemas:
    A: &a { type: text }
    B: { <<: *a, items: { type: array } }
`,
      want: [
        '2:33 warning unknown-field',
        '5:50 error unresolved-reference',
        '5:104 error wrong-type',
        '6:12 error duplicate-operation-id',
        '6:41 error invalid-status',
        '8:28 error duplicate-key',
        '11:13 error invalid-keyword',
        '12:10 error merge-key',
        '12:18 error missing-items',
      ],
    },
    {
      name: 'what follows from another finding aside',
      given: documentOf(
        "  /a/{b}:\n    parameters: [{ $ref: '#/components/parameters/None' }]\n    get: { operationId: a, responses: [] }\n    put: { operationId: b, requestBody: { content: 7 }, responses: { '204': { description: d } } }",
      ),
      want: ['5:20 error unresolved-reference', '6:28 error wrong-type', '7:43 error wrong-type'],
    },
  ];

  test.each(cases)('$name', ({ given, want }) => {
    expect(findings(given)).toEqual(want);
  });

  test('a check that fails does not hide what others find', () => {
    const map = jest.spyOn(Map, 'groupBy').mockImplementation(() => {
      throw new Error('a bug');
    });
    try {
      expect(findings(SEVERAL)).toEqual([
        '5:5 error undefined-security-scheme',
        '8:67 error invalid-keyword',
        '9:112 warning undeclared-required',
        '9:115 error duplicate-required',
      ]);
      // With no other error, nothing would explain it.
      expect(() => compileDocument('d.yaml', documentOf('  {}'))).toThrow('a bug');
    } finally {
      map.mockRestore();
    }
  });
});

describe('--allow and --deny', () => {
  const path = (name: string, more: string) => `  /${name}:\n    get: { operationId: ${name}, ${more} }`;
  const BAD_SCHEMA = "responses: { '200': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/Bad' } } } } }";
  const components = (text: string) => `components: ${text}`;

  const cases: { name: string; given: string; allow?: Code[]; deny?: Code[]; want: string[]; served?: string[] }[] = [
    {
      name: 'what does no harm is served',
      given: documentOf(path('a', `parameters: [{ name: p, in: query, schema: { type: array, const: 1 } }], ${OK}`)),
      allow: ['missing-items', 'unknown-keyword'],
      want: ['5:63 warning missing-items', '5:86 warning unknown-keyword'],
      served: ['a'],
    },
    {
      name: 'an operation that cannot be served is left out',
      given: documentOf([path('a', OK), path('b', 'responses: { OK: { description: d } }')].join('\n')),
      allow: ['invalid-status'],
      want: ['7:5 warning operation-left-out', '7:41 warning invalid-status'],
      served: ['a'],
    },
    {
      name: 'so are those that refer to a component that cannot be served',
      given: documentOf([path('a', OK), path('b', BAD_SCHEMA)].join('\n'), components('{ schemas: { Bad: { allOf: [{ type: text }] }, Good: {} } }')),
      allow: ['invalid-keyword'],
      want: ['7:5 warning operation-left-out', '8:43 warning invalid-keyword'],
      served: ['a'],
    },
    {
      name: 'a component that no operation refers to leaves out none',
      given: documentOf(path('a', OK), components('{ schemas: { Bad: { type: text } } }')),
      allow: ['invalid-keyword'],
      want: ['6:33 warning invalid-keyword'],
      served: ['a'],
    },
    {
      name: 'of two operations with one operationId, the second is left out',
      given: documentOf(`  /a:\n    get: { operationId: a, ${OK} }\n    put: { operationId: a, ${OK} }`),
      allow: ['duplicate-operation-id'],
      want: ['6:5 warning operation-left-out', '6:12 warning duplicate-operation-id'],
      served: ['a'],
    },
    {
      name: 'all operations of a path that cannot be served are left out',
      given: documentOf([path('a', OK), path('b?c', OK)].join('\n')),
      allow: ['invalid-path'],
      want: ['6:3 warning invalid-path', '7:5 warning operation-left-out'],
      served: ['a'],
    },
    {
      name: 'an operation that requires what cannot be verified is left out',
      given: documentOf(
        [path('a', OK), path('b', `security: [{ s: [] }], ${OK}`)].join('\n'),
        components('{ securitySchemes: { s: { type: http, scheme: digest } } }'),
      ),
      allow: ['unsupported-security-scheme'],
      want: ['7:5 warning operation-left-out', '8:51 warning unsupported-security-scheme'],
      served: ['a'],
    },
    {
      name: 'a reference without a target leaves out its operation',
      given: documentOf([path('a', OK), path('b', "responses: { '200': { $ref: other.yaml } }")].join('\n')),
      allow: ['external-reference'],
      want: ['7:5 warning operation-left-out', '7:50 warning external-reference'],
      served: ['a'],
    },
    {
      name: 'what concerns no operation stays an error',
      given: documentOf(path('a', OK), 'security: key'),
      allow: ['wrong-type'],
      want: ['6:1 error wrong-type'],
    },
    {
      name: 'other errors stay errors',
      given: documentOf(path('a', `parameters: [{ name: p, in: query, schema: { type: array, minimum: a } }], ${OK}`)),
      allow: ['missing-items'],
      want: ['5:63 warning missing-items', '5:86 error invalid-keyword'],
    },
    {
      name: 'a warning and an info can be denied',
      given: documentOf(path('a', `callbacks: {}, paramters: [], ${OK}`)),
      deny: ['unsupported-callbacks', 'unknown-field'],
      want: ['5:28 error unsupported-callbacks', '5:43 error unknown-field'],
    },
    {
      name: 'to leave out an operation can be denied',
      given: documentOf(path('b', 'responses: { OK: { description: d } }')),
      allow: ['invalid-status'],
      deny: ['operation-left-out'],
      want: ['5:5 error operation-left-out', '5:41 warning invalid-status'],
    },
  ];

  test.each(cases)('$name', ({ given, allow = [], deny = [], want, served }) => {
    const options = { allow, deny };
    expect(findings(given, options)).toEqual(want);
    if (served === undefined) {
      expect(() => compileDocument('d.yaml', given, options)).toThrow();
      return;
    }
    const { operations, folder } = compileFolder('d.yaml', given, options);
    expect(operations.list.map(({ operationId }) => operationId)).toEqual(served);
    for (const { load } of operations.list) expect(load().validators).toBeDefined();
    const { paths } = require(`${folder}/openapi.json`) as { paths: Record<string, Record<string, { operationId: string }>> };
    expect(Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId))).toEqual(served);
  });

  test('a name that is required twice is required once', () => {
    const body =
      'requestBody: { content: { application/json: { schema: { required: [x, x], dependentRequired: { x: [y, y] }, not: { required: [z, z] } } } } }';
    const given = documentOf(`  /a:\n    post: { operationId: a, ${body}, ${OK} }`, '', '3.1.0');
    const validate = compileFolder('d.yaml', given, { allow: ['duplicate-required'] }).operations.list[0]?.load().validators.bodies?.['application/json'];
    expect([{}, { x: 1 }, { x: 1, y: 1 }, { x: 1, y: 1, z: 1 }].map((value) => validate?.(value))).toEqual([false, false, true, false]);
  });

  const wrong: { name: string; given: object; want: string }[] = [
    { name: 'an unknown code', given: { allow: ['invalid-pth'] }, want: 'Unknown code "invalid-pth" for --allow. Did you mean invalid-path?' },
    { name: 'a name that every object has', given: { deny: ['constructor'] }, want: 'Unknown code "constructor" for --deny.' },
    { name: 'both of one code', given: { allow: ['invalid-path'], deny: ['invalid-path'] }, want: 'invalid-path is both allowed and denied; name it once.' },
    ...(['unsupported-version', 'invalid-syntax', 'missing-document-field'] as const).map((code) => ({
      name: `${code}, with which nothing can be served,`,
      given: { allow: [code] },
      want: `${code} cannot be allowed: nothing can be served with it.`,
    })),
  ];
  test.each(wrong)('$name is an error of the options', ({ given, want }) => {
    const act = () => compileDocument('d.yaml', documentOf('  {}'), given);
    expect(act).toThrow(SeverityError);
    expect(act).toThrow(want);
  });
});

describe('several security requirements', () => {
  const SCHEMES = `components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key }, tls: { type: mutualTLS }, digest: { type: http, scheme: digest } } }`;
  const secured = (security: string) => documentOf(`  /a:\n    get: { operationId: a, security: ${security}, ${OK} }`, SCHEMES, '3.1.0');

  const cases: { name: string; given: string; want: string[]; security?: unknown }[] = [
    {
      name: 'one that can be verified is served, beside one that cannot',
      given: '[{ key: [] }, { tls: [] }]',
      want: ['5:52 warning unsupported-security-alternative'],
      security: [{ key: [] }],
    },
    {
      name: 'in whatever order',
      given: '[{ digest: [] }, { key: [] }]',
      want: ['5:39 warning unsupported-security-alternative'],
      security: [{ key: [] }],
    },
    {
      name: 'an alternative is served as a whole',
      given: '[{ key: [], tls: [] }, { key: [] }]',
      want: ['5:39 warning unsupported-security-alternative'],
      security: [{ key: [] }],
    },
    {
      name: 'nobody is let in for want of one that can be verified',
      given: '[{ tls: [] }, { digest: [] }]',
      want: ['6:82 error unsupported-security-scheme', '6:130 error unsupported-security-scheme'],
    },
    { name: 'what is required beside it is not left out', given: '[{ key: [], tls: [] }]', want: ['6:82 error unsupported-security-scheme'] },
    {
      name: 'everybody is let in by an empty alternative',
      given: '[{ tls: [] }, {}]',
      want: ['5:39 warning unsupported-security-alternative'],
      security: [{}],
    },
  ];
  test.each(cases)('$name', ({ given, want, security }) => {
    const text = secured(given);
    expect(findings(text)).toEqual(want);
    if (security !== undefined) expect(compile('d.yaml', text).list[0]?.security).toEqual(security);
  });

  test('those of the document are reported once, at its own place', () => {
    const text = documentOf(
      `  /a:\n    get: { operationId: a, ${OK} }\n    put: { operationId: b, ${OK} }`,
      `${SCHEMES}\nsecurity: [{ tls: [] }, { key: [] }]`,
      '3.1.0',
    );
    expect(findings(text)).toEqual(['8:12 warning unsupported-security-alternative']);
  });
});

describe('excerpts', () => {
  const line = (length: number) => 'abcdefghij'.repeat(length / 10);
  const cases: { name: string; given: [text: string, line: number, column: number]; want: string }[] = [
    { name: 'of a short line', given: ['a: b', 7, 4], want: '  7 | a: b\n    |    ^' },
    { name: 'with tabs', given: ['\ta: b', 10, 2], want: '  10 | \ta: b\n     | \t^' },
    { name: 'of the end of a long line', given: [line(300), 1, 299], want: `  1 | …${line(300).slice(239)}\n    | ${' '.repeat(60)}^` },
    { name: 'of the middle of a long line', given: [line(300), 1, 151], want: `  1 | …${line(300).slice(91, 211)}…\n    | ${' '.repeat(60)}^` },
    { name: 'of the begin of a long line', given: [line(300), 1, 5], want: `  1 | ${line(120)}…\n    |     ^` },
  ];
  test.each(cases)('$name', ({ given, want }) => {
    expect(excerptOf(...given)).toBe(want);
  });

  test('of a document in one line have the surroundings of each place', () => {
    const operation = (id: number) => ({ get: { operationId: `operation${id}`, deprecatd: true, responses: { 200: { description: 'd' } } } });
    const paths = Object.fromEntries(Array.from({ length: 9 }, (_, id) => [`/path${id}`, operation(id)]));
    const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths });
    const found = diagnosticsOf(text).filter(({ code }) => code === 'unknown-field');
    expect(found).toHaveLength(9);
    for (const [id, { line, column, excerpt }] of found.entries()) {
      expect([line, column]).toEqual([1, text.indexOf(`"operation${id}"`) + `"operation${id}",`.length + 1]);
      expect(excerpt).toBe(excerptOf(text, line, column));
    }
  });

  test('have escapes for what a terminal would take for itself', () => {
    const [first] = diagnosticsOf(documentOf(`  /a:\n    get: { operationId: "a\\u001b'", ${OK} }`.replace('\\u001b', '\u007f')));
    expect([first?.message, first?.excerpt].join('\n')).not.toMatch(/[^\n\P{Cc}]/u);
  });
});
