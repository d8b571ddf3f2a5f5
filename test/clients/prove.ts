import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '@petsage/openapi-checks/lib';
import { parse as parseYaml } from 'yaml';
import { MATRIX_FILE, type Matrix, readMatrix } from '../../tools/client/matrix.ts';
import { ROOT } from '../../tools/lib/root.ts';
import { type Outcome, run } from './command.ts';
import type { ClientsOptions } from './options.ts';
import { type Recipe, recipes, type Step } from './recipes.ts';
import { type Row, table } from './report.ts';
import { startLive, startNewer } from './servers.ts';
import { compareOutcomes, updatedMatrix } from './values/compare.ts';
import { MATRIX_SECTION, matrixText } from './values/matrix-text.ts';
import { programs } from './values/programs.ts';
import { proveValues } from './values/prove-values.ts';

const PROBE_TIMEOUT_MS = 60_000;
const GENERATE_TIMEOUT_MS = 300_000;
const BUILD_TIMEOUT_MS = 900_000;
const CALL_TIMEOUT_MS = 30_000;
const MAX_REPORT_LINES = 40;
const FIXED_TIME = '2026-01-15T09:30:00.250Z';

/** Generates, builds and calls each client, and prints a table. @returns an exit code */
export async function proveAll(options: ClientsOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'petsage-clients-'));
  const live = await startLive();
  const newer = await startNewer(live.url, FIXED_TIME);
  try {
    const queue = [...options.names];
    const rows = new Map<string, Row>();
    const work = async () => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
        const row = await prove(name, join(folder, name), live.url, newer.url, options.update);
        rows.set(name, row);
        process.stderr.write(`${name}: ${row.fault === undefined ? (row.missing ?? 'ok') : `FAILED\n${row.fault}`}\n`);
      }
    };
    await Promise.all(Array.from({ length: options.jobs }, work));
    const sorted = options.names.flatMap((name) => rows.get(name) ?? []);
    process.stdout.write(table(sorted));
    const absent = sorted.filter(({ language, called }) => options.required.includes(language) && !called);
    for (const { language, missing } of absent)
      process.stderr.write(`${language} is required and was not called${missing === undefined ? '' : `: ${missing}`}.\n`);
    return sorted.some(({ fault }) => fault !== undefined) || absent.length > 0 ? EXIT.failed : EXIT.done;
  } finally {
    newer.close();
    live.close();
    if (options.keep) process.stdout.write(`Kept: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything about one language; what fails ends it, and the row says where. */
async function prove(language: string, folder: string, live: string, newer: string, update: boolean): Promise<Row> {
  const startMs = Date.now();
  const row = { language, generated: false, compiled: false, called: false, seconds: 0 };
  const result = (more: Partial<Row>): Row => ({ ...row, ...more, seconds: (Date.now() - startMs) / 1000 });
  mkdirSync(folder);
  const generation = await run({
    program: process.execPath,
    args: [join(ROOT, 'tools/client.ts'), language, '--output', join(folder, 'client')],
    folder: ROOT,
    timeoutMs: GENERATE_TIMEOUT_MS,
  });
  if (!generation.ok) return result({ fault: shortened(generation.output) });
  row.generated = true;
  const recipe = recipes[language];
  if (recipe === undefined) return result({ missing: 'no program here calls it' });
  const missing = await lacking(recipe);
  if (missing.length > 0) return result({ missing: `needs ${missing.join(', ')}` });
  cpSync(join(ROOT, 'test/clients/programs', language), join(folder, 'program'), { recursive: true });
  for (const step of recipe.build(folder, documentVersion())) {
    const { ok, output } = await timed(step, BUILD_TIMEOUT_MS);
    if (!ok) return result({ fault: `${step.program} ${step.args.join(' ')}\n${shortened(output)}` });
  }
  row.compiled = true;
  const fault = await call(recipe, folder, live, newer);
  row.called = fault === undefined;
  if (fault !== undefined) return result({ fault });
  return programs[language] === undefined ? result({}) : result(await sendValues(language, recipe, join(folder, 'values'), update));
}

/** Sends every kind of value, and compares what became of it with what is committed. */
async function sendValues(language: string, recipe: Recipe, folder: string, update: boolean): Promise<Partial<Row>> {
  const matrix = readMatrix();
  const skipped = Object.keys(matrix).filter((kind) => matrix[kind]?.[language] === 'not compiled');
  const proof = await proveValues(language, recipe, folder, skipped);
  if (typeof proof === 'string') return { fault: `values:\n${shortened(proof)}` };
  const values = { arrived: [...proof.outcomes.values()].filter((outcome) => outcome === 'arrives').length, sent: proof.outcomes.size };
  const { worse, other } = compareOutcomes(language, proof.outcomes, matrix);
  // No await between reading and writing, as languages are proven side by side.
  if (update) writeMatrix(updatedMatrix(language, proof.outcomes, readMatrix()));
  if (worse.length > 0) return { values, fault: `values that arrived before:\n${worse.join('\n')}\n${shortened(proof.log)}` };
  if (other.length > 0 && !update) return { values, fault: `tools/client/matrix.json is out of date, run with --update:\n${other.join('\n')}` };
  return { values };
}

function writeMatrix(matrix: Matrix): void {
  writeFileSync(MATRIX_FILE, `${JSON.stringify(matrix, undefined, 2)}\n`);
  const path = join(ROOT, 'docs/clients.md');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(MATRIX_SECTION, (_all, start: string, end: string) => `${start}${matrixText(matrix, Object.keys(programs))}${end}`),
  );
}

async function lacking({ needs }: Recipe): Promise<string[]> {
  const found = await Promise.all(needs.map(({ program, args }) => run({ program, args, folder: ROOT, timeoutMs: PROBE_TIMEOUT_MS })));
  return needs.filter((_, index) => !found[index]?.ok).map(({ name }) => name);
}

function timed(step: Step, timeoutMs: number): Promise<Outcome> {
  return run({ ...step, timeoutMs });
}

function documentVersion(): string {
  return (parseYaml(readFileSync(join(ROOT, 'openapi/openapi.yaml'), 'utf8')) as { info: { version: string } }).info.version;
}

/** @returns what a client got wrong */
async function call(recipe: Recipe, folder: string, live: string, newer: string): Promise<string | undefined> {
  const ok = /^status: (?:ok|OK|Ok)\nmessage: PetSage system is purring happily!\ntimestamp: (\S+)\n$/;
  const today = await timed(recipe.call(folder, live), CALL_TIMEOUT_MS);
  if (!today.ok || Number.isNaN(Date.parse(ok.exec(today.stdout)?.[1] ?? ''))) return `of the service it read:\n${shortened(today.output)}`;
  const later = await timed(recipe.call(folder, newer), CALL_TIMEOUT_MS);
  if (!later.ok || Date.parse(ok.exec(later.stdout)?.[1] ?? '') !== Date.parse(FIXED_TIME))
    return `of a newer service, with one more property and the timestamp ${FIXED_TIME}, it read:\n${shortened(later.output)}`;
  const leaving = await startLive();
  try {
    await leaving.drain();
    const refused = await timed(recipe.call(folder, leaving.url), CALL_TIMEOUT_MS);
    const problem = /^problem: 503 The instance is shutting down\ndetail: This instance .+\n$/;
    if (!refused.ok || !problem.test(refused.stdout)) return `of a service that is shutting down it read:\n${shortened(refused.output)}`;
  } finally {
    leaving.close();
  }
  return undefined;
}

function shortened(output: string): string {
  const lines = output.trimEnd().split('\n');
  return lines.length <= MAX_REPORT_LINES ? lines.join('\n') : ['…', ...lines.slice(-MAX_REPORT_LINES)].join('\n');
}
