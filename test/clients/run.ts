/** `npm run test:clients`: makes a client in every language, builds it where that is possible, and calls the service with it. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommand, EXIT, quoted, runCommand, UsageError, wholeNumber } from '@petsage/openapi-checks/lib';
import { parse as parseYaml } from 'yaml';
import { readLanguages } from '../../tools/client/languages.ts';
import { ROOT } from '../../tools/lib/root.ts';
import { type Outcome, run } from './command.ts';
import { type Recipe, recipes, type Step } from './recipes.ts';
import { type Row, table } from './report.ts';
import { startLive, startNewer } from './servers.ts';

const PROBE_TIMEOUT_MS = 60_000;
const GENERATE_TIMEOUT_MS = 300_000;
const BUILD_TIMEOUT_MS = 900_000;
const CALL_TIMEOUT_MS = 30_000;
const MAX_REPORT_LINES = 40;
const FIXED_TIME = '2026-01-15T09:30:00.250Z';

interface Options {
  readonly names: readonly string[];
  readonly required: readonly string[];
  readonly jobs: number;
  readonly keep: boolean;
}

interface Values {
  readonly only?: string;
  readonly require?: string;
  readonly jobs: string;
  readonly keep?: true;
}

const command = createCommand<Values, Options>({
  name: 'npm run test:clients --',
  description: 'Generates a client in every language, builds it where the toolchain is on the machine, and calls the service with it.',
  examples: ['$0', '$0 --only go', '$0 --require typescript,python,go,java,rust'],
  notes: `
Each client reads the typed response of the service, that of a newer service which has more properties, and the typed problem of one that is
shutting down. Needs Java 11 or newer.`,
  exitCodes: '0 no failure, 1 a client failed or a required one was not called, 2 misused',
  define: (command) =>
    command
      .option('--only <list>', 'only these languages, separated by commas')
      .option('--require <list>', 'fail if one of these could not be called')
      .option('--jobs <number>', 'languages at a time', '2')
      .option('--keep', 'keep the folder with clients and programs, and print its path'),
  parse,
  run: proveAll,
});
await runCommand(command);

async function proveAll(options: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'petsage-clients-'));
  const live = await startLive();
  const newer = await startNewer(live.url, FIXED_TIME);
  try {
    const queue = [...options.names];
    const rows = new Map<string, Row>();
    const work = async () => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
        const row = await prove(name, join(folder, name), live.url, newer.url);
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

function parse(values: Values): Options {
  const all = readLanguages(ROOT).languages.map(({ name }) => name);
  const list = (option: string, text: string | undefined): string[] | undefined => {
    const names = text?.split(',').map((name) => name.trim());
    const unknown = names?.find((name) => !all.includes(name));
    if (unknown !== undefined) throw new UsageError(`${option} must be a list of ${all.join(', ')}; got ${quoted(unknown)}.`);
    return names;
  };
  const required = list('--require', values.require) ?? [];
  const names = list('--only', values.only) ?? all;
  const left = required.find((name) => !names.includes(name));
  if (left !== undefined) throw new UsageError(`--require has ${left}, which --only leaves out.`);
  return { names, required, jobs: wholeNumber('--jobs', values.jobs, 1, 99), keep: values.keep ?? false };
}

/** Everything about one language; what fails ends it, and the row says where. */
async function prove(language: string, folder: string, live: string, newer: string): Promise<Row> {
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
  return result(fault === undefined ? {} : { fault });
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
