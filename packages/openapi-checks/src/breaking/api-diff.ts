import { relative } from 'node:path';
import { redocly } from '../lib/redocly.ts';

/** A place in one of the two documents. */
export interface Place {
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
  /** Where the change is visible, with references resolved: for a shared schema, its first use only. */
  readonly path: string;
  readonly typeName: string;
  readonly kind: 'added' | 'removed' | 'modified';
  readonly impact: 'major' | 'minor' | 'patch';
  readonly verdicts: readonly Verdict[];
  readonly property?: string;
  readonly base?: Place;
  readonly revision?: Place;
}

export interface ApiDiff {
  readonly infoVersions: { readonly base?: string; readonly revision?: string };
  readonly changes: readonly Change[];
}

/**
 * Compares two documents with `redocly diff`.
 *
 * @throws Error with the tool's stderr, when it cannot read one of them
 */
export function diffDocuments(base: string, revision: string): ApiDiff {
  return JSON.parse(runDiff(base, revision, 'json')) as ApiDiff;
}

/** The same as a Markdown table, after a line with the number of changes. */
export function diffTable(base: string, revision: string): string {
  return runDiff(base, revision, 'markdown')
    .replace(/^## .*\n+/, '')
    .trim();
}

function runDiff(base: string, revision: string, format: 'json' | 'markdown'): string {
  const cwd = process.cwd();
  const { stdout, stderr } = redocly(['diff', relative(cwd, base), relative(cwd, revision), '--format', format, '--fail-on', 'none'], cwd);
  if (stdout.trim() === '') throw new Error(`the documents cannot be compared: ${stderr.trim()}`);
  return stdout;
}
