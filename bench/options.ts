import { readArguments } from '../tools/arguments.ts';
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
  readonly help: boolean;
}

export interface CompareOptions extends Lengths {
  /** Absent only with `help`. */
  readonly revision: string | undefined;
  readonly help: boolean;
}

const LENGTHS = {
  rounds: { type: 'string', default: '7' },
  seconds: { type: 'string', default: '4' },
  starts: { type: 'string', default: '20' },
  help: { type: 'boolean', default: false },
} as const;

/** @throws Error in words for the user, of one line */
export function parseRun(args: readonly string[]): RunOptions {
  const { values } = readArguments({
    args: [...args],
    options: { ...LENGTHS, only: { type: 'string', multiple: true }, json: { type: 'string' } },
  });
  const only = (values.only ?? COMPARISONS).map((name) => {
    if ((COMPARISONS as readonly string[]).includes(name)) return name as ComparisonName;
    throw new Error(`--only is ${JSON.stringify(name)}; allowed is ${COMPARISONS.join(', ')}.`);
  });
  return { ...lengths(values), only, json: values.json, help: values.help };
}

/** @throws Error in words for the user, of one line */
export function parseCompare(args: readonly string[]): CompareOptions {
  const { values, positionals } = readArguments({ args: [...args], options: LENGTHS, allowPositionals: true });
  const [revision, ...others] = positionals;
  if (!values.help && revision === undefined) throw new Error('No revision is given; name one, such as HEAD or v1.0.0.');
  if (others.length > 0) throw new Error(`One revision is compared, and ${positionals.length} are given.`);
  return { ...lengths(values), revision, help: values.help };
}

function lengths(values: { readonly rounds: string; readonly seconds: string; readonly starts: string }): Lengths {
  return { rounds: whole('rounds', values.rounds, 100), seconds: whole('seconds', values.seconds, 60), starts: whole('starts', values.starts, 200) };
}

function whole(name: string, text: string, largest: number): number {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= largest)) throw new Error(`--${name} is ${JSON.stringify(text)}; allowed is a whole number from 1 to ${largest}.`);
  return value;
}
