/** What `npm run bench -- --json FILE` writes, and the tables and the chart are made from. One list member a round, in order. */
export interface Figures {
  /** The day of the run, such as `2026-11-25`. */
  readonly date: string;
  readonly machine: string;
  readonly client: string;
  /** By name: Node, and each package that a row stands for. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly seconds: number;
  /** From the end of a table's load until memory is measured, in seconds. */
  readonly settle: number;
  /** What all of it took. */
  readonly minutes: number;
  readonly loads: readonly LoadTable[];
  readonly starts: readonly StartTable[];
  /** Who checks what, as seen. */
  readonly checks: readonly ChecksTable[];
}

/** What each server refuses. */
export interface ChecksTable {
  readonly title: string;
  /** What may be checked. */
  readonly columns: readonly string[];
  readonly rows: readonly (CheckRow | Unavailable)[];
}

export interface CheckRow {
  readonly name: string;
  /** Those of the columns that it checks. */
  readonly checks: readonly string[];
}

/** Rows that are compared with one of them. */
export interface Table<Row> {
  readonly name: string;
  readonly title: string;
  /** The name of the row that is 1.00. */
  readonly base: string;
  readonly rows: readonly (Row | Unavailable)[];
}

export interface LoadTable extends Table<LoadRow> {
  readonly connections: number;
  readonly ratio: Ratio;
}

/** What is compared: requests a second, where more is better, or the median latency or the processor time of a request, where less is. */
export type Ratio = 'throughput' | 'p50' | 'CPU';
export type StartTable = Table<StartRow>;

/** A server that could not be measured. */
export interface Unavailable {
  readonly name: string;
  readonly unavailable: string;
}

/** A server under load. */
export interface LoadRow {
  readonly name: string;
  /** Requests a second. */
  readonly perSecond: readonly number[];
  /** Median latency, microseconds. */
  readonly p50Us: readonly number[];
  /** Processor time a request, microseconds. */
  readonly cpuUs: readonly number[];
  /** The longest stall of the event loop; only where it is watched. */
  readonly stallMs?: readonly number[];
  /** Resident memory when the server has been idle for some seconds after the last round, the median of several looks. */
  readonly residentKib: number;
  /** The most resident memory that it has had. */
  readonly peakKib: number;
  /** Heap in use after collection; only of Node.js. */
  readonly heapKib?: number;
}

/** A server that was started again and again. */
export interface StartRow {
  readonly name: string;
  /** From the spawned process to its first response. */
  readonly startMs: readonly number[];
  /** Processor time until then. */
  readonly cpuMs: readonly number[];
  /** Resident memory right after the first response. */
  readonly residentKib: readonly number[];
}

export function isMeasured<Row extends { readonly name: string }>(row: Row | Unavailable): row is Row {
  return !('unavailable' in row);
}

/** The figures of a row that its table compares. */
export function comparedFigures(ratio: Ratio, { perSecond, p50Us, cpuUs }: LoadRow): readonly number[] {
  return { throughput: perSecond, p50: p50Us, CPU: cpuUs }[ratio];
}
