import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readConfig } from '../src/config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, name = 'openapi.config.json'): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

test('paths are relative to the file, comments are allowed, and the schema is for editors', () => {
  const path = write('{ "$schema": "x", "document": "../api.yaml", "output": "out", /* all */ "openResponses": true, "deny": ["unknown-field"], }', 'a/c.json');
  expect(readConfig(path)).toEqual({
    document: relative(process.cwd(), join(folder, 'api.yaml')),
    output: relative(process.cwd(), join(folder, 'a/out')),
    openResponses: true,
    deny: ['unknown-field'],
  });
});

test('without a name, there need not be a file, and a file of the folder is read', () => {
  const root = process.cwd();
  try {
    process.chdir(folder);
    expect(readConfig()).toEqual({});
    write('{ "output": "out" }');
    expect(readConfig()).toEqual({ output: 'out' });
  } finally {
    process.chdir(root);
  }
});

const faults: { name: string; text: string; want: string[] }[] = [
  { name: 'not JSON', text: '{\n"document": x }', want: ['line 2 is not JSON'] },
  { name: 'an unknown option', text: '{ "documnt": "a" }', want: ['unknown option "documnt"', 'document, output, overlays'] },
  { name: 'a wrong value', text: '{ "nullable": "maybe" }', want: ['nullable must be equal to one of the allowed values: intended, literal'] },
  { name: 'several faults', text: '{ "allow": "x", "openResponses": 1 }', want: ['allow must be array', 'openResponses must be boolean'] },
  { name: 'no object', text: '[]', want: ['the whole must be object'] },
];
test.each(faults)('a config file that is refused: $name', ({ text, want }) => {
  const path = write(text);
  let message = '';
  try {
    readConfig(path);
  } catch (error) {
    ({ message } = error as Error);
  }
  for (const part of [path, ...want]) expect(message).toContain(part);
});

test('a file that is named and missing is refused', () => {
  expect(() => readConfig(join(folder, 'none.json'))).toThrow(/^There is no .*none\.json; --config expects a JSON file/);
});
