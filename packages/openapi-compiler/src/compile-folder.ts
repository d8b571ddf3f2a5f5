import { readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { EXIT } from './command-line.ts';
import { compileDocument } from './compile-document.ts';
import { MANIFEST, makeManifest } from './manifest.ts';
import { differencesOf, isForeign, writeOutputs } from './output-folder.ts';
import { RefusedDocument } from './source-document.ts';

/** The options of `openapi-compile`. */
export interface CompileFolderOptions {
  readonly document: string;
  readonly output: string;
  /** Compare only. */
  readonly check?: boolean;
  readonly openResponses?: boolean;
  readonly discriminatorSelects?: boolean;
}

/**
 * Compiles a document into a folder, or compares the two; prints what it did, or why it did not.
 *
 * @returns the exit code
 */
export function compileFolder(options: CompileFolderOptions): number {
  const { document, output, check = false } = options;
  if (statSync(document, { throwIfNoEntry: false })?.isFile() !== true)
    return ended(EXIT.misused, `${document} is not a file; --document expects an OpenAPI document.`);
  const folder = resolve(output);
  if (!check && isForeign(folder))
    return ended(EXIT.misused, `${output} has files that openapi-compile did not write; --output expects a new folder, an empty one, or one that it wrote.`);
  let outputs: ReadonlyMap<string, string>;
  try {
    outputs = outputsOf(options);
  } catch (error) {
    if (error instanceof RefusedDocument) return ended(EXIT.failed, error.message);
    throw error;
  }
  if (!check) {
    writeOutputs(outputs, folder);
    return ended(EXIT.done, `${outputs.size} files in ${fromHere(folder)}`);
  }
  const differences = differencesOf(outputs, folder);
  if (differences.length === 0) return ended(EXIT.done, `${outputs.size} files are up to date in ${fromHere(folder)}`);
  process.stdout.write(`${differences.join('\n')}\nNext: ${commandFor(options)}\n`);
  return EXIT.failed;
}

/** Everything that belongs in the folder, so that a document that is refused leaves it as it was. */
function outputsOf({ document, openResponses = false, discriminatorSelects = false }: CompileFolderOptions): ReadonlyMap<string, string> {
  const text = readFileSync(document, 'utf8');
  const options = { strict: !openResponses, discriminatorSelects };
  const { files, notEnforced } = compileDocument(fromHere(document), text, options);
  for (const line of notEnforced) process.stderr.write(`not enforced: ${line}\n`);
  return new Map([...files, [MANIFEST, makeManifest(text, files, options)]]);
}

/** What makes the folder up to date. */
function commandFor({ document, output, openResponses = false, discriminatorSelects = false }: CompileFolderOptions): string {
  const flags = [...(openResponses ? ['--open-responses'] : []), ...(discriminatorSelects ? ['--discriminator-selects'] : [])];
  return ['openapi-compile', '--document', document, '--output', output, ...flags].join(' ');
}

function ended(code: number, message: string): number {
  const stream = code === EXIT.done ? process.stdout : process.stderr;
  stream.write(`${message}\n`);
  return code;
}

function fromHere(path: string): string {
  return relative(process.cwd(), path) || '.';
}
