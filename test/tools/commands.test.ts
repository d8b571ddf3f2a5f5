import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../tools/port.ts';
import { runTool } from '../support/tool.ts';
import { until } from '../support/wait.ts';

const ROOT = join(__dirname, '../..');
const TOOLS = [
  ['mock', 'packages/openapi-checks/src/mock.ts'],
  ['contract', 'packages/openapi-checks/src/contract.ts'],
] as const;

describe.each(TOOLS)('npm run %s', (_, file) => {
  test('--help has usage, options, examples and exit codes on stdout', async () => {
    const { code, stdout, stderr } = await runTool([file, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const heading of ['\nUsage\n', '\nOptions\n', '\nExamples\n', 'Exit codes: 0']) expect(stdout).toContain(heading);
  });

  test('an unknown option is misuse, on stderr', async () => {
    const { code, stdout, stderr } = await runTool([file, '--nonsense']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^There is no option "--nonsense"\. Allowed is --.+, --help\. See npm run \w+ -- --help\.\n$/);
  });
});

const misuse: { given: string[]; want: string }[] = [
  {
    given: ['packages/openapi-checks/src/mock.ts', '--port', '70000'],
    want: '--port is "70000"; allowed is a whole number from 1 to 65535. See npm run mock -- --help.\n',
  },
  {
    given: ['packages/openapi-checks/src/mock.ts', '4020'],
    want: '"4020" is no option, and nothing but options is taken. Allowed is --port, --host, --dynamic, --seed, --help. See npm run mock -- --help.\n',
  },
  {
    given: ['packages/openapi-checks/src/contract.ts', '--cases', '-1'],
    want: '--cases is "-1"; allowed is a whole number from 0 to 1000000. See npm run contract -- --help.\n',
  },
  {
    given: ['packages/openapi-checks/src/contract.ts', '--only', 'luck'],
    want: '--only is "luck"; allowed is lint, drift, breaking, conformance, examples. See npm run contract -- --help.\n',
  },
];

test.each(misuse)('$given is misuse', async ({ given, want }) => {
  expect(await runTool(given)).toEqual({ code: 2, stdout: '', stderr: want });
});

test('an old Node is told in one line what it lacks', async () => {
  const old = "Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); require('./tools/check-node.cjs');";
  expect(await runTool(['-e', old])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Node 24.18 or newer is needed, and this is 20.1.0: run `npm ci` without --ignore-scripts, which brings one.\n',
  });
  expect(await runTool(['tools/check-node.cjs'])).toEqual({ code: 0, stdout: '', stderr: '' });
});

describe('the mock', () => {
  test('answers with the examples, with CORS, and any declared error on request', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, ['packages/openapi-checks/src/mock.ts', '--port', String(port)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    const said = new Promise<void>((resolve) =>
      child.stdout.on('data', (chunk: Buffer) => String(chunk).includes(`The mock answers at http://127.0.0.1:${port}\n`) && resolve()),
    );
    await said;
    const url = `http://127.0.0.1:${port}/api/v1/smoke-test`;
    const answer = await fetch(url, { headers: { Origin: 'http://localhost:5173' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual({ status: 'ok', message: 'PetSage system is purring happily!', timestamp: '2026-01-15T09:30:00.000Z' });
    expect((await fetch(url, { headers: { Prefer: 'code=503' } })).status).toBe(503);
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  const endings: { name: string; program: string; args: string[]; want: (code: number | null) => boolean }[] = [
    { name: 'the program', program: process.execPath, args: ['packages/openapi-checks/src/mock.ts'], want: (code) => code === 0 },
    // npm ends by itself, and tells the shell only.
    { name: 'npm', program: 'npm', args: ['run', 'mock', '--'], want: () => true },
  ];
  test.each(endings)('ends with a SIGTERM to $name', async ({ program, args, want }) => {
    const port = await freePort();
    const child = spawn(program, [...args, '--port', String(port)], { cwd: ROOT, stdio: 'ignore' });
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
    await until(answers, 15_000);
    child.kill('SIGTERM');
    expect(want((await once(child, 'exit'))[0])).toBe(true);
    await until(async () => !(await answers()), 2000);
  });

  test('says that its port is in use', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    const outcome = await runTool(['packages/openapi-checks/src/mock.ts', '--port', String(port)]);
    blocker.close();
    expect(outcome).toEqual({ code: 1, stdout: '', stderr: `Cannot listen on 127.0.0.1, port ${port}: it is in use. Choose another with --port.\n` });
  });
});
