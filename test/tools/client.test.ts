import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ClientError } from '../../tools/client/client-error.ts';
import { clientSpec } from '../../tools/client/command.ts';
import { correctClient } from '../../tools/client/corrections.ts';
import { loadDocument, writeDocument } from '../../tools/client/document.ts';
import { adaptDocument } from '../../tools/client/generator-document.ts';
import { nearestLanguage, readLanguages } from '../../tools/client/languages.ts';
import { clientWarnings, readMatrix } from '../../tools/client/matrix.ts';
import { generatorSettings, verify } from '../../tools/client/openapi-generator.ts';
import { refusal, replaceClient } from '../../tools/client/output-folder.ts';
import { requestValues } from '../../tools/client/request-values.ts';
import { table } from '../clients/report.ts';
import { cases, valuesDocument } from '../clients/values/cases.ts';
import { compareOutcomes, updatedMatrix } from '../clients/values/compare.ts';
import { MATRIX_SECTION, matrixText } from '../clients/values/matrix-text.ts';
import { programs } from '../clients/values/programs.ts';
import { commandOutcome } from '../support/command-outcome.ts';

const ROOT = join(__dirname, '../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('--list shows every language with its generator', async () => {
  const { code, stdout } = await commandOutcome(clientSpec, ['--list']);
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining(['typescript        typescript-fetch', 'java              java, native', 'bash              bash']),
  );
  expect(stdout.trimEnd().split('\n')).toHaveLength(readLanguages(ROOT).languages.length);
});

test('--allow-folder must be a folder', async () => {
  expect(await commandOutcome(clientSpec, ['go', '--allow-folder', 'none'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"none" is not a folder; --allow-folder expects one.'),
  });
});

const outputs: { name: string; given: string[]; want: string }[] = [
  {
    name: 'a folder with other files',
    given: ['go', '--output', 'src'],
    want: 'src has files and is not a generated client; choose another folder with --output, or write into it with --force.\n',
  },
  { name: 'a file as output', given: ['go', '--output', 'README.md', '--force'], want: 'README.md is not a folder; choose another folder with --output.\n' },
  {
    name: 'an output below a file',
    given: ['go', '--output', 'README.md/a/b', '--force'],
    want: 'README.md/a/b is below README.md, which is not a folder; choose another folder with --output.\n',
  },
];
test.each(outputs)('$name is misuse', async ({ given, want }) => {
  expect(await commandOutcome(clientSpec, given)).toEqual({ code: 2, stdout: '', stderr: want });
});

test('a generator with another hash is not run', () => {
  writeFileSync(join(folder, 'x.jar'), 'changed');
  expect(() => verify(join(folder, 'x.jar'), join(ROOT, 'openapi/openapi-generator.sha256'))).toThrow(/has the SHA-256 .*; expected .*\. It was not run\./);
});

const { languages } = readLanguages(ROOT);
const names = languages.map(({ name }) => name);
const nearest: { given: string; want: string | undefined }[] = [
  { given: 'Pyton', want: 'python' },
  { given: 'typscript', want: 'typescript' },
  { given: 'C++', want: 'cpp' },
  { given: 'c#', want: 'csharp' },
  { given: 'golang', want: 'go' },
  { given: 'js', want: 'typescript' },
  { given: 'cotlin', want: 'kotlin' },
  { given: 'typescript-fetch', want: 'typescript' },
  { given: 'typescript-axois', want: 'typescript-axios' },
  { given: 'typescript-angular', want: 'typescript' },
  { given: 'cpp-restsdk', want: 'cpp' },
  { given: 'cpp-qt-client', want: 'cpp' },
  { given: 'C++17', want: 'cpp' },
  { given: 'golan', want: 'go' },
  { given: 'nodejs', want: 'typescript' },
  { given: 'Node.js', want: 'typescript' },
  { given: 'javascipt', want: 'typescript' },
  { given: 'python3', want: 'python' },
  { given: 'rsut', want: 'rust' },
  { given: 'erlang', want: undefined },
  { given: 'haskell', want: undefined },
  { given: 'swift', want: undefined },
  { given: 'r', want: undefined },
  { given: '', want: undefined },
  { given: 'constructor', want: undefined },
];
test.each(nearest)('$given is near to $want', ({ given, want }) => expect(nearestLanguage(given, languages)).toBe(want));

test('a language that is not in the list is never suggested', () => {
  const some = languages.filter(({ name }) => name === 'python' || name === 'rust');
  expect(['golang', 'go', 'typescript-fetch', 'rs'].map((given) => nearestLanguage(given, some))).toEqual([undefined, undefined, undefined, 'rust']);
});

test('every language writes to a folder of its own name, with the version of the document', () => {
  for (const language of readLanguages(ROOT).languages) {
    expect(language).toMatchObject({ output: `clients/${language.name}`, document: 'openapi/openapi.yaml' });
    expect(generatorSettings(language, '2.3.4')['additionalProperties']).toMatchObject({
      npmVersion: '2.3.4',
      packageVersion: '2.3.4',
      artifactVersion: '2.3.4',
    });
  }
});

const info = { title: 'T', version: '3.2.1' };
const right = { openapi: '3.0.3', info, paths: {} };

describe('a document', () => {
  const broken: { name: string; given: unknown; want: RegExp }[] = [
    { name: 'of Swagger 2.0', given: { swagger: '2.0', info, paths: {} }, want: /openapi must be 3\.0\.x or 3\.1\.x/ },
    {
      name: 'without a version',
      given: { openapi: '3.1.0', info: { title: 'T' }, paths: {} },
      want: /document\.json:1:\d+: error\[missing-document-field\]: /,
    },
    { name: 'without paths', given: { openapi: '3.0.3', info }, want: /paths must be an object/ },
    { name: 'that is a list', given: [], want: /:1:1: error\[invalid-syntax\]: / },
  ];
  test.each(broken)('$name is refused', async ({ given, want }) => {
    writeFileSync(join(folder, 'document.json'), JSON.stringify(given));
    await expect(loadDocument(join(folder, 'document.json'))).rejects.toThrow(want);
  });

  test('that does not exist is refused', async () => {
    await expect(loadDocument('none.yaml')).rejects.toThrow('none.yaml is not a file; --document expects an OpenAPI document, a file or an http or https URL.');
  });

  const written = async (text: string, allowFolders: readonly string[] = []) => {
    const path = join(folder, 'document.yaml');
    writeFileSync(path, text);
    return JSON.parse(readFileSync(writeDocument(await loadDocument(path, allowFolders), folder), 'utf8'));
  };

  test('is given to generators as JSON of YAML 1.2, of which NO is a string', async () => {
    const text = 'openapi: 3.0.3\ninfo: { title: T, version: 1.2.3 }\npaths: {}\nx-values: [NO, on, 2026-01-15, 0x1F, 1_000]\n';
    expect(await written(text)).toEqual({
      openapi: '3.0.3',
      info: { title: 'T', version: '1.2.3' },
      paths: {},
      'x-values': ['NO', 'on', '2026-01-15', 31, '1_000'],
    });
  });

  const several = 'openapi: 3.0.3\ninfo: { title: T, version: 1.2.3 }\npaths: { /pets: { $ref: "./paths.yaml#/pets" } }\n';
  const operation = (parameters: string) => `get: { parameters: [${parameters}], responses: { 204: { description: d } } }`;

  test('of several files is given as one, under the names that the service gives to its parts', async () => {
    writeFileSync(join(folder, 'paths.yaml'), `pets: { ${operation('{ name: from, in: query, schema: { $ref: "country.yaml" } }')} }\n`);
    writeFileSync(join(folder, 'country.yaml'), 'type: string\nenum: [NO, SE]\n');
    const { paths, components } = await written(several);
    expect(paths['/pets'].get.parameters).toEqual([{ name: 'from', in: 'query', schema: { $ref: '#/components/schemas/country' } }]);
    expect(components).toEqual({ schemas: { country: { type: 'string', enum: ['NO', 'SE'] } } });
  });

  test('of several files has a warning for each parameter, whatever file it stands in', async () => {
    writeFileSync(join(folder, 'paths.yaml'), `pets: { ${operation('{ $ref: "parameters.yaml#/session" }')} }\n`);
    writeFileSync(join(folder, 'parameters.yaml'), 'session: { name: session, in: cookie, schema: { type: string } }\n');
    writeFileSync(join(folder, 'document.yaml'), several);
    const { root } = await loadDocument(join(folder, 'document.yaml'));
    expect(clientWarnings('go', root, { 'cookie, form: string': { go: 'dropped' } })).toEqual([
      expect.stringMatching(/^GET \/pets: cookie parameter "session" \(cookie, form: string\): /),
    ]);
  });

  test('may refer to files of another folder if it is allowed', async () => {
    const other = mkdtempSync(join(tmpdir(), 'client-test-other-'));
    try {
      writeFileSync(join(other, 'paths.yaml'), 'pets: {}\n');
      const text = several.replace('./paths.yaml', join(other, 'paths.yaml'));
      await expect(written(text)).rejects.toThrow(/paths\.yaml is outside of the document's folder; allow its folder with `--allow-folder`/);
      expect((await written(text, [other])).paths).toEqual({ '/pets': {} });
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  const dangling: { name: string; to: string; want: RegExp }[] = [
    { name: 'a file that does not exist', to: 'none.yaml', want: /there is no file .*none\.yaml; correct the reference/ },
    { name: 'what the document does not have', to: '#/components/pathItems/none', want: /document\.yaml:3:\d+: error\[unresolved-reference\]: / },
  ];
  test.each(dangling)('that refers to $name is refused', async ({ to, want }) => {
    await expect(written(several.replace('./paths.yaml#/pets', to))).rejects.toThrow(want);
  });
});

describe('a fetched document', () => {
  const servers: { name: string; given: object; want: string[] }[] = [
    { name: 'without servers gets its own origin as server', given: {}, want: ['ORIGIN'] },
    {
      name: 'has its relative servers resolved',
      given: { servers: [{ url: '/' }, { url: '/v2' }, { url: 'beta/' }] },
      want: ['ORIGIN', 'ORIGIN/v2', 'ORIGIN/api/beta/'],
    },
    { name: 'keeps absolute servers', given: { servers: [{ url: 'https://api.example/x/' }] }, want: ['https://api.example/x/'] },
    { name: 'keeps variables', given: { servers: [{ url: '/{stage}' }, { url: '{scheme}://x' }] }, want: ['ORIGIN/{stage}', '{scheme}://x'] },
  ];
  test.each(servers)('$name', async ({ given, want }) => {
    const loaded = await served(json(200, { ...right, ...given }), async (origin) => {
      const { root, version } = await loadDocument(`${origin}/api/openapi.json`);
      return { version, urls: (root['servers'] as unknown as { url: string }[]).map(({ url }) => url.replace(origin, 'ORIGIN')) };
    });
    expect(loaded).toEqual({ version: '3.2.1', urls: want });
  });

  const refusals: { name: string; listener: RequestListener; want: RegExp }[] = [
    { name: 'that does not exist', listener: json(404, {}), want: /openapi\.json responded 404; expected an OpenAPI document/ },
    { name: 'that is cut off', listener: (_request, response) => response.destroy(), want: /openapi\.json could not be fetched: / },
    {
      name: 'that is a page',
      listener: (_request, response) => response.end('<!doctype html><title>x</title>'),
      want: /^Not an OpenAPI document that a client/,
    },
    {
      name: 'that refers to another file',
      listener: json(200, { ...right, paths: { '/a': { $ref: './a.json' } } }),
      want: /:1:\d+: error\[external-reference\]: a document from a URL must not refer/,
    },
  ];
  test.each(refusals)('$name is refused', async ({ listener, want }) => {
    await served(listener, (origin) => expect(loadDocument(`${origin}/openapi.json`)).rejects.toThrow(want));
  });
});

describe('the output folder', () => {
  const client = (name: string, files: Record<string, string>) => {
    const at = join(folder, name);
    mkdirSync(join(at, '.openapi-generator'), { recursive: true });
    writeFileSync(join(at, '.openapi-generator/FILES'), `${Object.keys(files).join('\n')}\n`);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(at, path, '..'), { recursive: true });
      writeFileSync(join(at, path), text);
    }
    return at;
  };

  test('may be new, empty or a client', () => {
    mkdirSync(join(folder, 'empty'));
    expect(['new', 'empty'].map((name) => refusal(join(folder, name)))).toEqual([undefined, undefined]);
    expect(refusal(client('client', { 'a.ts': 'a' }))).toBeUndefined();
    expect(refusal(folder)).toEqual({ reason: 'has files and is not a generated client', canForce: true });
  });

  test('may not be below a file, or behind a broken link', () => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    const below = (name: string) => `is below ${relative(process.cwd(), join(folder, name))}, which is not a folder`;
    expect(['file', 'file/a', 'link', 'link/a/b'].map((name) => refusal(join(folder, name)))).toEqual([
      { reason: 'is not a folder', canForce: false },
      { reason: below('file'), canForce: false },
      { reason: 'is not a folder', canForce: false },
      { reason: below('link'), canForce: false },
    ]);
  });

  // As it may be with --force.
  const obstacles: { name: string; given: (path: string) => void; client: Record<string, string>; want: string }[] = [
    { name: 'a file in place of a folder', given: (path) => writeFileSync(path, 'mine'), client: { 'first.ts': '', 'x/a.ts': '' }, want: 'folder' },
    { name: 'a folder in place of a file', given: (path) => mkdirSync(path), client: { 'first.ts': '', x: '' }, want: 'file' },
    {
      name: 'a broken link in place of a folder',
      given: (path) => symlinkSync('nowhere', path),
      client: { 'first.ts': '', 'x/a.ts': '' },
      want: 'folder',
    },
  ];
  test.each(obstacles)('with $name is unchanged', ({ given, client: files, want }) => {
    const there = join(folder, 'there');
    mkdirSync(there);
    given(join(there, 'x'));
    const message = `${relative(process.cwd(), join(there, 'x'))} is in the way: the client has a ${want} of this name. Nothing was written.`;
    expect(() => replaceClient(client('client', files), there)).toThrow(new ClientError(message));
    expect(readdirSync(there)).toEqual(['x']);
  });

  test('loses files that are no longer generated, and keeps others', () => {
    const before = client('before', { 'kept.ts': 'old', 'models/gone.ts': 'gone', '../outside.txt': 'outside' });
    writeFileSync(join(before, 'mine.ts'), 'mine');
    expect(replaceClient(client('after', { 'kept.ts': 'new' }), before)).toBe(1);
    expect(readdirSync(before).sort()).toEqual(['.openapi-generator', 'kept.ts', 'mine.ts']);
    expect(readFileSync(join(before, 'kept.ts'), 'utf8')).toBe('new');
    expect(readFileSync(join(folder, 'outside.txt'), 'utf8')).toBe('outside');
  });
});

describe('docs/clients.md', () => {
  const text = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8').replaceAll('\r\n', '\n');
  const blocks = [...text.matchAll(/^<!-- (\S+) -->\n```\w+\n([\s\S]*?)^```$/gm)].map(([, path = '', code]) => ({ path, code }));

  test.each(blocks)('shows $path as it is tested', ({ path, code }) => {
    expect(code).toBe(readFileSync(join(ROOT, path), 'utf8').replaceAll('\r\n', '\n'));
  });

  test('shows a program for every language that has one, and names the others', () => {
    for (const language of readdirSync(join(ROOT, 'test/clients/programs')))
      expect(blocks.filter(({ path }) => path.startsWith(`test/clients/programs/${language}/`))).not.toEqual([]);
    for (const name of names) expect(text).toContain(`\`${name}\``);
  });
});

describe('the values of requests', () => {
  const string = { type: 'string' };
  const list = { type: 'array', items: string };
  const operation = (value: object) => ({ paths: { '/t/{p}': { get: value } }, components: { schemas: { Day: { type: 'string', format: 'date' } } } });
  const parameter = (more: object) => operation({ parameters: [{ name: 'p', in: 'query', schema: list, ...more }] });
  const form = (type: string, schema: object, encoding?: object) =>
    operation({ requestBody: { content: { [type]: { schema, ...(encoding && { encoding }) } } } });
  const rows: { name: string; given: object; want: string[] }[] = [
    { name: 'a list in a query', given: parameter({}), want: ['query, form, explode: string[]'] },
    { name: 'a list in a path', given: parameter({ in: 'path' }), want: ['path, simple: string[]'] },
    { name: 'a style', given: parameter({ style: 'pipeDelimited', explode: false }), want: ['query, pipeDelimited: string[]'] },
    { name: 'a referenced schema', given: parameter({ schema: { $ref: '#/components/schemas/Day' } }), want: ['query, form: date'] },
    { name: 'an alternative', given: parameter({ schema: { oneOf: [{ type: 'null' }, { type: 'integer' }] } }), want: ['query, form: integer'] },
    { name: 'a type that may be null', given: parameter({ schema: { type: ['null', 'boolean'] } }), want: ['query, form: boolean'] },
    { name: 'JSON', given: parameter({ schema: undefined, content: { 'application/json': { schema: list } } }), want: ['query, JSON: string[]'] },
    {
      name: 'the parts of a form',
      given: form('multipart/form-data', { allOf: [{ properties: { a: list } }, { properties: { b: { type: 'string', format: 'binary' } } }] }),
      want: ['multipart: string[]', 'multipart: file'],
    },
    {
      name: 'the fields of a form',
      given: form('application/x-www-form-urlencoded', { properties: { a: list, b: list } }, { a: { explode: false } }),
      want: ['urlencoded, form: string[]', 'urlencoded, form, explode: string[]'],
    },
    { name: 'a merge patch', given: form('application/merge-patch+json', { type: 'object' }), want: ['body, +json: object'] },
    {
      name: 'a schema that contains itself',
      given: parameter({ schema: { allOf: [{ $ref: '#/paths/~1t~1{p}/get/parameters/0/schema' }] } }),
      want: ['query, form: string'],
    },
  ];
  test.each(rows)('$name has a kind', ({ given, want }) => expect(requestValues(JSON.parse(JSON.stringify(given))).map(({ kind }) => kind)).toEqual(want));

  test('of an operation replace those of its path item', () => {
    const parameters = (schema: object) => [{ name: 'p', in: 'path', required: true, schema }];
    const root = { paths: { '/t/{p}': { parameters: parameters(string), get: { parameters: parameters({ type: 'integer' }) }, put: {} } } };
    expect(requestValues(JSON.parse(JSON.stringify(root))).map(({ operation, kind }) => `${operation} ${kind}`)).toEqual([
      'GET /t/{p} path, simple: integer',
      'PUT /t/{p} path, simple: string',
    ]);
  });

  test('that do not arrive are a warning, with the place and the reason', () => {
    const root = valuesDocument(cases.filter(({ kind }) => kind === 'cookie, form: string' || kind === 'query, form: string'));
    expect(clientWarnings('go', root, { 'cookie, form: string': { go: 'refused', python: 'arrives' } })).toEqual([
      'POST /sendCookieFormToken: cookie parameter "value" (cookie, form: string): the service responds with 400 or 415 to what this client sends.',
    ]);
    expect(clientWarnings('python', root, { 'cookie, form: string': { go: 'refused', python: 'arrives' } })).toEqual([]);
  });

  test('are adapted for generators: items of forms are sent one by one, and dates become text where a generator cannot write them', () => {
    const root = JSON.parse(
      JSON.stringify({
        ...form('multipart/form-data', { properties: { a: list, b: string } }),
        components: { parameters: { since: { name: 'If-Since', in: 'header', schema: { type: 'string', format: 'date-time', minLength: 1 } } } },
      }),
    );
    root.paths['/t/{p}'].get.parameters = [{ $ref: '#/components/parameters/since' }];
    adaptDocument(root, 'typescript');
    expect(root.paths['/t/{p}'].get.requestBody.content['multipart/form-data'].encoding).toEqual({ a: { style: 'form', explode: true } });
    expect(root.components.parameters.since.schema).toEqual({ type: 'string', minLength: 1 });
  });

  const styled: { name: string; path: string; given: Record<string, string>[]; want: string }[] = [
    { name: 'a label', path: '/t/{p}', given: [{ name: 'p', style: 'label' }], want: '/t/.{p}' },
    { name: 'a matrix', path: '/t{p}/x', given: [{ name: 'p', style: 'matrix' }], want: '/t;p={p}/x' },
    {
      name: 'both',
      path: '/{p}/{q}',
      given: [
        { name: 'p', style: 'matrix' },
        { name: 'q', style: 'label' },
      ],
      want: '/;p={p}/.{q}',
    },
    { name: 'no style', path: '/t/{p}', given: [{ name: 'p' }], want: '/t/{p}' },
  ];
  test.each(styled)('of a path with $name have its text in the path', ({ path, given, want }) => {
    const parameters = given.map((each) => ({ in: 'path', required: true, schema: string, ...each }));
    const root = JSON.parse(JSON.stringify({ paths: { [path]: { parameters, get: {}, put: {} } } }));
    adaptDocument(root, 'go');
    expect(requestValues(root).map(({ operation, kind }) => `${operation} ${kind}`)).toEqual(
      ['GET', 'PUT'].flatMap((method) => given.map(() => `${method} ${want} path, simple: string`)),
    );
  });

  test('of a path keep their style where an array has it, or another operation another one', () => {
    const root = {
      paths: {
        '/a/{p}': { get: { parameters: [{ name: 'p', in: 'path', style: 'label', schema: list }] } },
        '/b/{p}': {
          get: { parameters: [{ name: 'p', in: 'path', style: 'label', schema: string }] },
          put: { parameters: [{ name: 'p', in: 'path', schema: string }] },
        },
      },
    };
    const adapted = JSON.parse(JSON.stringify(root));
    adaptDocument(adapted, 'go');
    expect(adapted).toEqual(root);
  });

  test('are corrected in the code of a client', () => {
    mkdirSync(join(folder, 'petsage_client/api'), { recursive: true });
    const file = join(folder, 'petsage_client/api/pets_api.py');
    writeFileSync(file, 'x = value.strftime(\n    self.api_client.configuration.datetime_format\n)\n');
    correctClient('python', folder, {});
    expect(readFileSync(file, 'utf8')).toBe('x = value.isoformat()\n');
  });

  test('are code in the README of a client, which names the package', () => {
    const corrected = (language: string, text: string) => {
      writeFileSync(join(folder, 'README.md'), text);
      correctClient(language, folder, {});
      return readFileSync(join(folder, 'README.md'), 'utf8');
    };
    expect(corrected('typescript', '    at: 2013-10-20T19:20:30+01:00,\n    name: name_example,\n    pet: ...,\n')).toBe(
      '    at: new Date("2013-10-20T19:20:30+01:00"),\n    name: "name_example",\n    pet: {} as any,\n',
    );
    const imports = (names: string) => `import {\n  Configuration,\n${names}  PetsApi,\n} from 'petsage-client';\n`;
    expect(corrected('typescript', `${imports('')}    // NewPet\n    newPet: {"born":"2026-01-15"},\n`)).toBe(
      `${imports('  NewPetFromJSON,\n')}    // NewPet\n    newPet: NewPetFromJSON({"born":"2026-01-15"}),\n`,
    );
    const key = (more: string) => `\`\`\`python\n\n${more}import petsage_client\nkey = os.environ["API_KEY"]\n\`\`\`\n`;
    expect(corrected('python', key(''))).toBe(key('import os\n'));
    expect(corrected('php', '    "GIT_USER_ID/GIT_REPO_ID": "*@dev"\n')).toBe('    "petsage/client": "*@dev"\n');
  });

  test('get the media type of a body in Rust, where the generator leaves it out', () => {
    mkdirSync(join(folder, 'src/apis'), { recursive: true });
    const file = join(folder, 'src/apis/pets_api.rs');
    const request = (method: string, path: string) =>
      `    let uri_str = format!("{}${path}", base, p=x);\n    let mut req_builder = configuration.client.request(reqwest::Method::${method}, &uri_str)`;
    writeFileSync(file, `${request('PATCH', '/t/{p}')};\n${request('GET', '/t/{p}')};\n`);
    const body = { requestBody: { content: { 'application/merge-patch+json': { schema: { type: 'object' } } } } };
    correctClient('rust', folder, { paths: { '/t/{p}': { patch: body } } });
    const typed = `${request('PATCH', '/t/{p}')}.header(reqwest::header::CONTENT_TYPE, "application/merge-patch+json");`;
    expect(readFileSync(file, 'utf8')).toBe(`${typed}\n${request('GET', '/t/{p}')};\n`);
  });
});

describe('the matrix of values', () => {
  const matrix = readMatrix();

  test('has every case of every language that is called, and no other', () => {
    const kinds = cases.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(Object.keys(matrix)).toEqual(kinds);
    for (const outcomes of Object.values(matrix)) expect(Object.keys(outcomes).sort()).toEqual(Object.keys(programs).sort());
  });

  test('is shown in docs/clients.md as it is', () => {
    const text = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8').replaceAll('\r\n', '\n');
    expect(MATRIX_SECTION.exec(text)?.[0]).toBe(`<!-- tools/client/matrix.json -->\n\n${matrixText(matrix, Object.keys(programs))}\n<!-- end -->\n`);
  });

  test('never gets worse', () => {
    const before = { a: { go: 'arrives' }, b: { go: 'refused' }, c: { go: 'refused' } } as const;
    const now = new Map([
      ['a', 'altered'],
      ['b', 'arrives'],
      ['c', 'refused'],
      ['d', 'not sent'],
    ] as const);
    expect(compareOutcomes('go', now, before)).toEqual({
      worse: ['a: altered, before: arrives'],
      other: ['b: arrives, before: refused', 'd: not sent, before: not tried'],
    });
    expect(updatedMatrix('go', now, before)).toEqual({ a: { go: 'arrives' }, b: { go: 'arrives' }, c: { go: 'refused' }, d: { go: 'not sent' } });
  });
});

describe('npm run test:clients', () => {
  test('prints a table that says what was not tried, and what failed', () => {
    expect(
      table([
        { language: 'go', generated: true, compiled: true, called: true, values: { arrived: 99, sent: 120 }, seconds: 12.34 },
        { language: 'java', generated: true, compiled: false, called: false, seconds: 3, missing: 'needs Maven' },
        { language: 'rust', generated: true, compiled: true, called: false, seconds: 101, fault: 'it read: nothing' },
      ]),
    ).toBe(`language  generated  compiled  called  values  seconds
go        yes        yes       yes     99/120     12.3
java      yes        -         -       -           3.0  not called: needs Maven
rust      yes        yes       FAILED  -         101.0
`);
  });
});

function json(status: number, body: object): RequestListener {
  return (_request, response) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

/** Serves on a free port of loopback while `use` runs. */
async function served<T>(listener: RequestListener, use: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
