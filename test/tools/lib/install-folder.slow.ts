import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFolder } from '../../../tools/lib/install-folder.ts';
import { MINUTE_MS } from '../../support/wait.ts';

jest.setTimeout(MINUTE_MS);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'install-folder-'));
  writePackage('1.0.0');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A package that depends on one beside it, so that nothing is downloaded. */
function writePackage(version: string): void {
  const dependencies = { corpus: 'file:corpus' };
  mkdirSync(join(folder, 'corpus'), { recursive: true });
  writeFileSync(join(folder, 'corpus/package.json'), JSON.stringify({ name: 'corpus', version }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'corpora', private: true, dependencies }));
  const packages = {
    '': { name: 'corpora', dependencies },
    corpus: { version },
    'node_modules/corpus': { resolved: 'corpus', link: true },
  };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ name: 'corpora', lockfileVersion: 3, requires: true, packages }));
}

test('a folder is installed once, and again when its lock file has changed', () => {
  installFolder(folder);
  expect(existsSync(join(folder, 'node_modules/corpus/package.json'))).toBe(true);
  const mark = join(folder, 'node_modules/mark');
  writeFileSync(mark, '');
  installFolder(folder);
  expect(existsSync(mark)).toBe(true);
  writePackage('1.0.1');
  installFolder(folder);
  expect(existsSync(mark)).toBe(false);
});

test('an installation that fails is an error that names the folder and npm’s reason, and is tried again', () => {
  rmSync(join(folder, 'corpus'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{');
  expect(() => installFolder(folder)).toThrow(/npm ci in .*install-folder-\w+ failed: .*EJSONPARSE/);
  writePackage('1.0.0');
  expect(() => installFolder(folder)).not.toThrow();
});
