import { join } from 'node:path';
import { type Command, collect, UsageError, wholeNumber } from '@petsage/openapi-checks/lib';
import { COMPARISONS, type ComparisonName } from './contestants.ts';

/** How long to measure. */
export interface Lengths {
  readonly rounds: number;
  /** Of one turn. */
  readonly seconds: number;
  /** Seconds from the end of a load until memory is measured. */
  readonly settle: number;
  readonly starts: number;
}

/** Of a run of everything. */
export const FIGURES = join(import.meta.dirname, 'figures.json');

export interface RunOptions extends Lengths {
  /** What to measure. */
  readonly only: readonly ComparisonName[];
  /** Where the figures are written as JSON; nowhere if undefined. */
  readonly json: string | undefined;
}

export interface CompareOptions extends Lengths {
  readonly revision: string;
  readonly only: readonly ComparisonName[];
}

interface LengthValues {
  readonly rounds: string;
  readonly seconds: string;
  readonly settle: string;
  readonly starts: string;
}

export interface RunValues extends LengthValues {
  readonly only?: readonly string[];
  readonly json?: string;
}

export interface CompareValues extends LengthValues {
  readonly only?: readonly string[];
}

export function defineRun(command: Command): void {
  defineLengths(command)
    .option('--only <name>', `${COMPARISONS.join(', ')}; may be repeated (default: all)`, collect)
    .option('--json <file>', 'write the figures there too (default: bench/figures.json, for npm run bench:report, if everything is measured)');
}

/** @throws UsageError */
export function parseRun({ only, json, ...values }: RunValues): RunOptions {
  return { ...lengths(values), only: namesOf(only ?? COMPARISONS), json: json ?? (only === undefined ? FIGURES : undefined) };
}

/** @throws UsageError */
function namesOf(names: readonly string[]): ComparisonName[] {
  return names.map((name) => {
    if ((COMPARISONS as readonly string[]).includes(name)) return name as ComparisonName;
    throw new UsageError(`--only must be one of ${COMPARISONS.join(', ')}; got ${JSON.stringify(name)}.`);
  });
}

const COMPARED: readonly ComparisonName[] = ['smoke-test', 'body-1kb', 'cold-start'];

export function defineCompare(command: Command): void {
  defineLengths(command.argument('<revision>', 'a commit, branch or tag')).option(
    '--only <name>',
    `${COMPARISONS.join(', ')}; may be repeated (default: ${COMPARED.join(', ')})`,
    collect,
  );
}

/** @throws UsageError */
export function parseCompare({ only, ...values }: CompareValues, [revision = '']: readonly string[]): CompareOptions {
  return { ...lengths(values), revision, only: namesOf(only ?? COMPARED) };
}

function defineLengths(command: Command): Command {
  return command
    .option('--rounds <number>', 'how often each server has its turn', '7')
    .option('--seconds <number>', 'the length of a turn; a fraction such as 0.2 only shows that everything runs', '1')
    .option('--settle <number>', 'how many seconds after its load the memory of a server is measured', '10')
    .option('--starts <number>', 'how often a server is started for its cold start', '30');
}

function lengths(values: LengthValues): Lengths {
  return {
    rounds: wholeNumber('--rounds', values.rounds, 1, 100),
    seconds: seconds(values.seconds),
    settle: wholeNumber('--settle', values.settle, 0, 60),
    starts: wholeNumber('--starts', values.starts, 1, 200),
  };
}

const MIN_SECONDS = 0.1;
const MAX_SECONDS = 60;

/** @throws UsageError */
function seconds(text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= MIN_SECONDS && value <= MAX_SECONDS) return value;
  throw new UsageError(`--seconds must be a number from ${MIN_SECONDS} to ${MAX_SECONDS}; got ${JSON.stringify(text)}.`);
}
