import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { MINUTE_MS, until } from '../../support/wait.ts';
import type { Outcome } from '../load.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterNode, NODES } from './node.ts';

const PRODUCTION = join(import.meta.dirname, '../../../deploy/kubernetes/overlays/production');
const DEPLOYMENT = 'deployment/petsage-api';
/** `minReplicas` of the manifests. */
const PODS = 3;
/** Of each client: the machine also has the control plane to run. */
const PAUSE_MS = 25;

/** What of a release differs from the manifests of production. */
export interface Release {
  readonly tag: string;
  readonly settings?: readonly string[];
  /** JSON patches (RFC 6902) of the Deployment. */
  readonly patches?: readonly { readonly op: string; readonly path: string; readonly value?: unknown }[];
}

/** How a pod is ended at once: without the preStop of the manifests, and without a drain. */
export const ABRUPT = {
  settings: ['DRAIN_MS=0'],
  patches: [{ op: 'remove', path: '/spec/template/spec/containers/0/lifecycle' }],
} as const;

/** The service on a cluster, by the manifests for production. */
export class DeployedService {
  readonly #cluster: Cluster;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** @returns the service once it has all its pods */
  static async deploy(cluster: Cluster, release: Release): Promise<DeployedService> {
    const service = new DeployedService(cluster);
    await service.apply(release);
    await service.hasReady(PODS);
    await service.rolledOut();
    return service;
  }

  kubectl(...args: readonly string[]): Promise<string> {
    return this.#cluster.kubectl(['--namespace', 'petsage', ...args]);
  }

  /** @throws Error if the cluster then has something else than the manifests say */
  async apply(release: Release): Promise<void> {
    const folder = join(this.#cluster.folder, 'release');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(overlay(folder, release)));
    await this.#cluster.kubectl(['apply', '--kustomize', folder]);
    await this.#cluster.kubectl(['diff', '--kustomize', folder]);
  }

  /**
   * Waits until the pods of the release before have ended, too: they serve requests until then.
   *
   * @throws Error if the rollout makes no progress for as long as the manifests allow
   */
  async rolledOut(): Promise<void> {
    await this.kubectl('rollout', 'status', DEPLOYMENT, '--timeout=5m');
    await this.hasEnded();
  }

  async restart(): Promise<void> {
    await this.kubectl('rollout', 'restart', DEPLOYMENT);
    await this.rolledOut();
  }

  async undo(): Promise<void> {
    await this.kubectl('rollout', 'undo', DEPLOYMENT);
    await this.rolledOut();
  }

  /** @returns that of the Service, on which it listens on port 80 */
  address(): Promise<string> {
    return this.kubectl('get', 'service', 'petsage-api', '--output', 'jsonpath={.spec.clusterIP}');
  }

  /** @returns the names of the nodes, one for each pod that stays */
  async nodesOfPods(): Promise<readonly string[]> {
    return (await this.#pods()).filter(stays).map(({ spec }) => spec.nodeName);
  }

  /** @returns the images of the pods that are ready and stay, one for each */
  async imagesOfReadyPods(): Promise<readonly string[]> {
    return (await this.#pods()).filter((pod) => stays(pod) && isReady(pod)).map(({ spec }) => spec.containers[0]?.image ?? '');
  }

  /** Waits until there is this number of pods, all ready, and the others have ended. */
  async hasReady(pods: number): Promise<void> {
    await until(async () => (await this.imagesOfReadyPods()).length === pods, 4 * MINUTE_MS);
    await this.hasEnded();
  }

  /** Waits for the pods that are asked to end. */
  async hasEnded(): Promise<void> {
    await until(async () => (await this.#pods()).every(stays), MINUTE_MS);
  }

  /**
   * Sends requests to the address of the Service, from both nodes, while something happens, before it and after it.
   *
   * @param count of requests, at least
   */
  async underLoad(count: number, happening: (losses: () => number) => unknown, pauseMs = PAUSE_MS): Promise<Outcome> {
    const host = await this.address();
    const clients = NODES.map((node) => new Clients(node, [host, '80', String(pauseMs)]));
    const sent = () => clients.reduce((sum, { outcome }) => sum + outcome.count, 0);
    try {
      await until(() => clients.every(({ outcome }) => outcome.count > 100), MINUTE_MS);
      await happening(() => clients.reduce((sum, { outcome }) => sum + outcome.lost.length, 0));
      const enough = Math.max(count, sent() + 1000);
      await until(() => sent() >= enough, 5 * MINUTE_MS);
    } finally {
      await Promise.all(clients.map((each) => each.stop()));
    }
    const outcome = { count: sent(), lost: clients.flatMap(({ outcome }) => outcome.lost) };
    process.stdout.write(`${expect.getState().currentTestName}: ${outcome.count} requests, ${outcome.lost.length} lost\n`);
    return outcome;
  }

  async #pods(): Promise<readonly Pod[]> {
    const { items } = JSON.parse(await this.kubectl('get', 'pods', '--output', 'json')) as { items: readonly Pod[] };
    return items;
  }
}

interface Pod {
  readonly metadata: { readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName: string; readonly containers: readonly { readonly image: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const stays = ({ metadata }: Pod) => metadata.deletionTimestamp === undefined;
const isReady = ({ status: { conditions = [] } }: Pod) => conditions.some(({ type, status }) => type === 'Ready' && status === 'True');

/** kustomize takes folders relative to its own only. */
function overlay(folder: string, { tag, settings = [], patches = [] }: Release): object {
  const smallPods = [{ op: 'replace', path: '/spec/template/spec/containers/0/resources/requests/cpu', value: '50m' }];
  // By default, it takes 5 minutes until the number of pods falls.
  const fewerPodsSoon = [
    { op: 'replace', path: '/spec/maxReplicas', value: 6 },
    { op: 'add', path: '/spec/behavior', value: { scaleDown: { stabilizationWindowSeconds: 15 } } },
  ];
  const patch = (kind: string, operations: readonly object[]) => ({ target: { kind, name: 'petsage-api' }, patch: JSON.stringify(operations) });
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'petsage',
    resources: [relative(folder, PRODUCTION)],
    images: [{ name: 'registry.example/petsage-api', newName: 'localhost/petsage-api', newTag: tag }],
    configMapGenerator: [{ name: 'petsage-api', behavior: 'merge', literals: settings }],
    patches: [patch('Deployment', [...smallPods, ...patches]), patch('HorizontalPodAutoscaler', fewerPodsSoon)],
  };
}

/** Clients in a process of their own, in the network of a node. */
class Clients {
  outcome: Outcome = { count: 0, lost: [] };
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor({ enter }: ClusterNode, args: readonly string[]) {
    const [program, ...rest] = [...enter, process.execPath, join(import.meta.dirname, 'load-clients.ts'), ...args] as [string, ...string[]];
    this.#child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#closed = once(this.#child, 'close');
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      this.outcome = JSON.parse(line) as Outcome;
    });
  }

  async stop(): Promise<void> {
    this.#child.stdin?.end();
    await this.#closed;
  }
}
