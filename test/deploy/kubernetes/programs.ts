import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const KUBERNETES = '1.37.2';
const METRICS_SERVER = '0.9.0';
/** The modules that Kubernetes keeps in its own repository have its version with another first number. */
const STAGING = `v0.${KUBERNETES.split('.').slice(1).join('.')}`;

/** What each program is built from. */
const PACKAGES: Readonly<Record<string, string>> = {
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
  kubelet: 'k8s.io/kubernetes/cmd/kubelet',
  'kube-proxy': 'k8s.io/kubernetes/cmd/kube-proxy',
  'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server',
  pause: './pause',
};

/** The process that keeps a pod's network: it ends on SIGTERM, as those of Kubernetes do. */
const PAUSE = `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
}
`;

/** Outside of the repository, so that every checkout has them. */
export const PROGRAMS = join(
  process.env['KUBERNETES_PROGRAMS'] || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'petsage/kubernetes'),
  `${KUBERNETES}-${METRICS_SERVER}`,
);

/**
 * Builds the programs of a cluster that are not in `PROGRAMS`, from Go modules, which takes long, once.
 *
 * @param report called with each program that is waited for
 * @param signal ends it before it is done
 * @throws Error with what Go says, or what to install
 */
export async function buildPrograms(report: (line: string) => void, signal: AbortSignal): Promise<void> {
  const missing = Object.keys(PACKAGES).filter((name) => !existsSync(join(PROGRAMS, name)));
  if (missing.length === 0) return;
  if (spawnSync('go', ['version']).error !== undefined) throw new Error('go cannot be started: install Go 1.26.4 or newer.');
  mkdirSync(PROGRAMS, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-module-'));
  const go = (args: readonly string[]) => runGo(folder, args, signal);
  try {
    report(`fetching the modules of Kubernetes ${KUBERNETES}`);
    await writeModule(folder, go);
    for (const [index, name] of missing.entries()) {
      report(`building ${name} (${index + 1} of ${missing.length}) into ${PROGRAMS}`);
      const file = join(PROGRAMS, name);
      await go(['build', '-trimpath', '-ldflags', linkerFlags(), '-o', `${file}.new`, PACKAGES[name] as string]);
      renameSync(`${file}.new`, file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A module that has the requirements of Kubernetes' own, whose `replace` lines name folders that only its repository has. */
async function writeModule(folder: string, go: (args: readonly string[]) => Promise<string>): Promise<void> {
  const file = join(folder, 'go.mod');
  writeFileSync(file, 'module petsage.example/kubernetes\n');
  const { Dir: source } = JSON.parse(await go(['mod', 'download', '-json', `k8s.io/kubernetes@v${KUBERNETES}`])) as { Dir: string };
  const text = readFileSync(join(source, 'go.mod'), 'utf8')
    .replace(/^module .*/m, 'module petsage.example/kubernetes')
    .replace(/(\sk8s\.io\/\S+ )v0\.0\.0(?=\s)/g, `$1${STAGING}`)
    .replace(/=> \.\/staging\/src\/(\S+)/g, `=> $1 ${STAGING}`);
  writeFileSync(file, text);
  writeFileSync(join(folder, 'go.sum'), readFileSync(join(source, 'go.sum')));
  // All programs share one list of modules, and with it most of what is compiled.
  await go(['mod', 'edit', '-require', `k8s.io/kubernetes@v${KUBERNETES}`]);
  await go(['get', `sigs.k8s.io/metrics-server@v${METRICS_SERVER}`]);
  mkdirSync(join(folder, 'pause'));
  writeFileSync(join(folder, 'pause/main.go'), PAUSE);
}

/** Without a version, the programs take each other for too old. */
function linkerFlags(): string {
  const version = 'k8s.io/component-base/version';
  const [major, minor] = KUBERNETES.split('.');
  const values = {
    [`${version}.gitVersion`]: `v${KUBERNETES}`,
    [`${version}.gitMajor`]: major,
    [`${version}.gitMinor`]: minor,
    'k8s.io/client-go/pkg/version.gitVersion': `v${KUBERNETES}`,
  };
  return ['-s -w', ...Object.entries(values).map(([name, value]) => `-X ${name}=${value}`)].join(' ');
}

/**
 * Beside other work on the machine, as it takes all cores for minutes.
 *
 * @returns standard output
 * @throws Error with standard error, if it fails
 */
async function runGo(cwd: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', CGO_ENABLED: '0' };
  const child = spawn('nice', ['-n', '10', 'go', ...args], { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`go ${args.join(' ')}: exit code ${code}: ${stderr}`);
  return stdout;
}
