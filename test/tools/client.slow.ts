import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../support/tool.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('without Java it prints one line and writes nothing', async () => {
  const output = join(folder, 'out');
  expect(await runTool(['tools/client.ts', 'go', '--output', output], { ...process.env, PATH: folder })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Generating a client requires Java 11 or newer on the PATH; found no Java.\n',
  });
  expect(existsSync(output)).toBe(false);
});

test('an error of the operating system is one line', async () => {
  const { code, stdout, stderr } = await runTool(['tools/client.ts', 'go', '--output', join(folder, 'out')], { ...process.env, TMPDIR: join(folder, 'none') });
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^ENOENT: no such file or directory, mkdtemp '.+'\n$/) });
});
