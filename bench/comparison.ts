import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '@petsage/openapi-checks/lib';
import { ROOT } from '../tools/lib/root.ts';
import { run, stopAllAtEnd } from './child-process.ts';
import { type Comparison, inWorkTree } from './contestants.ts';
import { isMeasured, type LoadTable, type StartTable } from './figures.ts';
import { linkPackages } from './link-packages.ts';
import { loads } from './loads.ts';
import { measureLoad, measureStarts } from './measure.ts';
import type { CompareOptions } from './options.ts';
import { prepare } from './prepare.ts';
import { starts } from './starts.ts';
import { loadTable, startTable } from './tables.ts';

const TREE = 'the working tree';

export interface ComparisonOptions extends CompareOptions {
  /** The hash of the revision. */
  readonly commit: string;
}

/** Measures both, and prints the tables. @returns an exit code */
export async function compare(options: ComparisonOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'petsage-bench-'));
  const cleanUp = () => removeTree(folder);
  stopAllAtEnd(cleanUp);
  try {
    await checkOut(options.commit, folder);
    const tables = await measure(options.revision, folder, options);
    return tables.every(({ rows }) => rows.every(isMeasured)) ? EXIT.done : EXIT.failed;
  } finally {
    cleanUp();
  }
}

/** A work tree of that commit with packages to run it: those of the project, where its lock file is the same. */
async function checkOut(commit: string, folder: string): Promise<void> {
  await succeed('git', ['worktree', 'add', '--detach', '--quiet', folder, commit], ROOT);
  const lock = (root: string) => readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (lock(folder) === lock(ROOT)) {
    linkPackages(ROOT, folder);
    return;
  }
  process.stderr.write('The revision has other packages: npm ci in its folder …\n');
  await succeed('npm', ['ci'], folder);
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 2).join(' ')} failed: ${stderr.trim()}`);
}

function removeTree(folder: string): void {
  spawnSync('git', ['worktree', 'remove', '--force', folder], { cwd: ROOT });
  rmSync(folder, { recursive: true, force: true });
}

async function measure(revision: string, folder: string, { only, rounds, seconds, settle, starts: repeats }: ComparisonOptions): Promise<Tables> {
  const chosenLoads = loads.filter(({ name }) => only.includes(name)).flatMap((comparison) => besideItself(comparison, revision, folder));
  const chosenStarts = starts.filter(({ name }) => only.includes(name)).flatMap((comparison) => besideItself(comparison, revision, folder));
  const obstacle = await prepare([...chosenLoads, ...chosenStarts].flatMap(({ contestants }) => contestants));
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const tables: (LoadTable | StartTable)[] = [];
  const show = <Table extends LoadTable | StartTable>(table: Table, text: (table: Table) => string) => {
    tables.push(table);
    process.stdout.write(`${text(table)}\n`);
  };
  for (const comparison of chosenLoads) show(await measureLoad(comparison, { rounds, seconds, settle, obstacle, progress }), loadTable);
  for (const comparison of chosenStarts) show(await measureStarts(comparison, { starts: repeats, obstacle, progress }), startTable);
  return tables;
}

type Tables = readonly (LoadTable | StartTable)[];

/** Each of the project's own servers in a comparison, of both revisions. */
function besideItself({ sharesServer: _, ...comparison }: Comparison, revision: string, folder: string): Comparison[] {
  return comparison.contestants
    .filter(({ own }) => own !== undefined)
    .map((contestant) => ({
      ...comparison,
      title: `${comparison.title}: ${contestant.name}`,
      base: revision,
      contestants: [inWorkTree(contestant, folder, revision), { ...contestant, name: TREE }],
    }));
}
