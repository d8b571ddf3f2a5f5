import { MINUTE_MS } from '../../../support/wait.ts';
import { Cluster } from '../cluster.ts';
import { DeployedService } from '../deployed-service.ts';
import { imageOf } from '../images.ts';

test(
  'a rolling update loses no request',
  async () => {
    const service = await DeployedService.deploy(await Cluster.start(), { tag: '1.0.0' });
    const outcome = await service.underLoad(10_000, async () => {
      await service.apply({ tag: '1.0.1' });
      await service.rolledOut();
    });
    expect(outcome.lost).toEqual([]);
    expect(await service.imagesOfReadyPods()).toEqual([1, 2, 3].map(() => imageOf('1.0.1')));
  },
  10 * MINUTE_MS,
);
