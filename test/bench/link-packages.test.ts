import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { linkPackages } from '../../bench/link-packages.ts';

describe('a work tree with linked packages', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'petsage-link-')));
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (path: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  };

  test('uses its own workspaces, and what is installed in the other one', () => {
    for (const tree of [from, to]) write(join(tree, 'packages/openapi-koa/index.js'));
    write(join(from, 'node_modules/koa/index.js'));
    mkdirSync(join(from, 'node_modules/@petsage'));
    symlinkSync('../../packages/openapi-koa', join(from, 'node_modules/@petsage/openapi-koa'));

    linkPackages(from, to);

    const { resolve } = createRequire(join(to, 'bench/run.js'));
    expect(realpathSync(resolve('@petsage/openapi-koa'))).toBe(join(to, 'packages/openapi-koa/index.js'));
    expect(realpathSync(resolve('koa'))).toBe(join(from, 'node_modules/koa/index.js'));
  });
});
