import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { consume, type Seen, shape } from '../support/consumer.ts';
import { startService } from '../support/service.ts';
import { runTool } from '../support/tool.ts';
import { freePort, until } from '../support/wait.ts';

const ROOT = join(__dirname, '../..');
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGTERM');
});

test('the mock says that it cannot listen on an address of another machine', async () => {
  // 203.0.113.0/24 is for documentation (RFC 5737); no machine has it.
  expect(await runTool(['tools/mock.ts', '--host', '203.0.113.9'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Cannot listen on 203.0.113.9: it is no address of this machine. Choose another with --host.\n',
  });
});

const misuse = [
  { given: ['--seed', 'a'], want: '--seed is for --dynamic. See npm run mock -- --help.\n' },
  { given: ['--dynamic', '--seed', ''], want: '--seed is empty; allowed is any other text. See npm run mock -- --help.\n' },
  { given: ['--port', '0'], want: '--port is "0"; allowed is a whole number from 1 to 65535. See npm run mock -- --help.\n' },
];
test.each(misuse)('$given is misuse', async ({ given, want }) => {
  expect(await runTool(['tools/mock.ts', ...given])).toEqual({ code: 2, stdout: '', stderr: want });
});

describe('the same consumer, of the service and of the mock,', () => {
  let live: string;
  let drained: Seen;
  const mocks: Record<string, string> = {};

  beforeAll(async () => {
    const service = await startService();
    const leaving = await startService({ DRAIN_MS: '8000' });
    children.push(service.child, leaving.child);
    live = `http://127.0.0.1:${service.port}`;
    leaving.child.kill('SIGTERM');
    await until(async () => {
      drained = await consume(`http://127.0.0.1:${leaving.port}`);
      return drained.status === 503;
    });
    const ports = await Promise.all([
      startMock('static'),
      startMock('dynamic', '--dynamic'),
      startMock('again', '--dynamic'),
      startMock('other', '--dynamic', '--seed', 'other'),
    ]);
    expect(new Set(ports).size).toBe(4);
  }, 60_000);

  async function startMock(name: string, ...options: string[]): Promise<number> {
    const port = await freePort();
    children.push(spawn(process.execPath, ['tools/mock.ts', '--port', String(port), ...options], { cwd: ROOT, stdio: 'ignore' }));
    mocks[name] = `http://127.0.0.1:${port}`;
    const answers = () =>
      fetch(mocks[name] as string).then(
        () => true,
        () => false,
      );
    await until(answers, 40_000);
    return port;
  }

  test.each(['static', 'dynamic'])('sees the same shapes (%s)', async (mock) => {
    expect(shape(await consume(mocks[mock] as string))).toEqual(shape(await consume(live)));
    const mocked = await consume(mocks[mock] as string, { Prefer: 'code=503' });
    expect(shape(mocked)).toEqual(shape(drained));
    expect(mocked.body).toMatchObject({ status: 503, title: 'The instance is shutting down', type: expect.stringMatching(/\/problems#draining$/) });
  });

  test('sees the problem of the very status that it asks for', async () => {
    const asked = ['code=500', 'code=401', 'code=418', 'code=400', 'code=400, example=malformed-target'];
    const kinds: unknown[] = [];
    for (const prefer of asked) {
      const { status, type, body } = await consume(mocks['static'] as string, { Prefer: prefer });
      const problem = body as { status: number; type: string; violations?: unknown };
      kinds.push([status, type, problem.status, problem.type.replace(/^.*\/problems/, ''), 'violations' in problem]);
    }
    expect(kinds).toEqual([
      [500, 'application/problem+json', 500, '#internal-error', false],
      [401, 'application/problem+json', 401, '#unauthorized', false],
      [418, 'application/problem+json', 418, 'about:blank', false],
      [400, 'application/problem+json', 400, '#invalid-request', true],
      [400, 'application/problem+json', 400, '#malformed-target', false],
    ]);
  });

  test('sees the same made-up values for the same seed, and others for another', async () => {
    const [one, same, other] = await Promise.all(['dynamic', 'again', 'other'].map((name) => consume(mocks[name] as string)));
    expect(same).toEqual(one);
    expect(other?.body).not.toEqual(one?.body);
  });
});
