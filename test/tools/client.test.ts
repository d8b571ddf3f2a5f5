import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ClientError } from '../../tools/client/client-error.ts';
import { clientSpec } from '../../tools/client/command.ts';
import { loadDocument } from '../../tools/client/document.ts';
import { nearestLanguage, readLanguages } from '../../tools/client/languages.ts';
import { generatorSettings, verify } from '../../tools/client/openapi-generator.ts';
import { refusal, replaceClient } from '../../tools/client/output-folder.ts';
import { table } from '../clients/report.ts';
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
    await expect(loadDocument(join(folder, 'document.json'), folder)).rejects.toThrow(want);
  });

  test('that does not exist is refused', async () => {
    await expect(loadDocument('none.yaml', folder)).rejects.toThrow(
      'none.yaml is not a file; --document expects an OpenAPI document, a file or an http or https URL.',
    );
  });

  test('may be YAML, and is read in place', async () => {
    const path = join(folder, 'document.yaml');
    writeFileSync(path, 'openapi: 3.0.3\ninfo: { title: T, version: 1.2.3 }\npaths: {}\n');
    expect(await loadDocument(path, folder)).toEqual({ path, version: '1.2.3' });
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
      const { path, version } = await loadDocument(`${origin}/api/openapi.json`, folder);
      return { version, urls: (JSON.parse(readFileSync(path, 'utf8')).servers as { url: string }[]).map(({ url }) => url.replace(origin, 'ORIGIN')) };
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
    await served(listener, (origin) => expect(loadDocument(`${origin}/openapi.json`, folder)).rejects.toThrow(want));
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

describe('npm run test:clients', () => {
  test('prints a table that says what was not tried, and what failed', () => {
    expect(
      table([
        { language: 'go', generated: true, compiled: true, called: true, seconds: 12.34 },
        { language: 'java', generated: true, compiled: false, called: false, seconds: 3, missing: 'needs Maven' },
        { language: 'rust', generated: true, compiled: true, called: false, seconds: 101, fault: 'it read: nothing' },
      ]),
    ).toBe(`language  generated  compiled  called  seconds
go        yes        yes       yes        12.3
java      yes        -         -           3.0  not called: needs Maven
rust      yes        yes       FAILED    101.0
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
