import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';
const PREFIX = 'petsage-kubernetes-';

const FIRST_PROCESS = join(import.meta.dirname, 'first-process.sh');

/** Settings of the kernel that all namespaces share, and a kubelet changes. */
const SHARED_SETTINGS = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];

export function sharedSettings(): Record<string, string> {
  return Object.fromEntries(SHARED_SETTINGS.map((name) => [name, readFileSync(join('/proc/sys', name), 'utf8')]));
}

/**
 * Runs a command in namespaces of its own: processes, mounts, network and control groups. What it starts ends with it, however that is.
 *
 * @param options.signal ends it
 * @returns the exit code; null if it was ended
 * @throws Error if a process remains
 */
export async function runInNamespaces(
  command: readonly string[],
  { env, signal }: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<number | null> {
  removeLeftGroups();
  const name = `${PREFIX}${process.pid}`;
  for (const hierarchy of readdirSync(CGROUPS)) makeGroup(join(CGROUPS, hierarchy), name);
  const enter = `for group in ${CGROUPS}/*/${name}; do echo $$ > $group/cgroup.procs; done; exec "$@"`;
  const unshare = ['unshare', '--fork', '--kill-child', '--pid', '--mount-proc', '--mount', '--propagation', 'private', '--net', '--cgroup'];
  const child = spawn('sh', ['-c', enter, 'sh', ...unshare, 'sh', FIRST_PROCESS, ...command], { env, stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const end = () => child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } finally {
    signal.removeEventListener('abort', end);
    await removeGroups(name);
  }
}

function makeGroup(hierarchy: string, name: string): void {
  mkdirSync(join(hierarchy, name));
  // Without processors and memory nodes, a group takes no process.
  for (const file of ['cpuset.cpus', 'cpuset.mems'])
    if (existsSync(join(hierarchy, name, file))) writeFileSync(join(hierarchy, name, file), readFileSync(join(hierarchy, file)));
}

/** Of runs that were killed. */
function removeLeftGroups(): void {
  for (const name of readdirSync(join(CGROUPS, 'memory')))
    if (name.startsWith(PREFIX) && !existsSync(`/proc/${name.slice(PREFIX.length)}`)) tryRemovingGroups(name);
}

/**
 * Waits for the kernel, which needs a moment to end the processes of a group.
 *
 * @throws Error if one remains
 */
async function removeGroups(name: string): Promise<void> {
  for (let attempts = 0; attempts < 100; attempts++) {
    if (tryRemovingGroups(name)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Processes of the cluster remain, in the control groups ${join(CGROUPS, '*', name)}.`);
}

function tryRemovingGroups(name: string): boolean {
  let removed = true;
  for (const hierarchy of readdirSync(CGROUPS)) {
    const group = join(CGROUPS, hierarchy, name);
    if (!existsSync(group)) continue;
    try {
      removeGroup(group);
    } catch {
      removed = false;
    }
  }
  return removed;
}

/** The files of a group go with it; they cannot be removed one by one. */
function removeGroup(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true })) if (entry.isDirectory()) removeGroup(join(group, entry.name));
  rmdirSync(group);
}
