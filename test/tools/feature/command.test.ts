import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCommandLine } from '@petsage/openapi-checks/lib';
import { featureSpec } from '../../../tools/feature/command.ts';
import { runTool } from '../../support/tool.ts';

const SEE = 'See npm run feature -- --help.\n';

const misuses: { name: string; given: string[]; want: string }[] = [
  { name: 'an unknown option', given: ['--colour'], want: `Unknown option '--colour'. ${SEE}` },
  { name: 'two requests', given: ['a.json', 'b.json'], want: `Too many arguments. Expected 1 argument but got 2: a.json, b.json. ${SEE}` },
  { name: 'a request and flags', given: ['a.json', '--name', 'x'], want: `A request is either a file or options, not both. ${SEE}` },
  { name: 'a removal and a request', given: ['--remove', 'x', '--name', 'y'], want: `--remove takes no request. ${SEE}` },
  {
    name: 'missing operations and a path',
    given: ['--missing', '--path', '/x'],
    want: `--missing takes no request; allowed with it are --name, --description and --requirements. ${SEE}`,
  },
  { name: 'the lists and a request', given: ['--lists', 'a.json'], want: `--lists can only be combined with --dry-run and --json. ${SEE}` },
  { name: 'the lists and a request', given: ['--lists', 'a.json'], want: `--lists can only be combined with --dry-run and --json. ${SEE}` },
  { name: 'a request that is no file', given: ['none.json'], want: 'the request: none.json is not a file; allowed: the file of a request.\n' },
  { name: 'no request', given: [], want: 'the request: is missing; allowed: a file, flags, or a JSON object on stdin.\n' },
];
test.each(misuses)('$name is misuse', async ({ given, want }) => {
  expect(await runTool(['tools/feature.ts', ...given])).toEqual({ code: 2, stdout: '', stderr: want });
});

test('misuse is also printed as JSON', async () => {
  const { code, stdout } = await runTool(['tools/feature.ts', '--json', '--missing', '--remove', 'x']);
  expect({ code, result: JSON.parse(stdout) }).toEqual({
    code: 2,
    result: { ok: false, exitCode: 2, faults: [{ pointer: '', message: '--remove takes no request.' }] },
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

test('options make a request', () => {
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
  expect(parseCommandLine(featureSpec, args).flags).toEqual({
    feature: 'pet_mood',
    description: 'x',
    requirements: ['a', 'b'],
    method: 'POST',
    path: '/api/v1/moods',
    tag: 'Pets',
  });
  expect(parseCommandLine(featureSpec, ['--name', 'x', '--requirements', 'none']).flags).toEqual({ feature: 'x', requirements: 'none' });
  expect(parseCommandLine(featureSpec, []).flags).toBeUndefined();
});
