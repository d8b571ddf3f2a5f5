import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyRepository } from '../../../test/support/copy-repository.ts';
import { runTool } from '../../../test/support/tool.ts';
import { until } from '../../../test/support/wait.ts';
import { freePort } from '../../openapi-checks/src/lib/port.ts';

const ROOT = join(__dirname, '../../..');
const WAIT_MS = 30_000;

const CLI = 'packages/openapi-compiler/src/cli.ts';
const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
const DOCUMENT = 'packages/openapi-koa/test/documents/pets.yaml';

/** In place of the config file of the repository. */
const NO_OPTIONS = join(mkdtempSync(join(tmpdir(), 'config-')), 'openapi.config.json');
writeFileSync(NO_OPTIONS, '{}');
afterAll(() => rmSync(dirname(NO_OPTIONS), { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compile-'));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 3 }));

test('--help has usage, options, examples and exit codes on stdout', async () => {
  const { code, stdout, stderr } = await runTool([CLI, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: openapi-compile \[options\]\n/);
  for (const heading of ['\nOptions:\n', '\nExamples:\n', '\nExit codes: 0 done, 1 failed or different, 2 misused.\n']) expect(stdout).toContain(heading);
  for (const option of [
    '--document <file>',
    '--output <folder>',
    '--check',
    '--open-responses',
    '--discriminator-selects',
    '--allow <code>',
    '--deny <code>',
    '--version',
    '-h, --help',
  ])
    expect(stdout).toContain(`\n  ${option} `);
});

test('the README lists the options of --help, with the same descriptions', async () => {
  const { stdout } = await runTool([CLI, '--help']);
  const help = /\nOptions:\n(.*?)\n\n/s.exec(stdout)?.[1] ?? '';
  const options = help.split(/\n(?= {2}-)/).map((option) => option.trim().split(/\s{2,}/));
  const rows = [...readme.matchAll(/^\| `(-.*?)` \| (.*?)(?:; required)? \|$/gm)].map(([, flags, text]) => [flags, text]);
  const lines = options.map(([flags, ...text]) => [flags, text.join(' ')]);
  expect(lines.sort()).toEqual(rows.sort());
});

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'packages/openapi-compiler/package.json'), 'utf8')) as { version: string };
  expect(await runTool([CLI, '--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

const SEE = 'See openapi-compile --help.\n';
const misuse: { name: string; given: string[]; want: string }[] = [
  { name: 'an unknown option', given: ['--nonsense'], want: `Unknown option '--nonsense'. ${SEE}` },
  { name: 'a misspelt option', given: ['--documnt', DOCUMENT], want: `Unknown option '--documnt'. Did you mean --document? ${SEE}` },
  { name: 'a flag with a value', given: ['--check=yes'], want: `Option '--check' takes no value. ${SEE}` },
  { name: 'an option without its value', given: ['--output', 'o', '--document'], want: `Option '--document <file>' argument missing. ${SEE}` },
  {
    name: 'an option in place of a value',
    given: ['--output', '--document=d.yaml'],
    want: `Option '--output <folder>' argument missing; a value that begins with -- is written as --output=VALUE. ${SEE}`,
  },
  {
    name: 'a missing --document',
    given: ['--config', NO_OPTIONS, '--output', 'o'],
    want: `Option '--document <file>' is required, on the command line or in openapi.config.json. ${SEE}`,
  },
  {
    name: 'a missing --output',
    given: ['--config', NO_OPTIONS, '--document', DOCUMENT],
    want: `Option '--output <folder>' is required, on the command line or in openapi.config.json. ${SEE}`,
  },
  { name: 'an argument that is no option', given: [DOCUMENT], want: `Too many arguments. Expected 0 arguments but got 1: ${DOCUMENT}. ${SEE}` },
  {
    name: 'a document that does not exist',
    given: ['--document', 'none.yaml', '--output', 'o'],
    want: 'none.yaml is not a file; --document expects an OpenAPI document.\n',
  },
  { name: 'a folder as the document', given: ['--document', 'src', '--output', 'o'], want: 'src is not a file; --document expects an OpenAPI document.\n' },
  {
    name: 'a URL as the document',
    given: ['--document', 'https://me:secret@example.org/openapi.yaml', '--output', 'o'],
    want: '"https://***@example.org/openapi.yaml" is a URL; --document expects a file. Download it first: curl -o openapi.yaml URL\n',
  },
  {
    name: 'a file as the output',
    given: ['--document', DOCUMENT, '--output', 'package.json'],
    want: 'package.json is a file; --output expects a folder.\n',
  },
  {
    name: 'an unknown code',
    given: ['--document', DOCUMENT, '--output', 'o', '--allow', 'invalid-pth'],
    want: 'Unknown code "invalid-pth" for --allow. Did you mean invalid-path?\n',
  },
  {
    name: 'an unknown code to deny',
    given: ['--document', DOCUMENT, '--output', 'o', '--deny', 'path', '--deny', 'unknown-fields'],
    want: 'Unknown code "path" for --deny. Did you mean not-json?\n',
  },
  {
    name: 'a code that is both allowed and denied',
    given: ['--document', DOCUMENT, '--output', 'o', '--deny', 'invalid-path', '--allow', 'invalid-path'],
    want: 'invalid-path is both allowed and denied; name it once.\n',
  },
  {
    name: 'an error that cannot be allowed',
    given: ['--document', DOCUMENT, '--output', 'o', '--allow', 'unsupported-version'],
    want: 'unsupported-version cannot be allowed: nothing can be served with it.\n',
  },
  ...['src', 'docs'].map((output) => ({
    name: `${output}, which it did not write, as the output`,
    given: ['--document', DOCUMENT, '--output', output],
    want: `${output} has files that openapi-compile did not write; --output expects a new folder, an empty one, or one that it wrote.\n`,
  })),
];
test.each(misuse)('$name is misuse: exit code 2, and one line on stderr', async ({ given, want }) => {
  expect(await runTool([CLI, ...given])).toEqual({ code: 2, stdout: '', stderr: want });
});

test('an older Node.js gets one line, and exit code 2', async () => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.14.0' } }); await import(${JSON.stringify(join(ROOT, CLI))});`;
  expect(await runTool(['--input-type=module', '--eval', old])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'openapi-compile requires Node.js 22.15 or newer; this is 22.14.0.\n',
  });
});

test('a document is compiled into its own folder, and --check lists every difference', async () => {
  const output = join(folder, 'pets');
  const compile = (...more: string[]) => runTool([CLI, '--document', DOCUMENT, '--output', output, ...more]);
  expect(await compile()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ files in .*pets\n$/) });
  expect(await compile('--check')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ files are up to date in .*pets\n$/) });
  expect(readFileSync(join(output, 'types.ts'), 'utf8')).toContain('createPet: {');
  writeFileSync(join(output, 'more.ts'), '');
  writeFileSync(join(output, 'types.ts'), '');
  rmSync(join(output, 'operations.cjs'));
  expect(await compile('--check')).toMatchObject({
    code: 1,
    stdout: `missing: operations.cjs\nnot generated: more.ts\ndifferent: types.ts\nNext: openapi-compile --document ${DOCUMENT} --output ${output}\n`,
  });
  await compile();
  expect(existsSync(join(output, 'more.ts'))).toBe(false);
});

test('--open-responses lets responses have properties that the document does not name', async () => {
  // Below node_modules, as validators require packages.
  const output = mkdtempSync(join(ROOT, 'node_modules/.cache/open-responses-'));
  try {
    const compile = (...more: string[]) => runTool([CLI, '--document', 'test/fixtures/service/openapi/openapi.yaml', '--output', output, ...more]);
    const accepts = async () => {
      const value = { status: 'ok', message: 'PetSage system is purring happily!', timestamp: '2026-01-15T09:30:00.000Z', more: 1 };
      const program = `const { responses } = require('./operations/getSmokeTest.cjs').validators;
        console.log(responses['200'].content['application/json'](${JSON.stringify(value)}))`;
      return (await runTool(['--eval', program.replace('./', `${output}/`)])).stdout;
    };
    expect(await compile()).toMatchObject({ code: 0 });
    expect(await accepts()).toBe('false\n');
    expect(await compile('--open-responses', '--check')).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Next: .* --open-responses$/m) });
    expect(await compile('--open-responses')).toMatchObject({ code: 0 });
    expect(await accepts()).toBe('true\n');
    expect(await compile('--open-responses', '--check')).toMatchObject({ code: 0 });
    expect(await compile('--check')).toMatchObject({ code: 1 });
  } finally {
    rmSync(output, { recursive: true });
  }
});

test('--discriminator-selects lets the property alone decide, and is part of what makes the folder up to date', async () => {
  const pets = join(folder, 'pets.yaml');
  const of = (name: string) => `    ${name}: { type: object, required: [kind], properties: { kind: { type: string } } }\n`;
  writeFileSync(
    pets,
    `openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: {}\ncomponents:\n  schemas:\n${of('Cat')}${of('Dog')}    Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind } }\n`,
  );
  const compile = (...more: string[]) => runTool([CLI, '--document', pets, '--output', join(folder, 'out'), ...more]);
  expect(await compile()).toMatchObject({ code: 0 });
  expect(await compile('--discriminator-selects', '--check')).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Next: .* --discriminator-selects$/m) });
  expect(await compile('--discriminator-selects')).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'out/types.ts'), 'utf8')).toContain('"kind": "Cat"');
});

test('a document that is refused leaves the folder as it was', async () => {
  mkdirSync(join(folder, 'out'));
  for (const name of ['kept.txt', 'manifest.json']) writeFileSync(join(folder, 'out', name), 'kept');
  writeFileSync(join(folder, 'bad.yaml'), 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: { /a: { get: {} } }\n');
  const { code, stderr } = await runTool([CLI, '--document', join(folder, 'bad.yaml'), '--output', join(folder, 'out')]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('bad.yaml:3:16: error[missing-responses]: ') });
  expect(readFileSync(join(folder, 'out/kept.txt'), 'utf8')).toBe('kept');
});

test('an output below a file is a failure in one line', async () => {
  const { code, stderr } = await runTool([CLI, '--document', DOCUMENT, '--output', 'README.md/x']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^ENOTDIR: not a directory, mkdir '.*README\.md\/x'\n$/) });
});

test('dev restarts the service with what a changed document gives', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'dev-'));
  copyRepository(copy, ['openapi', 'generated', 'tools', 'src', 'openapi.config.json', 'openapitools.json', 'package.json']);
  const port = await freePort();
  const child = spawn(process.execPath, ['tools/dev.ts'], { cwd: copy, env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' }, stdio: 'ignore' });
  try {
    const title = async () =>
      (
        (await fetch(`http://127.0.0.1:${port}/openapi.json`).then(
          (response) => response.json(),
          () => undefined,
        )) as { info: { title: string } } | undefined
      )?.info.title;
    await until(async () => (await title()) === 'PetSage API', WAIT_MS);
    const file = join(copy, 'openapi/openapi.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('title: PetSage API', 'title: Changed'));
    await until(async () => (await title()) === 'Changed', WAIT_MS);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(copy, { recursive: true, maxRetries: 3 });
  }
});
