import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockTree } from '../../../tools/feature/lock.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'petsage-lock-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('one run at a time is let in', () => {
  const unlock = lockTree(root);
  expect(() => lockTree(root)).toThrow(`npm run feature is already running here, as process ${process.pid}. Run it again when that has ended.`);
  unlock();
  lockTree(root)();
  expect(existsSync(join(root, '.feature-lock'))).toBe(false);
});

test.each(['999999999', '', 'x', '0', '-1'])('the lock of a run that has ended (%j) does not block another', (owner) => {
  writeFileSync(join(root, '.feature-lock'), owner);
  lockTree(root)();
  expect(existsSync(join(root, '.feature-lock'))).toBe(false);
});
