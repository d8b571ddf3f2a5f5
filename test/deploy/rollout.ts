/** `npm run test:rollout`: the proxies of deploy/ in front of replicas of the built service, which are restarted, killed and stopped under load. */
import { join } from 'node:path';
import { PROXIES, type ProxyName, type ReverseProxy } from '../support/proxies.ts';
import { SMOKE_TEST_PATH } from '../support/service.ts';
import { runTool } from '../support/tool.ts';
import { MINUTE_MS, until } from '../support/wait.ts';
import { startDeployedProxy } from './deployed-proxy.ts';
import { Load, type Target } from './load.ts';
import { Replica } from './replica.ts';

const MAIN = join(__dirname, '../../dist/main.cjs');
const REQUESTS = 20_000;
const MOST_KILLS = 12;
const SAFE: readonly Target[] = [
  { method: 'GET', path: '/openapi.json', status: 200 },
  { method: 'GET', path: '/problems', status: 200 },
];
/** Which no proxy sends to a second replica once the first may have it; only a drain protects it. */
const UNSAFE: Target = { method: 'POST', path: '/problems', status: 405 };

beforeAll(async () => {
  expect(await runTool(['tools/build.ts', 'service'])).toMatchObject({ code: 0, stderr: '' });
});

describe.each(Object.keys(PROXIES) as ProxyName[])('behind %s', (name) => {
  let replicas: Replica[];
  let proxy: ReverseProxy | undefined;
  const port = () => (proxy as ReverseProxy).port;
  beforeEach(async () => {
    replicas = await Promise.all([1, 2, 3].map(() => Replica.start(MAIN)));
    proxy = await startDeployedProxy(name, { replicas: replicas.map(({ port }) => port), unlimited: true });
  });
  afterEach(async () => {
    await proxy?.stop();
    proxy = undefined;
    await Promise.all(replicas.map((replica) => replica.end('SIGKILL')));
  });

  /** Load while something happens, and until it has sent `count` requests. */
  async function under(targets: readonly Target[], count: number, happening: (load: Load) => Promise<void>): Promise<Load['outcome']> {
    const load = new Load({ host: '127.0.0.1', port: port() }, targets);
    try {
      // Every replica serves some before anything happens to one.
      await until(() => replicas.every(({ log }) => log.some((line) => line['msg'] === 'request completed')));
      await happening(load);
      await until(() => load.outcome.count >= count, 2 * MINUTE_MS);
    } finally {
      await load.stop();
    }
    return load.outcome;
  }

  test(
    'a rollout, a killed replica and a stalled one lose no request',
    async () => {
      const smoke = smokeTests(port());
      const rollout = await under([...SAFE, UNSAFE], REQUESTS / 2, async () => {
        for (const replica of replicas) await replica.restart('SIGTERM');
      });
      const faults = await under(SAFE, REQUESTS, async (load) => {
        const [first, second] = replicas as [Replica, Replica, Replica];
        await first.restart('SIGKILL');
        second.kill('SIGSTOP');
        const { count } = load.outcome;
        await until(() => load.outcome.count > count + 3000, MINUTE_MS);
        second.kill('SIGCONT');
      });
      const seen = await smoke.stop();
      expect({ rollout: rollout.lost, faults: faults.lost }).toEqual({ rollout: [], faults: [] });
      expect(Object.keys(seen).filter((outcome) => outcome !== '200' && outcome !== '503 draining')).toEqual([]);
      expect(seen['200']).toBeGreaterThan(0);
    },
    5 * MINUTE_MS,
  );

  test(
    'a rollout without a drain loses some',
    async () => {
      const { lost } = await under([...SAFE, UNSAFE], 0, async ({ outcome }) => {
        // Usually the first; a kill between two requests loses none.
        for (let kills = 0; kills < MOST_KILLS && outcome.lost.length === 0; kills++) await replicas[kills % replicas.length]?.restart('SIGKILL');
      });
      expect(lost.map(({ method }) => method)).toContain('POST');
    },
    5 * MINUTE_MS,
  );
});

/** Calls the smoke test until stopped, and counts what it says: a status, with the code of the problem. */
function smokeTests(port: number): { stop(): Promise<Record<string, number>> } {
  const seen: Record<string, number> = {};
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      const outcome = await smokeTest(port);
      seen[outcome] = (seen[outcome] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
      return seen;
    },
  };
}

async function smokeTest(port: number): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${SMOKE_TEST_PATH}`, { signal: AbortSignal.timeout(10_000) });
    const { type } = (await response.json()) as { type?: string };
    return type === undefined ? String(response.status) : `${response.status} ${type.split('#').at(-1)}`;
  } catch (error) {
    return String(error);
  }
}
