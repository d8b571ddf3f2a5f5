import { createApp } from '../src/app.ts';
import { type Connection, createTestDependencies } from '../src/features/dependencies.ts';
import { createLog } from '../src/ops/log.ts';
import { SMOKE_TEST_PATH } from './support/service.ts';

const config = { bodyLimitBytes: 1024, drainMs: 100, publicUrl: undefined };

async function start(connections: Record<string, Connection>, lines: Record<string, unknown>[] = []) {
  const dependencies = { ...createTestDependencies(), connections };
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const app = await createApp({ config, clock: dependencies.clock, log, dependencies });
  const { port } = await app.listen({ host: '127.0.0.1' });
  return { app, get: async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status };
}

test('the service is ready while its connections are up, and the log names one that is not', async () => {
  let isUp: () => boolean | Promise<boolean> = () => true;
  const lines: Record<string, unknown>[] = [];
  const { app, get } = await start({ database: { isUp: () => isUp(), close() {} }, queue: { isUp: () => true, close() {} } }, lines);
  expect(await get('/readyz')).toBe(200);
  isUp = () => Promise.reject(new Error('gone'));
  expect(await get('/readyz')).toBe(503);
  expect(lines.filter(({ msg }) => msg === 'not ready')).toEqual([expect.objectContaining({ down: ['database'] })]);
  isUp = () => true;
  expect(await get('/readyz')).toBe(200);
  await app.close();
});

test('connections are closed after the last response of the drain, the last one first, once', async () => {
  const events: string[] = [];
  const connection = (name: string): Connection => ({
    isUp: () => true,
    async close() {
      await new Promise((resolve) => setImmediate(resolve));
      events.push(name);
    },
  });
  const { app, get } = await start({ database: connection('database'), queue: connection('queue') });
  const closing = [app.close(), app.close()];
  events.push(String(await get(SMOKE_TEST_PATH)));
  await Promise.all(closing);
  expect(events).toEqual(['200', 'queue', 'database']);
});
