import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { CacheFile } from './cache/cache-folder.ts';
import { UnitCache } from './cache/unit-cache.ts';
import { EXIT, quoted } from './command-line.ts';
import { type CompiledDocument, type CompileOptions, compileSource } from './compile.ts';
import { compilerInputs } from './compiler-inputs.ts';
import { type Diagnostic, formatDiagnostic, RefusedDocument } from './diagnostics/diagnostic.ts';
import { SeverityError } from './diagnostics/report.ts';
import { inputText, MANIFEST, makeManifest } from './manifest.ts';
import { differencesOf, isForeign, writeOutputs } from './output-folder.ts';
import { loadSource } from './parse/load-source.ts';
import type { NullableReading } from './parse/schema-3.0.ts';
import type { Source } from './parse/source.ts';
import { knownCosts, rememberCosts } from './patterns/cost.ts';

const URL_SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;

/** The options of `openapi-compile`. */
export interface CompileFolderOptions {
  readonly document: string;
  readonly output: string;
  /** Compare only. */
  readonly check?: boolean;
  readonly openResponses?: boolean;
  readonly discriminatorSelects?: boolean;
  readonly nullable?: NullableReading;
  readonly keepReadOnly?: boolean;
  /** Files with changes to the document, applied in order. */
  readonly overlays?: readonly string[];
  /** Folders beside the document's own whose files it may refer to. */
  readonly allowFolders?: readonly string[];
  /** Whether modules are kept for the next time, and those of the last time used; they are the same either way. */
  readonly cache?: boolean;
  /** Codes of errors that become warnings. */
  readonly allow?: readonly string[];
  /** Codes of warnings and infos that become errors. */
  readonly deny?: readonly string[];
}

/**
 * Compiles a document into a folder, or compares the two; prints what it did, or why it did not.
 *
 * @returns the exit code
 */
export function compileFolder(options: CompileFolderOptions): number {
  const { document, output, check = false } = options;
  if (URL_SCHEME.test(document))
    return ended(EXIT.misused, `${quoted(document)} is a URL; --document expects a file. Download it first: curl -o openapi.yaml URL`);
  if (statSync(document, { throwIfNoEntry: false })?.isFile() !== true)
    return ended(EXIT.misused, `${document} is not a file; --document expects an OpenAPI document.`);
  for (const overlay of options.overlays ?? [])
    if (statSync(overlay, { throwIfNoEntry: false })?.isFile() !== true) return ended(EXIT.misused, `${overlay} is not a file; --overlay expects an overlay.`);
  for (const allowed of options.allowFolders ?? [])
    if (statSync(allowed, { throwIfNoEntry: false })?.isDirectory() !== true)
      return ended(EXIT.misused, `${allowed} is not a folder; --allow-folder expects one.`);
  const folder = resolve(output);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) return ended(EXIT.misused, `${output} is a file; --output expects a folder.`);
  if (!check && isForeign(folder))
    return ended(EXIT.misused, `${output} has files that openapi-compile did not write; --output expects a new folder, an empty one, or one that it wrote.`);
  let outputs: ReadonlyMap<string, string>;
  try {
    outputs = outputsOf(options);
  } catch (error) {
    if (error instanceof SeverityError) return ended(EXIT.misused, error.message);
    if (error instanceof RefusedDocument) {
      print(error.diagnostics);
      return EXIT.failed;
    }
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

/** The same as `compileSource`, with the modules that were made when the document was compiled with these options before. */
function compileCached(document: string, source: Source, options: CompileOptions): CompiledDocument {
  const file = new CacheFile(JSON.stringify([resolve(document), options]));
  const units = new UnitCache(compilerInputs(), file.read());
  rememberCosts(units.costs);
  const compiled = compileSource(source, options, units);
  file.write(units.file(knownCosts()));
  return compiled;
}

/** Everything that belongs in the folder, so that a document that is refused leaves it as it was. */
function outputsOf({
  document,
  openResponses = false,
  discriminatorSelects = false,
  nullable = 'intended',
  keepReadOnly = false,
  overlays = [],
  allowFolders = [],
  allow = [],
  deny = [],
  cache = true,
}: CompileFolderOptions): ReadonlyMap<string, string> {
  const source = loadSource(document, { overlays, allowFolders });
  const options = { strict: !openResponses, discriminatorSelects, nullable, keepReadOnly, allow, deny };
  const { files, diagnostics } = cache ? compileCached(document, source, options) : compileSource(source, options);
  print(diagnostics);
  return new Map([...files, [MANIFEST, makeManifest(inputText(source), files, options)]]);
}

/** What makes the folder up to date. */
function commandFor(options: CompileFolderOptions): string {
  const { document, output, openResponses, discriminatorSelects, nullable = 'intended', keepReadOnly } = options;
  const { overlays = [], allowFolders = [], allow = [], deny = [] } = options;
  const flags = [
    ...(openResponses ? ['--open-responses'] : []),
    ...(discriminatorSelects ? ['--discriminator-selects'] : []),
    ...(nullable === 'intended' ? [] : [`--nullable ${nullable}`]),
    ...(keepReadOnly ? ['--keep-read-only'] : []),
    ...overlays.map((file) => `--overlay ${file}`),
    ...allowFolders.map((folder) => `--allow-folder ${folder}`),
  ];
  const severities = [...allow.map((code) => `--allow ${code}`), ...deny.map((code) => `--deny ${code}`)];
  return ['openapi-compile', '--document', document, '--output', output, ...flags, ...severities].join(' ');
}

/** With the number of errors at the end, as the first of many has left the screen. */
function print(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const { length } = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
    return length === 0 ? [] : [`${length} ${severity}${length === 1 || severity === 'info' ? '' : 's'}`];
  });
  process.stderr.write(`${diagnostics.map(formatDiagnostic).join('\n')}\n${counts.join(', ')}\n`);
}

function ended(code: number, message: string): number {
  const stream = code === EXIT.done ? process.stdout : process.stderr;
  stream.write(`${message}\n`);
  return code;
}

function fromHere(path: string): string {
  return relative(process.cwd(), path) || '.';
}
