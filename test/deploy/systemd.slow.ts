import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { runTool } from '../support/tool.ts';

const ROOT = join(__dirname, '../..');

/** The unit with this Node.js and the build of this checkout in place of those of a deployment. */
const UNIT = readFileSync(join(ROOT, 'deploy/systemd/petsage-api@.service'), 'utf8')
  .replaceAll('/usr/bin/node', process.execPath)
  .replaceAll('/opt/petsage-api', join(ROOT, 'dist'));

/** The value of a setting that the unit has once, for one port. */
function settingOf(setting: string, port: number): string {
  const values = [...UNIT.matchAll(new RegExp(`^${setting}=(.*)$`, 'gm'))].map(([, value]) => value as string);
  expect([setting, values.length]).toEqual([setting, 1]);
  return (values[0] as string).replaceAll('%i', String(port));
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'systemd-'));
  expect(await runTool(['tools/build.ts', 'service', 'smoke'])).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** systemd itself, which would have to be the first process of the machine, is not run here. */
test('systemd reports nothing in the unit', () => {
  const file = join(folder, 'petsage-api@3001.service');
  writeFileSync(file, UNIT);
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
  if (error !== undefined) throw new Error('systemd-analyze cannot be started; install it, such as with apt-get install systemd.');
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('its commands start the service, check it, and stop it in time', async () => {
  const port = await freePort();
  const environment = Object.fromEntries(
    settingOf('Environment', port)
      .split(' ')
      .map((entry) => entry.split('=')),
  );
  const env = { PATH: process.env['PATH'], ...environment };
  const [node = '', ...args] = settingOf('ExecStart', port).split(' ');
  const service = spawn(node, args, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [check = '', ...checkArgs] = settingOf('ExecStartPost', port).split(' ');
  const { status, stderr } = spawnSync(check, checkArgs, { cwd: '/', env, encoding: 'utf8' });
  expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
  for (const path of ['/openapi.json', '/docs', '/docs/swagger-ui.css', '/redoc/redoc.standalone.js'])
    expect([path, (await fetch(`http://127.0.0.1:${port}${path}`)).status]).toEqual([path, 200]);
  const stopped = once(service, 'exit', { signal: AbortSignal.timeout(Number(settingOf('TimeoutStopSec', port)) * 1000) });
  service.kill('SIGTERM');
  expect(await stopped).toEqual([0, null]);
});
