import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@petsage/openapi-checks/lib';
import { type Service, SMOKE_TEST_PATH, startService } from '../support/service.ts';
import { MINUTE_MS, until } from '../support/wait.ts';

const DEPLOY = join(__dirname, '../../deploy/monitoring');
const run = promisify(execFile);

/** What of deploy/monitoring is run by Debian's packages prometheus and prometheus-blackbox-exporter. */
const folder = mkdtempSync(join(tmpdir(), 'monitoring-'));
const programs: ChildProcess[] = [];
let service: Service;
let prometheus: string;

function start(program: string, ...args: readonly string[]): void {
  programs.push(spawn(program, args, { cwd: folder, stdio: 'ignore' }));
}

/** The configuration as it is deployed, but with the addresses of this run, and scrapes every second. */
function localConfiguration(addresses: Readonly<Record<string, string>>): string {
  let text = readFileSync(join(DEPLOY, 'prometheus.yml'), 'utf8').replaceAll('15s', '1s');
  for (const [name, address] of Object.entries(addresses)) {
    expect(text).toContain(name);
    text = text.replaceAll(name, address);
  }
  return text;
}

async function query<T>(path: string): Promise<T> {
  const response = await fetch(prometheus + path);
  const body = (await response.json()) as { status: string; error?: string; data: T };
  if (body.status !== 'success') throw new Error(`${path}: ${body.error}`);
  return body.data;
}

beforeAll(async () => {
  cpSync(DEPLOY, folder, { recursive: true });
  service = await startService({ METRICS_PORT: '0' });
  const [exporterPort, port] = [await freePort(), await freePort()];
  const metricsPort = service.log[0]?.['metricsPort'] as number;
  const addresses = {
    'petsage:9090': `127.0.0.1:${metricsPort}`,
    'petsage:3000': `127.0.0.1:${service.port}`,
    'blackbox-exporter:9115': `127.0.0.1:${exporterPort}`,
  };
  writeFileSync(join(folder, 'prometheus.yml'), localConfiguration(addresses));
  prometheus = `http://127.0.0.1:${port}`;
  start('prometheus-blackbox-exporter', '--config.file=blackbox.yml', `--web.listen-address=127.0.0.1:${exporterPort}`);
  start('prometheus', '--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`);
  await until(async () => (await fetch(`${prometheus}/-/ready`).catch(() => undefined))?.ok === true, MINUTE_MS);
}, 2 * MINUTE_MS);

afterAll(async () => {
  const ended = [...programs, service.child].filter(({ exitCode }) => exitCode === null).map((child) => once(child, 'close'));
  for (const child of [...programs, service.child]) child.kill('SIGTERM');
  await Promise.all(ended);
  rmSync(folder, { recursive: true });
}, MINUTE_MS);

test('the configurations are valid, and the alerts pass their unit tests', async () => {
  expect((await run('promtool', ['check', 'config', 'prometheus.yml'], { cwd: DEPLOY })).stdout).toContain('SUCCESS');
  expect((await run('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: DEPLOY })).stdout).toContain('SUCCESS');
  await run('prometheus-blackbox-exporter', ['--config.check', '--config.file=blackbox.yml'], { cwd: DEPLOY });
});

test('the service and its smoke test are scraped', async () => {
  const targets = async () =>
    (await query<{ activeTargets: { health: string; labels: { job: string } }[] }>('/api/v1/targets')).activeTargets
      .map(({ health, labels }) => `${labels.job} ${health}`)
      .sort();
  await until(async () => (await targets()).join() === 'petsage up,petsage-smoke-test up', MINUTE_MS);
  const success = async () => (await query<{ result: { value: [number, string] }[] }>('/api/v1/query?query=probe_success')).result.map(({ value }) => value[1]);
  await until(async () => (await success()).join() === '1');
});

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}
const { panels } = JSON.parse(readFileSync(join(DEPLOY, 'dashboard.json'), 'utf8')) as Dashboard;
const expressions = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));

test.each(expressions)(
  'the dashboard has data: $title: $expr',
  async ({ expr }) => {
    const now = `${encodeURIComponent(expr.replaceAll('$__rate_interval', '10s'))}`;
    const values = async () =>
      (await query<{ result: { value: [number, string] }[] }>(`/api/v1/query?query=${now}`)).result.map(({ value }) => Number(value[1]));
    await until(async () => {
      for (const path of [SMOKE_TEST_PATH, '/nope', '/openapi.json']) await fetch(`http://127.0.0.1:${service.port}${path}`);
      const found = await values();
      return found.length > 0 && found.every((value) => Number.isFinite(value));
    }, MINUTE_MS);
  },
  2 * MINUTE_MS,
);

test('every rule is evaluated without an error, and no alert fires', async () => {
  const { groups } = await query<{ groups: { rules: { name: string; health: string; state?: string }[] }[] }>('/api/v1/rules');
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ health, state }) => health !== 'ok' || (state ?? 'inactive') !== 'inactive')).toEqual([]);
});

test('the metrics that the page lists are those that exist', async () => {
  const page = readFileSync(join(__dirname, '../../docs/monitoring.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `((?:http_server|log|build)_\w+)` \|/gm)].map(([, name]) => name);
  const types = await query<Record<string, unknown>>('/api/v1/metadata');
  const own = Object.keys(types).filter((name) => /^(?:http_server|log|build)_/.test(name));
  expect(listed.sort()).toEqual(own.sort());
});

test(
  'a smoke test that fails is an alert',
  async () => {
    service.child.kill('SIGTERM');
    await service.ended;
    const alertNames = async () => {
      const { alerts } = await query<{ alerts: { labels: { alertname: string } }[] }>('/api/v1/alerts');
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
