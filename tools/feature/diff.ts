import { diff } from 'node:util';
import type { Change } from './change.ts';

const CONTEXT = 3;

/** A change as a unified diff. */
export function unifiedDiff({ path, before, after }: Change): string {
  const lines = diff(linesOf(before), linesOf(after));
  // What `util.diff` calls inserted is what the second text has more.
  const marks = lines.map(([kind, line]) => `${kind === 0 ? ' ' : kind === 1 ? '-' : '+'}${line}`);
  const head = `--- ${before === undefined ? '/dev/null' : `a/${path}`}\n+++ ${after === undefined ? '/dev/null' : `b/${path}`}\n`;
  return head + hunks(marks).join('');
}

function linesOf(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  return text.replace(/\n$/, '').split('\n');
}

function hunks(marks: readonly string[]): string[] {
  const changed = marks.flatMap((mark, index) => (mark.startsWith(' ') ? [] : [index]));
  const ranges: { start: number; end: number }[] = [];
  for (const index of changed) {
    const last = ranges.at(-1);
    if (last !== undefined && index - CONTEXT <= last.end) last.end = index + CONTEXT + 1;
    else ranges.push({ start: Math.max(0, index - CONTEXT), end: index + CONTEXT + 1 });
  }
  return ranges.map(({ start, end }) => {
    const count = (sign: string, part: readonly string[]) => part.filter((mark) => !mark.startsWith(sign)).length;
    const part = marks.slice(start, end);
    const before = marks.slice(0, start);
    const place = (sign: string) => {
      const length = count(sign, part);
      return `${count(sign, before) + (length === 0 ? 0 : 1)},${length}`;
    };
    return `@@ -${place('+')} +${place('-')} @@\n${part.join('\n')}\n`;
  });
}
