/** `npm run bench:report`: puts the figures of a run into bench/README.md as tables, and draws them as bench/chart.svg. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readArguments } from '../tools/arguments.ts';
import { EXIT, runCommand } from '../tools/command.ts';
import { chart } from './chart.ts';
import type { Figures } from './figures.ts';
import { replaceFigures } from './readme.ts';
import { markdown } from './tables.ts';

const DEFAULT = join(import.meta.dirname, 'figures.json');

const HELP = `Puts the figures of a run into bench/README.md, between its two marks, and draws them as bench/chart.svg.

Usage
  npm run bench:report -- [FILE]

  FILE              what npm run bench -- --json FILE wrote (default bench/figures.json)

Options
  --help            this text

Examples
  npm run bench -- --json bench/figures.json && npm run bench:report
  npm run bench:report -- /tmp/figures.json

Exit codes: 0 done, 1 failed, 2 misused.
`;

await runCommand({ help: HELP, helpCommand: 'npm run bench:report -- --help', failures: [Error], parse, run });

/** The file to read. */
function parse(args: string[]): string | undefined {
  const { values, positionals } = readArguments({ args, options: { help: { type: 'boolean', default: false } }, allowPositionals: true });
  if (values.help) return undefined;
  if (positionals.length > 1) throw new Error(`One file is read, and ${positionals.length} are given.`);
  const file = resolve(positionals[0] ?? DEFAULT);
  if (!existsSync(file)) throw new Error(`${file} does not exist.`);
  return file;
}

function run(file: string): number {
  const figures = JSON.parse(readFileSync(file, 'utf8')) as Figures;
  const readme = join(import.meta.dirname, 'README.md');
  writeFileSync(readme, replaceFigures(readFileSync(readme, 'utf8'), markdown(figures)));
  writeFileSync(join(import.meta.dirname, 'chart.svg'), chart(figures));
  process.stdout.write('bench/README.md and bench/chart.svg\n');
  return EXIT.done;
}
