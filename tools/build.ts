/** `npm run build`: makes `dist/`, from where `npm start` runs the service, and others take the contract layer. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readArguments } from './arguments.ts';
import { packageFile, ROOT } from './child.ts';

/** 0 done, 1 failed, 2 misused. */
const EXIT = { failed: 1, misused: 2 } as const;

const HELP = `Makes dist/, in JavaScript.

Usage
  npm run build [-- PART...]

Parts (default all)
  service     dist/main.cjs, which npm start runs: one file starts three times as fast as the many that it is made of
  smoke       dist/smoke.cjs, the command petsage-smoke: one file that needs no package
  contract    dist/contract, the contract layer with its types, for packages that import petsage-api/contract

Options
  --help      this text

Examples
  npm run build -- service && PORT=8080 node dist/main.cjs

Exit codes: 0 done, 1 failed, 2 misused.
`;

const DIST = join(ROOT, 'dist');
const PARTS: Readonly<Record<string, () => Promise<void>>> = { service: buildService, smoke: buildSmoke, contract: buildContract };

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let chosen: string[];
  try {
    const { values, positionals } = readArguments({ args, options: { help: { type: 'boolean' } }, allowPositionals: true });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    chosen = positionals.length === 0 ? Object.keys(PARTS) : positionals;
    const unknown = chosen.find((name) => !Object.hasOwn(PARTS, name));
    if (unknown !== undefined) throw new Error(`There is no part ${JSON.stringify(unknown)}; parts are ${Object.keys(PARTS).join(', ')}.`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('\n')[0]} See npm run build -- --help.\n`);
    return EXIT.misused;
  }
  try {
    for (const name of chosen) await PARTS[name]?.();
    return 0;
  } catch (error) {
    // What made it fail has printed where it found what.
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT.failed;
  }
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

/** Node runs no TypeScript under node_modules, where other packages would find it. */
async function buildContract(): Promise<void> {
  const { status } = spawnSync(process.execPath, [packageFile('typescript/bin/tsc'), '--project', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The contract layer does not compile.');
}

/** Leaves a file alone that is as it should be, and never shows half of one to a service that starts at the same time. */
async function replace(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}
