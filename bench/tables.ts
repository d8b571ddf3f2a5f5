import { type ChecksTable, comparedFigures, type Figures, isMeasured, type LoadRow, type LoadTable, type StartRow, type StartTable } from './figures.ts';
import { median, type Spread, spreadOfRatios } from './statistics.ts';

/** The figures as Markdown: a line on how they were measured, then a table for each part. */
export function markdown(figures: Figures): string {
  return [measuredHow(figures), ...figures.loads.map(loadTable), ...figures.starts.map(startTable), ...figures.checks.map(checksTable)].join('\n');
}

function measuredHow({ date, machine, client, versions, rounds, seconds, settle, minutes }: Figures): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Measured on ${date} on ${machine}. Client: ${client}. Each table: at least ${rounds} rounds of at least ${seconds} s, in which the servers take turns; memory ${settle} s after the last. All of it took ${minutes} minutes.`,
    `${named.join(', ')}.`,
    '',
  ].join('\n');
}

/** A column of a load table, of rows that have been measured. */
interface Column {
  readonly heading: string;
  readonly cell: (row: LoadRow) => string;
}

export function loadTable({ title, base, connections, ratio, rows }: LoadTable): string {
  const measured = rows.filter(isMeasured);
  const baseRow = measured.find(({ name }) => name === base);
  const ratios = (row: LoadRow) => ratioCells(baseRow && spreadOfRatios(comparedFigures(ratio, row), comparedFigures(ratio, baseRow)));
  const columns: readonly Column[] = [
    { heading: `${ratio} against ${base}`, cell: (row) => ratios(row)[0] },
    { heading: 'from round to round', cell: (row) => ratios(row)[1] },
    ratio === 'p50'
      ? { heading: 'p50 µs', cell: ({ p50Us }) => median(p50Us).toFixed(0) }
      : { heading: 'requests/s', cell: ({ perSecond }) => median(perSecond).toFixed(median(perSecond) < 100 ? 1 : 0) },
    { heading: 'CPU µs a request', cell: ({ cpuUs }) => median(cpuUs).toFixed(1) },
    ...(measured.some(({ stallMs }) => stallMs !== undefined) ? [{ heading: 'longest stall, ms (worst round)', cell: stallCell }] : []),
    { heading: 'MiB after load', cell: ({ residentKib }) => mebibytes(residentKib) },
    { heading: 'at most', cell: ({ peakKib }) => mebibytes(peakKib) },
    { heading: 'heap', cell: ({ heapKib }) => (heapKib === undefined ? '' : mebibytes(heapKib)) },
  ];
  const line = (row: LoadRow) =>
    cells(
      row.name,
      columns.map(({ cell }) => cell(row)),
    );
  const heading = `${title} (${connections} ${connections === 1 ? 'connection' : 'connections'})`;
  return table(heading, ['server', ...columns.map(({ heading }) => heading)], rows, line);
}

function stallCell({ stallMs }: LoadRow): string {
  return stallMs === undefined ? '' : `${median(stallMs).toFixed(0)} (${Math.max(...stallMs).toFixed(0)})`;
}

export function startTable({ title, base, rows }: StartTable): string {
  const baseRow = rows.filter(isMeasured).find(({ name }) => name === base);
  const line = (row: StartRow) =>
    cells(row.name, [
      ...ratioCells(baseRow && spreadOfRatios(row.cpuMs, baseRow.cpuMs)),
      median(row.cpuMs).toFixed(0),
      median(row.startMs).toFixed(0),
      ...ratioCells(baseRow && spreadOfRatios(row.residentKib, baseRow.residentKib)).slice(0, 1),
      mebibytes(median(row.residentKib)),
    ]);
  const headings = ['service', `CPU of a start against ${base}`, 'from start to start', 'CPU ms', 'ms to the first response', `memory against ${base}`, 'MiB'];
  return table(title, headings, rows, line);
}

function checksTable({ title, columns, rows }: ChecksTable): string {
  return table(title, ['server', ...columns], rows, ({ name, checks }) =>
    cells(
      name,
      columns.map((column) => (checks.includes(column) ? 'yes' : 'no')),
    ),
  );
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
