import { MINUTE_MS } from '../../../support/wait.ts';
import { Cluster } from '../cluster.ts';
import { DeployedService } from '../deployed-service.ts';
import { imageOf } from '../images.ts';

test(
  'a release that never gets ready stalls, is undone, and loses no request',
  async () => {
    const service = await DeployedService.deploy(await Cluster.start(), { tag: '1.0.0' });
    const outcome = await service.underLoad(10_000, async () => {
      // It runs, and the probes ask the port of the manifests.
      await service.apply({ tag: '1.0.1', settings: ['METRICS_PORT=9465'] });
      await expect(service.rolledOut()).rejects.toThrow('exceeded its progress deadline');
      expect(await service.imagesOfReadyPods()).toEqual([1, 2, 3].map(() => imageOf('1.0.0')));
      await service.undo();
    });
    expect(outcome.lost).toEqual([]);
    expect(await service.imagesOfReadyPods()).toEqual([1, 2, 3].map(() => imageOf('1.0.0')));
  },
  15 * MINUTE_MS,
);
