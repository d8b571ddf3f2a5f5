import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HELP, parseCommand } from '../../../tools/feature/command.ts';
import { runTool } from '../../support/tool.ts';

const SEE = 'See npm run feature -- --help.\n';

test('--help says how it is used', async () => {
  expect(await runTool(['tools/feature.ts', '--help'])).toEqual({ code: 0, stdout: HELP, stderr: '' });
  expect(HELP).toBe(`Makes a complete, running feature from a request: contract, generated code, service, handler, tests and README.

Usage
  npm run feature -- [REQUEST] [options]

  REQUEST is a file, YAML or JSON; without it and without flags the request is read from stdin, or asked for on a terminal.
  openapi/feature-request.schema.json describes it.

Request
  --name NAME            lower-case words with _ or - between them, such as smoke_test
  --description TEXT     what the feature is for
  --requirements TEXT    what is asked for beyond the contract; may be given several times; "none" for nothing
  --method METHOD        GET (default), POST, PUT, PATCH or DELETE
  --path PATH            default /api/v1/ and the name
  --tag TAG              the tag of operations that have none; default the name in PascalCase
  --openapi FILE         an OpenAPI fragment with the feature's operations, in place of --method and --path

Options
  --missing              scaffold every operation of the document that has no handler; --name puts them all into one feature
  --remove NAME          take back exactly what was made of a feature
  --lists                rewrite the lists of features and of security handlers from the folders src/features and src/security
  --dry-run              write nothing; show the plan and its diff
  --force                make a feature anew that was made before; with --remove, lose changes that were made since
  --json                 the result as JSON on stdout
  --help                 this text

Examples
  npm run feature -- --name pet_mood --description 'Says how pets are'
  npm run feature -- request.json --dry-run
  echo '{"feature": "pets", "description": "The pets", "openapi": "pets.yaml"}' | npm run -s feature -- --json
  npm run feature -- --remove pet_mood
  npm run feature -- --lists

Exit codes: 0 done, 1 failed or interrupted and nothing is changed, 2 the command or the request is refused and nothing is changed.
`);
});

const misuses: { name: string; given: string[]; want: string }[] = [
  {
    name: 'an unknown flag',
    given: ['--colour'],
    want: `There is no option "--colour". Allowed is --name, --description, --requirements, --method, --path, --tag, --openapi, --missing, --remove, --lists, --dry-run, --force, --json, --help. ${SEE}`,
  },
  { name: 'two requests', given: ['a.json', 'b.json'], want: `2 requests are given; one feature is made at a time. ${SEE}` },
  { name: 'a request and flags', given: ['a.json', '--name', 'x'], want: `A request is given as a file and by flags; one of them is allowed. ${SEE}` },
  { name: 'a removal and a request', given: ['--remove', 'x', '--name', 'y'], want: `--remove stands without a request. ${SEE}` },
  {
    name: 'missing operations and a path',
    given: ['--missing', '--path', '/x'],
    want: `--missing stands without a request; allowed beside it is --name, --description and --requirements. ${SEE}`,
  },
  { name: 'the lists and a request', given: ['--lists', 'a.json'], want: `--lists stands alone; allowed beside it are --dry-run and --json. ${SEE}` },
  { name: 'a request that is no file', given: ['none.json'], want: 'the request: none.json is no file; allowed is the file of a request.\n' },
  { name: 'no request', given: [], want: 'the request: there is none; allowed is a file, flags, or a JSON object on stdin.\n' },
];
test.each(misuses)('$name is misuse', async ({ given, want }) => {
  expect(await runTool(['tools/feature.ts', ...given])).toEqual({ code: 2, stdout: '', stderr: want });
});

test('misuse is told a pipeline, too', async () => {
  const { code, stdout } = await runTool(['tools/feature.ts', '--json', '--missing', '--remove', 'x']);
  expect({ code, answer: JSON.parse(stdout) }).toEqual({
    code: 2,
    answer: { ok: false, exitCode: 2, faults: [{ pointer: '', message: '--remove stands without a request.' }] },
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
      'the request: it cannot be parsed: line 2, column 38: the member requirements is there already; allowed is a JSON or YAML object as openapi/feature-request.schema.json describes it.\n',
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
