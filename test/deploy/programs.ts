import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Programs that take long to build or install, outside of the repository, so that every checkout has them. */
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'petsage-api');
const KUSTOMIZE = 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1';
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** @returns the program kustomize; needs Go */
export function kustomize(): string {
  const folder = cached('kustomize', KUSTOMIZE, (made) =>
    run('go', ['install', KUSTOMIZE], { env: { ...process.env, GOBIN: made, CGO_ENABLED: '0' } }, 'install Go 1.24 or newer'),
  );
  return join(folder, 'kustomize');
}

/** @returns the Python that has kubernetes-validate, and with it Kubernetes' own schemas: `python -m kubernetes_validate`; needs Python */
export function pythonWithKubernetesValidate(): string {
  const python = run('python3', ['--version'], {}, 'install Python 3.10 or newer, with venv');
  const folder = cached('kubernetes-validate', python + readFileSync(REQUIREMENTS, 'utf8'), (made) => {
    run('python3', ['-m', 'venv', made]);
    run(join(made, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--no-input', '--require-hashes', '-r', REQUIREMENTS]);
  });
  return join(folder, 'bin/python');
}

/**
 * Runs a program.
 *
 * @param remedy where the program may be missing
 * @returns its standard output
 * @throws Error with what it says, or the remedy
 */
export function run(program: string, args: readonly string[], options: SpawnSyncOptions = {}, remedy = 'install it'): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { ...options, encoding: 'utf8' });
  if (error !== undefined) throw new Error(`${program} cannot be started: ${remedy}.`);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${status}: ${stderr}${stdout}`);
  return stdout;
}

/** @returns the folder that was made for this version, by this process or an earlier one: of two at the same time, one is kept */
function cached(name: string, version: string, make: (folder: string) => void): string {
  const folder = join(CACHE, `${name}-${createHash('sha256').update(version).digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(join(CACHE, 'new-'));
  try {
    make(made);
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
