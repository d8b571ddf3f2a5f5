import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HELP, parseCommand } from '../../../tools/feature/command.ts';
import { runTool } from '../../support/tool.ts';

const SEE = 'See npm run feature -- --help.\n';

test('--help says how it is used', async () => {
  expect(await runTool(['tools/feature.ts', '--help'])).toEqual({ code: 0, stdout: HELP, stderr: '' });
  expect(HELP).toBe(`Makes a complete feature from a request: contract, generated code, service, handler, tests and README.

Usage
  npm run feature -- [REQUEST] [options]

  REQUEST is a YAML or JSON file. Without it and without flags, the request is read from stdin, or prompted for on a terminal.
  openapi/feature-request.schema.json describes it.

Request
  --name NAME            lower-case words separated by _ or -, such as smoke_test
  --description TEXT     what the feature is for
  --requirements TEXT    a requirement beyond the contract; repeatable; "none" for none
  --method METHOD        GET (default), POST, PUT, PATCH or DELETE
  --path PATH            default /api/v1/ and the name
  --tag TAG              tag of operations without one; default the name in PascalCase
  --openapi FILE         an OpenAPI fragment with the feature's operations, instead of --method and --path

Options
  --missing              make features for operations of the document without a handler; --name puts them into one
  --remove NAME          remove exactly what was made for a feature
  --lists                rewrite the lists of features and of security handlers from the folders src/features and src/security
  --dry-run              show the plan and its diff, write nothing
  --force                make an existing feature again; with --remove, discard later changes
  --json                 print the result as JSON on stdout
  --help                 show this text

Examples
  npm run feature -- --name pet_mood --description 'Says how pets are'
  npm run feature -- request.json --dry-run
  echo '{"feature": "pets", "description": "The pets", "openapi": "pets.yaml"}' | npm run -s feature -- --json
  npm run feature -- --remove pet_mood
  npm run feature -- --lists

Exit codes: 0 done, 1 failed or interrupted, 2 command or request refused. After 1 and 2 nothing has changed.
`);
});

const misuses: { name: string; given: string[]; want: string }[] = [
  {
    name: 'an unknown flag',
    given: ['--colour'],
    want: `There is no option "--colour". Allowed is --name, --description, --requirements, --method, --path, --tag, --openapi, --missing, --remove, --lists, --dry-run, --force, --json, --help. ${SEE}`,
  },
  { name: 'two requests', given: ['a.json', 'b.json'], want: `2 requests were given, but one feature is made at a time. ${SEE}` },
  { name: 'a request and flags', given: ['a.json', '--name', 'x'], want: `A request was given both as a file and by flags; allowed is one of them. ${SEE}` },
  { name: 'a removal and a request', given: ['--remove', 'x', '--name', 'y'], want: `--remove cannot be combined with a request or --missing. ${SEE}` },
  {
    name: 'missing operations and a path',
    given: ['--missing', '--path', '/x'],
    want: `--missing cannot be combined with a request; allowed with it are --name, --description and --requirements. ${SEE}`,
  },
  { name: 'the lists and a request', given: ['--lists', 'a.json'], want: `--lists can only be combined with --dry-run and --json. ${SEE}` },
  { name: 'a request that is no file', given: ['none.json'], want: 'the request: none.json is not a file; allowed: the file of a request.\n' },
  { name: 'no request', given: [], want: 'the request: is missing; allowed: a file, flags, or a JSON object on stdin.\n' },
];
test.each(misuses)('$name is misuse', async ({ given, want }) => {
  expect(await runTool(['tools/feature.ts', ...given])).toEqual({ code: 2, stdout: '', stderr: want });
});

test('misuse is reported as JSON, too', async () => {
  const { code, stdout } = await runTool(['tools/feature.ts', '--json', '--missing', '--remove', 'x']);
  expect({ code, result: JSON.parse(stdout) }).toEqual({
    code: 2,
    result: { ok: false, exitCode: 2, faults: [{ pointer: '', message: '--remove cannot be combined with a request or --missing.' }] },
  });
});

test('a member that a request has twice is refused, as the first would be lost', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'feature-twice-')), 'request.json');
  writeFileSync(file, '{"feature": "pet_mood", "description": "x",\n "requirements": ["not to be lost"], "requirements": "none"}');
  const { code, stderr } = await runTool(['tools/feature.ts', file]);
  rmSync(dirname(file), { recursive: true });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      'the request: cannot be parsed: line 2, column 38: the member requirements already exists; allowed: a JSON or YAML object that openapi/feature-request.schema.json describes.\n',
  });
});

test('flags make a request', () => {
  const args = [
    '--name',
    'pet_mood',
    '--description',
    'x',
    '--requirements',
    'a',
    '--requirements',
    'b',
    '--method',
    'post',
    '--path',
    '/api/v1/moods',
    '--tag',
    'Pets',
  ];
  expect(parseCommand(args)?.flags).toEqual({
    feature: 'pet_mood',
    description: 'x',
    requirements: ['a', 'b'],
    method: 'POST',
    path: '/api/v1/moods',
    tag: 'Pets',
  });
  expect(parseCommand(['--name', 'x', '--requirements', 'none'])?.flags).toEqual({ feature: 'x', requirements: 'none' });
  expect(parseCommand([])?.flags).toBeUndefined();
});
