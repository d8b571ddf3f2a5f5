import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../../bench/exchange.ts';
import { startServer } from '../../bench/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PID = join(folder, 'pid');
writeFileSync(
  join(folder, 'server.mjs'),
  `import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
writeFileSync(${JSON.stringify(PID)}, String(process.pid));
console.log('a line');
createServer((req, res) => {
  if (req.url === '/broken') throw new Error('broken');
  res.statusCode = req.url === '/missing' ? 404 : 200;
  res.end(JSON.stringify({ flags: process.execArgv.length, options: process.env.NODE_OPTIONS }));
}).listen(process.env.PORT);
const metricsPort = process.env.METRICS_PORT;
if (metricsPort) createServer((_, res) => res.end(process.env.METRICS)).listen(metricsPort);
`,
);

const command = { args: ['server.mjs'], cwd: folder };
const exchange = (path: string, rest: Partial<Exchange> = {}): Exchange => ({ path, method: 'GET', fault: () => undefined, ...rest });
/** Like the bench itself, which reads /proc. */
const onLinux = process.platform === 'linux' ? test : test.skip;
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const pid = () => Number(readFileSync(PID, 'utf8'));

test.each([
  { name: 'another status', given: exchange('/missing'), want: 'GET /missing: the status 404, not 200' },
  { name: 'another body', given: exchange('/', { fault: () => 'it is not the list' }), want: 'GET /: it is not the list' },
  { name: 'no response, as it ends', given: exchange('/broken'), want: 'GET /broken: no response; it printed:' },
])('a server that sends $name is refused and stopped', async ({ given, want }) => {
  await expect(startServer(command, given, { probed: true })).rejects.toThrow(want);
  expect(isRunning(pid())).toBe(false);
});

test('a program that does not exist is refused', async () => {
  await expect(startServer({ ...command, program: join(folder, 'none') }, exchange('/'), { probed: true })).rejects.toThrow('ENOENT');
});

test('a server that runs is checked with another request', async () => {
  const server = await startServer(command, exchange('/'), { probed: false });
  try {
    await server.check(exchange('/missing', { status: 404 }));
    await expect(server.check(exchange('/missing'))).rejects.toThrow('GET /missing: the status 404, not 200');
  } finally {
    await server.stop();
  }
});

onLinux('a server runs without flags but that of the probe, which tells its heap and its longest stall', async () => {
  const isPlain = (body: unknown) =>
    (body as { flags: number; options: string }).flags === 2 && (body as { options: string }).options === '' ? undefined : 'flags';
  const server = await startServer(command, exchange('/', { fault: isPlain }), { probed: true });
  try {
    expect(await server.probe('heap')).toBeGreaterThan(1024 * 1024);
    await server.probe('watch');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await server.probe('stall')).toBeGreaterThan(0);
    expect(server.threadsCpuMs()).toBeGreaterThan(0);
    expect(server.residentKib()).toBeLessThanOrEqual(server.peakKib());
  } finally {
    await server.stop();
  }
  expect(isRunning(pid())).toBe(false);
});

test('a deployed server is scraped and its log lines are counted; a server without a probe has none', async () => {
  const METRICS = 'nodejs_gc_duration_seconds 0';
  const server = await startServer({ ...command, isDeployed: true, env: { METRICS } }, exchange('/'), { probed: false });
  try {
    expect(server.loggedBytes()).toBe('a line\n'.length);
    expect(await server.probe('heap')).toBeUndefined();
  } finally {
    await server.stop();
  }
  const without = startServer({ ...command, isDeployed: true, env: { METRICS: 'nothing' } }, exchange('/'), { probed: false });
  await expect(without).rejects.toThrow('no metrics of the process, but the status 200');
});
