import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandSpec } from '@petsage/openapi-checks/lib';
import { mockSpec } from '../../packages/openapi-checks/src/mock/mock.ts';
import { buildSpec } from '../../tools/build/command.ts';
import { clientSpec } from '../../tools/client/command.ts';
import { devSpec } from '../../tools/dev/command.ts';
import { documentsSpec } from '../../tools/documents/command.ts';
import { featureSpec } from '../../tools/feature/command.ts';
import { jsonSchemaSpec } from '../../tools/json-schema/command.ts';
import { releaseNotesSpec } from '../../tools/release-notes/command.ts';
import { smokeSpec } from '../../tools/smoke/command.ts';
import { clientsSpec } from '../clients/options.ts';
import { kubernetesSpec } from '../deploy/kubernetes/command.ts';
import { commandOutcome } from '../support/command-outcome.ts';

/** Command lines that are refused before anything is done, with what each is told. */
interface Misused {
  readonly command: string;
  readonly spec: CommandSpec<never, never>;
  readonly rows: readonly { readonly given: string[]; readonly want: string | RegExp }[];
}

const ROOT = join(__dirname, '../..');
const LANGUAGES = 'Languages are typescript, typescript-axios, python, go, java, rust, cpp, c, csharp, kotlin, php, ruby, perl, bash.';
const URL_MUST = 'URL must be an absolute http or https URL without user, query and fragment, such as http://localhost:3000; got';
const TIME = 'must be a number with ms, s, m or h, from';
const ROWS: readonly Misused[] = [
  { command: 'npm run dev --', spec: devSpec as never, rows: [{ given: ['--nonsense'], want: "Unknown option '--nonsense'." }] },
  {
    command: 'npm run build --',
    spec: buildSpec as never,
    rows: [
      { given: ['all'], want: 'Unknown part "all". Parts are service, smoke, sbom, packages.' },
      { given: ['--revision', 'a b'], want: '--revision must be 1 to 64 letters, digits and characters of "_.+-"; got "a b".' },
      { given: ['--nonsense'], want: "Unknown option '--nonsense'." },
    ],
  },
  {
    command: 'mock',
    spec: mockSpec as never,
    rows: [
      { given: ['--port', '70000'], want: '--port must be a whole number from 1 to 65535; got "70000".' },
      { given: ['--port', '0'], want: '--port must be a whole number from 1 to 65535; got "0".' },
      { given: ['4020'], want: 'Too many arguments. Expected 0 arguments but got 1: 4020.' },
      { given: ['--document', 'src'], want: '"src" is not a file; --document expects an OpenAPI document.' },
      { given: ['--document', 'README.md', '--allow-folder', 'none'], want: '"none" is not a folder; --allow-folder expects one.' },
      { given: ['--seed', 'a'], want: '--seed requires --dynamic.' },
      { given: ['--dynamic', '--seed', ''], want: '--seed must not be empty.' },
    ],
  },
  {
    command: 'npm run client --',
    spec: clientSpec as never,
    rows: [
      { given: [], want: `A language is required. ${LANGUAGES}` },
      { given: ['pyton'], want: `Unknown language "pyton". Did you mean python? ${LANGUAGES}` },
      { given: ['brainstorm'], want: `Unknown language "brainstorm". ${LANGUAGES}` },
      { given: ['go', 'rust'], want: 'Too many arguments. Expected 1 argument but got 2: go, rust.' },
      { given: ['go', '--output', ''], want: '--document and --output must not be empty.' },
    ],
  },
  {
    command: 'petsage-smoke',
    spec: smokeSpec as never,
    rows: [
      { given: [], want: "Missing required argument 'url'." },
      { given: ['http://a', 'http://b'], want: 'Too many arguments. Expected 1 argument but got 2: http://a, http://b.' },
      { given: ['localhost:3000'], want: `${URL_MUST} "localhost:3000".` },
      { given: ['ftp://a'], want: `${URL_MUST} "ftp://a".` },
      { given: ['http://me:secret@a'], want: `${URL_MUST} "http://***@a".` },
      { given: ['http://a/?'], want: `${URL_MUST} "http://a/?".` },
      { given: ['http://a', '--wait', '60'], want: `--wait ${TIME} 0ms to 24h, such as 60s; got "60".` },
      { given: ['http://a', '--interval', '0s'], want: `--interval ${TIME} 10ms to 24h, such as 1.5s; got "0s".` },
      { given: ['http://a', '--timeout', '0s'], want: `--timeout ${TIME} 1ms to 24h, such as 1.5s; got "0s".` },
      { given: ['http://a', '--max-skew', 'x'], want: `--max-skew ${TIME} 0ms to 24h, such as 1.5s; got "x".` },
      { given: ['http://a', '--count', '0'], want: '--count must be a whole number from 1 to 1000000; got "0".' },
      { given: ['http://a', '--expect-version', ''], want: '--expect-version must be a version, such as 1.2.0; got "".' },
      { given: ['http://a', '--wait', '-1s'], want: `--wait ${TIME} 0ms to 24h, such as 1.5s; got "-1s".` },
      { given: ['http://a', '--nonsense'], want: "Unknown option '--nonsense'." },
    ],
  },
  {
    command: 'npm run release-notes --',
    spec: releaseNotesSpec as never,
    rows: [
      { given: [], want: "Missing required argument 'tag'." },
      { given: ['1.0.0'], want: 'The tag must be vX.Y.Z or vX.Y.Z-LABEL; got "1.0.0".' },
      { given: ['v1.0.0', '--links', 'docs'], want: '--links must be an https URL that ends with "/"; got "docs".' },
    ],
  },
  {
    command: 'npm run test:kubernetes --',
    spec: kubernetesSpec as never,
    rows: [
      {
        given: ['update'],
        want: 'Unknown scenario "update". Scenarios are abrupt-update, autoscaling, monitoring, node-drain, release-never-ready, restarts, rolling-update.',
      },
      { given: ['--nonsense'], want: "Unknown option '--nonsense'." },
    ],
  },
  {
    command: 'npm run test:json-schema --',
    spec: jsonSchemaSpec as never,
    rows: [
      { given: [], want: "Missing required argument 'folder'." },
      { given: ['a', 'b'], want: 'Too many arguments. Expected 1 argument but got 2: a, b.' },
      { given: ['test'], want: '"test" has no tests/draft2020-12; expected a checkout of the JSON Schema test suite.' },
    ],
  },
  {
    command: 'npm run test:documents --',
    spec: documentsSpec as never,
    rows: [
      { given: [], want: "Missing required argument 'path'." },
      { given: ['nowhere'], want: 'There is no "nowhere"; expected a folder, or an OpenAPI document.' },
      { given: ['test', '--time-limit', '0s'], want: '--time-limit must be a time of at least 1s, such as 30s or 10m; got "0s".' },
      { given: ['test', '--memory', '10'], want: '--memory must be a whole number from 64 to 65536; got "10".' },
    ],
  },
  {
    command: 'npm run test:clients --',
    spec: clientsSpec as never,
    rows: [
      { given: ['--only', 'go,pascal'], want: /^--only must be a list of typescript, .*; got "pascal"\.$/ },
      { given: ['--only', 'go', '--require', 'rust'], want: '--require has rust, which --only leaves out.' },
      { given: ['--jobs', '0'], want: '--jobs must be a whole number from 1 to 99; got "0".' },
      { given: ['--nonsense'], want: "Unknown option '--nonsense'." },
    ],
  },
  {
    command: 'npm run feature --',
    spec: featureSpec as never,
    rows: [
      { given: ['--colour'], want: "Unknown option '--colour'." },
      { given: ['a.json', 'b.json'], want: 'Too many arguments. Expected 1 argument but got 2: a.json, b.json.' },
      { given: ['a.json', '--name', 'x'], want: 'A request is either a file or options, not both.' },
      { given: ['--remove', 'x', '--name', 'y'], want: '--remove takes no request.' },
      { given: ['--missing', '--path', '/x'], want: '--missing takes no request; allowed with it are --name, --description and --requirements.' },
      { given: ['--lists', 'a.json'], want: '--lists can only be combined with --dry-run and --json.' },
      { given: ['--lists', '--force'], want: '--lists can only be combined with --dry-run and --json.' },
    ],
  },
];
const cases = ROWS.flatMap(({ command, spec, rows }) => rows.map((row) => ({ ...row, command, spec })));

test.each(cases)('$command $given is misuse, and nothing is done', async ({ command, spec, given, want }) => {
  const run = jest.fn();
  const { code, stdout, stderr } = await commandOutcome({ ...spec, run } as CommandSpec<never, never>, given);
  const see = ` See ${command} --help.\n`;
  expect({ code, stdout, see: stderr.slice(-see.length), ran: run.mock.calls }).toEqual({ code: 2, stdout: '', see, ran: [] });
  const message = stderr.slice(0, -see.length);
  if (typeof want === 'string') expect(message).toBe(want);
  else expect(message).toMatch(want);
});

test.each(ROWS)('$command --help says how it is called', async ({ command, spec }) => {
  const run = jest.fn();
  const { code, stdout, stderr } = await commandOutcome({ ...spec, run } as CommandSpec<never, never>, ['--help']);
  expect({ code, stderr, ran: run.mock.calls, usage: stdout.startsWith(`Usage: ${command} `) }).toEqual({ code: 0, stderr: '', ran: [], usage: true });
  for (const part of ['\nOptions:\n', '\nExamples:\n', '\nExit codes: 0 ']) expect(stdout).toContain(part);
});

test('what is not misused is run', async () => {
  const run = jest.fn().mockResolvedValue(0);
  expect(await commandOutcome({ ...buildSpec, run }, ['smoke'])).toMatchObject({ code: 0, stderr: '' });
  expect(run).toHaveBeenCalledWith({ parts: ['smoke'] });
});

test('only one file reads command lines', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'packages/openapi-compiler/package.json'), 'utf8')) as { dependencies: object };
  expect(dependencies).toHaveProperty('commander');
  const programs = Object.values(scripts).flatMap((line) => line.split(' ').filter((word) => word.endsWith('.ts')));
  expect(programs.length).toBeGreaterThan(10);
  for (const path of new Set(programs))
    expect([path, readFileSync(join(ROOT, path), 'utf8')]).not.toEqual([path, expect.stringMatching(/parseArgs|process\.argv/)]);
});
