import { MINUTE_MS } from '../../../support/wait.ts';
import { Cluster } from '../cluster.ts';
import { ABRUPT, DeployedService } from '../deployed-service.ts';
import { RELEASES } from '../images.ts';

/** Usually the first loses some; a pod whose connections all happen to be idle loses none. */
const MOST_UPDATES = 8;

test(
  'a rolling update without preStop and drain loses some',
  async () => {
    const service = await DeployedService.deploy(await Cluster.start(), { tag: RELEASES[0], ...ABRUPT });
    const outcome = await service.underLoad(0, async (losses) => {
      for (let updates = 1; updates <= MOST_UPDATES && losses() === 0; updates++) {
        await service.apply({ tag: RELEASES[updates % 2] as string, ...ABRUPT });
        await service.rolledOut();
      }
    });
    expect(outcome.lost.length).toBeGreaterThan(0);
  },
  15 * MINUTE_MS,
);
