import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/root.ts';
import { typeCheck } from '../lib/type-check.ts';
import type { CompileJob, CompileResult } from './compile-job.ts';
import type { PublishedDocument } from './published-documents.ts';
import { runChild } from './run-child.ts';
import type { ServeResult } from './serve-document.ts';

/** Below `node_modules`, as generated code requires packages. */
const CACHE = join(ROOT, 'node_modules/.cache');

export interface DocumentLimits {
  /** Of one document, in milliseconds. */
  readonly timeMs: number;
  readonly memoryMib: number;
}

/** What came of a document, as far as it came. */
export interface DocumentResult {
  readonly name: string;
  readonly compiled?: CompileResult;
  /** What the TypeScript compiler has to say; empty when it is content. */
  readonly typeErrors?: string;
  readonly served?: ServeResult;
  /** Why it came no further. */
  readonly stopped?: string;
}

/** Compiles, type-checks and serves a document, each in a process of its own. */
export async function testDocument({ name, file, overlay, settings }: PublishedDocument, { timeMs, memoryMib }: DocumentLimits): Promise<DocumentResult> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'documents-'));
  const signal = AbortSignal.timeout(timeMs);
  const child = <Result>(program: string, argument: string) => runChild<Result>(join(import.meta.dirname, program), argument, { signal, memoryMib });
  const result: { -readonly [Name in keyof DocumentResult]: DocumentResult[Name] } = { name };
  let stage = 'compiling';
  try {
    const { allow, allowFolders } = settings;
    const job: CompileJob = { document: file, allow, allowFolders, overlay, output: folder };
    writeFileSync(join(folder, 'job.json'), JSON.stringify(job));
    result.compiled = await child<CompileResult>('compile-child.ts', join(folder, 'job.json'));
    if (result.compiled.way === undefined) return result;
    stage = 'type-checking';
    result.typeErrors = await typeCheck(join(folder, 'strict'), '', signal);
    stage = 'serving';
    result.served = await child<ServeResult>('serve-child.ts', folder);
    return result;
  } catch (error) {
    result.stopped = signal.aborted ? `${stage} took longer than ${timeMs / 1000} s` : `${stage} failed: ${(error as Error).message}`;
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
