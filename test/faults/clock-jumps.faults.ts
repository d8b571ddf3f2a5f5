import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMOKE_TEST_PATH } from '../support/service.ts';
import { killGroup, type ShellService, startByShell } from '../support/shell-service.ts';
import { until } from '../support/wait.ts';

/** Debian's package faketime, or libfaketime. */
const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const DAY_S = 86_400;

const folder = mkdtempSync(join(tmpdir(), 'clock-'));
const file = join(folder, 'offset');
const set = (offsetS: number) => writeFileSync(file, `${offsetS < 0 ? '' : '+'}${offsetS}\n`);

let service: ShellService;
afterEach(() => killGroup(service));
afterAll(() => rmSync(folder, { recursive: true }));

/** How many days a response's own times are ahead of the clock of this process. */
async function daysAhead(): Promise<{ status: number; header: number; body: number }> {
  const response = await fetch(`http://127.0.0.1:${service.port()}${SMOKE_TEST_PATH}`);
  // Without -0.
  const days = (time: string) => Math.round((Date.parse(time) - Date.now()) / 1000 / DAY_S) + 0;
  const { timestamp } = (await response.json()) as { timestamp: string };
  return { status: response.status, header: days(response.headers.get('date') ?? ''), body: days(timestamp) };
}

test('when the clock jumps, forwards or backwards, requests are served with the new time, durations stay right, and it stops in time', async () => {
  set(0);
  // As on a real machine, only the time of day jumps.
  const env = { LD_PRELOAD: LIBRARY, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', LOG_LEVEL: 'debug' };
  service = await startByShell('exec "$@"', env);
  expect(await daysAhead()).toEqual({ status: 200, header: 0, body: 0 });
  for (const days of [30, -30, 3650, 0]) {
    set(days * DAY_S);
    // Node.js makes the Date header once a second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await daysAhead()).toEqual({ status: 200, header: days, body: days });
    for (let request = 0; request < 10; request++) expect((await daysAhead()).status).toBe(200);
  }
  const completed = () => service.log.filter(({ msg }) => msg === 'request completed');
  await until(() => completed().length === 1 + 4 * 11);
  const durations = completed().map(({ durationMs }) => durationMs as number);
  expect(durations.filter((ms) => ms < 0 || ms > 60_000)).toEqual([]);
  expect(service.log.filter(({ level }) => level !== 'info' && level !== 'debug')).toEqual([]);
  set(-DAY_S);
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
});
