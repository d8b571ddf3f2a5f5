import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fifo } from '../support/fifo.ts';

const LOG = pathToFileURL(join(__dirname, '../../src/ops/log.ts'));
/** More lines than a pipe or socket holds and the log keeps. */
const MANY = 10_000;

/** A process that writes lines to its log, prints the flags of its standard output on standard error, and exits with 3. */
function logging(lines: number, stdout: number | 'pipe', stderr: number | 'pipe' = 'pipe') {
  const program = `
    import { readFileSync, writeSync } from 'node:fs';
    import { createLog } from '${LOG}';
    const log = createLog('info');
    for (let n = 0; n < ${lines}; n++) log.info({ n }, 'a line');
    writeSync(2, 'flags ' + /flags:\\s*(\\d+)/.exec(readFileSync('/proc/self/fdinfo/1', 'utf8'))[1] + '\\n');
    process.exit(3);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', stdout, stderr] });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, errors: () => errors };
}

const O_NONBLOCK = 0o4000;

/** Runs a program with `log` and `accessLogger` at a level, and returns what it wrote. */
function linesOf(statements: string, level = 'info'): string[] {
  const program = `import { openLog } from '${LOG}'; const { log, accessLogger } = openLog('${level}'); ${statements}`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }).stdout.split('\n').slice(0, -1);
}

test('a line of the access log is what the log itself would write', () => {
  const details = `{ requestId: 'a"\u2028\u{1f436}', traceId: undefined, status: 200, durationMs: 0.25 }`;
  const lines = linesOf(
    `for (const logger of [log, accessLogger]) for (const level of ['debug', 'info']) logger[level](${details}, 'request "completed"');`,
    'debug',
  );
  const [byLog, byAccessLogger] = [lines.slice(0, 2), lines.slice(2)].map((some) => some.map((line) => line.replace(/"time":"[^"]+"/, '"time":""')));
  expect(byLog).toHaveLength(2);
  expect(byAccessLogger).toEqual(byLog);
});

test('the access log writes only lines of the level', () => {
  expect(linesOf(`accessLogger.debug({ n: 1 }, 'one'); accessLogger.info({ n: 2 }, 'two');`).map((line) => JSON.parse(line).n)).toEqual([2]);
});

test('a warning goes out at once, with the lines before it, even if the process is killed then', () => {
  const lines = linesOf(`log.info('one'); log.warn('two'); log.info('three'); process.kill(process.pid, 'SIGKILL'); for (;;);`);
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['one', 'two']);
});

test('an unread FIFO does not block, and its flags stay as they are for others that share it', async () => {
  const fifo = new Fifo();
  const { ended, errors } = logging(MANY, fifo.writer);
  expect(await ended).toBe(3);
  expect(Number.parseInt(errors().replace('flags ', ''), 8) & O_NONBLOCK).toBe(0);
  fifo.close();
});

test('a pipe without a reader does not end the process', async () => {
  const fifo = new Fifo();
  fifo.closeReader();
  expect(await logging(10, fifo.writer).ended).toBe(3);
  fifo.openReader();
  fifo.close();
});

test('an unread socket, which cannot be opened again, does not block', async () => {
  // Node.js creates a socket pair for it. Its own end, paused, is never read.
  const { child, ended } = logging(MANY, 'pipe');
  child.stdout?.pause();
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(3);
  child.stdout?.destroy();
  await ended;
});

test('a full device does not end the process', async () => {
  const full = openSync('/dev/full', 'w');
  expect(await logging(10, full).ended).toBe(3);
  closeSync(full);
});

test('a file is shared with standard error: neither overwrites the other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const fd = openSync(join(folder, 'log'), 'w');
  expect(await logging(2, fd, fd).ended).toBe(3);
  closeSync(fd);
  const lines = readFileSync(join(folder, 'log'), 'utf8').split('\n');
  rmSync(folder, { recursive: true });
  expect(lines.sort()).toEqual(['', expect.stringMatching(/^flags/), expect.stringContaining('"n":0'), expect.stringContaining('"n":1')]);
});
