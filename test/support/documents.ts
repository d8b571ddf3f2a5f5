import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type CompileOptions, compileDocument } from '../../packages/openapi-compiler/src/compile-document.ts';
import type { OperationsSpec } from '../../packages/openapi-koa/src/index.ts';
import { runTool } from './tool.ts';

/** Where compiled contracts find the packages that they need. */
const CACHE = join(__dirname, '../../node_modules/.cache/contracts');

/** What a document was made into, on disk. */
export interface CompiledFolder {
  readonly folder: string;
  readonly operations: OperationsSpec;
  readonly notEnforced: readonly string[];
}

/** Compiles a document as `npm run generate` does, but for the manifest, and loads its operations. */
export function compileFolder(name: string, text: string, options: CompileOptions = {}): CompiledFolder {
  const { files, notEnforced } = compileDocument(name, text, options);
  const folder = join(
    CACHE,
    createHash('sha256')
      .update(JSON.stringify([...files]))
      .digest('hex')
      .slice(0, 16),
  );
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const { operations } = require(join(folder, 'operations.cjs')) as { operations: OperationsSpec };
  return { folder, operations, notEnforced };
}

/**
 * The same in a process of its own: Jest's sandbox takes three times as long for a document of megabytes, and two at a time take as long as
 * one.
 *
 * @param name folder of what is made, replaced if it is there
 */
export async function compileInChild(name: string, file: string, options: Required<CompileOptions>): Promise<CompiledFolder> {
  const folder = join(CACHE, name);
  rmSync(folder, { recursive: true, force: true });
  const { code, stdout, stderr } = await runTool([join(__dirname, 'compile-child.ts'), basename(file), file, folder, options.strict ? 'strict' : 'open']);
  if (code !== 0) throw new Error(stderr);
  const { operations } = require(join(folder, 'operations.cjs')) as { operations: OperationsSpec };
  return { folder, operations, notEnforced: stdout.split('\n').slice(0, -1) };
}

/** The same as `compileFolder`, for tests that need no more than the operations. */
export function compile(name: string, text: string): OperationsSpec {
  return compileFolder(name, text).operations;
}

/** Compiles one of the documents in `packages/openapi-koa/test/documents/`. */
export function compileTestDocument(name: string): OperationsSpec {
  return compile(name, readFileSync(join(__dirname, '../../packages/openapi-koa/test/documents', name), 'utf8'));
}

/** A document of one path item, for tests that are about a schema or a parameter. */
export function document(pathItem: object, components: object = {}, openapi = '3.0.3'): string {
  return JSON.stringify({ openapi, info: { title: 'T', version: '1' }, paths: { '/t': pathItem }, components });
}
