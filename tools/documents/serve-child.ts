/** Serves what a document was compiled into, in a process of its own: FOLDER has `strict/` and `open/`. Writes a `ServeResult` as JSON. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type JsonObject, normalizeReferences, readOperations } from '@petsage/openapi-compiler/internal';
import type { OperationsSpec } from '@petsage/openapi-koa';
import { type ServeResult, serveDocument } from './serve-document.ts';

const [folder = ''] = process.argv.slice(2);
const document = JSON.parse(readFileSync(join(folder, 'strict/openapi.json'), 'utf8')) as JsonObject;
const { root } = normalizeReferences(document);
const load = (name: string) => (createRequire(import.meta.url)(join(folder, name, 'operations.cjs')) as { operations: OperationsSpec }).operations;
const result: ServeResult = await serveDocument({ root, document, operations: readOperations(root), strict: load('strict'), open: load('open') });
process.stdout.write(JSON.stringify(result));
