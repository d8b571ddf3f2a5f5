import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EXIT, ScratchFolder } from '@petsage/openapi-checks/lib';
import { ROOT } from '../lib/root.ts';
import { correctClient } from './corrections.ts';
import { loadDocument, writeDocument } from './document.ts';
import { adaptDocument } from './generator-document.ts';
import type { Language } from './languages.ts';
import { clientWarnings } from './matrix.ts';
import { fetchGenerator, generateClient, IGNORE_FILE, requireJava } from './openapi-generator.ts';
import { refusal, replaceClient } from './output-folder.ts';

export interface ClientOptions {
  readonly language: Language;
  /** The version of openapi-generator. */
  readonly version: string;
  /** A path, or an http or https URL. */
  readonly document: string;
  /** Folders beside the document's own whose files it may refer to. */
  readonly allowFolders: readonly string[];
  readonly output: string;
  /** Whether to write into a folder with other files. */
  readonly force: boolean;
}

/** Makes a client. If anything fails, the folder is unchanged, as the client is generated elsewhere first. @returns an exit code */
export async function makeClient({ language, version, document, allowFolders, output, force }: ClientOptions): Promise<number> {
  const place = relative(process.cwd(), output) || '.';
  const refused = refusal(output);
  if (refused !== undefined && !(force && refused.canForce)) {
    const { reason, canForce } = refused;
    process.stderr.write(`${place} ${reason}; choose another folder with --output${canForce ? ', or write into it with --force' : ''}.\n`);
    return EXIT.misused;
  }
  const scratch = new ScratchFolder('client');
  try {
    const loaded = await loadDocument(document, allowFolders);
    requireJava();
    process.stderr.write(`generating a client for ${language.name} with openapi-generator ${version} (${language.generator}) …\n`);
    const jar = fetchGenerator({ version, hashFile: join(ROOT, 'openapi/openapi-generator.sha256') });
    const made = join(scratch.path, 'client');
    mkdirSync(made);
    if (existsSync(join(output, IGNORE_FILE))) copyFileSync(join(output, IGNORE_FILE), join(made, IGNORE_FILE));
    const warnings = clientWarnings(language.name, loaded.root);
    adaptDocument(loaded.root, language.name);
    generateClient(jar, language, { path: writeDocument(loaded, scratch.path), version: loaded.version }, made, scratch.path);
    correctClient(language.name, made, loaded.root);
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
    process.stdout.write(`${replaceClient(made, output)} files in ${place}\nNext: see docs/clients.md for a first request\n`);
    return EXIT.done;
  } finally {
    scratch.remove();
  }
}
