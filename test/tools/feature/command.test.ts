import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommandLine } from '@petsage/openapi-checks/lib';
import { featureSpec } from '../../../tools/feature/command.ts';
import { RefusedRequest } from '../../../tools/feature/fault.ts';
import { readRequest } from '../../../tools/feature/read-request.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feature-request-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const refusalOf = (text: string) => {
  const file = join(folder, 'request.json');
  writeFileSync(file, text);
  return readRequest(folder, parseCommandLine(featureSpec, [file])).catch((error: unknown) => (error as RefusedRequest).faults);
};

test("a request that isn't a file is refused", async () => {
  const command = parseCommandLine(featureSpec, ['none.json']);
  await expect(readRequest(folder, command)).rejects.toThrow(
    new RefusedRequest([{ pointer: '', message: 'none.json is not a file', allowed: 'the file of a request' }]),
  );
});

test('a member that a request has twice is refused, as the first would be lost', async () => {
  const text = '{"feature": "pet_mood", "description": "x",\n "requirements": ["not to be lost"], "requirements": "none"}';
  expect(await refusalOf(text)).toEqual([
    {
      pointer: '',
      message: expect.stringMatching(/ line 2, column 38: .* requirements /),
      allowed: 'a JSON or YAML object that openapi/feature-request.schema.json describes',
    },
  ]);
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
