/** What became of one language. */
export interface Row {
  readonly language: string;
  readonly generated: boolean;
  readonly compiled: boolean;
  readonly called: boolean;
  /** Of the kinds of values that it sent, how many arrived. */
  readonly values?: { readonly arrived: number; readonly sent: number };
  readonly seconds: number;
  /** Why it was not built: what the machine lacks. */
  readonly missing?: string;
  readonly fault?: string;
}

const HEAD = ['language', 'generated', 'compiled', 'called', 'values', 'seconds', ''];

/** The rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const after = (done: boolean, before: boolean) => (done ? 'yes' : before && row.fault !== undefined ? 'FAILED' : '-');
    const { generated, compiled, called } = row;
    return [
      row.language,
      after(generated, true),
      after(compiled, generated),
      after(called, compiled),
      row.values === undefined ? '-' : `${row.values.arrived}/${row.values.sent}`,
      row.seconds.toFixed(1).padStart('seconds'.length),
      row.missing === undefined ? '' : `not called: ${row.missing}`,
    ];
  });
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...lines].map((line) => line[column]?.length ?? 0)));
  return [HEAD, ...lines]
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
