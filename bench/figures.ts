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
  readonly connections: number;
  readonly loads: readonly LoadTable[];
  readonly starts: readonly StartTable[];
}

/** Rows that are compared with one of them. */
export interface Table<Row> {
  readonly name: string;
  readonly title: string;
  /** The name of the row that is 1.00. */
  readonly base: string;
  readonly rows: readonly (Row | Unavailable)[];
}

export type LoadTable = Table<LoadRow>;
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
  /** Processor time a request, microseconds. */
  readonly cpuUs: readonly number[];
  /** Resident memory after the last round. */
  readonly residentKib: number;
}

/** A server that was started again and again. */
export interface StartRow {
  readonly name: string;
  /** From the spawned process to its first 200. */
  readonly startMs: readonly number[];
  /** Resident memory right after the first 200. */
  readonly residentKib: readonly number[];
}

export function isMeasured<Row extends { readonly name: string }>(row: Row | Unavailable): row is Row {
  return !('unavailable' in row);
}
