/** `npm run bench:report`: puts the figures of a run into bench/README.md as tables, and draws them as bench/chart.svg. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createCommand, EXIT, quoted, runCommand, UsageError } from '@petsage/openapi-checks/lib';
import { chart } from './chart.ts';
import type { Figures } from './figures.ts';
import { FIGURES } from './options.ts';
import { replaceFigures } from './readme.ts';
import { markdown } from './tables.ts';

const command = createCommand<object, string>({
  name: 'npm run bench:report --',
  description: 'Writes the figures of a run into bench/README.md, between its two marks, and draws them as bench/chart.svg.',
  examples: ['npm run bench && npm run bench:report', '$0 /tmp/figures.json'],
  define: (command) => command.argument('[file]', 'what npm run bench wrote (default: bench/figures.json)'),
  parse(_values, [given = FIGURES]) {
    const file = resolve(given);
    if (!existsSync(file)) throw new UsageError(`${quoted(given)} does not exist.`);
    return file;
  },
  run,
  failures: ['Error'],
});
await runCommand(command);

function run(file: string): number {
  const figures = JSON.parse(readFileSync(file, 'utf8')) as Figures;
  if (figures.checks === undefined) throw new Error(`${file} has figures of another form. Measure again: npm run bench -- --json ${file}`);
  const readme = join(import.meta.dirname, 'README.md');
  writeFileSync(readme, replaceFigures(readFileSync(readme, 'utf8'), markdown(figures)));
  writeFileSync(join(import.meta.dirname, 'chart.svg'), chart(figures));
  process.stdout.write('bench/README.md and bench/chart.svg\n');
  return EXIT.done;
}
