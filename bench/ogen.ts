import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child-process.ts';
import type { DocumentName } from './documents.ts';

const FOLDER = join(import.meta.dirname, 'peers/ogen');
const GENERATED = join(import.meta.dirname, '.generated');

/** The server in Go, once it is built. */
export const OGEN_SERVER = join(GENERATED, 'ogen-server');

/** The documents that it has a handler for. */
export const OGEN_DOCUMENTS: readonly DocumentName[] = ['smoke-test', 'pets', 'lists', 'checks'];

/**
 * Generates the server's code from the documents, which must have been made, and compiles it. Go modules are installed in Go's own cache.
 *
 * @returns why that failed; undefined when it is built
 */
export async function buildOgen(): Promise<string | undefined> {
  mkdirSync(GENERATED, { recursive: true });
  for (const document of OGEN_DOCUMENTS) {
    // A package of Go is named without hyphens.
    const name = document.replaceAll('-', '');
    const file = join(GENERATED, document, 'openapi.json');
    const failure = await go([
      'tool',
      'ogen',
      '--config',
      'ogen.yml',
      '--loglevel',
      'error',
      '--target',
      `generated/${name}`,
      '--package',
      name,
      '--clean',
      file,
    ]);
    if (failure !== undefined) return failure;
  }
  return go(['build', '-o', OGEN_SERVER, '.']);
}

/** The version of ogen, as go.mod has it. */
export function ogenVersion(): string {
  return /github\.com\/ogen-go\/ogen v(\S+)/.exec(readFileSync(join(FOLDER, 'go.mod'), 'utf8'))?.[1] as string;
}

async function go(args: readonly string[]): Promise<string | undefined> {
  const { code, stderr } = await run('go', args, FOLDER);
  if (code === 0) return undefined;
  return `go ${args.slice(0, 2).join(' ')} failed: ${stderr.trim().split('\n').slice(0, 3).join(' ')}`;
}
