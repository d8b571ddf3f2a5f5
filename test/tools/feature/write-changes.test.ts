import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeChanges } from '../../../tools/feature/write-changes.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'write-changes-'));
  mkdirSync(join(root, 'old'));
  writeFileSync(join(root, 'a.txt'), 'a');
  writeFileSync(join(root, 'old/b.txt'), 'b');
});
afterEach(() => rmSync(root, { recursive: true }));

const tree = () =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), entry.isFile() ? readFileSync(path, 'utf8') : 'folder'];
    }),
  );

const change = (path: string, before: string | undefined, after: string | undefined) => ({
  path,
  about: '',
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
});
const all = [change('a.txt', 'a', 'A'), change('new/deep/c.txt', undefined, 'c'), change('old/b.txt', 'b', undefined)];

test('makes, changes and removes files, and folders with them', () => {
  writeChanges(root, all);
  expect(tree()).toEqual({ 'a.txt': 'A', new: 'folder', 'new/deep': 'folder', 'new/deep/c.txt': 'c' });
});

test('puts everything back when it is asked to', () => {
  const before = tree();
  writeChanges(root, all)();
  expect(tree()).toEqual(before);
});

const failing = [
  {
    name: 'a file where a folder is wanted',
    given: change('a.txt/x.txt', undefined, 'x'),
    want: /cannot be written \(E(?:NOTDIR|EXIST)\)\. Nothing has changed\.$/,
  },
  {
    name: 'a folder where a file is wanted',
    given: change('full', undefined, 'x'),
    want: /^full is not a file\.$/,
  },
  { name: 'a file that has changed since', given: change('a.txt', 'other', 'x'), want: /^a\.txt changed while the feature was planned\. Run it again\.$/ },
  { name: 'a file that has come since', given: change('a.txt', undefined, 'x'), want: /^a\.txt changed while the feature was planned\. Run it again\.$/ },
];
test.each(failing)('leaves everything as it was for $name', ({ given, want }) => {
  mkdirSync(join(root, 'full/of'), { recursive: true });
  const before = tree();
  expect(() => writeChanges(root, [...all.filter(({ path }) => path !== given.path), given])).toThrow(want);
  expect(tree()).toEqual(before);
  expect(existsSync(join(root, 'new'))).toBe(false);
});
