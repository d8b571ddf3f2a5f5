import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '@petsage/openapi-checks/lib';
import { run, stopAllAtEnd } from './child-process.ts';
import { type Comparison, type Contestant, contractServer, ROOT, serviceCommand } from './contestants.ts';
import { petSummary, smokeTest } from './exchange.ts';
import { isMeasured, type LoadTable, type StartTable } from './figures.ts';
import { measureLoad, measureStarts } from './measure.ts';
import type { CompareOptions } from './options.ts';
import { type Obstacle, prepare } from './prepare.ts';
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
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
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

async function measure(revision: string, folder: string, { rounds, seconds, starts }: CompareOptions): Promise<readonly (LoadTable | StartTable)[]> {
  const env = { LOG_LEVEL: 'silent' };
  const service = (name: string, root: string): Contestant => ({ name, exchange: smokeTest, command: serviceCommand(root, env) });
  const services = [service(revision, folder), service(TREE, ROOT)];
  const body = petSummary(1);
  const contracts = [contractServer(revision, 'pets', body, folder), contractServer(TREE, 'pets', body)];
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const comparison = (name: Comparison['name'], title: string, contestants: readonly Contestant[]): Comparison => ({
    name,
    title,
    base: revision,
    contestants,
  });
  // Not every revision has the server that the second table measures.
  const hasContracts = existsSync(join(folder, 'bench/make-contract.ts'));
  const obstacle: Obstacle = await prepare([...services, ...(hasContracts ? contracts : [])]);

  const tables: (LoadTable | StartTable)[] = [];
  const show = <Table extends LoadTable | StartTable>(table: Table, text: (table: Table) => string) => {
    tables.push(table);
    process.stdout.write(`${text(table)}\n`);
  };
  const plan = { rounds, seconds, starts, obstacle, progress };
  show(await measureLoad(comparison('smoke-test', 'The service: GET /api/v1/smoke-test', services), plan), loadTable);
  if (hasContracts) show(await measureLoad(comparison('body-1kb', '@petsage/openapi-koa: POST with a JSON body of 1 KB', contracts), plan), loadTable);
  else progress(`${revision} has no bench server for bodies: they are not compared.`);
  show(await measureStarts(comparison('cold-start', 'Cold start of the service', services), plan), startTable);
  return tables;
}
