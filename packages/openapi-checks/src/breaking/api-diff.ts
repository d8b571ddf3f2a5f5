import { relative } from 'node:path';
import { redocly } from '../lib/redocly.ts';

/** A place in one of the two documents. */
export interface Place {
  readonly line?: number;
}

/** One change between two documents, as `redocly diff` reports it, which does not say whom it breaks. */
export interface Change {
  /** Where the change is visible, with references resolved: for a shared schema, its first use only. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'modified';
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
  const cwd = process.cwd();
  const { stdout, stderr } = redocly(['diff', relative(cwd, base), relative(cwd, revision), '--format', 'json', '--fail-on', 'none'], cwd);
  if (stdout.trim() === '') throw new Error(`the documents cannot be compared: ${stderr.trim()}`);
  return JSON.parse(stdout) as ApiDiff;
}

/** The changes as a Markdown table, with the place of each in the revision. */
export function changesTable(changes: readonly Change[]): string {
  const rows = changes.map(({ kind, path, property, revision }) => {
    const place = revision?.line === undefined ? '' : `line ${revision.line}`;
    return `| ${kind} | \`${path}${property === undefined ? '' : ` · ${property}`}\` | ${place} |`;
  });
  return ['| Change | What | Where |', '| --- | --- | --- |', ...rows].join('\n');
}
