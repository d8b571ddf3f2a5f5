import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCollector } from './support/otlp.ts';
import { type Service, SMOKE_TEST_PATH, startService } from './support/service.ts';
import { runTool } from './support/tool.ts';
import { MINUTE_MS, until } from './support/wait.ts';

const DIST = join(__dirname, '../dist');

let service: Service | undefined;
beforeAll(async () => {
  expect(await runTool(['tools/build.ts', 'service'])).toMatchObject({ code: 0 });
}, MINUTE_MS);
afterEach(async () => {
  service?.child.kill('SIGKILL');
  await service?.ended;
});

test('the built service has OpenTelemetry in a file of its own', () => {
  const text = (name: string) => readFileSync(join(DIST, name), 'utf8');
  expect([text('service.cjs').includes('BatchSpanProcessor'), text('tracing.cjs').includes('BatchSpanProcessor')]).toEqual([false, true]);
  expect(text('service.cjs')).toContain('./tracing.cjs');
});

test('it exports a span for each request where the environment asks for traces, the last ones when it stops', async () => {
  const collector = await startCollector();
  service = await startService({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '100', DRAIN_MS: '0' }, [], join(DIST, 'main.cjs'));
  const smokeTest = () => fetch(`http://127.0.0.1:${service?.port}${SMOKE_TEST_PATH}`, { headers: { Connection: 'close' } });
  expect((await smokeTest()).status).toBe(200);
  await until(() => collector.spans.length === 1);
  expect(collector.spans).toMatchObject([{ name: `GET ${SMOKE_TEST_PATH}`, kind: 2, resource: { 'service.name': 'petsage-api' } }]);
  expect((await smokeTest()).status).toBe(200);
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
  expect(collector.spans).toHaveLength(2);
  await collector.close();
});
