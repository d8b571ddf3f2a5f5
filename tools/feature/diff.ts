import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Change } from './change.ts';

/** A change as a unified diff. */
export function unifiedDiff({ path, before, after }: Change): string {
  const [from, to] = [before === undefined ? '/dev/null' : `a/${path}`, after === undefined ? '/dev/null' : `b/${path}`];
  return createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY });
}
