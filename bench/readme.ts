export const BEGIN = '<!-- figures: written by npm run bench:report -->';
export const END = '<!-- end of figures -->';

/**
 * A README with the text between its marks replaced.
 *
 * @throws Error where a mark is missing
 */
export function replaceFigures(readme: string, figures: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`The README needs the line ${BEGIN}, and after it the line ${END}.`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${figures.trim()}\n\n${readme.slice(end)}`;
}
