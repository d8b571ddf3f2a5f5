import { type Command, collect, UsageError, wholeNumber } from '@petsage/openapi-checks/lib';
import { COMPARISONS, type ComparisonName } from './contestants.ts';

/** How long to measure. */
export interface Lengths {
  readonly rounds: number;
  readonly seconds: number;
  readonly starts: number;
}

export interface RunOptions extends Lengths {
  /** What to measure. */
  readonly only: readonly ComparisonName[];
  /** Where the figures are written as JSON; nowhere if undefined. */
  readonly json: string | undefined;
}

export interface CompareOptions extends Lengths {
  readonly revision: string;
}

interface LengthValues {
  readonly rounds: string;
  readonly seconds: string;
  readonly starts: string;
}

export interface RunValues extends LengthValues {
  readonly only?: readonly string[];
  readonly json?: string;
}

export function defineRun(command: Command): void {
  defineLengths(command)
    .option('--only <name>', `${COMPARISONS.join(', ')}; may be repeated (default: all)`, collect)
    .option('--json <file>', 'write the figures there too, for npm run bench:report');
}

/** @throws UsageError */
export function parseRun({ only, json, ...values }: RunValues): RunOptions {
  const names = (only ?? COMPARISONS).map((name) => {
    if ((COMPARISONS as readonly string[]).includes(name)) return name as ComparisonName;
    throw new UsageError(`--only must be one of ${COMPARISONS.join(', ')}; got ${JSON.stringify(name)}.`);
  });
  return { ...lengths(values), only: names, json };
}

export function defineCompare(command: Command): void {
  defineLengths(command.argument('<revision>', 'a commit, branch or tag'));
}

/** @throws UsageError */
export function parseCompare(values: LengthValues, [revision = '']: readonly string[]): CompareOptions {
  return { ...lengths(values), revision };
}

function defineLengths(command: Command): Command {
  return command
    .option('--rounds <number>', 'how often each server has its turn', '7')
    .option('--seconds <number>', 'the length of a turn', '4')
    .option('--starts <number>', 'how often a server is started for its cold start', '20');
}

function lengths(values: LengthValues): Lengths {
  return {
    rounds: wholeNumber('--rounds', values.rounds, 1, 100),
    seconds: wholeNumber('--seconds', values.seconds, 1, 60),
    starts: wholeNumber('--starts', values.starts, 1, 200),
  };
}
