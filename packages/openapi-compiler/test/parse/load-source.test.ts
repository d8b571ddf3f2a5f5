import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { stringify } from 'yaml';
import { compileFile } from '../../src/compile.ts';
import { type Diagnostic, RefusedDocument } from '../../src/diagnostics/diagnostic.ts';
import { type Json, type JsonObject, valueAt } from '../../src/json.ts';
import { type LoadOptions, loadSource } from '../../src/parse/load-source.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'load-source-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Files = Readonly<Record<string, Json | string>>;

/** Writes files, those called `.json` as JSON; returns the path of the first. */
function write(files: Files): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : name.endsWith('.json') ? JSON.stringify(content) : stringify(content));
  }
  return join(folder, Object.keys(files)[0] as string);
}

const base = { openapi: '3.0.3', info: { title: 'T', version: '1' } };
const response = (schema: Json): JsonObject => ({ description: 'd', content: { 'application/json': { schema } } });
const document = (schema: Json, more: JsonObject = {}): JsonObject => ({
  ...base,
  paths: { '/a': { get: { operationId: 'a', responses: { 200: response(schema) } } } },
  ...more,
});
const SCHEMA = '/paths/~1a/get/responses/200/content/application~1json/schema';
const load = (files: Files, options?: LoadOptions) => loadSource(write(files), options);

/** `file:line:column code` of everything that is found, the folder's name left out. */
function found(files: Files, options?: LoadOptions): string[] {
  const diagnostics = ((): readonly Diagnostic[] => {
    try {
      return compileFile(write(files), options).diagnostics;
    } catch (error) {
      if (error instanceof RefusedDocument) return error.diagnostics;
      throw error;
    }
  })();
  const prefix = relative(process.cwd(), folder);
  return diagnostics.map(({ file, line, column, code }) => `${file.replace(`${prefix}/`, '')}:${line}:${column} ${code}`);
}

/** Files of which each but the last refers to the next one. */
const chain = (name: string, end: Json): Files =>
  Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`${name}${index}.json`, index === 200 ? end : { $ref: `${name}${index + 1}.json` }]));

describe('several files become one document', () => {
  const cases: { name: string; files: Files; want: Readonly<Record<string, unknown>> }[] = [
    {
      name: 'a file is a schema',
      files: { 'a.yaml': document({ $ref: 'Pet.yaml' }), 'Pet.yaml': { type: 'object' } },
      want: { [SCHEMA]: { $ref: '#/components/schemas/Pet' }, '/components/schemas': { Pet: { type: 'object' } } },
    },
    {
      name: 'a pointer into a file, YAML and JSON mixed',
      files: {
        'a.json': document({ $ref: './s.yaml#/defs/Pet' }),
        's.yaml': { defs: { Pet: { items: { $ref: 't.json#/x~1y' } } } },
        't.json': { 'x/y': { type: 'string' } },
      },
      want: { '/components/schemas/Pet': { items: { $ref: '#/components/schemas/x-y' } }, '/components/schemas/x-y': { type: 'string' } },
    },
    {
      name: 'files that refer to each other, and back to the document',
      files: {
        'a.yaml': document({ $ref: 'x.yaml#/X' }, { components: { schemas: { Own: { type: 'string' } } } }),
        'x.yaml': { X: { properties: { y: { $ref: 'y.yaml' }, own: { $ref: 'a.yaml#/components/schemas/Own' } } } },
        'y.yaml': { properties: { x: { $ref: 'x.yaml#/X' }, self: { $ref: '#' } } },
      },
      want: {
        '/components/schemas/X': { properties: { y: { $ref: '#/components/schemas/y' }, own: { $ref: '#/components/schemas/Own' } } },
        '/components/schemas/y': { properties: { x: { $ref: '#/components/schemas/X' }, self: { $ref: '#/components/schemas/y' } } },
      },
    },
    {
      name: 'names that are taken',
      files: {
        'a.yaml': document({ oneOf: [{ $ref: 'x/Pet.yaml' }, { $ref: 'y/Pet.yaml' }] }, { components: { schemas: { Pet: { type: 'string' } } } }),
        'x/Pet.yaml': { type: 'integer' },
        'y/Pet.yaml': { type: 'boolean' },
      },
      want: { '/components/schemas': { Pet: { type: 'string' }, Pet2: { type: 'integer' }, Pet3: { type: 'boolean' } } },
    },
    {
      name: 'path items, which are written out, parameters, bodies, responses and headers',
      files: {
        'a.yaml': { ...base, paths: { '/a': { $ref: 'p/a.yaml' } } },
        'p/a.yaml': {
          post: {
            operationId: 'a',
            parameters: [{ $ref: '../c.yaml#/limit' }],
            requestBody: { $ref: '../c.yaml#/body' },
            responses: { 200: { $ref: '../c.yaml#/done' } },
          },
        },
        'c.yaml': {
          limit: { name: 'limit', in: 'query', schema: { $ref: '#/count' } },
          body: { content: { 'application/json': { schema: { $ref: '#/count' } } } },
          done: { description: 'd', headers: { 'X-A': { $ref: '#/header' } } },
          header: { schema: { $ref: '#/count' } },
          count: { type: 'integer' },
        },
      },
      want: {
        '/paths/~1a/post/parameters/0': { $ref: '#/components/parameters/limit' },
        '/paths/~1a/post/requestBody': { $ref: '#/components/requestBodies/body' },
        '/paths/~1a/post/responses/200': { $ref: '#/components/responses/done' },
        '/components/headers/header': { schema: { $ref: '#/components/schemas/count' } },
        '/components/schemas': { count: { type: 'integer' } },
      },
    },
    {
      name: 'mappings of discriminators, by reference',
      files: {
        'a.yaml': document({ oneOf: [{ $ref: 's.yaml#/Cat' }], discriminator: { propertyName: 'kind', mapping: { cat: 's.yaml#/Cat', other: 'Dog' } } }),
        's.yaml': { Cat: { type: 'object' } },
      },
      want: { [`${SCHEMA}/discriminator/mapping`]: { cat: '#/components/schemas/Cat', other: 'Dog' } },
    },
    {
      name: 'a reference to a reference',
      files: { 'a.yaml': document({ $ref: 'x.yaml' }), 'x.yaml': { $ref: 'y.yaml' }, 'y.yaml': { type: 'string' } },
      want: { '/components/schemas': { x: { $ref: '#/components/schemas/y' }, y: { type: 'string' } } },
    },
    {
      name: 'a path item, and the paths, behind 200 references',
      files: {
        'a.json': { ...base, paths: { $ref: 'paths0.json' } },
        ...chain('paths', { '/a': { $ref: 'item0.json' } }),
        ...chain('item', { summary: 'the end' }),
      },
      want: { '/paths': { '/a': { summary: 'the end' } } },
    },
    {
      name: 'a path item in a callback of its own is not written out again',
      files: {
        'a.yaml': { ...base, paths: { '/a': { $ref: 'item.yaml' } } },
        'item.yaml': { get: { callbacks: { c: { url: { $ref: 'item.yaml' } } } } },
      },
      want: { '/paths/~1a/get/callbacks': { c: { url: { $ref: '#/paths/~1a' } } } },
    },
    {
      name: 'what only looks like a reference stays',
      files: { 'a.yaml': document({ type: 'object', default: { $ref: 'x.yaml' }, properties: { $ref: { $ref: 'x.yaml' } } }), 'x.yaml': { type: 'string' } },
      want: { [SCHEMA]: { type: 'object', default: { $ref: 'x.yaml' }, properties: { $ref: { $ref: '#/components/schemas/x' } } } },
    },
  ];
  test.each(cases)('$name', ({ files, want }) => {
    const { root } = load(files);
    expect(Object.fromEntries(Object.keys(want).map((pointer) => [pointer, valueAt(root, pointer)]))).toEqual(want);
  });
});

test('a document of several files is compiled, and its texts are those of all files', () => {
  const path = write({ 'a.yaml': document({ $ref: 'Pet.yaml' }), 'Pet.yaml': { type: 'object', properties: { name: { type: 'string' } } } });
  const { files, diagnostics } = compileFile(path);
  expect(diagnostics).toEqual([]);
  expect(files.get('types.ts')).toContain('export interface Pet {\n  name?: string;\n}');
  expect(files.get('openapi.yaml')).not.toContain('Pet.yaml');
  expect(loadSource(path).texts).toHaveLength(2);
});

const places: { name: string; files: Files; options?: LoadOptions; want: string[] }[] = [
  {
    name: 'in the file that has the fault',
    files: { 'a.yaml': document({ $ref: 'Pet.yaml' }), 'Pet.yaml': 'type: object\nproperties:\n  a: { type: text }\n' },
    want: ['Pet.yaml:3:8 invalid-keyword'],
  },
  {
    name: 'in each file, the document first',
    files: {
      'z.yaml':
        'openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths:\n  /a: { $ref: b.yaml }\n  /b: { get: { operationId: b, responses: { OK: { description: d } } } }\n',
      'b.yaml': 'get:\n  operationId: a\n  responses:\n    "200": { description: d, content: { application/json: { schema: { $ref: none.yaml } } } }\n',
    },
    want: ['z.yaml:5:45 invalid-status', 'b.yaml:4:71 external-reference'],
  },
  {
    name: 'in a circle of path items',
    files: { 'a.yaml': { ...base, paths: { '/a': { $ref: 'b.yaml' } } }, 'b.yaml': { $ref: 'c.yaml' }, 'c.yaml': { $ref: 'b.yaml' } },
    want: ['c.yaml:1:1 circular-reference'],
  },
  { name: 'a URL, which is not fetched', files: { 'a.yaml': document({ $ref: 'https://example.org/s.yaml' }) }, want: ['a.yaml:15:17 external-reference'] },
  { name: 'a file outside of the folder', files: { 'in/a.yaml': document({ $ref: '../s.yaml' }), 's.yaml': {} }, want: ['in/a.yaml:15:17 external-reference'] },
  { name: 'a target that is not there', files: { 'a.yaml': document({ $ref: 's.yaml#/x' }), 's.yaml': {} }, want: ['a.yaml:15:17 external-reference'] },
];
test.each(places)('what is found has its place: $name', ({ files, options, want }) => {
  expect(found(files, options)).toEqual(want);
});

test('a file that is neither YAML nor JSON has its own place', () => {
  const path = write({ 'a.yaml': document({ $ref: 's.yaml' }), 's.yaml': 'a: [\n' });
  expect(() => compileFile(path)).toThrow(/s\.yaml:2:1/);
});

test('an allowed folder may be read, and a symbolic link leads where it leads', () => {
  const files: Files = { 'in/a.yaml': document({ $ref: 'link.yaml' }), 'out/s.yaml': { type: 'string' } };
  const path = write(files);
  symlinkSync('../out/s.yaml', join(folder, 'in/link.yaml'));
  expect(loadSource(path).whyUnresolved(`${SCHEMA}/$ref`)).toMatch(/outside of the document's folder/);
  expect(valueAt(loadSource(path, { allowFolders: [join(folder, 'out')] }).root, '/components/schemas')).toEqual({ s: { type: 'string' } });
});

describe('overlays', () => {
  const overlay = (...actions: Json[]) => ({ overlay: '1.1.0', info: { title: 'O', version: '1' }, actions });
  const main = document({ $ref: 'Pet.yaml' });
  const Pet = { type: 'object', properties: { name: { type: 'string' } } };
  const path = (name: string) => join(folder, name);

  test('are applied in order, after the files are one document', () => {
    write({
      'a.yaml': main,
      'Pet.yaml': Pet,
      '1.yaml': overlay({ target: '$.components.schemas.Pet.properties', update: { age: { type: 'integer' } } }),
      '2.yaml': overlay({ target: '$.components.schemas.Pet.properties.age', update: { minimum: 0 } }),
    });
    const { root, texts } = loadSource(path('a.yaml'), { overlays: [path('1.yaml'), path('2.yaml')] });
    expect(valueAt(root, '/components/schemas/Pet/properties')).toEqual({ name: { type: 'string' }, age: { type: 'integer', minimum: 0 } });
    expect(texts).toHaveLength(4);
  });

  test('have the place of what they add, and of actions that select nothing or cannot be applied', () => {
    const files = {
      'a.yaml': main,
      'Pet.yaml': { ...Pet, minProperties: 'x' },
      'o.yaml':
        "overlay: 1.1.0\ninfo: { title: O, version: '1' }\nactions:\n  - target: $.components.schemas.Pet.properties\n    update: { age: { type: text } }\n  - target: $.nothing\n    remove: true\n",
    };
    write(files);
    expect(found(files, { overlays: [path('o.yaml')] })).toEqual([
      'Pet.yaml:5:1 invalid-keyword',
      'o.yaml:5:22 invalid-keyword',
      'o.yaml:6:5 unmatched-overlay-action',
    ]);
    write({ 'bad.yaml': overlay({ target: '$.a[', remove: true }) });
    expect(found(files, { overlays: [path('bad.yaml')] })).toContain('bad.yaml:6:5 invalid-overlay');
  });
});
