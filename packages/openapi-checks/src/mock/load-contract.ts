import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileDocument } from '@petsage/openapi-compiler/internal';
import type { OperationsSpec } from '@petsage/openapi-koa';
import { ROOT } from '../../../../tools/child.ts';

/**
 * Compiles a document as `npm run generate` does, and loads what was made.
 *
 * @param name   the document's name, for messages
 * @param folder is made, and must not be there yet: what was loaded once is loaded from memory
 * @throws RefusedDocument with a line for each thing that cannot be honoured
 */
export function loadContract(name: string, text: string, folder: string): OperationsSpec {
  const { files } = compileDocument(name, text);
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  // Validators require a few packages.
  const packages = join(folder, 'node_modules');
  if (!existsSync(packages)) symlinkSync(join(ROOT, 'node_modules'), packages, 'junction');
  const { operations } = createRequire(join(folder, 'package.json'))('./operations.cjs') as { operations: OperationsSpec };
  return operations;
}
