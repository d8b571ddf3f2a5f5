import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { COLUMNS } from '../../tools/documents/report.ts';
import { corpusFile } from '../../tools/lib/corpora.ts';
import { runTool } from '../support/tool.ts';

/** What large documents take on a busy machine. */
const TIMEOUT_MS = 1_200_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command on the folder. */
async function testDocuments(...options: string[]) {
  const { code, stdout, stderr } = await runTool(['tools/test-documents.ts', folder, ...options]);
  const [head, , ...rows] = stdout
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
  expect(head).toEqual(COLUMNS);
  return { code, stderr, rows: rows.map((cells) => Object.fromEntries(cells.map((cell, column) => [COLUMNS[column], cell]))) };
}

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

test(
  'the documents of GitHub and of Galaxy are served',
  async () => {
    copyFileSync(corpusFile('@octokit/openapi/generated/api.github.com.json'), join(folder, 'github.json'));
    copyFileSync(corpusFile('@scalar/galaxy/dist/3.1.yaml'), join(folder, 'galaxy.yaml'));
    const { code, stderr, rows } = await testDocuments('--time-limit', '20m');
    const both = { files: '1', compiled: 'as published', types: 'fit', differ: '0' };
    expect(rows).toMatchObject([
      { ...both, document: 'galaxy.yaml', version: '3.1.1', operations: '9', 'own requests': '9 of 9', reason: '' },
      {
        ...both,
        document: 'github.json',
        version: '3.0.3',
        operations: '1223',
        'own requests': '1223 of 1223',
        // Such as `template_repository`, which only some of its schemas name.
        reason: '40 examples with undeclared members',
      },
    ]);
    const [galaxy, github] = rows.map((row) => ({ broken: String(row['broken requests']).split(' of ').map(Number), verdicts: Number(row['verdicts']) }));
    for (const { broken } of [galaxy, github] as { broken: number[] }[]) expect(broken[0]).toBe(broken[1]);
    expect(
      [galaxy?.broken[1], galaxy?.verdicts, github?.broken[1], github?.verdicts].map(
        (count, index) => Number(count) > ([100, 500, 10_000, 50_000][index] ?? 0),
      ),
    ).toEqual([true, true, true, true]);
    expect({ code, faults: stderr.split('\n').filter((line) => /^(?:galaxy|github)/.test(line)) }).toEqual({ code: 0, faults: [] });
  },
  TIMEOUT_MS,
);

const documentOf = (schema: object) => ({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths: { '/a': { post: { operationId: 'a', requestBody: { content: { 'application/json': { schema } } }, responses: { 204: { description: 'd' } } } } },
});
const overlay = "overlay: 1.1.0\ninfo: { title: O, version: '1' }\nactions: [{ target: $..schema, update: { items: { type: string } } }]\n";

test(
  'a document is compiled as it is published, with what is allowed, or with its overlay',
  async () => {
    write({
      'allowed/openapi.json': documentOf({ type: 'array' }),
      'allowed/openapi.settings.json': { allow: ['missing-items'] },
      'overlaid.json': documentOf({ type: 'array' }),
      'overlaid.overlay.yaml': overlay,
      'published/openapi.yaml': JSON.stringify(documentOf({ $ref: 'parts/schema.yaml' })),
      'published/parts/schema.yaml': 'type: string\n',
      'refused.json': documentOf({ type: 'array' }),
      'notes.json': { about: 'no "openapi" document' },
    });
    const { code, stderr, rows } = await testDocuments();
    const reason = 'refused as published: 1 missing-items';
    expect(rows).toMatchObject([
      { document: 'allowed/openapi.json', files: '1', compiled: 'with --allow', types: 'fit', 'own requests': '1 of 1', differ: '0', reason },
      { document: 'overlaid.json', compiled: 'with an overlay', types: 'fit', 'own requests': '1 of 1', differ: '0', reason },
      { document: 'published/openapi.yaml', files: '2', compiled: 'as published', types: 'fit', 'own requests': '1 of 1', differ: '0', reason: '' },
      { document: 'refused.json', compiled: 'no', types: '', 'own requests': '', reason: `${reason}; 1 fault` },
    ]);
    expect(code).toBe(1);
    expect(stderr.split('\n').filter((line) => !/^\d of 4, /.test(line))).toEqual([
      expect.stringMatching(/^refused\.json: .*refused\.json:1:\d+: missing-items: /),
      '',
    ]);
  },
  TIMEOUT_MS,
);

test(
  'a document that takes too long is a fault, and the others are tested',
  async () => {
    copyFileSync(corpusFile('@octokit/openapi/generated/api.github.com.json'), join(folder, 'github.json'));
    write({ 'z.json': { openapi: '2.0.0' } });
    const { code, stderr, rows } = await testDocuments('--time-limit', '15s');
    expect(rows).toMatchObject([
      { document: 'github.json', reason: expect.stringMatching(/^(?:compiling|type-checking|serving) took longer than 15 s/) },
      { document: 'z.json', reason: expect.stringContaining('unsupported-version') },
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^github\.json: .* took longer than 15 s$/m);
  },
  TIMEOUT_MS,
);

test(
  'a document that needs too much memory is a fault',
  async () => {
    copyFileSync(corpusFile('@octokit/openapi/generated/api.github.com.json'), join(folder, 'github.json'));
    const { code, rows } = await testDocuments('--memory', '64');
    expect({ code, rows }).toMatchObject({ code: 1, rows: [{ document: 'github.json', reason: 'compiling failed: needs more than 64 MiB of memory' }] });
  },
  TIMEOUT_MS,
);
