import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@petsage/openapi-checks/lib';
import { type Service, SMOKE_TEST_PATH, startService } from '../support/service.ts';
import { MINUTE_MS, until } from '../support/wait.ts';
import { dashboardQueries, MONITORING, PrometheusApi, testConfiguration } from './prometheus.ts';

const run = promisify(execFile);

/** What of deploy/monitoring is run by Debian's packages prometheus and prometheus-blackbox-exporter. */
const folder = mkdtempSync(join(tmpdir(), 'monitoring-'));
const programs: ChildProcess[] = [];
let service: Service;
let prometheus: PrometheusApi;

function start(program: string, ...args: readonly string[]): void {
  programs.push(spawn(program, args, { cwd: folder, stdio: 'ignore' }));
}

beforeAll(async () => {
  cpSync(MONITORING, folder, { recursive: true });
  service = await startService({ METRICS_PORT: '0' });
  const [exporterPort, port] = [await freePort(), await freePort()];
  const metricsPort = service.log[0]?.['metricsPort'] as number;
  const addresses = {
    'petsage:9090': `127.0.0.1:${metricsPort}`,
    'petsage:3000': `127.0.0.1:${service.port}`,
    'blackbox-exporter:9115': `127.0.0.1:${exporterPort}`,
  };
  writeFileSync(join(folder, 'prometheus.yml'), testConfiguration(addresses));
  prometheus = new PrometheusApi(`http://127.0.0.1:${port}`);
  start('prometheus-blackbox-exporter', '--config.file=blackbox.yml', `--web.listen-address=127.0.0.1:${exporterPort}`);
  start('prometheus', '--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`);
  await until(() => prometheus.isReady(), MINUTE_MS);
}, 2 * MINUTE_MS);

afterAll(async () => {
  const ended = [...programs, service.child].filter(({ exitCode }) => exitCode === null).map((child) => once(child, 'close'));
  for (const child of [...programs, service.child]) child.kill('SIGTERM');
  await Promise.all(ended);
  rmSync(folder, { recursive: true });
}, MINUTE_MS);

test('the configurations are valid, and the alerts pass their unit tests', async () => {
  expect((await run('promtool', ['check', 'config', 'prometheus.yml'], { cwd: MONITORING })).stdout).toContain('SUCCESS');
  expect((await run('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: MONITORING })).stdout).toContain('SUCCESS');
  await run('prometheus-blackbox-exporter', ['--config.check', '--config.file=blackbox.yml'], { cwd: MONITORING });
});

test('the service and its smoke test are scraped', async () => {
  const targets = async () =>
    (await prometheus.get<{ activeTargets: { health: string; labels: { job: string } }[] }>('/api/v1/targets')).activeTargets
      .map(({ health, labels }) => `${labels.job} ${health}`)
      .sort();
  await until(async () => (await targets()).join() === 'petsage up,petsage-smoke-test up', MINUTE_MS);
  await until(async () => (await prometheus.values('probe_success')).join() === '1');
});

test.each(dashboardQueries())(
  'the dashboard has data: $title: $expr',
  async ({ expr }) => {
    await until(async () => {
      for (const path of [SMOKE_TEST_PATH, '/nope', '/openapi.json']) await fetch(`http://127.0.0.1:${service.port}${path}`);
      return prometheus.hasData(expr);
    }, MINUTE_MS);
  },
  2 * MINUTE_MS,
);

test('every rule is evaluated without an error, and no alert fires', async () => {
  const { groups } = await prometheus.get<{ groups: { rules: { name: string; health: string; state?: string }[] }[] }>('/api/v1/rules');
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ health, state }) => health !== 'ok' || (state ?? 'inactive') !== 'inactive')).toEqual([]);
});

test('the metrics that the page lists are those that exist', async () => {
  const page = readFileSync(join(__dirname, '../../docs/monitoring.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `((?:http_server|log|build)_\w+)` \|/gm)].map(([, name]) => name);
  const types = await prometheus.get<Record<string, unknown>>('/api/v1/metadata');
  const own = Object.keys(types).filter((name) => /^(?:http_server|log|build)_/.test(name));
  expect(listed.sort()).toEqual(own.sort());
});

test(
  'a smoke test that fails is an alert',
  async () => {
    service.child.kill('SIGTERM');
    await service.ended;
    const alertNames = async () => {
      const { alerts } = await prometheus.get<{ alerts: { labels: { alertname: string } }[] }>('/api/v1/alerts');
      return alerts.map(({ labels }) => labels.alertname);
    };
    const expected = ['PetsageAbsent', 'PetsageInstanceDown', 'PetsageSmokeTestFails'];
    await until(async () => {
      const names = await alertNames();
      return expected.every((name) => names.includes(name));
    }, MINUTE_MS);
  },
  2 * MINUTE_MS,
);
