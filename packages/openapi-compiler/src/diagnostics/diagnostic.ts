import type { Code, Severity } from './codes.ts';

/** Something in the document, and where. */
export interface Fault {
  /** A JSON Pointer into the document (RFC 6901). */
  readonly pointer: string;
  readonly reason: string;
}

/** Something that a check found in the document. The reason says what is wrong, and what to write instead. */
export interface Finding extends Fault {
  readonly code: Code;
  /** Where the operation stands that cannot be served, if the place does not say so. */
  readonly operation?: string;
}

/** A finding as it is reported. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** On one line, without control characters. */
  readonly message: string;
  /** The source line, or what is near the column of a long one, with a caret below the place. */
  readonly excerpt: string;
}

/** `file:line:column: severity[code]: message`. */
export function formatLine({ file, line, column, severity, code, message }: Diagnostic): string {
  return `${file}:${line}:${column}: ${severity}[${code}]: ${message}`;
}

/** The same with the excerpt below. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  return `${formatLine(diagnostic)}\n${diagnostic.excerpt}`;
}

/** A document that cannot be compiled: a line per error, each with file, line and column. */
export class RefusedDocument extends Error {
  override readonly name = 'RefusedDocument';
  /** Errors, warnings and infos, sorted by place. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(
      diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(formatLine)
        .join('\n'),
    );
    this.diagnostics = diagnostics;
  }
}

/** How much of a line an excerpt has at most: a document in JSON may be one line of megabytes. */
export const EXCERPT_LENGTH = 120;

/** @param column from 1 */
export function excerptOf(text: string, line: number, column: number): string {
  const from = column > EXCERPT_LENGTH - 20 ? column - EXCERPT_LENGTH / 2 : 0;
  const shown = text.slice(from, from + EXCERPT_LENGTH).trimEnd();
  const before = from > 0 ? '…' : '';
  const after = from + EXCERPT_LENGTH < text.trimEnd().length ? '…' : '';
  const margin = `${line} | `;
  // Tabs stay tabs, so that the caret stands below its place.
  const indent = `${before}${shown.slice(0, column - 1 - from)}`.replace(/[^\t]/g, ' ');
  return `  ${margin}${before}${shown}${after}\n  ${' '.repeat(margin.length - 2)}| ${indent}^`;
}

/** Something that was found in the text, before there was a document. */
export interface TextFinding {
  readonly code: Code;
  /** In the text. */
  readonly offset: number;
  readonly reason: string;
}
