import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MINUTE_MS, until } from '../../support/wait.ts';
import { run } from '../programs.ts';
import { Credentials } from './credentials.ts';
import { PAUSE_IMAGE } from './images.ts';
import { type ClusterNode, containerdConfiguration, kubeletConfiguration, NETWORK, NODES, networkConfiguration, PODS, SERVICES } from './node.ts';
import { PROGRAMS } from './programs.ts';

/** Set by `npm run test:kubernetes`, within the namespaces that end what is started here: the folder of the cluster. */
export const FOLDER_VARIABLE = 'KUBERNETES_TEST_FOLDER';
export const ARCHIVE = 'images.tar';

/** A control plane and two nodes, in the namespaces of this process, which end it. */
export class Cluster {
  readonly folder: string;
  readonly #credentials: Credentials;

  private constructor(folder: string) {
    this.folder = folder;
    mkdirSync(join(folder, 'logs'));
    this.#credentials = new Credentials(join(folder, 'credentials'));
  }

  /** @returns one whose nodes are ready, with the images that the folder has */
  static async start(): Promise<Cluster> {
    const folder = process.env[FOLDER_VARIABLE];
    if (folder === undefined) throw new Error('A cluster is started by npm run test:kubernetes only.');
    const cluster = new Cluster(folder);
    run('sh', ['-e', '-c', NETWORK]);
    await cluster.#startControlPlane();
    await Promise.all(NODES.map((node) => cluster.#startNode(node)));
    await until(async () => (await cluster.kubectl(['get', 'nodes', '--no-headers'])).match(/ Ready /g)?.length === NODES.length, 2 * MINUTE_MS);
    return cluster;
  }

  /**
   * @returns what kubectl prints
   * @throws Error with what it says on standard error, if it fails
   */
  async kubectl(args: readonly string[]): Promise<string> {
    const own = ['--kubeconfig', this.#credentials.file('admin.kubeconfig')];
    return (await promisify(execFile)(join(PROGRAMS, 'kubectl'), [...own, ...args])).stdout;
  }

  /** What a HorizontalPodAutoscaler measures with; registered with the API server as an API of its own. */
  async startMetricsServer(): Promise<void> {
    const kubeconfig = this.#credentials.file('admin.kubeconfig');
    const folder = join(this.folder, 'metrics-server');
    this.#start(
      'metrics-server',
      NODES[0] as ClusterNode,
      ...[
        join(PROGRAMS, 'metrics-server'),
        '--secure-port=4443',
        `--cert-dir=${folder}`,
        '--metric-resolution=10s',
        '--kubelet-request-timeout=5s',
        '--kubelet-insecure-tls',
        '--kubelet-preferred-address-types=InternalIP',
      ],
      ...['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map((option) => `--${option}=${kubeconfig}`),
    );
    await this.kubectl(['apply', '-f', join(import.meta.dirname, 'metrics-server.yaml')]);
    await until(() => succeeds(this.kubectl(['top', 'nodes'])), 2 * MINUTE_MS);
  }

  async #startControlPlane(): Promise<void> {
    const file = (name: string) => this.#credentials.file(name);
    const [node] = NODES as [ClusterNode];
    const etcd = 'http://127.0.0.1:2379';
    const peers = 'http://127.0.0.1:2380';
    const clients = [`--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`, `--listen-peer-urls=${peers}`];
    // In memory, as it waits for the disk at every change.
    this.#start('etcd', node, 'etcd', '--data-dir=/run/etcd', ...clients, `--initial-advertise-peer-urls=${peers}`, `--initial-cluster=default=${peers}`);
    this.#start(
      'kube-apiserver',
      node,
      join(PROGRAMS, 'kube-apiserver'),
      ...[`--etcd-servers=${etcd}`, '--secure-port=6443', `--advertise-address=${node.address}`, `--service-cluster-ip-range=${SERVICES}`],
      ...[`--tls-cert-file=${file('server.crt')}`, `--tls-private-key-file=${file('server.key')}`, `--token-auth-file=${file('tokens.csv')}`],
      ...[`--service-account-key-file=${file('accounts.pub')}`, `--service-account-signing-key-file=${file('accounts.key')}`],
      ...['--service-account-issuer=https://kubernetes.default.svc', '--authorization-mode=Node,RBAC'],
      ...[`--proxy-client-cert-file=${file('front-proxy.crt')}`, `--proxy-client-key-file=${file('front-proxy.key')}`],
      ...[`--requestheader-client-ca-file=${file('front-proxy.crt')}`, '--requestheader-allowed-names=front-proxy'],
      ...['--requestheader-username-headers=X-Remote-User', '--requestheader-group-headers=X-Remote-Group'],
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      // For `kubectl logs` and `port-forward`: the names of the nodes have no addresses.
      '--kubelet-preferred-address-types=InternalIP',
    );
    await until(() => succeeds(this.kubectl(['get', '--raw', '/readyz'])), 2 * MINUTE_MS);
    this.#start(
      'kube-controller-manager',
      node,
      join(PROGRAMS, 'kube-controller-manager'),
      ...[`--kubeconfig=${file('controller-manager.kubeconfig')}`, '--use-service-account-credentials', '--leader-elect=false'],
      ...[`--service-account-private-key-file=${file('accounts.key')}`, `--root-ca-file=${file('server.crt')}`],
      '--horizontal-pod-autoscaler-sync-period=5s',
    );
    this.#start('kube-scheduler', node, join(PROGRAMS, 'kube-scheduler'), `--kubeconfig=${file('scheduler.kubeconfig')}`, '--leader-elect=false');
  }

  async #startNode(node: ClusterNode): Promise<void> {
    const { name, address } = node;
    const folder = join(this.folder, name);
    mkdirSync(join(folder, 'cni'), { recursive: true });
    writeFileSync(join(folder, 'containerd.toml'), containerdConfiguration(folder, PAUSE_IMAGE));
    writeFileSync(join(folder, 'cni/pods.conflist'), networkConfiguration(folder, node));
    writeFileSync(join(folder, 'kubelet.json'), kubeletConfiguration(folder, node));
    makeGroups(name);
    this.#start(`containerd-${name}`, node, 'containerd', '--config', join(folder, 'containerd.toml'));
    const socket = join(folder, 'containerd.sock');
    await until(() => existsSync(socket), MINUTE_MS);
    run('ctr', ['--address', socket, '--namespace', 'k8s.io', 'images', 'import', join(this.folder, ARCHIVE)]);
    const [kubelet, proxy] = [this.#credentials.file(`${name}.kubeconfig`), this.#credentials.file('proxy.kubeconfig')];
    this.#start(
      `kubelet-${name}`,
      node,
      join(PROGRAMS, 'kubelet'),
      ...[`--config=${join(folder, 'kubelet.json')}`, `--kubeconfig=${kubelet}`, `--root-dir=${join(folder, 'kubelet')}`],
      ...[`--cert-dir=${join(folder, 'certificates')}`, `--hostname-override=${name}`, `--node-ip=${address}`],
    );
    this.#start(
      `kube-proxy-${name}`,
      node,
      join(PROGRAMS, 'kube-proxy'),
      ...[`--kubeconfig=${proxy}`, `--hostname-override=${name}`, '--proxy-mode=nftables', `--cluster-cidr=${PODS}`],
      // Which would change settings of the machine.
      ...['--conntrack-max-per-core=0', '--conntrack-min=0', '--conntrack-tcp-timeout-established=0', '--conntrack-tcp-timeout-close-wait=0'],
    );
  }

  /** Starts a program whose output goes to `logs/NAME`; the namespaces end it. */
  #start(name: string, { enter }: ClusterNode, ...command: readonly string[]): void {
    const log = openSync(join(this.folder, 'logs', name), 'a');
    const [program, ...args] = [...enter, ...command] as [string, ...string[]];
    spawn(program, args, { cwd: this.folder, stdio: ['ignore', log, log], detached: true }).unref();
  }
}

/** Control groups below which a kubelet makes those of its pods. Without processors and memory nodes, a group takes no process. */
function makeGroups(name: string): void {
  const hierarchies = run('sh', ['-c', 'echo /sys/fs/cgroup/*']).trim().split(' ');
  for (const hierarchy of hierarchies) mkdirSync(join(hierarchy, name), { recursive: true });
  for (const file of ['cpuset.cpus', 'cpuset.mems']) writeFileSync(`/sys/fs/cgroup/cpuset/${name}/${file}`, readFileSync(`/sys/fs/cgroup/cpuset/${file}`));
}

async function succeeds(action: Promise<unknown>): Promise<boolean> {
  return action.then(
    () => true,
    () => false,
  );
}
