import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { diagnosticsOf, documentOf, OK, pathItem, refusal, reported } from '../../../../test/support/refusal.ts';
import { runTool } from '../../../../test/support/tool.ts';
import type { Method } from '../../../openapi-koa/src/operation-spec.ts';
import { Router } from '../../../openapi-koa/src/routing/router.ts';
import { multiSegmentOf, readOperations } from '../../src/parse/operations.ts';

interface Case {
  readonly name: string;
  readonly given: string;
  readonly want: string;
}

const NOT_REFUSED = '(not refused)';

/** What the router could not hold, either. */
const unroutable: readonly Case[] = [
  { name: 'two parameters of one name', given: pathItem('/a/{b}/{b}', ['get']), want: '4:3 conflicting-path-parameter' },
  {
    name: 'two parameters of one name in one segment',
    given: pathItem('/a/{b}-{b}', ['get']),
    want: '4:3 conflicting-path-parameter',
  },
  {
    name: 'a percent sign that begins no escape',
    given: pathItem('/a%zz', ['get']),
    want: '4:3 invalid-path',
  },
  {
    name: 'an escape that is no UTF-8',
    given: pathItem('/%ff', ['get']),
    want: '4:3 invalid-path',
  },
  {
    name: 'a multi-segment parameter beside text',
    given: pathItem('/a/{b}.txt', ['get'], ['b']),
    want: '4:3 invalid-path',
  },
  {
    name: 'paths that differ in names only',
    given: [pathItem('/a/{b}', ['get']), pathItem('/a/{c}', ['put', 'get'], [], 'other')].join('\n'),
    want: '10:5 duplicate-path',
  },
  {
    name: 'paths that differ in escapes only',
    given: [pathItem('/a/b', ['get']), pathItem('/%61/b', ['get'], [], 'other')].join('\n'),
    want: '7:5 duplicate-path',
  },
  {
    name: 'paths whose parts of segments differ in escapes only',
    given: [pathItem('/a/{b}.x', ['get']), pathItem('/a/{b}.%78', ['get'], [], 'other')].join('\n'),
    want: '9:5 duplicate-path',
  },
  {
    name: 'paths of two methods that give a name to other parts',
    given: [pathItem('/a/{b}/{c}', ['get']), pathItem('/a/{c}/{b}', ['put'])].join('\n'),
    want: '7:3 conflicting-path-parameter',
  },
  {
    name: 'a multi-segment path whose method another path lacks, with names for other parts',
    given: [pathItem('/a/{b}/{c}', ['get']), pathItem('/a/{c}/{b}', ['put'], ['b'])].join('\n'),
    want: '7:3 conflicting-path-parameter',
  },
  {
    name: 'two multi-segment paths whose methods another path lacks, with names for other parts',
    given: [pathItem('/{e}/{f}', ['get']), pathItem('/{a}/{b}', ['post'], ['a']), pathItem('/{b}/{d}', ['put'], ['d'])].join('\n'),
    want: '10:3 conflicting-path-parameter',
  },
];

/** What the router holds, and no request would ever find, or what the document says twice. */
const refused: readonly Case[] = [
  {
    name: 'a percent sign that begins no escape beside a parameter',
    given: pathItem('/{b}%zz', ['get']),
    want: '4:3 invalid-path',
  },
  {
    name: 'parameters without text between them',
    given: pathItem('/a/{b}{c}', ['get']),
    want: '4:3 invalid-path',
  },
  {
    name: 'a brace that is not closed',
    given: pathItem('/a/{b', ['get']),
    want: '4:3 invalid-path',
  },
  { name: 'a path without a slash', given: pathItem('a/b', ['get']), want: '4:3 invalid-path' },
  {
    name: 'a path with a query',
    given: pathItem('/a?b=c', ['get']),
    want: '4:3 invalid-path',
  },
  {
    name: 'a segment of dots',
    given: pathItem('/a/%2e./b', ['get']),
    want: '4:3 invalid-path',
  },
  {
    name: 'a parameter that is multi-segment for one method only',
    given: `  /a/{b}:\n    get: { operationId: a, parameters: [{ name: b, in: path, required: true, x-multi-segment: true, schema: {} }], ${OK} }\n    put: { operationId: b, parameters: [{ name: b, in: path, required: true, schema: {} }], ${OK} }`,
    want: '6:5 conflicting-path-parameter',
  },
  {
    name: 'a parameter twice',
    given: `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: {} }, { name: b, in: query, schema: {} }], ${OK} }`,
    want: '5:77 duplicate-parameter',
  },
  {
    name: 'a header parameter twice, in another case',
    given: `  /a:\n    parameters: [{ name: X-A, in: header, schema: {} }, { name: x-a, in: header, schema: {} }]\n    get: { operationId: a, ${OK} }`,
    want: '5:57 duplicate-parameter',
  },
  {
    name: 'a parameter with both a schema and content',
    given: `  /a:\n    get: { operationId: a, parameters: [{ name: b, in: query, schema: {}, content: { application/json: {} } }], ${OK} }`,
    want: '5:41 schema-or-content',
  },
];

const allowed: readonly Case[] = [
  {
    name: 'paths that differ in names, each with its methods',
    given: [pathItem('/a/{b}', ['get']), pathItem('/a/{c}', ['put'])].join('\n'),
    want: NOT_REFUSED,
  },
  {
    name: 'a multi-segment path beside one of one segment',
    given: [pathItem('/a/{b}', ['get']), pathItem('/a/{c}', ['get', 'put'], ['c'], 'multi')].join('\n'),
    want: NOT_REFUSED,
  },
  {
    name: 'a header parameter of an operation in place of one of its path, in another case',
    given: `  /a:\n    parameters: [{ name: X-A, in: header, schema: {} }]\n    get: { operationId: a, parameters: [{ name: x-a, in: header, schema: {} }], ${OK} }`,
    want: NOT_REFUSED,
  },
  { name: 'an encoded brace', given: [pathItem('/a/{b}', ['get']), pathItem('/a/%7B%7D', ['get'], [], 'other')].join('\n'), want: NOT_REFUSED },
];

test.each([...unroutable, ...refused])('refused with its place: $name', ({ given, want }) => {
  expect(refusal(documentOf(given))).toBe(want);
});

test.each(allowed)('not refused: $name', ({ given, want }) => {
  expect(refusal(documentOf(given))).toBe(want);
});

test('paths that differ in names, each with its methods, are a warning', () => {
  const paths = [pathItem('/a/{b}', ['get']), pathItem('/a/{c}', ['put']), pathItem('/a/{b}/d', ['get'], [], 'd')];
  expect(reported(documentOf(paths.join('\n')))).toEqual(['7:3 identical-path']);
});

/** Whether the router, which the service makes at its start, refuses the paths. */
function isRouted(given: string): boolean {
  const operations = readOperations(parse(documentOf(given)));
  try {
    new Router(
      operations.map((operation) => ({ path: operation.path, method: operation.method.toUpperCase() as Method, multiSegment: multiSegmentOf(operation) })),
    );
    return true;
  } catch {
    return false;
  }
}

test.each(unroutable)('what the router would refuse at the start is refused before: $name', ({ given }) => {
  expect(isRouted(given)).toBe(false);
});

test.each(allowed)('the router holds what is not refused: $name', ({ given }) => {
  expect(isRouted(given)).toBe(true);
});

test('a refused document ends with exit code 1, and nothing is written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'refused-'));
  const file = join(folder, 'd.yaml');
  writeFileSync(file, documentOf([pathItem('/a/{b}/{b}', ['get']), pathItem('/c', ['get'], [], 'c')].join('\n')));
  const { code, stdout, stderr } = await runTool(['packages/openapi-compiler/src/cli.ts', '--document', file, '--output', join(folder, 'out')]);
  expect({ code, stdout, stderr: stderr.replace(/^.*d\.yaml/, 'd.yaml').split('\n', 1)[0] }).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^d\.yaml:4:3: error\[conflicting-path-parameter\]: /),
  });
  expect(existsSync(join(folder, 'out'))).toBe(false);
  rmSync(folder, { recursive: true });
});

describe('a template that hides a method of another', () => {
  const cases: { name: string; given: string; want: string[] }[] = [
    {
      name: 'text in a segment before none',
      given: [pathItem('/reports/{name}.{ext}', ['get']), pathItem('/reports/{name}', ['delete'])].join('\n'),
      want: ['4:3 hidden-method'],
    },
    {
      name: 'a segment of text before a parameter',
      given: [pathItem('/v1/products/{id}/{flag}', ['post']), pathItem('/v1/products/{x}/list', ['get'])].join('\n'),
      want: ['7:3 hidden-method'],
    },
    {
      name: 'the first segment that differs decides',
      given: [pathItem('/a/{b}', ['get']), pathItem('/{c}/d', ['put'])].join('\n'),
      want: ['4:3 hidden-method'],
    },
    {
      name: 'no method that both have',
      given: [pathItem('/a/{b}/{c}', ['get']), pathItem('/a/{b}/d', ['get', 'put'], [], 'd')].join('\n'),
      want: [],
    },
    {
      name: 'no path without parameters, which is matched first',
      given: [pathItem('/a/{b}', ['get', 'put']), pathItem('/a/me', ['get'], [], 'me')].join('\n'),
      want: [],
    },
    { name: 'no path of another length', given: [pathItem('/a/{b}', ['get']), pathItem('/a/{b}/c', ['put'])].join('\n'), want: [] },
    { name: 'no path with other text', given: [pathItem('/a/{b}', ['get']), pathItem('/c/{b}', ['put'])].join('\n'), want: [] },
    {
      name: 'no text that the other one never matches',
      given: [pathItem('/a/{b}.json/{c}', ['get']), pathItem('/a/{b}.xml/{c}', ['put'])].join('\n'),
      want: [],
    },
    {
      name: 'no text that the parameter would refuse',
      given: [
        pathItem('/a/{b}/list', ['get']),
        pathItem('/a/{b}/{c}', ['put']).replace(
          'name: c, in: path, required: true, schema: {}',
          'name: c, in: path, required: true, schema: { type: integer }',
        ),
      ].join('\n'),
      want: [],
    },
    {
      name: 'no text that is not among the values of the parameter',
      given: [
        pathItem('/a/{b}/list', ['get']),
        pathItem('/a/{b}/{c}', ['put']).replace('name: c, in: path, required: true, schema: {}', 'name: c, in: path, required: true, schema: { enum: [x] }'),
      ].join('\n'),
      want: [],
    },
  ];

  test.each(cases)('$name', ({ given, want }) => {
    expect(reported(documentOf(given))).toEqual(want);
  });

  test('both places are named', () => {
    const given = documentOf([pathItem('/reports/{name}.{ext}', ['get']), pathItem('/reports/{name}', ['delete'])].join('\n'));
    expect(diagnosticsOf(given).map(({ line, message }) => [line, /\((\d+:\d+)\)/.exec(message)?.[1]])).toEqual([[4, '7:3']]);
  });
});
