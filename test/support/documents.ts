import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type * as Compiler from '../../packages/openapi-compiler/src/compile.ts';
import type { Diagnostic } from '../../packages/openapi-compiler/src/diagnostics/diagnostic.ts';
import type { OperationsSpec } from '../../packages/openapi-koa/src/index.ts';
import { runTool } from './tool.ts';

const ROOT = join(__dirname, '../..');
/** Where compiled contracts find the packages that they need. */
const CACHE = join(ROOT, 'node_modules/.cache/contracts');
/** What decides how a document is compiled, besides its text and the options. */
const COMPILER = ['packages/openapi-compiler/src', 'packages/openapi-koa/src', 'package-lock.json'];

/** What a document was made into, on disk. */
export interface CompiledFolder {
  readonly folder: string;
  readonly operations: OperationsSpec;
  /** Warnings and infos. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a document as `npm run generate` does, but for the manifest, and loads its operations. */
export function compileFolder(name: string, text: string, options: Compiler.CompileOptions = {}): CompiledFolder {
  const entry = entryOf(name, text, options);
  if (!existsSync(entry)) {
    // Loaded late: most tests find what they need in the cache.
    const { compileDocument } = require('../../packages/openapi-compiler/src/compile.ts') as typeof Compiler;
    const { files, diagnostics } = compileDocument(name, text, options);
    store(entry, (folder) => writeContract(folder, files), diagnostics);
  }
  return load(entry);
}

/**
 * The same in a process of its own: Jest's sandbox takes three times as long for a document of megabytes, and two at a time take as long as
 * one.
 */
export async function compileInChild(file: string, options: { readonly strict: boolean }): Promise<CompiledFolder> {
  const name = basename(file);
  const entry = entryOf(name, readFileSync(file, 'utf8'), options);
  if (!existsSync(entry)) {
    const scratch = mkdtempSync(join(folderOfCompiler(), 'child-'));
    const { code, stdout, stderr } = await runTool([join(__dirname, 'compile-child.ts'), name, file, scratch, options.strict ? 'strict' : 'open']);
    if (code !== 0) throw new Error(stderr);
    store(entry, (folder) => renameSync(scratch, folder), JSON.parse(stdout) as Diagnostic[]);
  }
  return load(entry);
}

/** Writes the files of a contract into a folder. */
function writeContract(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The folder of what a document was compiled into: what decides the result is in its name. */
function entryOf(name: string, text: string, options: Compiler.CompileOptions): string {
  return join(folderOfCompiler(), digest(JSON.stringify([name, text, options])));
}

let compilerFolder: string | undefined;

/** The folder of what this very compiler has made. What others have made is removed when it is used for the first time. */
function folderOfCompiler(): string {
  if (compilerFolder !== undefined) return compilerFolder;
  const files = COMPILER.flatMap((path) => filesIn(join(ROOT, path))).sort();
  const folder = join(CACHE, digest(...files.map((file) => `${file}\n${readFileSync(file, 'utf8')}`)));
  if (mkdirSync(folder, { recursive: true }) !== undefined)
    for (const other of readdirSync(CACHE))
      if (/^[0-9a-f]{16}$/.test(other) && other !== basename(folder)) rmSync(join(CACHE, other), { recursive: true, force: true });
  compilerFolder = folder;
  return folder;
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = path.endsWith('.json') ? undefined : readdirSync(path, { withFileTypes: true, recursive: true });
  return entries === undefined ? [path] : entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function digest(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex').slice(0, 16);
}

/** Tests run in several processes, so an entry appears as a whole, and the first one stays. */
function store(entry: string, write: (folder: string) => void, diagnostics: readonly Diagnostic[]): void {
  const scratch = mkdtempSync(join(dirname(entry), 'new-'));
  write(join(scratch, 'contract'));
  writeFileSync(join(scratch, 'diagnostics.json'), JSON.stringify(diagnostics));
  try {
    renameSync(scratch, entry);
  } catch (error) {
    if (!existsSync(entry)) throw error;
    rmSync(scratch, { recursive: true });
  }
}

function load(entry: string): CompiledFolder {
  const folder = join(entry, 'contract');
  const { operations } = require(join(folder, 'operations.cjs')) as { operations: OperationsSpec };
  return { folder, operations, diagnostics: JSON.parse(readFileSync(join(entry, 'diagnostics.json'), 'utf8')) as Diagnostic[] };
}

/** The same as `compileFolder`, for tests that need no more than the operations. */
export function compile(name: string, text: string, options: Compiler.CompileOptions = {}): OperationsSpec {
  return compileFolder(name, text, options).operations;
}

/** Compiles one of the documents in `packages/openapi-koa/test/documents/`. */
export function compileTestDocument(name: string): OperationsSpec {
  return compile(name, readFileSync(join(__dirname, '../../packages/openapi-koa/test/documents', name), 'utf8'));
}

/** A document of one path item, for tests that are about a schema or a parameter. */
export function document(pathItem: object, components: object = {}, openapi = '3.0.3'): string {
  return JSON.stringify({ openapi, info: { title: 'T', version: '1' }, paths: { '/t': pathItem }, components });
}
