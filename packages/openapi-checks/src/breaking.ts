import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type JsonObject, refPointer, type SourceDocument } from '@petsage/openapi-compiler/internal';
import { type ApiDiff, type Change, diffDocuments, diffTable } from './api-diff.ts';
import { Audience } from './audience.ts';
import type { Check, CheckOptions, Outcome } from './check.ts';
import { loadDocument, loadReleased, readSource } from './load-document.ts';
import { NoRelease, type ReleasedDocument, releasedDocument } from './released-document.ts';
import { lostSchemaNames } from './schema-names.ts';
import { SILENT_BREAKS } from './silent-breaks.ts';

/** A change that breaks somebody. */
export interface Break {
  /** `file:line:column` where the change shows. */
  readonly place: string;
  readonly what: string;
  readonly whom: readonly string[];
}

/** One of the two documents that are compared. */
export interface Version {
  readonly source: SourceDocument;
  /** With all that it refers to in other files. */
  readonly root: JsonObject;
}

const GENERATED_CODE = ['code that calls a generated client'];

/** The document against the one that was released last. */
export const breaking: Check = {
  name: 'breaking',
  about: 'what breaks callers of the last release comes with a new major version',
  async run(options) {
    let released: ReleasedDocument;
    try {
      released = options.base === undefined ? releasedDocument(options.document) : { path: options.base, name: shown(options.base), remove: () => {} };
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

function compare(released: ReleasedDocument, { document, changelog }: CheckOptions): Outcome {
  // A document that cannot be read is told with its place; the tool says less.
  const before = { source: readSource(released.path), root: loadReleased(released.path) };
  const after = { source: readSource(document), root: loadDocument(document) };
  const diff = diffDocuments(released.path, document);
  const breaks = breaksOf(diff.changes, before, after);
  const { base = '', revision = '' } = diff.infoVersions;
  if (changelog !== undefined)
    write(
      changelog,
      markdown(diff, breaks, released.name, () => diffTable(released.path, document)),
    );
  const done = `changes since ${released.name}: ${diff.changes.length}, breaking: ${breaks.length}`;
  if (breaks.length === 0 || major(revision) > major(base)) return { faults: [], done };
  return {
    faults: [
      ...breaks.map(({ place, what, whom }) => `${place}: ${what}\n  breaks ${whom.join('\n  breaks ')}`),
      `info.version is ${revision}, and ${released.name} was ${base}: a breaking change wants ${major(base) + 1}.0.0.`,
    ],
    done,
  };
}

/** Every change that breaks somebody, what is silent to `redocly diff` included. */
function breaksOf(changes: readonly Change[], base: Version, revision: Version): Break[] {
  const before = new Audience(base.root);
  const after = new Audience(revision.root);
  const changed = changes.flatMap((change) => {
    const place = change.revision ?? change.base;
    const at = `${shown(place?.file ?? '')}:${place?.line ?? 1}:${place?.col ?? 1}`;
    // Whoever called the release is concerned, by the names and the places that it had.
    const audience = () => {
      const pointer = refPointer((change.base ?? change.revision)?.pointer ?? change.path) ?? '';
      return change.base === undefined ? after.of(pointer, before) : before.of(pointer);
    };
    const loud = change.verdicts
      .filter(({ impact }) => impact === 'major')
      .map(({ ruleId, message }) => ({ place: at, what: `${message} (${ruleId})`, whom: ruleId === 'operation-id-changed' ? GENERATED_CODE : audience() }));
    const silent = SILENT_BREAKS.filter(({ applies }) => applies(change, revision.root)).map(({ id, message, breaks = '' }) => ({
      place: at,
      what: `${message(change)} (${id})`,
      whom: breaks === 'generated code' ? GENERATED_CODE : audience().filter((who) => who.startsWith(breaks) || !/^who (?:sends|reads)/.test(who)),
    }));
    return [...loud, ...silent.filter(({ whom }) => whom.length > 0)];
  });
  const lost = lostSchemaNames(base.root, revision.root).map(({ id, message, pointer, document }) => ({
    place: (document === 'base' ? base : revision).source.places([pointer])[0] ?? '',
    what: `${message} (${id})`,
    whom: GENERATED_CODE,
  }));
  return [...changed, ...lost];
}

function markdown(diff: ApiDiff, breaks: readonly Break[], name: string, table: () => string): string {
  const list = breaks.map(({ what, whom }) => `- ${what} Breaks ${whom.join('; ')}.`);
  return [
    `## ${diff.infoVersions.revision ?? 'Unreleased'}, since ${name}`,
    ...(list.length === 0 ? [] : [`### What breaks, and for whom\n\n${list.join('\n')}`]),
    ...(diff.changes.length > 0 ? [`### All changes\n\n${table()}`] : list.length > 0 ? [] : ['Nothing has changed.']),
  ]
    .join('\n\n')
    .concat('\n');
}

function write(changelog: string, text: string): void {
  if (changelog === '-') process.stdout.write(text);
  else writeFileSync(changelog, text);
}

function shown(path: string): string {
  return relative(process.cwd(), path);
}

/** Semantic Versioning 2.0.0 section 2: the number before the first dot; 0 where there is none. */
function major(version: string): number {
  return Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);
}
