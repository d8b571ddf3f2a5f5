import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Programs that a cluster needs beside those that are built, with the Debian packages that have them. */
const PACKAGES: Readonly<Record<string, string>> = {
  podman: 'podman',
  buildah: 'buildah',
  runc: 'runc',
  containerd: 'containerd',
  ctr: 'containerd',
  etcd: 'etcd-server',
  nft: 'nftables',
  conntrack: 'conntrack',
  ip: 'iproute2',
  mount: 'mount',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  openssl: 'openssl',
  prometheus: 'prometheus',
  'prometheus-blackbox-exporter': 'prometheus-blackbox-exporter',
};
const CNI_PLUGINS = '/usr/lib/cni';
const CNI_PACKAGE = 'containernetworking-plugins';
export const DEBIAN_PACKAGES = [...new Set([...Object.values(PACKAGES), CNI_PACKAGE])];

/** @returns why no cluster can be started on this machine, in one sentence, or undefined */
export function missingRequirement(): string | undefined {
  if (process.platform !== 'linux') return 'a cluster needs Linux.';
  if (process.getuid?.() !== 0) return 'a cluster needs root, which alone may create namespaces.';
  const missing = Object.keys(PACKAGES).filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined);
  const packages = new Set(missing.map((program) => PACKAGES[program]));
  if (!existsSync(CNI_PLUGINS)) packages.add(CNI_PACKAGE);
  if (packages.size > 0)
    return `${missing.length > 0 ? `there is no ${missing.join(', ')} on the PATH` : `there is no ${CNI_PLUGINS}`}: apt-get install --no-install-recommends ${[...packages].join(' ')}.`;
  if (!existsSync('/sys/fs/cgroup/memory')) return 'a cluster needs control groups of version 1; this machine has those of version 2.';
  return undefined;
}
