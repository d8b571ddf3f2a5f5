import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publishedDocuments } from '../../../tools/documents/published-documents.ts';

const FILES: Readonly<Record<string, string>> = {
  'a/openapi.yaml': "# ours\nopenapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: {}\n",
  'a/openapi.overlay.yml': 'overlay: 1.1.0\n',
  'a/parts/pet.yaml': 'type: object\nproperties:\n  openapi: { type: string }\n',
  'b.json': '{"info":{},"openapi":"3.1.0"}',
  'b.settings.json': '{"allow":["missing-items"]}',
  'c.yaml': '{"openapi":"3.1.0"}',
  'notes.json': '{"about":"no \\"openapi\\" document"}',
  'notes.txt': 'openapi: 3.1.0\n',
  'broken.json': '{"openapi":',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'published-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the documents of a folder are found, with what stands beside them', () => {
  expect(publishedDocuments(folder)).toEqual([
    {
      name: 'a/openapi.yaml',
      file: join(folder, 'a/openapi.yaml'),
      overlay: join(folder, 'a/openapi.overlay.yml'),
      settings: { allow: [], allowFolders: [], explained: {} },
    },
    { name: 'b.json', file: join(folder, 'b.json'), overlay: undefined, settings: { allow: ['missing-items'], allowFolders: [], explained: {} } },
    { name: 'c.yaml', file: join(folder, 'c.yaml'), overlay: undefined, settings: { allow: [], allowFolders: [], explained: {} } },
  ]);
});

test('one of several paths is in the names', () => {
  expect(publishedDocuments(join(folder, 'a'), true).map(({ name }) => name)).toEqual([join(folder, 'a/openapi.yaml')]);
  expect(publishedDocuments(join(folder, 'b.json')).map(({ name }) => name)).toEqual(['b.json']);
  expect(publishedDocuments(join(folder, 'b.json'), true).map(({ name }) => name)).toEqual([join(folder, 'b.json')]);
});
