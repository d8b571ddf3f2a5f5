/** `npm run build`: bundles the service into `dist/`, from where `npm start` runs it. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { ROOT } from './child.ts';

/** 0 done, 1 failed, 2 misused. */
const EXIT = { failed: 1, misused: 2 } as const;

const HELP = `Bundles the service into dist/, from where npm start runs it: one file starts three times as fast as the many that it is made of.

Usage
  npm run build

Options
  --help    this text

Examples
  npm run build && PORT=8080 node dist/main.cjs

Exit codes: 0 done, 1 failed, 2 misused.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args, options: { help: { type: 'boolean' } } });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('\n')[0]} See npm run build -- --help.\n`);
    return EXIT.misused;
  }
  try {
    await buildService(join(ROOT, 'dist'));
    return 0;
  } catch (error) {
    // esbuild has printed where it found what.
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT.failed;
  }
}

/**
 * A CommonJS file, as those start faster than ES modules with compiled code at hand. What is loaded by a name at run time stays outside:
 * the pages' packages, whose files are served, and the printer of a terminal's log.
 */
async function buildService(folder: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src/main.ts')],
    outfile: join(folder, 'service.cjs'),
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
  await mkdir(folder, { recursive: true });
  for (const { path, contents } of outputFiles) await replace(path, contents);
  await replace(join(folder, 'main.cjs'), await readFile(join(ROOT, 'src/launch.cjs')));
}

/** Leaves a file alone that is as it should be, and never shows half of one to a service that starts at the same time. */
async function replace(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}
