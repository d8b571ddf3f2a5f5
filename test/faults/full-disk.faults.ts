import { readFileSync, truncateSync } from 'node:fs';
import { freePort } from '@petsage/openapi-checks/lib';
import { SMOKE_TEST_PATH } from '../support/service.ts';
import { killGroup, type ShellService, startByShell } from '../support/shell-service.ts';
import { until } from '../support/wait.ts';

/** A file system of 64 KiB for temporary files and the log. In a mount namespace, which only root may create. */
const SMALL_DISK = `exec unshare --mount sh -c 'mount -t tmpfs -o size=64k tmpfs "$TMPDIR" || exit 99; exec "$@" > "$TMPDIR/log"' sh "$@"`;
/** More lines than fit, of some 250 bytes each. */
const REQUESTS = 600;

let service: ShellService;
afterEach(() => killGroup(service));

test('with a full disk the service responds as ever; dropped log lines are counted, and reported once there is room', async () => {
  const port = await freePort();
  service = await startByShell(SMALL_DISK, { PORT: String(port) }, { knownPort: port });
  const url = `http://127.0.0.1:${port}`;
  for (let request = 0; request < REQUESTS; request++) expect((await fetch(`${url}/nope`)).status).toBe(404);
  expect((await fetch(url + SMOKE_TEST_PATH)).status).toBe(200);
  const dropped = async () => Number(/^log_lines_dropped_total (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);
  const before = await dropped();
  expect(before).toBeGreaterThan(0);

  // The file system as the service sees it.
  const log = `/proc/${service.child.pid}/root${/TMPDIR=([^\0]+)/.exec(readFileSync(`/proc/${service.child.pid}/environ`, 'utf8'))?.[1]}/log`;
  const written = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('request completed'));
  truncateSync(log);
  await until(async () => {
    expect((await fetch(`${url}/nope`)).status).toBe(404);
    return readFileSync(log, 'utf8').includes('"dropped":');
  });
  const report = readFileSync(log, 'utf8')
    .split('\n')
    .find((line) => line.includes('"dropped":')) as string;
  expect(JSON.parse(report.slice(report.indexOf('{')))).toMatchObject({ level: 'warn', dropped: await dropped() });
  expect(written.length).toBeGreaterThan(100);
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
});
