import { MINUTE_MS, until } from '../../../support/wait.ts';
import { Cluster } from '../cluster.ts';
import { DeployedService } from '../deployed-service.ts';

test(
  'the drain of a node under the PodDisruptionBudget loses no request',
  async () => {
    const cluster = await Cluster.start();
    const service = await DeployedService.deploy(cluster, { tag: '1.0.0' });
    // The one with two pods, of which the budget lets one go at a time.
    const nodes = await service.nodesOfPods();
    const full = nodes.find((node, index) => nodes.indexOf(node) !== index) as string;
    const leastAvailable: number[] = [];
    let drained = false;
    const outcome = await service.underLoad(10_000, async () => {
      const watching = until(async () => {
        leastAvailable.push(Number(await service.kubectl('get', 'deployment', 'petsage-api', '--output', 'jsonpath={.status.availableReplicas}')));
        return drained;
      }, 5 * MINUTE_MS);
      await cluster.kubectl(['drain', full, '--timeout=4m']);
      await service.hasReady(3);
      drained = true;
      await watching;
    });
    expect(outcome.lost).toEqual([]);
    expect(Math.min(...leastAvailable)).toBe(2);
    expect(await service.nodesOfPods()).not.toContain(full);
  },
  10 * MINUTE_MS,
);
