import { spawn } from 'node:child_process';
import { cpSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardQueries, MONITORING, PrometheusApi, testConfiguration } from '../../../monitoring/prometheus.ts';
import { MINUTE_MS, until } from '../../../support/wait.ts';
import { Cluster } from '../cluster.ts';
import { DeployedService } from '../deployed-service.ts';

const PORT = 9090;
const EXPORTER_PORT = 9115;

/** Debian's Prometheus and blackbox exporter beside the control plane. */
async function startPrometheus(cluster: Cluster, service: DeployedService): Promise<PrometheusApi> {
  const folder = join(cluster.folder, 'monitoring');
  cpSync(MONITORING, folder, { recursive: true });
  const pods = (await service.kubectl('get', 'pods', '--output', 'jsonpath={.items[*].status.podIP}')).split(' ');
  const addresses = {
    "'petsage:9090'": pods.map((pod) => `'${pod}:9464'`).join(),
    'petsage:3000': await service.address(),
    'blackbox-exporter:9115': `127.0.0.1:${EXPORTER_PORT}`,
  };
  writeFileSync(join(folder, 'prometheus.yml'), testConfiguration(addresses));
  const start = (program: string, ...args: readonly string[]) => {
    const log = openSync(join(cluster.folder, 'logs', program), 'a');
    spawn(program, args, { cwd: folder, stdio: ['ignore', log, log], detached: true }).unref();
  };
  start('prometheus-blackbox-exporter', '--config.file=blackbox.yml', `--web.listen-address=127.0.0.1:${EXPORTER_PORT}`);
  start('prometheus', '--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${PORT}`);
  const prometheus = new PrometheusApi(`http://127.0.0.1:${PORT}`);
  await until(() => prometheus.isReady(), MINUTE_MS);
  return prometheus;
}

test(
  'the dashboard has data of every pod, and the smoke test responds at the address of the Service',
  async () => {
    const cluster = await Cluster.start();
    const service = await DeployedService.deploy(cluster, { tag: '1.0.0' });
    const prometheus = await startPrometheus(cluster, service);
    const { lost } = await service.underLoad(5000, async () => {
      for (const { expr } of dashboardQueries()) await until(() => prometheus.hasData(expr), MINUTE_MS);
    });
    expect(lost).toEqual([]);
    expect(await prometheus.values('sum(up{job="petsage"})')).toEqual([3]);
    expect(await prometheus.values('probe_success')).toEqual([1]);
  },
  10 * MINUTE_MS,
);
