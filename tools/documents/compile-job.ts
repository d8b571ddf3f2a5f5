import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type CompiledDocument,
  compileSource,
  type Diagnostic,
  loadSource,
  normalizeReferences,
  RefusedDocument,
  readOperations,
} from '@petsage/openapi-compiler/internal';

/** How a document was compiled, in the order in which it is tried. */
export type Way = 'as published' | 'with --allow' | 'with an overlay';

export interface CompileJob {
  readonly document: string;
  readonly allow: readonly string[];
  readonly allowFolders: readonly string[];
  readonly overlay?: string | undefined;
  /** Gets `strict/` and, compiled with `--open-responses`, `open/`. */
  readonly output: string;
}

export interface CompileResult {
  readonly version: string;
  readonly files: number;
  /** Of the document as it is published. */
  readonly operations: number;
  /** Undefined if every way was refused. */
  readonly way: Way | undefined;
  /** Operations that are left out. */
  readonly leftOut: number;
  /** The errors of the first and of the last refusal: `file:line:column: code: message`. */
  readonly refusals: readonly { readonly way: Way; readonly errors: readonly string[]; readonly codes: Readonly<Record<string, number>> }[];
}

/** Compiles a document as it is published, else with what is allowed, else with its overlay, too. */
export function compileJob({ document, allow, allowFolders, overlay, output }: CompileJob): CompileResult {
  const published = shapeOf(document, allowFolders);
  const ways: { way: Way; allow: readonly string[]; overlays: readonly string[] }[] = [
    { way: 'as published', allow: [], overlays: [] },
    ...(allow.length > 0 ? [{ way: 'with --allow' as const, allow, overlays: [] }] : []),
    ...(overlay === undefined ? [] : [{ way: 'with an overlay' as const, allow, overlays: [overlay] }]),
  ];
  const refusals: CompileResult['refusals'][number][] = [];
  for (const { way, allow: allowed, overlays } of ways) {
    try {
      const leftOut = compile(document, { allowFolders, overlays, allow: allowed }, output);
      return { ...published, way, leftOut, refusals };
    } catch (error) {
      if (!(error instanceof RefusedDocument)) throw error;
      const errors = error.diagnostics.filter(({ severity }) => severity === 'error');
      refusals.push({
        way,
        errors: errors.map(({ file, line, column, code, message }) => `${file}:${line}:${column}: ${code}: ${message}`),
        codes: countsOf(errors),
      });
    }
  }
  return { ...published, way: undefined, leftOut: 0, refusals };
}

function shapeOf(document: string, allowFolders: readonly string[]): Pick<CompileResult, 'version' | 'files' | 'operations'> {
  try {
    const { root, texts } = loadSource(document, { allowFolders });
    return { version: String(root['openapi']), files: texts.length, operations: readOperations(normalizeReferences(root).root).length };
  } catch (error) {
    if (error instanceof RefusedDocument) return { version: '', files: 0, operations: 0 };
    throw error;
  }
}

interface Options {
  readonly allowFolders: readonly string[];
  readonly overlays: readonly string[];
  readonly allow: readonly string[];
}

/** @returns how many operations are left out */
function compile(document: string, { allow, ...load }: Options, output: string): number {
  const source = loadSource(document, load);
  const { files, diagnostics } = compileSource(source, { allow });
  write(files, join(output, 'strict'));
  write(compileSource(source, { allow, strict: false }).files, join(output, 'open'));
  return diagnostics.filter(({ code }) => code === 'operation-left-out').length;
}

function write(files: CompiledDocument['files'], folder: string): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function countsOf(errors: readonly Diagnostic[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of errors) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
