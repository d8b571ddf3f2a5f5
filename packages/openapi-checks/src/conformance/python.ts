import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../lib/cache-folder.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const CACHE = 'contract-python';
const OLDEST = [3, 11] as const;

/** Thrown when no usable Python is found. */
export class NoPython extends Error {
  override readonly name = 'NoPython';
}

/**
 * Gets a Python with schemathesis: a virtual environment, created once for each version and list of requirements.
 *
 * @returns the interpreter
 * @throws NoPython with what is missing
 */
export function pythonWithSchemathesis(env: NodeJS.ProcessEnv = process.env): string {
  const { command, version } = findPython(env);
  const key = createHash('sha256').update(version).update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const folder = join(cacheFolder(CACHE), key);
  if (!existsSync(folder)) install(command, folder, env);
  return interpreter(folder);
}

function findPython(env: NodeJS.ProcessEnv): { command: string; version: string } {
  const named = env['PYTHON'];
  for (const command of named === undefined ? ['python3', 'python'] : [named]) {
    const { status, stdout } = spawnSync(command, ['-c', 'import sys; print(*sys.version_info[:2], sys.executable)'], { encoding: 'utf8', env });
    if (status !== 0) continue;
    const [majorVersion, minorVersion] = stdout.split(' ').map(Number);
    if (majorVersion === OLDEST[0] && (minorVersion ?? 0) >= OLDEST[1]) return { command, version: stdout.trim() };
  }
  throw new NoPython(`no Python ${OLDEST.join('.')} or newer found as ${named ?? 'python3 or python'}; the variable PYTHON can name another`);
}

/** Created beside its place and moved there when complete: of two that are created at the same time, one is kept. */
function install(command: string, folder: string, env: NodeJS.ProcessEnv): void {
  mkdirSync(dirname(folder), { recursive: true });
  const made = mkdtempSync(join(dirname(folder), 'new-'));
  process.stderr.write(`installing schemathesis in ${dirname(folder)}, once …\n`);
  try {
    // The interpreter's own pip installs into it, which saves the seconds that a second pip takes.
    run(command, ['-m', 'venv', '--without-pip', made], env);
    run(
      command,
      ['-m', 'pip', '--python', interpreter(made), 'install', '--quiet', '--no-input', '--retries', '2', '--require-hashes', '-r', REQUIREMENTS],
      env,
    );
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
  if (status === 0) return;
  // The last line is pip's conclusion; the lines before may have a URL with credentials.
  const reason = `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? '';
  throw new NoPython(`schemathesis cannot be installed: ${reason.replace(/\/\/[^/@\s]*@/g, '//')}`);
}

function interpreter(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts/python.exe') : join(folder, 'bin/python');
}
