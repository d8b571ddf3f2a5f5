import type { DocumentResult } from './test-document.ts';

export interface DocumentReport {
  /** The cells of its row. */
  readonly row: readonly string[];
  /** A line each: what is wrong, and not explained. */
  readonly faults: readonly string[];
}

export const COLUMNS = ['document', 'version', 'files', 'operations', 'compiled', 'types', 'own requests', 'broken requests', 'verdicts', 'differ', 'reason'];

/**
 * What is reported of a document.
 *
 * @param explained reasons by operationId, or `*` for the document
 */
export function reportOf(result: DocumentResult, explained: Readonly<Record<string, string>>): DocumentReport {
  const { name, compiled, typeErrors, served, stopped } = result;
  const all = faultsOf(result);
  const used = new Set(all.map(({ subject }) => subject).filter((subject) => Object.hasOwn(explained, subject)));
  const unexplained = all.filter(({ subject }) => !used.has(subject));
  const unused = Object.keys(explained).filter((subject) => !used.has(subject));
  const types =
    typeErrors === undefined ? '' : typeErrors === '' ? 'fit' : counted(typeErrors.split('\n').filter((line) => line.includes('error TS')).length, 'error');
  const reasons = [
    ...(compiled?.refusals[0] === undefined ? [] : [`refused as published: ${countsText(compiled.refusals[0].codes)}`]),
    ...(compiled !== undefined && compiled.leftOut > 0 ? [`${counted(compiled.leftOut, 'operation')} left out`] : []),
    ...(served !== undefined && served.undeclared > 0 ? [`${counted(served.undeclared, 'example')} with undeclared members`] : []),
    ...(served !== undefined && served.unreadable.length > 0 ? [`${counted(served.unreadable.length, 'schema')} that Ajv cannot compile`] : []),
    ...explanations(used, explained),
    ...(stopped === undefined ? [] : [stopped]),
    ...(unexplained.length > 0 && stopped === undefined ? [counted(unexplained.length, 'fault')] : []),
  ];
  return {
    row: [
      name,
      compiled?.version ?? '',
      String(compiled?.files ?? ''),
      String(compiled?.operations ?? ''),
      compiled === undefined ? 'no' : (compiled.way ?? 'no'),
      types,
      served === undefined ? '' : `${served.operations.passed} of ${served.operations.all}`,
      served === undefined ? '' : `${served.broken.passed} of ${served.broken.all}`,
      String(served?.verdicts.compared ?? ''),
      String(served?.verdicts.different ?? ''),
      reasons.join('; '),
    ],
    faults: [
      ...unexplained.map(({ text }) => `${name}: ${text}`),
      ...unused.map((subject) => `${name}: ${subject} is explained, and has no fault; remove the reason`),
    ],
  };
}

/** Each reason once, after the subjects that it explains. */
function explanations(used: ReadonlySet<string>, explained: Readonly<Record<string, string>>): string[] {
  const byReason = Map.groupBy(used, (subject) => explained[subject] as string);
  return [...byReason].map(([reason, subjects]) => (subjects.includes('*') ? reason : `${subjects.join(', ')}: ${reason}`));
}

interface Fault {
  /** An operationId, or `*`. */
  readonly subject: string;
  readonly text: string;
}

function faultsOf({ compiled, typeErrors = '', served, stopped }: DocumentResult): Fault[] {
  const refused = compiled !== undefined && compiled.way === undefined ? (compiled.refusals.at(-1)?.errors ?? []) : [];
  const texts = [...refused, ...(typeErrors === '' ? [] : typeErrors.trim().split('\n')), ...(stopped === undefined ? [] : [stopped])];
  return [
    ...texts.map((text) => ({ subject: '*', text })),
    ...(served?.faults ?? []).map(({ operationId, what }) => ({ subject: operationId, text: `${operationId}: ${what}` })),
  ];
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([code, count]) => `${count} ${code}`)
    .join(', ');
}

/** A number with its noun. */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A table in Markdown whose columns are aligned. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const cells = [COLUMNS, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = COLUMNS.map((_, column) => Math.max(3, ...cells.map((row) => (row[column] as string).length)));
  // The last column is as long as its text.
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === COLUMNS.length - 1 ? cell : cell.padEnd(widths[column] as number))).join(' | ')} |`;
  const [head, ...body] = cells.map(line);
  const rule = line(widths.map((width, column) => '-'.repeat(column === COLUMNS.length - 1 ? 3 : width)));
  return [head, rule, ...body].map((each) => `${each}\n`).join('');
}
