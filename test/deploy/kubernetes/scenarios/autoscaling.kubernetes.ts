import { MINUTE_MS } from '../../../support/wait.ts';
import { Cluster } from '../cluster.ts';
import { DeployedService } from '../deployed-service.ts';

test(
  'the HorizontalPodAutoscaler adds pods under load and removes them after it, and loses no request',
  async () => {
    const cluster = await Cluster.start();
    const service = await DeployedService.deploy(cluster, { tag: '1.0.0' });
    await cluster.startMetricsServer();
    const more = await service.underLoad(5000, () => service.hasReady(6), 0);
    const fewer = await service.underLoad(5000, () => service.hasReady(3), 200);
    expect({ more: more.lost, fewer: fewer.lost }).toEqual({ more: [], fewer: [] });
  },
  15 * MINUTE_MS,
);
