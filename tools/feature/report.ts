import { actionOf, type Change, type Plan } from './change.ts';
import { unifiedDiff } from './diff.ts';
import type { Fault } from './fault.ts';

const SIGNS = { create: '+', change: '~', remove: '-' } as const;

/** The plan's files as a tree, each with what it is for. */
export function treeText(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing to do.\n';
  const sorted = [...changes].sort((a, b) => (a.path < b.path ? -1 : 1));
  const rows: { text: string; about: string }[] = [];
  let open: string[] = [];
  for (const change of sorted) {
    const parts = change.path.split('/');
    const folders = parts.slice(0, -1);
    let common = 0;
    while (common < open.length && common < folders.length && open[common] === folders[common]) common++;
    for (let depth = common; depth < folders.length; depth++) rows.push({ text: `${'  '.repeat(depth)}  ${folders[depth]}/`, about: '' });
    rows.push({ text: `${'  '.repeat(folders.length)}${SIGNS[actionOf(change)]} ${parts.at(-1)}`, about: change.about });
    open = folders;
  }
  const width = Math.max(...rows.map(({ text }) => text.length));
  return rows.map(({ text, about }) => (about === '' ? `${text}\n` : `${text.padEnd(width)}  ${about}\n`)).join('');
}

/** The diff of a plan. Generated files are only counted, because their diff follows from the document's. */
export function diffText(changes: readonly Change[]): string {
  const written = changes.filter(({ path }) => !path.startsWith('generated/'));
  const generated = changes.length - written.length;
  return `${written.map(unifiedDiff).join('\n')}\n${generated === 0 ? '' : `${generated} files in generated/ follow from the document\n`}`;
}

/** What a pipeline reads. */
export function resultJson(plan: Plan, more: { dryRun: boolean; tests: string }): string {
  const { feature, operations, checklist, notes, next, changes } = plan;
  const files = changes.map((change) => ({ path: change.path, action: actionOf(change), about: change.about }));
  const rest = more.dryRun ? { diff: diffText(changes) } : { tests: more.tests };
  return `${JSON.stringify({ ok: true, dryRun: more.dryRun, feature, operations, files, checklist, notes, ...rest, next }, undefined, 2)}\n`;
}

export function faultJson(exitCode: number, faults: readonly Fault[]): string {
  return `${JSON.stringify({ ok: false, exitCode, faults }, undefined, 2)}\n`;
}
