import { MINUTE_MS } from '../../../support/wait.ts';
import { Cluster } from '../cluster.ts';
import { DeployedService } from '../deployed-service.ts';

test(
  'three restarts lose no request',
  async () => {
    const service = await DeployedService.deploy(await Cluster.start(), { tag: '1.0.0' });
    const outcome = await service.underLoad(20_000, async () => {
      for (let restarts = 0; restarts < 3; restarts++) await service.restart();
    });
    expect(outcome.lost).toEqual([]);
  },
  15 * MINUTE_MS,
);
