import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { generatedFolder } from './generated-folder.ts';

const ROOT = join(__dirname, '../..');
const SCOPE = '@petsage';
/** The document, the features and the security handlers of a service that has the smoke test only. */
const FIXTURE = join(ROOT, 'test/fixtures/service');
const PACKAGES = 'packages';
/** What is installed or written in a checkout. */
const LEFT = new Set(['.git', 'node_modules', 'generated', 'dist', 'clients', 'coverage']);
const OWN = /\/packages\/[^/]+\/(?:dist|node_modules)(?:\/|$)/;
/** Packages that a program of `tools` installs for itself. */
const GENERATOR = 'tools/client/generator/node_modules';
/** What the features of a service share, and no feature changes. */
const SHARED = ['feature.ts', 'merge.ts'];

/**
 * Copies parts of the repository into an empty folder, for a test to write in. Whatever features this repository has, the copy has the
 * smoke test only.
 *
 * @param folder must exist
 * @param parts  paths of files and folders, among them `openapi`, `generated` and `src`. Workspace packages are always copied, with their
 * tests only if `packages` is one of the parts; installed packages are linked
 */
export function copyRepository(folder: string, parts: readonly string[]): void {
  copyService(folder, parts);
  const own = parts.includes(PACKAGES) ? 'dist|node_modules' : 'dist|node_modules|test';
  const left = new RegExp(`/packages/[^/]+/(?:${own})(?:/|$)`);
  cpSync(join(ROOT, PACKAGES), join(folder, PACKAGES), { recursive: true, filter: (source) => !left.test(source) });
  const installed = realpathSync(join(ROOT, 'node_modules'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, SCOPE), { recursive: true });
  for (const name of readdirSync(installed)) if (name !== SCOPE && name !== '.cache') symlinkSync(join(installed, name), join(modules, name));
  for (const name of readdirSync(join(folder, PACKAGES))) symlinkSync(join(folder, PACKAGES, name), join(modules, SCOPE, name));
  if (parts.includes('tools') && existsSync(join(ROOT, GENERATOR))) symlinkSync(realpathSync(join(ROOT, GENERATOR)), join(folder, GENERATOR));
}

/** The same without programs to run: every package is linked, those of the workspace included. */
export function copySources(folder: string): void {
  copyService(folder, ['openapi', 'src', 'test/features', 'biome.json']);
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(folder, 'node_modules'));
}

function copyService(folder: string, parts: readonly string[]): void {
  for (const path of parts) if (path !== PACKAGES && path !== 'generated') cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: isNeeded });
  cpSync(FIXTURE, folder, { recursive: true });
  cpSync(generatedFolder(join(FIXTURE, 'openapi/openapi.yaml')), join(folder, 'generated'), { recursive: true });
}

/** Copies whatever `copyRepository` was not asked for, so that every test can run in the copy. Files that are there stay. */
export function copyRest(folder: string): void {
  for (const name of readdirSync(ROOT))
    if (!LEFT.has(name))
      cpSync(join(ROOT, name), join(folder, name), { recursive: true, force: false, filter: (source) => !OWN.test(source) && isNeeded(source) });
}

/** Whether a file belongs to every service, or to the smoke test's own tests. */
function isNeeded(source: string): boolean {
  if (basename(source) === 'node_modules') return false;
  const [, place, rest = ''] = /^(src\/features|src\/security|test\/features)\/(.+)$/.exec(relative(ROOT, source)) ?? [];
  if (place === undefined) return true;
  if (place === 'src/features') return SHARED.includes(rest);
  return place === 'test/features' && /^(?:smoke-test(?:\/|$)|merge\.test\.ts$)/.test(rest);
}
