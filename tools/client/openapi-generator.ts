import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ClientError } from './client-error.ts';
import type { LoadedDocument } from './document.ts';
import type { Language } from './languages.ts';

const MIN_JAVA = 11;
const JAVA_TIMEOUT_MS = 30_000;
const FETCH_TIMEOUT_MS = 300_000;
const GENERATE_TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const MAX_LINES = 12;
const MAX_COLUMNS = 400;
/** Each generator reads the version of what it makes from the option of this list that it knows, and passes over the others. */
const VERSION_OPTIONS = ['npmVersion', 'packageVersion', 'artifactVersion', 'gemVersion', 'moduleVersion'];
/** Publishing and CI of somebody else's project: no client needs them. The form is that of .gitignore. */
const UNWANTED = ['git_push.sh', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.github/**'];
export const IGNORE_FILE = '.openapi-generator-ignore';

/** The release of openapi-generator that is run. */
export interface Generator {
  readonly version: string;
  /** Where the committed SHA-256 of the JAR stands. */
  readonly hashFile: string;
  /** Where the npm package @openapitools/openapi-generator-cli is installed from. */
  readonly root: string;
}

/** @throws ClientError without Java 11 or newer on the PATH */
export function requireJava(): void {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8', timeout: JAVA_TIMEOUT_MS });
  // Java 8 and older call themselves 1.8.
  const release = Number(/version "(?:1\.)?(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (error === undefined && release >= MIN_JAVA) return;
  const found = error === undefined && release > 0 ? `Java ${release} is here` : 'no Java is here';
  throw new ClientError(`Making a client needs Java ${MIN_JAVA} or newer on the PATH, and ${found}.`);
}

/**
 * Fetches the JAR from Maven Central, unless it is there already, and makes sure that it is the expected one.
 *
 * The npm package fetches and checks nothing; so it only fetches, and the JAR is run directly once it was checked.
 *
 * @returns the path of the JAR
 * @throws ClientError when it cannot be fetched or is another one
 */
export function fetchGenerator({ version, hashFile, root }: Generator): string {
  const cli = dirname(createRequire(join(root, 'package.json')).resolve('@openapitools/openapi-generator-cli/package.json'));
  const jar = join(cli, 'versions', `${version}.jar`);
  if (!existsSync(jar)) {
    const { stdout, stderr } = spawnSync(process.execPath, [join(cli, 'main.js'), 'version-manager', 'set', version], {
      cwd: root,
      encoding: 'utf8',
      timeout: FETCH_TIMEOUT_MS,
    });
    if (!existsSync(jar)) throw new ClientError(`openapi-generator ${version} could not be fetched from Maven Central:\n${reason(`${stdout}${stderr}`)}`);
  }
  verify(jar, hashFile);
  return jar;
}

/** @throws ClientError when the JAR is not the one that the committed hash names */
export function verify(jar: string, hashFile: string): void {
  const expected = readFileSync(hashFile, 'utf8').trim().split(/\s+/)[0];
  const actual = createHash('sha256').update(readFileSync(jar)).digest('hex');
  if (actual !== expected)
    throw new ClientError(`${jar} has the SHA-256 ${actual}, and ${expected} is expected. It was not run. Delete it, and see who changed it.`);
}

/**
 * Makes a client.
 *
 * @param jar     the generator, verified
 * @param output  the folder that is written; an ignore file of the generator in it is honoured
 * @param scratch a folder for the settings
 * @throws ClientError with the generator's own words when it fails
 */
export function generateClient(jar: string, language: Language, document: LoadedDocument, output: string, scratch: string): void {
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
  throw new ClientError(`openapi-generator could not make a client for ${language.name}:\n${why}`);
}

/** The generator's settings file: the language's entry, and the version of the document as that of the client. */
export function generatorSettings({ settings }: Language, version: string): Record<string, unknown> {
  const versions = Object.fromEntries(VERSION_OPTIONS.map((name) => [name, version]));
  return {
    ...settings,
    additionalProperties: { ...versions, ...(settings['additionalProperties'] as object | undefined) },
    // Empty tests are nobody's gain.
    globalProperties: { apiTests: 'false', modelTests: 'false' },
  };
}

/** What went wrong stands in the first lines; stack traces and minified code follow. */
function reason(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && line.length <= MAX_COLUMNS && !/^\s+at |^\s*\.\.\. \d+ more$|^Picked up /.test(line));
  return lines.slice(0, MAX_LINES).join('\n') || 'it said nothing';
}
