import { readArguments, wholeNumber } from '../tools/arguments.ts';
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

const LENGTHS = {
  rounds: { type: 'string', default: '7' },
  seconds: { type: 'string', default: '4' },
  starts: { type: 'string', default: '20' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * @returns undefined when help is asked for
 * @throws Error in words for the user, of one line
 */
export function parseRun(args: readonly string[]): RunOptions | undefined {
  const { values } = readArguments({
    args: [...args],
    options: { ...LENGTHS, only: { type: 'string', multiple: true }, json: { type: 'string' } },
  });
  if (values.help) return undefined;
  const only = (values.only ?? COMPARISONS).map((name) => {
    if ((COMPARISONS as readonly string[]).includes(name)) return name as ComparisonName;
    throw new Error(`--only is ${JSON.stringify(name)}; allowed is ${COMPARISONS.join(', ')}.`);
  });
  return { ...lengths(values), only, json: values.json };
}

/**
 * @returns undefined when help is asked for
 * @throws Error in words for the user, of one line
 */
export function parseCompare(args: readonly string[]): CompareOptions | undefined {
  const { values, positionals } = readArguments({ args: [...args], options: LENGTHS, allowPositionals: true });
  if (values.help) return undefined;
  const [revision, ...others] = positionals;
  if (revision === undefined) throw new Error('No revision is given; name one, such as HEAD or v1.0.0.');
  if (others.length > 0) throw new Error(`One revision is compared, and ${positionals.length} are given.`);
  return { ...lengths(values), revision };
}

function lengths(values: { readonly rounds: string; readonly seconds: string; readonly starts: string }): Lengths {
  return {
    rounds: wholeNumber('--rounds', values.rounds, 1, 100),
    seconds: wholeNumber('--seconds', values.seconds, 1, 60),
    starts: wholeNumber('--starts', values.starts, 1, 200),
  };
}
