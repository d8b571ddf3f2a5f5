/** `npm run generate`: makes types, validators, tables and the bundled document from an OpenAPI document. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readArguments } from '../../../tools/arguments.ts';
import { EXIT, runCommand } from '../../../tools/command.ts';
import { compileContract } from './compile-contract.ts';
import { files, MANIFEST, makeManifest } from './manifest.ts';
import { RefusedDocument } from './source-document.ts';

const ROOT = join(import.meta.dirname, '../../..');
const GENERATED = join(ROOT, 'generated');

const HELP = `Makes types, validators, tables and the bundled document from an OpenAPI document.

Usage
  npm run generate -- [options]

Options
  --document FILE   the document, YAML or JSON (default openapi/openapi.yaml)
  --output FOLDER   where to write (default generated); it is new, empty, or was written by this command, which removes what is no longer generated
  --check           write nothing; compare with the folder, and list every difference
  --help            this text

Examples
  npm run generate
  npm run generate -- --check
  npm run generate -- --document pets.yaml --output build/pets

Exit codes: 0 done, 1 failed or different, 2 misused.
`;

interface Options {
  readonly document: string;
  readonly output: string;
  /** Whether to compare, and write nothing. */
  readonly check: boolean;
}

await runCommand({ help: HELP, helpCommand: 'npm run generate -- --help', failures: [RefusedDocument], parse, run });

function run(options: Options): number {
  if (statSync(options.document, { throwIfNoEntry: false })?.isFile() !== true) {
    process.stderr.write(`${options.document} is no file; --document names an OpenAPI document.\n`);
    return EXIT.misused;
  }
  if (!options.check && isForeign(options.output)) {
    process.stderr.write(`${options.output} has files that npm run generate did not write; --output names a new folder, an empty one, or one that it wrote.\n`);
    return EXIT.misused;
  }
  const outputs = plan(options.document);
  return options.check ? compare(outputs, options.output) : write(outputs, options.output);
}

function parse(args: string[]): Options | undefined {
  const { values } = readArguments({
    args,
    options: {
      document: { type: 'string' },
      output: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    document: resolve(values.document ?? join(ROOT, 'openapi/openapi.yaml')),
    output: resolve(values.output ?? GENERATED),
    check: values.check,
  };
}

/** A slip of the hand must not remove a folder of sources. */
function isForeign(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return !statSync(folder).isDirectory() || (readdirSync(folder).length > 0 && !existsSync(join(folder, MANIFEST)));
}

/** Everything that will be written, so that a document that is refused leaves the folder as it was. */
function plan(document: string): Map<string, string> {
  const name = relative(process.cwd(), document) || document;
  const text = readFileSync(document, 'utf8');
  const { files: compiled, notEnforced } = compileContract(name, text);
  for (const line of notEnforced) process.stderr.write(`not enforced: ${line}\n`);
  const outputs = new Map(compiled);
  outputs.set(MANIFEST, `${JSON.stringify(makeManifest(ROOT, relative(ROOT, document).replaceAll('\\', '/'), outputs), undefined, 2)}\n`);
  return outputs;
}

function write(outputs: ReadonlyMap<string, string>, folder: string): number {
  if (existsSync(folder)) for (const path of files(folder)) if (!outputs.has(path)) rmSync(join(folder, path));
  for (const [path, text] of outputs) {
    const file = join(folder, path);
    // An unchanged file keeps its time, so that nobody who watches it restarts for nothing.
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const next = folder === GENERATED ? 'Next: npm run typecheck\n' : '';
  process.stdout.write(`${outputs.size} files in ${relative(process.cwd(), folder) || '.'}\n${next}`);
  return EXIT.done;
}

function compare(outputs: ReadonlyMap<string, string>, folder: string): number {
  const present = existsSync(folder) ? files(folder) : [];
  const differences = [
    ...[...outputs.keys()].filter((path) => !present.includes(path)).map((path) => `missing: ${path}`),
    ...present.filter((path) => !outputs.has(path)).map((path) => `not generated: ${path}`),
    ...present
      .filter((path) => outputs.has(path) && readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n') !== outputs.get(path))
      .map((path) => `different: ${path}`),
  ];
  process.stdout.write(differences.length === 0 ? `${outputs.size} files are as generated\n` : `${differences.join('\n')}\nNext: npm run generate\n`);
  return differences.length === 0 ? EXIT.done : EXIT.failed;
}
