import type { Matrix, Outcome } from '../../../tools/client/matrix.ts';

/** The part of `docs/clients.md` that the matrix is in. */
export const MATRIX_SECTION = /(<!-- tools\/client\/matrix\.json -->\n\n)[\s\S]*?(\n<!-- end -->\n)/;

/** As `docs/clients.md` shows the matrix: what arrives everywhere, and a table of the rest. Types with the same outcomes share a row. */
export function matrixText(matrix: Matrix, languages: readonly string[]): string {
  const kinds = Object.keys(matrix).map((kind) => {
    const [style = '', type = ''] = kind.split(': ');
    const cells = languages.map((language) => matrix[kind]?.[language] as Outcome);
    return { style, type, cells, key: `${style}|${cells.join('|')}` };
  });
  const rows = [...Map.groupBy(kinds, ({ key }) => key).values()].map((group) => ({
    style: group[0]?.style as string,
    types: group.map(({ type }) => type).join(', '),
    cells: group[0]?.cells as Outcome[],
  }));
  const everywhere = rows.filter(({ cells }) => cells.every((cell) => cell === 'arrives'));
  const others = rows.filter((row) => !everywhere.includes(row));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return `These arrive in all of them:

${line(['sent as', 'types'])}${line(['---', '---'])}${everywhere.map(({ style, types }) => line([style, types])).join('')}
These do not:

${line(['sent as', 'types', ...languages])}${line(['---', '---', ...languages.map(() => '---')])}${others
  .map(({ style, types, cells }) => line([style, types, ...cells.map((cell) => (cell === 'arrives' ? 'yes' : cell))]))
  .join('')}`;
}
