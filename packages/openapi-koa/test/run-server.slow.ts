import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Service, startService } from '../../../test/support/service.ts';
import { until } from '../../../test/support/wait.ts';

const PROGRAM = join(__dirname, '../../../test/support/faulty-service.ts');
const LAYER = pathToFileURL(join(__dirname, '../src/index.ts'));

/** Starts the faulty service, has something done with it, and ends it. These tests wait more than they work, so they run at the same time. */
async function withService(env: Record<string, string>, act: (service: Service) => Promise<void>): Promise<void> {
  const service = await startService({ DRAIN_MS: '1000', ...env }, [], PROGRAM);
  try {
    await act(service);
  } finally {
    service.child.kill('SIGKILL');
    await service.ended;
  }
}

async function ask({ port }: Service, path: string): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
}

/** What the log has after its first line, `listening`: levels and messages. */
function said({ log }: Service): string[] {
  return log.slice(1).map(({ level, msg }) => `${level}: ${msg}`);
}

function untilDraining({ log }: Service): Promise<void> {
  return until(() => log.some(({ msg }) => msg === 'draining'));
}

describe('a fault that nothing catches', () => {
  const stack = expect.stringContaining('faulty-service.ts');
  const cases = [
    { path: '/rejection', message: 'unhandled rejection', err: { type: 'Error', message: 'a stray rejection', stack } },
    { path: '/exception', message: 'uncaught exception', err: { type: 'Error', message: 'a stray exception', stack } },
    { path: '/text', message: 'unhandled rejection', err: { type: 'Error', message: "not an Error: 'a text'", stack: expect.any(String) } },
    { path: '/nothing', message: 'uncaught exception', err: { type: 'Error', message: 'not an Error: undefined', stack: expect.any(String) } },
    { path: '/unreadable', message: 'uncaught exception, whose details cannot be logged', err: undefined },
  ];
  test.concurrent.each(cases)(
    'of $path is one fatal line; requests in flight and new ones get their responses, and the exit code is 1',
    ({ path, message, err }) =>
      withService({}, async (service) => {
        const slow = ask(service, '/slow');
        expect(await ask(service, path)).toBe(200);
        await untilDraining(service);
        expect(await Promise.all([slow, ask(service, '/slow')])).toEqual([200, 200]);
        expect(await service.ended).toBe(1);
        expect(said(service)).toEqual([`fatal: ${message}`, 'info: draining', 'info: stopped']);
        expect(service.log[1]?.['err']).toEqual(err);
        expect(service.stderr()).toBe('');
      }),
  );

  test.concurrent('again and again is logged eleven times, and the drain starts once', () =>
    withService({}, async (service) => {
      await ask(service, '/many');
      await untilDraining(service);
      expect(await ask(service, '/slow')).toBe(200);
      expect(await service.ended).toBe(1);
      const more = new Array(10).fill('error: uncaught exception');
      expect(said(service)).toEqual(['fatal: uncaught exception', 'info: draining', ...more, 'info: stopped']);
    }));

  test.concurrent('after a signal changes the exit code, and the drain goes on', () =>
    withService({}, async (service) => {
      service.child.kill('SIGTERM');
      await untilDraining(service);
      const slow = ask(service, '/slow');
      await ask(service, '/rejection');
      expect(await slow).toBe(200);
      expect(await service.ended).toBe(1);
      expect(said(service)).toEqual(['info: draining', 'fatal: unhandled rejection', 'info: stopped']);
    }));
});

describe('a signal', () => {
  test.concurrent('after a fault changes nothing', () =>
    withService({}, async (service) => {
      await ask(service, '/exception');
      await untilDraining(service);
      service.child.kill('SIGTERM');
      expect(await ask(service, '/slow')).toBe(200);
      expect(await service.ended).toBe(1);
      expect(said(service)).toEqual(['fatal: uncaught exception', 'info: draining', 'info: stopped']);
    }));

  test.concurrent('after a fault and another signal ends the process at once', () =>
    withService({ DRAIN_MS: '8000' }, async (service) => {
      await ask(service, '/exception');
      await untilDraining(service);
      service.child.kill('SIGTERM');
      await ask(service, '/slow');
      service.child.kill('SIGINT');
      expect(await service.ended).toBe(1);
      expect(said(service)).toEqual(['fatal: uncaught exception', 'info: draining']);
    }));

  test.concurrent('ends the process though a handler left an interval running', () =>
    withService({}, async (service) => {
      await ask(service, '/interval');
      service.child.kill('SIGTERM');
      expect(await service.ended).toBe(0);
      expect(said(service)).toEqual(['info: draining', 'info: stopped']);
    }));

  test.concurrent('ends the process with 1 where the server does not stop in time', () =>
    withService({ DRAIN_MS: '0', STOP: 'never' }, async (service) => {
      service.child.kill('SIGTERM');
      expect(await service.ended).toBe(1);
      expect(said(service)).toEqual(['info: draining', 'error: failed to stop']);
    }));
});

describe('during the start', () => {
  function starting(AT_START: string) {
    const child = spawn(process.execPath, [PROGRAM], { env: { ...process.env, DRAIN_MS: '0', AT_START }, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        out[name] += chunk.toString();
      });
    }
    return { child, out, ended: once(child, 'close') };
  }

  test.concurrent.each([
    { fault: 'exception', message: 'uncaught exception' },
    { fault: 'rejection', message: 'unhandled rejection' },
  ])('an $message is a fatal line and exit code 1', async ({ fault, message }) => {
    const { out, ended } = starting(fault);
    expect(await ended).toEqual([1, null]);
    const lines = out.stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ msg: 'starting' }, { level: 'fatal', msg: message }]);
    expect(out.stderr).toBe('');
  });

  test.concurrent('a signal ends the process at once with 0', async () => {
    const { child, out, ended } = starting('wait');
    await until(() => out.stdout.includes('starting'));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  test.concurrent('a failure is thrown', async () => {
    const { out, ended } = starting('failure');
    expect(await ended).toEqual([1, null]);
    expect(out.stderr).toContain('Error: cannot start');
  });
});

describe('handlers of the process', () => {
  /** Runs a program that imports the layer, and prints JSON. */
  function run(program: string): unknown {
    const text = `
      const EVENTS = ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection', 'warning', 'exit', 'beforeExit'];
      const counts = () => EVENTS.map((name) => process.listenerCount(name));
      const before = counts();
      const layer = await import('${LAYER}');
      const added = () => Object.fromEntries(counts().map((count, index) => [EVENTS[index], count - before[index]]).filter(([, count]) => count !== 0));
      const log = { info() {}, error() {}, fatal() {} };
      const start = async () => ({ close: async () => {} });
      ${program}`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', text], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  }

  test('are not installed by an import', () => {
    expect(run('console.log(JSON.stringify(added()));')).toEqual({});
  });

  test('are installed for one server at a time, and removed by uninstall and by a start that fails', () => {
    const program = `
      const steps = [];
      const runServer = (start) => layer.runServer({ start, log, drainMs: 0 });
      const failing = async () => { throw new Error('no start'); };
      const { uninstall } = await runServer(start);
      steps.push(added(), await runServer(start).catch(String), added());
      uninstall();
      steps.push(added(), await runServer(failing).catch(String), added());
      (await runServer(start)).uninstall();
      console.log(JSON.stringify(steps));`;
    const installed = { SIGTERM: 1, SIGINT: 1, uncaughtException: 1, unhandledRejection: 1 };
    const second = 'Error: runServer must be called once per process: a server is already running.';
    expect(run(program)).toEqual([installed, second, installed, {}, 'Error: no start', {}]);
  });
});
