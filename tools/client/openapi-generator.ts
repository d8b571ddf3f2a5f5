import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { installFolder } from '../lib/install-folder.ts';
import { ROOT } from '../lib/root.ts';
import { ClientError } from './client-error.ts';
import type { Language } from './languages.ts';

/** The folder whose package.json depends on @openapitools/openapi-generator-cli: 150 packages, which only this command uses. */
const FOLDER = join(ROOT, 'tools/client/generator');
const MIN_JAVA = 11;
const JAVA_TIMEOUT_MS = 30_000;
const FETCH_TIMEOUT_MS = 300_000;
const GENERATE_TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const MAX_LINES = 12;
const MAX_COLUMNS = 400;
/** Each generator reads the client's version from one of these options and ignores the others. */
const VERSION_OPTIONS = ['npmVersion', 'packageVersion', 'artifactVersion', 'gemVersion', 'moduleVersion'];
/** Files for publishing and CI, which no client needs, in the syntax of .gitignore. */
const UNWANTED = ['git_push.sh', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.github/**'];
export const IGNORE_FILE = '.openapi-generator-ignore';

/** The release of openapi-generator to run. */
export interface Generator {
  readonly version: string;
  /** The file with the committed SHA-256 of the JAR. */
  readonly hashFile: string;
}

/** A document on disk. */
interface GeneratorDocument {
  readonly path: string;
  /** The version of the API, which becomes that of the client. */
  readonly version: string;
}

/** @throws ClientError without Java 11 or newer on the PATH */
export function requireJava(): void {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8', timeout: JAVA_TIMEOUT_MS });
  // Java 8 and older have the version 1.8.
  const release = Number(/version "(?:1\.)?(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (error === undefined && release >= MIN_JAVA) return;
  const found = error === undefined && release > 0 ? `found Java ${release}` : 'found no Java';
  throw new ClientError(`Generating a client requires Java ${MIN_JAVA} or newer on the PATH; ${found}.`);
}

/**
 * Downloads the JAR from Maven Central, unless it is already there, and verifies its hash.
 *
 * The npm package, which is installed first, downloads without verifying. So it only downloads, and the JAR is run directly once it is
 * verified.
 *
 * @returns the path of the JAR
 * @throws ClientError when it or the package cannot be downloaded, or it has another hash
 */
export function fetchGenerator({ version, hashFile }: Generator): string {
  try {
    installFolder(FOLDER);
  } catch (error) {
    throw new ClientError((error as Error).message);
  }
  const cli = dirname(createRequire(join(FOLDER, 'package.json')).resolve('@openapitools/openapi-generator-cli/package.json'));
  const jar = join(cli, 'versions', `${version}.jar`);
  if (!existsSync(jar)) {
    const { stdout, stderr } = spawnSync(process.execPath, [join(cli, 'main.js'), 'version-manager', 'set', version], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: FETCH_TIMEOUT_MS,
    });
    if (!existsSync(jar)) throw new ClientError(`openapi-generator ${version} could not be downloaded from Maven Central:\n${reason(`${stdout}${stderr}`)}`);
  }
  verify(jar, hashFile);
  return jar;
}

/** @throws ClientError when the JAR doesn't have the committed hash */
export function verify(jar: string, hashFile: string): void {
  const expected = readFileSync(hashFile, 'utf8').trim().split(/\s+/)[0];
  const actual = createHash('sha256').update(readFileSync(jar)).digest('hex');
  if (actual !== expected)
    throw new ClientError(`${jar} has the SHA-256 ${actual}; expected ${expected}. It was not run. Delete it, and find out who changed it.`);
}

/**
 * Generates a client.
 *
 * @param jar     the generator, verified
 * @param output  the folder that is written; the generator's ignore file in it is respected
 * @param scratch a folder for the settings
 * @throws ClientError with the generator's output when it fails
 */
export function generateClient(jar: string, language: Language, document: GeneratorDocument, output: string, scratch: string): void {
  const settings = join(scratch, 'settings.json');
  writeFileSync(settings, JSON.stringify(generatorSettings(language, document.version)));
  const ignoreFile = join(output, IGNORE_FILE);
  if (!existsSync(ignoreFile)) writeFileSync(ignoreFile, `${UNWANTED.join('\n')}\n`);
  const { error, status, stdout, stderr } = spawnSync(
    'java',
    ['-Dlog.level=error', '-jar', jar, 'generate', '-c', settings, '-i', document.path, '-o', output],
    {
      encoding: 'utf8',
      timeout: GENERATE_TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    },
  );
  if (status === 0) return;
  const why =
    (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT' ? `no client after ${GENERATE_TIMEOUT_MS / 1000} s` : reason(`${stderr}${stdout}`);
  throw new ClientError(`openapi-generator could not generate a client for ${language.name}:\n${why}`);
}

/** The generator's settings file: the language's entry, and the version of the document as that of the client. */
export function generatorSettings({ settings }: Language, version: string): Record<string, unknown> {
  const versions = Object.fromEntries(VERSION_OPTIONS.map((name) => [name, version]));
  return {
    ...settings,
    additionalProperties: { ...versions, ...(settings['additionalProperties'] as object | undefined) },
    // The generated tests are empty.
    globalProperties: { apiTests: 'false', modelTests: 'false' },
  };
}

/** The first lines have the error; stack traces and minified code follow. */
function reason(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && line.length <= MAX_COLUMNS && !/^\s+at |^\s*\.\.\. \d+ more$|^Picked up /.test(line));
  return lines.slice(0, MAX_LINES).join('\n') || 'no output';
}
