import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { loadSource } from '@petsage/openapi-compiler/internal';
import type { Check, CheckOptions, CheckOutcome } from '../contract/check.ts';
import { loadDocument, loadReleased, placesIn } from '../document.ts';
import { type ApiDiff, changesTable, diffDocuments } from './api-diff.ts';
import type { Break } from './break.ts';
import { documentDifferences } from './document-differences.ts';
import { NoRelease, type ReleasedDocument, releasedDocument } from './released-document.ts';

/** Compares the document with the last release. */
export const breaking: Check = {
  async run(options) {
    let released: ReleasedDocument;
    try {
      released =
        options.base === undefined
          ? releasedDocument(options.document, options.allowFolders)
          : { path: options.base, allowFolders: options.allowFolders, name: display(options.base), nameOf: (file) => file, remove: () => {} };
    } catch (error) {
      if (!(error instanceof NoRelease)) throw error;
      return { faults: [], notRun: error.message };
    }
    try {
      return compare(released, options);
    } finally {
      released.remove();
    }
  },
};

function compare(released: ReleasedDocument, { document, allowFolders, changelog }: CheckOptions): CheckOutcome {
  // Reads both here first: this reports the place of a fault, `redocly diff` doesn't.
  const breaks = documentDifferences(loadReleased(released.path, released), loadDocument(document, { allowFolders }));
  const diff = diffDocuments(released.path, document);
  const { base = '', revision = '' } = diff.infoVersions;
  if (changelog !== undefined) write(changelog, markdown(diff, breaks, released.name));
  const done = `changes since ${released.name}: ${diff.changes.length}, breaking: ${breaks.length}`;
  if (breaks.length === 0 || major(revision) > major(base)) return { faults: [], done };
  const { base: gone = [], revision: changed = [] } = Object.groupBy(breaks, ({ at }) => at.document);
  const pointers = (list: readonly Break[]) => list.map(({ at }) => at.pointer);
  const found = [
    ...placesIn(loadSource(released.path, released), released.path, pointers(gone), released.nameOf),
    ...placesIn(loadSource(document, { allowFolders }), document, pointers(changed)),
  ];
  const places = new Map([...gone, ...changed].map((each, index) => [each, found[index]]));
  return {
    faults: [
      ...breaks.map((each) => `${places.get(each)}: ${each.message} (${each.id})\n  breaks ${each.affected.join('\n  breaks ')}`),
      `info.version is ${revision}; a breaking change since ${released.name} (${base}) requires ${major(base) + 1}.0.0.`,
    ],
    done,
  };
}

function markdown(diff: ApiDiff, breaks: readonly Break[], name: string): string {
  const list = breaks.map(({ id, message, affected }) => `- ${message} (${id}) Breaks ${affected.join('; ')}.`);
  return [
    `## ${diff.infoVersions.revision ?? 'Unreleased'}, since ${name}`,
    ...(list.length === 0 ? [] : [`### Breaking changes\n\n${list.join('\n')}`]),
    ...(diff.changes.length > 0 ? [`### All changes\n\n${changesTable(diff.changes)}`] : list.length > 0 ? [] : ['Nothing has changed.']),
  ]
    .join('\n\n')
    .concat('\n');
}

function write(changelog: string, text: string): void {
  if (changelog === '-') process.stdout.write(text);
  else writeFileSync(changelog, text);
}

function display(path: string): string {
  return relative(process.cwd(), path);
}

/** Semantic Versioning 2.0.0 section 2: the number before the first dot; 0 if there is none. */
function major(version: string): number {
  return Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);
}
