import type { KnownFailure } from './known-failures.ts';
import type { Outcome } from './run-suite.ts';

export interface Report {
  /** The table of files, and the reasons with how often each was met. */
  readonly summary: string;
  /** A line for each failure that is not known, and each known one that does not fail. */
  readonly faults: readonly string[];
}

interface Counts {
  passed: number;
  failed: number;
  known: number;
}

/** Holds the outcomes of a suite against the failures that are known. */
export function report(outcomes: readonly Outcome[], known: readonly KnownFailure[]): Report {
  const files = new Map<string, Counts>();
  const total: Counts = { passed: 0, failed: 0, known: 0 };
  const reasons = { failed: new Map<string, number>(), known: new Map<string, number>() };
  const faults: string[] = [];
  for (const outcome of outcomes) {
    const expected = known.find((failure) => covers(failure, outcome));
    const kind = outcome.fault === undefined ? 'passed' : expected === undefined ? 'failed' : 'known';
    const counts = files.get(outcome.file) ?? { passed: 0, failed: 0, known: 0 };
    files.set(outcome.file, counts);
    counts[kind]++;
    total[kind]++;
    if (outcome.fault === undefined) {
      if (expected !== undefined) faults.push(`${place(outcome)}: passes, and is listed as a known failure: take it off the list`);
      continue;
    }
    if (expected === undefined) faults.push(`${place(outcome)}: ${outcome.fault}`);
    const [list, reason] = expected === undefined ? ([reasons.failed, outcome.fault] as const) : ([reasons.known, expected.reason] as const);
    list.set(reason, (list.get(reason) ?? 0) + 1);
  }
  for (const failure of known) {
    if (!outcomes.some((outcome) => covers(failure, outcome))) faults.push(`${place(failure)}: is listed as a known failure, and names no test`);
  }
  return { summary: [...table(files, total), ...list('Failed', reasons.failed), ...list('Known failures', reasons.known)].join('\n'), faults };
}

function covers({ file, group, test }: KnownFailure, outcome: Outcome): boolean {
  return file === outcome.file && (group === undefined || group === outcome.group) && (test === undefined || test === outcome.test);
}

const place = ({ file, group, test }: { readonly file: string; readonly group?: string; readonly test?: string }) =>
  [file, group, test].filter((part) => part !== undefined).join(' / ');

function table(files: ReadonlyMap<string, Counts>, total: Counts): string[] {
  const rows = [...files, ['total', total] as const].map(([name, { passed, failed, known }]) => [name, String(passed), String(failed), String(known)]);
  const all = [['file', 'passed', 'failed', 'known'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] as string).length)));
  return all.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number))).join('  '));
}

function list(title: string, reasons: ReadonlyMap<string, number>): string[] {
  if (reasons.size === 0) return [];
  const sorted = [...reasons].sort(([, a], [, b]) => b - a);
  return ['', `${title}, by reason`, ...sorted.map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`)];
}
