/** `npm run build`: makes `dist/`, from where `npm start` runs the service, and others take the contract layer. */
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { readArguments } from './arguments.ts';
import { packageFile, ROOT } from './child.ts';
import { EXIT, runCommand } from './command.ts';

const HELP = `Makes dist/ and packages/*/dist, in JavaScript.

Usage
  npm run build [-- PART...]

Parts (default all)
  service     dist/main.cjs, which npm start runs: one file starts three times as fast as the many that it is made of
  smoke       dist/smoke.cjs, the command petsage-smoke: one file that needs no package
  packages    packages/*/dist, JavaScript with declarations, for npm pack

Options
  --help      this text

Examples
  npm run build -- service && PORT=8080 node dist/main.cjs

Exit codes: 0 done, 1 failed, 2 misused.
`;

/** In the order in which they import each other. */
const PACKAGES = ['openapi-koa', 'openapi-compiler'];
const DIST = join(ROOT, 'dist');
const PARTS: Readonly<Record<string, () => Promise<void>>> = { service: buildService, smoke: buildSmoke, packages: buildPackages };

// What makes it fail has printed where it found what.
await runCommand({ help: HELP, helpCommand: 'npm run build -- --help', failures: [Error], parse, run });

/** The parts to make. */
function parse(args: string[]): string[] | undefined {
  const { values, positionals } = readArguments({ args, options: { help: { type: 'boolean' } }, allowPositionals: true });
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new Error(`There is no part ${JSON.stringify(unknown)}; parts are ${Object.keys(PARTS).join(', ')}.`);
  return positionals.length === 0 ? Object.keys(PARTS) : positionals;
}

async function run(parts: readonly string[]): Promise<number> {
  for (const name of parts) await PARTS[name]?.();
  return EXIT.done;
}

/**
 * A CommonJS file, as those start faster than ES modules with compiled code at hand. What is loaded by a name at run time stays outside:
 * the pages' packages, whose files are served, and the printer of a terminal's log.
 */
async function buildService(): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src/main.ts')],
    outfile: join(DIST, 'service.cjs'),
    bundle: true,
    conditions: ['source'],
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    absWorkingDir: ROOT,
    logLevel: 'warning',
    banner: { js: `/* Written by npm run build; do not edit. */\nconst importMetaUrl = require('node:url').pathToFileURL(__filename).href;` },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': 'importMetaUrl' },
  });
  await mkdir(DIST, { recursive: true });
  for (const { path, contents } of outputFiles) await replace(path, contents);
  await replace(join(DIST, 'main.cjs'), await readFile(join(ROOT, 'src/launch.cjs')));
}

async function buildSmoke(): Promise<void> {
  const outfile = join(DIST, 'smoke.cjs');
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'tools/smoke.ts')],
    outfile,
    bundle: true,
    conditions: ['source'],
    write: false,
    platform: 'node',
    format: 'cjs',
    // The machine of whoever deploys may have an older Node than the service.
    target: 'node20',
    absWorkingDir: ROOT,
    logLevel: 'warning',
    banner: { js: '#!/usr/bin/env node\n/* Written by npm run build; do not edit. */' },
  });
  await mkdir(DIST, { recursive: true });
  for (const { path, contents } of outputFiles) await replace(path, contents);
  await chmod(outfile, 0o755);
}

/** Node.js runs no TypeScript below node_modules, where other projects install the packages. */
async function buildPackages(): Promise<void> {
  for (const name of PACKAGES) {
    const folder = join(ROOT, 'packages', name);
    await rm(join(folder, 'dist'), { recursive: true, force: true });
    const { status } = spawnSync(process.execPath, [packageFile('typescript/bin/tsc'), '--project', join(folder, 'tsconfig.build.json')], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`packages/${name} does not compile.`);
    // What isn't TypeScript: CommonJS that generated code requires, and data.
    for (const path of await readdir(join(folder, 'src'), { recursive: true })) {
      if (!/\.(?:cjs|cts|txt|yaml|json)$/.test(path)) continue;
      await mkdir(dirname(join(folder, 'dist', path)), { recursive: true });
      await copyFile(join(folder, 'src', path), join(folder, 'dist', path));
    }
    const { bin = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { bin?: Readonly<Record<string, string>> };
    for (const path of Object.values(bin)) await chmod(join(folder, path), 0o755);
  }
}

/** Leaves a file alone that is as it should be, and never shows half of one to a service that starts at the same time. */
async function replace(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}
