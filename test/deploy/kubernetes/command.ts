import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandSpec, quoted, UsageError } from '@petsage/openapi-checks/lib';
import { DEBIAN_PACKAGES } from './requirements.ts';

export interface ClusterTestOptions {
  /** Names of scenarios. */
  readonly scenarios: readonly string[];
  /** Whether only to build what the cache lacks. */
  readonly buildOnly: boolean;
}

/** The exit code where nothing was tested, as the machine lacks something. */
export const NOT_RUN = 3;
export const SUFFIX = '.kubernetes.ts';
const SCENARIOS = readdirSync(join(import.meta.dirname, 'scenarios'))
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();

export const kubernetesSpec: CommandSpec<{ readonly buildOnly?: true }, ClusterTestOptions> = {
  name: 'npm run test:kubernetes --',
  description: 'Deploys the image with the manifests for Kubernetes on a real cluster, and rolls it out under load: no request may be lost.',
  examples: ['$0', '$0 rolling-update node-drain', '$0 --build-only'],
  notes: `
Each scenario has a cluster of its own, a control plane and two nodes in namespaces of this machine, of which nothing remains.

Needs Linux with control groups of version 1, root, Go 1.26.4 and Debian's packages ${DEBIAN_PACKAGES.join(' ')}.
Kubernetes is built from Go modules, once, into ~/.cache/petsage/kubernetes or the folder that KUBERNETES_PROGRAMS names.
KUBERNETES_LOGS names a folder for the logs of every program of a failed scenario.

Scenarios: ${SCENARIOS.join(', ')}.`,
  exitCodes: '0 no failure, 1 a scenario failed, 2 misused, 3 the machine lacks something, nothing was tested',
  define: (command) =>
    command.argument('[scenario...]', 'which to run (default: all)').option('--build-only', 'build what is missing of Kubernetes, and no more'),
  parse({ buildOnly = false }, scenarios) {
    const unknown = scenarios.find((name) => !SCENARIOS.includes(name));
    if (unknown !== undefined) throw new UsageError(`Unknown scenario ${quoted(unknown)}. Scenarios are ${SCENARIOS.join(', ')}.`);
    return { scenarios: scenarios.length === 0 ? SCENARIOS : scenarios, buildOnly };
  },
  run: async (options) => (await import('./run-scenarios.ts')).runScenarios(options),
  // A program that is missing, or what one that was run says.
  failures: ['Error'],
};
