import type { Matrix, Outcome } from '../../../tools/client/matrix.ts';

/**
 * What a language's outcomes say against the committed matrix, which can only get better.
 *
 * @returns a line for each difference; `worse` are faults, `other` are to be committed with --update
 */
export function compareOutcomes(language: string, outcomes: ReadonlyMap<string, Outcome>, matrix: Matrix): { worse: string[]; other: string[] } {
  const worse: string[] = [];
  const other: string[] = [];
  for (const [kind, outcome] of outcomes) {
    const before = matrix[kind]?.[language];
    if (outcome === before) continue;
    (before === 'arrives' ? worse : other).push(`${kind}: ${outcome}, before: ${before ?? 'not tried'}`);
  }
  return { worse, other };
}

/** The matrix with the outcomes of a language, but for those that got worse. */
export function updatedMatrix(language: string, outcomes: ReadonlyMap<string, Outcome>, matrix: Matrix): Matrix {
  const kinds = new Set([...outcomes.keys()]);
  const kept = Object.entries(matrix).filter(([kind]) => kinds.has(kind));
  const updated = new Map(kept);
  for (const [kind, outcome] of outcomes) {
    const before = matrix[kind] ?? {};
    updated.set(kind, { ...before, [language]: before[language] === 'arrives' ? 'arrives' : outcome });
  }
  return Object.fromEntries([...kinds].map((kind) => [kind, updated.get(kind) as Readonly<Record<string, Outcome>>]));
}
