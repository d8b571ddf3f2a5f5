import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../tools/documents/settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function settingsOf(text: string) {
  const file = join(folder, 'a.settings.json');
  writeFileSync(file, text);
  return readSettings(file);
}

test('folders are relative to the file', () => {
  const settings = { allow: ['missing-items'], allowFolders: ['../common'], explained: { getPet: 'because' } };
  expect(settingsOf(JSON.stringify(settings))).toEqual({ ...settings, allowFolders: [join(folder, '../common')] });
});

test('a document needs none', () => {
  expect(readSettings(join(folder, 'b.settings.json'))).toEqual({ allow: [], allowFolders: [], explained: {} });
});

const refused: readonly { given: string; want: RegExp }[] = [
  { given: '{', want: /a\.settings\.json is not a JSON object\.$/ },
  { given: '[]', want: /a\.settings\.json is not a JSON object\.$/ },
  { given: '{"alow":[]}', want: /unknown setting alow; known are allow, allowFolders, explained\.$/ },
  { given: '{"allow":"missing-items"}', want: /allow and allowFolders must be lists of strings\.$/ },
  { given: '{"explained":{"a":1}}', want: /explained must be an object of strings\.$/ },
];
test.each(refused)('$given is refused', ({ given, want }) => {
  expect(() => settingsOf(given)).toThrow(want);
});
