/**
 * The word that is most like another.
 *
 * @param share how much may differ, as a share of the longer word's letters: half of them is 0.5
 * @returns the first of the nearest; undefined when none is near enough
 */
export function nearest(given: string, words: readonly string[], share: number): string | undefined {
  const [best] = words
    .map((word) => ({ word, distance: editDistance(given, word) }))
    .filter(({ word, distance }) => distance <= share * Math.max(given.length, word.length))
    .sort((a, b) => a.distance - b.distance);
  return best?.word;
}

/** How many letters have to be put in, left out or replaced (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const [left = 0, up = 0, diagonal = 0] = [next[j], row[j + 1], row[j]];
      next.push(Math.min(left + 1, up + 1, diagonal + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
