import { SMOKE_TEST_PATH } from '../support/service.ts';
import { killGroup, type ShellService, startByShell } from '../support/shell-service.ts';
import { until } from '../support/wait.ts';

/** Without names: no server to ask, and no file that has any. In a mount namespace, which only root may create. */
const WITHOUT_DNS = `exec unshare --mount sh -c '
  for file in /etc/resolv.conf /etc/hosts; do mount --bind /dev/null "$file" || exit 99; done
  exec "$@"' sh "$@"`;

let service: ShellService;
afterEach(() => killGroup(service));

const ask = async (path: string) => (await fetch(`http://127.0.0.1:${service.port()}${path}`)).status;

test('without DNS the service starts, serves and stops', async () => {
  service = await startByShell(WITHOUT_DNS);
  expect([await ask(SMOKE_TEST_PATH), await ask('/readyz'), await ask('/openapi.json'), await ask('/nope')]).toEqual([200, 200, 200, 404]);
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
});

test('a collector of traces whose name cannot be resolved affects no request', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318', OTEL_BSP_SCHEDULE_DELAY: '50' };
  service = await startByShell(WITHOUT_DNS, env);
  for (let request = 0; request < 20; request++) expect(await ask(SMOKE_TEST_PATH)).toBe(200);
  await until(() => service.log.some(({ level }) => level === 'warn'));
  expect(service.log.filter(({ level }) => level === 'warn').map(({ msg }) => msg)).toEqual(['spans cannot be exported']);
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
});

test('a host name to listen on cannot be resolved: the start fails, and may be tried again', async () => {
  const failure = startByShell(WITHOUT_DNS, { HOST: 'service.example' });
  await expect(failure).rejects.toThrow(/ended with 1: Cannot listen on service\.example, port 0: the name cannot be resolved now\./);
});
