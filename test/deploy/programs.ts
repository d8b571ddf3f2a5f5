import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Programs that take long to build or install, outside of the repository, so that every checkout has them. */
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'petsage-api');
const KUSTOMIZE = 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1';
const KUBERNETES = 'v1.37.2';
const KUBERNETES_PROGRAMS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'];
const REQUIREMENTS = join(__dirname, 'requirements.txt');

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
 * @returns the folder of Kubernetes' own programs, and of `pause`, the first process of every pod; needs Go and a C compiler. Building them
 * takes some ten minutes and 3 GB, once
 */
export function kubernetesPrograms(): string {
  return cached('kubernetes', `${KUBERNETES} ${KUBERNETES_PROGRAMS}`, (made) => {
    const build = mkdtempSync(join(tmpdir(), 'kubernetes-'));
    try {
      buildKubernetes(build, made);
    } finally {
      rmSync(build, { recursive: true, force: true });
    }
  });
}

/** The module refers to parts of itself by relative paths, which only its own checkout has: each is also published as a module. */
function buildKubernetes(build: string, made: string): void {
  const own = { cwd: build, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GOWORK: 'off' } };
  writeFileSync(join(build, 'go.mod'), 'module programs\n');
  const { GoMod, Dir } = JSON.parse(run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${KUBERNETES}`], own, 'install Go 1.26 or newer'));
  const parts = KUBERNETES.replace('v1.', 'v0.');
  const requirements = readFileSync(GoMod, 'utf8')
    .replace(/^module .*$/m, 'module programs')
    .replaceAll(/=> \.\/staging\/src\/(\S+)/g, `=> $1 ${parts}`)
    .replaceAll(/ v0\.0\.0$/gm, ` ${parts}`);
  writeFileSync(join(build, 'go.mod'), `${requirements}\nrequire k8s.io/kubernetes ${KUBERNETES}\n`);
  writeFileSync(join(build, 'go.sum'), readFileSync(join(Dir, 'go.sum')));
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(KUBERNETES) as unknown as [string, string, string];
  const version = { gitVersion: KUBERNETES, gitMajor: major, gitMinor: minor };
  const flags = Object.entries(version).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  for (const name of KUBERNETES_PROGRAMS)
    run('go', ['build', '-trimpath', '-ldflags', ['-s -w', ...flags].join(' '), '-o', join(made, name), `k8s.io/kubernetes/cmd/${name}`], own);
  run('cc', ['-static', '-Os', '-DVERSION=test', '-o', join(made, 'pause'), join(Dir, 'build/pause/linux/pause.c')], {}, 'install a C compiler');
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
