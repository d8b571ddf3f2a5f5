import type { Severity } from '../diagnostics/codes.ts';
import type { Diagnostic, Finding, TextFinding } from '../diagnostics/diagnostic.ts';
import type { JsonObject } from '../json.ts';
import type { ExactAt } from './int64.ts';

/** Where something stands: in a file, at a pointer. */
export interface Origin {
  readonly file: string;
  readonly pointer: string;
}

/** A document with the place of everything in it, whether it is one file, several, or has overlays applied. */
export interface Source {
  readonly root: JsonObject;
  /** What was found before there was a document. */
  readonly findings: readonly (Finding | TextFinding)[];
  /** The text of every file, in the order in which they were read: what the document is made of. */
  readonly texts: readonly string[];
  /** `line:column` of what each pointer names, after the file's name where there are several. */
  positions(pointers: readonly string[]): string[];
  /** The findings as they are reported, sorted by place; none twice. */
  diagnostics<F extends Finding | TextFinding>(findings: readonly F[], severityOf: (finding: F) => Severity): Diagnostic[];
  /** The integers of the document that a double cannot represent, by their pointers. */
  readonly exactAt: ExactAt;
  /** Why a reference to another file could not be followed; undefined if it was not tried. */
  whyUnresolved(pointer: string): string | undefined;
}
