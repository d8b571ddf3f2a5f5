import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type JsonObject, refPointer, type SourceDocument } from '@petsage/openapi-compiler/internal';
import type { Check, CheckOptions, CheckOutcome } from '../contract/check.ts';
import { loadDocument, loadReleased, readSource } from '../document.ts';
import { AffectedClients } from './affected-clients.ts';
import { type ApiDiff, type Change, diffDocuments, diffTable } from './api-diff.ts';
import { EXTRA_RULES } from './extra-rules.ts';
import { NoRelease, type ReleasedDocument, releasedDocument } from './released-document.ts';
import { lostSchemaNames } from './schema-names.ts';

/** A change that breaks clients. */
export interface Break {
  /** `file:line:column` of the change. */
  readonly place: string;
  readonly what: string;
  readonly affected: readonly string[];
}

/** One of the two compared documents. */
export interface Version {
  readonly source: SourceDocument;
  /** Including the files that it refers to. */
  readonly root: JsonObject;
}

const GENERATED_CODE = ['code that calls a generated client'];

/** Compares the document with the last release. */
export const breaking: Check = {
  async run(options) {
    let released: ReleasedDocument;
    try {
      released = options.base === undefined ? releasedDocument(options.document) : { path: options.base, name: display(options.base), remove: () => {} };
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

function compare(released: ReleasedDocument, { document, changelog }: CheckOptions): CheckOutcome {
  // Reads both here first: this reports the place of a fault, `redocly diff` doesn't.
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
      ...breaks.map(({ place, what, affected }) => `${place}: ${what}\n  breaks ${affected.join('\n  breaks ')}`),
      `info.version is ${revision}; a breaking change since ${released.name} (${base}) requires ${major(base) + 1}.0.0.`,
    ],
    done,
  };
}

/** Every change that breaks clients, including those that `redocly diff` counts as patches. */
function breaksOf(changes: readonly Change[], base: Version, revision: Version): Break[] {
  const before = new AffectedClients(base.root);
  const after = new AffectedClients(revision.root);
  const changed = changes.flatMap((change) => {
    const place = change.revision ?? change.base;
    const at = `${display(place?.file ?? '')}:${place?.line ?? 1}:${place?.col ?? 1}`;
    // Clients call the released document, so its operations and places count.
    const affectedBy = () => {
      const pointer = refPointer((change.base ?? change.revision)?.pointer ?? change.path) ?? '';
      return change.base === undefined ? after.of(pointer, before) : before.of(pointer);
    };
    const reported = change.verdicts
      .filter(({ impact }) => impact === 'major')
      .map(({ ruleId, message }) => ({
        place: at,
        what: `${message} (${ruleId})`,
        affected: ruleId === 'operation-id-changed' ? GENERATED_CODE : affectedBy(),
      }));
    const extra = EXTRA_RULES.filter(({ applies }) => applies(change, revision.root)).map(({ id, message, breaks = '' }) => ({
      place: at,
      what: `${message(change)} (${id})`,
      affected:
        breaks === 'generated code'
          ? GENERATED_CODE
          : affectedBy().filter((clients) => clients.startsWith(breaks) || !/^clients that (?:send|read)/.test(clients)),
    }));
    return [...reported, ...extra.filter(({ affected }) => affected.length > 0)];
  });
  const lost = lostSchemaNames(base.root, revision.root).map(({ id, message, pointer, document }) => ({
    place: (document === 'base' ? base : revision).source.places([pointer])[0] ?? '',
    what: `${message} (${id})`,
    affected: GENERATED_CODE,
  }));
  return [...changed, ...lost];
}

function markdown(diff: ApiDiff, breaks: readonly Break[], name: string, table: () => string): string {
  const list = breaks.map(({ what, affected }) => `- ${what} Breaks ${affected.join('; ')}.`);
  return [
    `## ${diff.infoVersions.revision ?? 'Unreleased'}, since ${name}`,
    ...(list.length === 0 ? [] : [`### Breaking changes\n\n${list.join('\n')}`]),
    ...(diff.changes.length > 0 ? [`### All changes\n\n${table()}`] : list.length > 0 ? [] : ['Nothing has changed.']),
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
