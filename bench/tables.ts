import { type Figures, isMeasured, type LoadRow, type LoadTable, type StartRow, type StartTable } from './figures.ts';
import { median, type Spread, spreadOfRatios } from './statistics.ts';

/** The figures as Markdown: a line on how they were measured, then a table for each part. */
export function markdown(figures: Figures): string {
  return [measuredHow(figures), ...figures.loads.map(loadTable), ...figures.starts.map(startTable)].join('\n');
}

function measuredHow({ date, machine, client, versions, rounds, seconds, connections }: Figures): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Measured on ${date} on ${machine}. Client: ${client}, ${connections} connections, ${rounds} rounds of ${seconds} s in each table; the servers of a table take turns.`,
    `${named.join(', ')}.`,
    '',
  ].join('\n');
}

export function loadTable({ title, base, rows }: LoadTable): string {
  const baseRow = rows.filter(isMeasured).find(({ name }) => name === base);
  const line = (row: LoadRow) =>
    cells(row.name, [
      ...ratioCells(baseRow && spreadOfRatios(row.perSecond, baseRow.perSecond)),
      median(row.perSecond).toFixed(0),
      median(row.cpuUs).toFixed(1),
      mebibytes(row.residentKib),
    ]);
  return table(title, ['server', `throughput against ${base}`, 'from round to round', 'requests/s', 'CPU µs a request', 'MiB after load'], rows, line);
}

export function startTable({ title, base, rows }: StartTable): string {
  const baseRow = rows.filter(isMeasured).find(({ name }) => name === base);
  const line = (row: StartRow) =>
    cells(row.name, [
      ...ratioCells(baseRow && spreadOfRatios(row.startMs, baseRow.startMs)),
      median(row.startMs).toFixed(0),
      ...ratioCells(baseRow && spreadOfRatios(row.residentKib, baseRow.residentKib)).slice(0, 1),
      mebibytes(median(row.residentKib)),
    ]);
  const headings = ['service', `cold start against ${base}`, 'from start to start', 'ms to the first 200', `memory against ${base}`, 'MiB at the first 200'];
  return table(title, headings, rows, line);
}

type AnyRow<Row> = Row | { readonly name: string; readonly unavailable: string };

function table<Row extends { readonly name: string }>(
  title: string,
  headings: readonly string[],
  rows: readonly AnyRow<Row>[],
  line: (row: Row) => string,
): string {
  const [first, ...others] = headings;
  return [
    `### ${title}`,
    '',
    cells(first as string, others),
    cells(
      '---',
      others.map(() => '---:'),
    ),
    ...rows.map((row) => (isMeasured(row) ? line(row) : cells(row.name, [`not measured: ${row.unavailable}`, ...others.slice(1).map(() => '')]))),
    '',
  ].join('\n');
}

/** A row of a table; what would end a cell early is written so that it does not. */
function cells(first: string, others: readonly string[]): string {
  return `| ${[first, ...others].map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function ratioCells(spread: Spread | undefined): [string, string] {
  if (spread === undefined) return ['', ''];
  return [spread.median.toFixed(2), `${spread.lowest.toFixed(2)} to ${spread.highest.toFixed(2)}`];
}

function mebibytes(kib: number): string {
  return (kib / 1024).toFixed(0);
}
