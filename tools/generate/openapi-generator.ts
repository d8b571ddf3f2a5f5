import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSettings } from './settings.ts';

/** Types could not be made; the message says why, and what to do. */
export class GeneratorError extends Error {
  override readonly name = 'GeneratorError';
}

const MIN_JAVA = 11;
const MAX_LINES = 12;
const MAX_COLUMNS = 400;

/**
 * Makes `types.ts` with openapi-generator.
 *
 * @param root     the root of the repository, where openapitools.json pins the version and names the generator
 * @param document the path of the document
 * @throws GeneratorError without Java 11, for a JAR that is not the expected one, or with the generator's own output when it fails
 */
export function generateTypes(root: string, document: string): string {
  requireJava();
  const cli = join(dirname(createRequire(join(root, 'package.json')).resolve('@openapitools/openapi-generator-cli/package.json')), 'main.js');
  const { version, generatorName, config } = readSettings(root);
  const jar = join(dirname(cli), 'versions', `${version}.jar`);
  // The wrapper fetches the JAR and checks nothing; so it is fetched first, checked, and only then run.
  if (!existsSync(jar)) run(root, cli, ['version-manager', 'set', version], `openapi-generator ${version} could not be fetched from Maven Central`);
  verify(jar, join(root, 'openapi/openapi-generator.sha256'));
  const output = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    run(root, cli, ['generate', '-g', generatorName, '-c', config, '-i', document, '-o', output], 'openapi-generator failed');
    return tidy(readFileSync(join(output, 'types.ts'), 'utf8'));
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function requireJava(): void {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(?:1\.)?(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (error === undefined && version >= MIN_JAVA) return;
  const found = error === undefined && version > 0 ? `Java ${version} is here` : 'no Java is here';
  throw new GeneratorError(
    `Generating types needs Java ${MIN_JAVA} or newer on the PATH, and ${found}. Only generating does: the service and its tests run without.`,
  );
}

/** @throws GeneratorError when the JAR is not the one that the committed hash names */
export function verify(jar: string, hashFile: string): void {
  if (!existsSync(jar)) throw new GeneratorError(`openapi-generator was not fetched: ${jar} is missing.`);
  const expected = readFileSync(hashFile, 'utf8').trim().split(/\s+/)[0];
  const actual = createHash('sha256').update(readFileSync(jar)).digest('hex');
  if (actual !== expected)
    throw new GeneratorError(`${jar} has the SHA-256 ${actual}, and ${expected} is expected. It was not run. Delete it, and see who changed it.`);
}

function run(root: string, cli: string, args: readonly string[], failure: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, JAVA_TOOL_OPTIONS: '' },
  });
  if (status !== 0) throw new GeneratorError(`${failure}:\n${shortened(`${stdout}${stderr}`)}`);
}

/** The wrapper prints whole objects, and its own minified code, when something fails; the reason stands in the first lines. */
function shortened(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && line.length <= MAX_COLUMNS);
  return lines.slice(0, MAX_LINES).join('\n');
}

/** The generator escapes quotes for strings in comments too. */
function tidy(types: string): string {
  const lines = types.replaceAll('\r\n', '\n').split('\n');
  return lines.map((line) => (/^\s*\/\*\* .* \*\/$/.test(line) ? line.replaceAll("\\'", "'").replaceAll('\\"', '"') : line)).join('\n');
}
