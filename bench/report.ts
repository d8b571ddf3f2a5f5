/** `npm run bench:report`: puts the figures of a run into bench/README.md as tables, and draws them as bench/chart.svg. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readArguments } from '../tools/arguments.ts';
import { chart } from './chart.ts';
import type { Figures } from './figures.ts';
import { replaceFigures } from './readme.ts';
import { markdown } from './tables.ts';

/** 0 done, 1 failed, 2 misused. */
const EXIT = { failed: 1, misused: 2 } as const;
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

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  let options: { readonly file: string; readonly help: boolean };
  try {
    options = parse(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('\n')[0]} See npm run bench:report -- --help.\n`);
    return EXIT.misused;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  try {
    const figures = JSON.parse(readFileSync(options.file, 'utf8')) as Figures;
    const readme = join(import.meta.dirname, 'README.md');
    writeFileSync(readme, replaceFigures(readFileSync(readme, 'utf8'), markdown(figures)));
    writeFileSync(join(import.meta.dirname, 'chart.svg'), chart(figures));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT.failed;
  }
  process.stdout.write('bench/README.md and bench/chart.svg\n');
  return 0;
}

function parse(args: string[]): { file: string; help: boolean } {
  const { values, positionals } = readArguments({ args, options: { help: { type: 'boolean', default: false } }, allowPositionals: true });
  if (positionals.length > 1) throw new Error(`One file is read, and ${positionals.length} are given.`);
  const file = resolve(positionals[0] ?? DEFAULT);
  if (!values.help && !existsSync(file)) throw new Error(`${file} does not exist.`);
  return { file, help: values.help };
}
