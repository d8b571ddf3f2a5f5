import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request, STATUS_CODES } from 'node:http';
import { freePort } from '@petsage/openapi-checks/lib';
import { consume, type Seen, shape } from '../../../../test/support/consumer.ts';
import { startService } from '../../../../test/support/service.ts';
import { runTool } from '../../../../test/support/tool.ts';
import { until } from '../../../../test/support/wait.ts';
import { DOCUMENT, PROGRAM, ROOT, SERVICE } from '../options.ts';

const SMOKE_TEST = '/api/v1/smoke-test';
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGTERM');
});

test('the mock says that it cannot listen on an address of another machine', async () => {
  // 203.0.113.0/24 is for documentation (RFC 5737); no machine has it.
  expect(await runTool([PROGRAM, 'mock', '--document', DOCUMENT, '--host', '203.0.113.9'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Cannot listen on 203.0.113.9: it is not an address of this machine. Choose another with --host.\n',
  });
});

describe('the same consumer of the service and of the mock', () => {
  let live: string;
  let drained: Seen;
  const mocks: Record<string, string> = {};

  beforeAll(async () => {
    const service = await startService({}, [], SERVICE);
    const leaving = await startService({ DRAIN_MS: '8000' }, [], SERVICE);
    children.push(service.child, leaving.child);
    live = `http://127.0.0.1:${service.port}`;
    leaving.child.kill('SIGTERM');
    await until(async () => {
      drained = await consume(`http://127.0.0.1:${leaving.port}`);
      return drained.status === 503;
    });
    const ports = await Promise.all([startMock('static'), startMock('dynamic', '--dynamic'), startMock('again', '--dynamic')]);
    expect(new Set(ports).size).toBe(3);
  }, 60_000);

  async function startMock(name: string, ...options: string[]): Promise<number> {
    const port = await freePort();
    children.push(spawn(process.execPath, [PROGRAM, 'mock', '--document', DOCUMENT, '--port', String(port), ...options], { cwd: ROOT, stdio: 'ignore' }));
    mocks[name] = `http://127.0.0.1:${port}`;
    const responds = () =>
      fetch(mocks[name] as string).then(
        () => true,
        () => false,
      );
    await until(responds, 40_000);
    return port;
  }

  test.each(['static', 'dynamic'])('gets the same shapes (%s)', async (mock) => {
    expect(shape(await consume(mocks[mock] as string))).toEqual(shape(await consume(live)));
    const mocked = await consume(mocks[mock] as string, { Prefer: 'code=503' });
    expect(shape(mocked)).toEqual(shape(drained));
    expect(mocked.body).toMatchObject({ status: 503, title: 'The instance is shutting down', type: expect.stringMatching(/\/problems#draining$/) });
  });

  const preferred = [
    { given: 'code=500', want: [500, '#internal-error', 'The service failed', false] },
    { given: 'code=401', want: [401, '#unauthorized', 'Credentials are missing or not accepted', false] },
    { given: 'code=503', want: [503, '#draining', 'The instance is shutting down', false] },
    { given: 'code=418', want: [418, 'about:blank', "I'm a Teapot", false] },
    { given: 'code=422', want: [422, 'about:blank', 'Unprocessable Entity', false] },
    { given: 'code=400', want: [400, '#invalid-request', 'The request breaks the contract', true] },
    { given: 'code=400, example=malformed-target', want: [400, '#malformed-target', 'The request target cannot be decoded', false] },
  ];
  test.each(preferred)('gets the problem that it prefers with $given', async ({ given, want }) => {
    const header = { Prefer: given };
    for (const mock of ['static', 'dynamic']) {
      const { status, type, body } = await consume(mocks[mock] as string, header);
      const problem = body as { status: number; type: string; title: string; violations?: unknown };
      expect(type).toBe('application/problem+json');
      expect([problem.status, problem.type.replace(/^.*\/problems/, ''), problem.title, 'violations' in problem]).toEqual(want);
      expect(status).toBe(want[0]);
    }
  });

  test('gets every error status, from an example or generated, and none breaks the contract', async () => {
    const numbers = Object.keys(STATUS_CODES)
      .map(Number)
      .filter((status) => status >= 400);
    for (const mock of ['static', 'dynamic']) {
      const seen = await Promise.all(numbers.map((code) => exchange(mocks[mock] as string, 'GET', SMOKE_TEST, { Prefer: `code=${code}` })));
      expect(seen.map(({ status, body }) => [status, (body as { status: number }).status])).toEqual(numbers.map((code) => [code, code]));
    }
  });

  const refused = [
    { given: 'code=201', want: /\b201\b.*: 200, 503, default\.$/ },
    { given: 'code=abc', want: /"abc"/ },
    { given: 'example=none', want: /^The Prefer header has example "none"; expected (?:no example|one of those that getSmokeTest has: )/ },
  ];
  test.each(refused)('gets a 400 with what is allowed instead of $given', async ({ given, want }) => {
    const { body } = await consume(mocks['static'] as string, { Prefer: given });
    expect(body).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400, detail: expect.stringMatching(want) });
  });

  const ORIGIN = { Origin: 'http://localhost:5173' };
  const alike: { name: string; method?: string; path?: string; headers?: Record<string, string> }[] = [
    { name: 'GET' },
    { name: 'GET of a page of another origin', headers: ORIGIN },
    { name: 'HEAD', method: 'HEAD' },
    { name: 'OPTIONS', method: 'OPTIONS' },
    { name: 'a preflight', method: 'OPTIONS', headers: { ...ORIGIN, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'prefer' } },
    { name: 'an undeclared method', method: 'DELETE', headers: ORIGIN },
    { name: 'an unknown method', method: 'PURGE' },
    { name: 'an unknown path', path: '/api/v1/nothing', headers: ORIGIN },
    { name: 'HEAD of an unknown path', method: 'HEAD', path: '/api/v1/nothing' },
    { name: 'a trailing slash', path: `${SMOKE_TEST}/` },
    { name: 'another case', path: SMOKE_TEST.toUpperCase() },
    { name: 'an encoded letter', path: '/api/v1/%73moke-test' },
    { name: 'a bad escape', path: '/api/v1/%zz' },
    { name: 'an undeclared query parameter', path: `${SMOKE_TEST}?__code=503` },
    { name: 'an Accept header that excludes JSON', headers: { Accept: 'text/html' } },
    { name: 'an Accept header that accepts anything', headers: { Accept: 'text/html, */*;q=0.1' } },
    { name: 'a request id', headers: { 'X-Request-Id': 'abc' } },
  ];
  test.each(alike)('gets the same response to $name', async ({ method = 'GET', path = SMOKE_TEST, headers = {} }) => {
    const mocked = await exchange(mocks['static'] as string, method, path, headers);
    expect(mocked).toEqual(await exchange(live, method, path, headers));
    expect(mocked.headers['x-content-type-options']).toBe('nosniff');
  });

  test('gets the same generated values for the same seed', async () => {
    const [one, same] = await Promise.all(['dynamic', 'again'].map((name) => consume(mocks[name] as string)));
    expect(same).toEqual(one);
  });
});

/** Headers that differ between instances or requests. */
const VARIES = ['date', 'x-request-id', 'content-length'];

/** A response without what varies, and with URLs without their origin. */
async function exchange(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: unknown }> {
  const [response] = (await once(request(base, { method, path, headers }).end(), 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const fields = Object.fromEntries(Object.entries(response.headers).filter(([name]) => !VARIES.includes(name)));
  const body =
    text === ''
      ? undefined
      : JSON.parse(text, (name, value) => (name === 'type' ? value.replace(/^.*\/problems/, '') : name === 'instance' || name === 'timestamp' ? '' : value));
  return { status: response.statusCode ?? 0, headers: fields, body };
}
