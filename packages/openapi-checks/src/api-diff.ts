import { relative } from 'node:path';
import { redocly } from './redocly.ts';

/** One side of a change. */
export interface Side {
  readonly file: string;
  /** A JSON Pointer with `#` before it. */
  readonly pointer: string;
  readonly line?: number;
  readonly col?: number;
  readonly value?: unknown;
}

export interface Verdict {
  readonly ruleId: string;
  readonly impact: 'major' | 'minor' | 'patch';
  readonly message: string;
}

/** One change between two documents, as `redocly diff` reports it. */
export interface Change {
  /** Where it shows, references followed: of a shared schema the first place only. */
  readonly path: string;
  readonly typeName: string;
  readonly kind: 'added' | 'removed' | 'modified';
  readonly impact: 'major' | 'minor' | 'patch';
  readonly verdicts: readonly Verdict[];
  readonly property?: string;
  readonly base?: Side;
  readonly revision?: Side;
}

export interface ApiDiff {
  readonly infoVersions: { readonly base?: string; readonly revision?: string };
  readonly changes: readonly Change[];
}

/**
 * Compares two documents with `redocly diff`.
 *
 * @throws Error with what the tool says, where it cannot read one of them
 */
export function diffDocuments(base: string, revision: string): ApiDiff {
  return JSON.parse(ask(base, revision, 'json')) as ApiDiff;
}

/** The same as a table in Markdown, after a line that counts. */
export function diffTable(base: string, revision: string): string {
  return ask(base, revision, 'markdown')
    .replace(/^## .*\n+/, '')
    .trim();
}

function ask(base: string, revision: string, format: 'json' | 'markdown'): string {
  const cwd = process.cwd();
  const { stdout, stderr } = redocly(['diff', relative(cwd, base), relative(cwd, revision), '--format', format, '--fail-on', 'none'], cwd);
  if (stdout.trim() === '') throw new Error(`the documents cannot be compared: ${stderr.trim()}`);
  return stdout;
}
