import { createApp } from '../src/app.ts';
import { createLog } from '../src/ops/log.ts';

/** The whole app with a clock of choice: a handler made to fail, as the compiler would never let it. */
async function ask(clock: () => Date): Promise<{ status: number; headers: Headers; body: unknown; lines: Record<string, unknown>[] }> {
  const lines: Record<string, unknown>[] = [];
  const app = await createApp({
    config: { bodyLimitBytes: 1024, drainMs: 0, publicUrl: 'https://api.example' },
    clock,
    log: createLog('info', { write: (line) => void lines.push(JSON.parse(line)) }),
  });
  const response = await app.request('getSmokeTest', { headers: { 'X-Request-Id': 'abc' } });
  await app.close();
  return { status: response.status, headers: response.headers, body: await response.json(), lines };
}

const internal = {
  type: 'https://api.example/problems#internal-error',
  title: 'The service failed',
  status: 500,
  detail: 'The service failed to respond. The reason is in its log, under the request id.',
  instance: 'https://api.example/problems?request=abc',
};

test('a response that breaks the contract is a 500 for the client, and a line with operationId and pointer for the log', async () => {
  const { status, headers, body, lines } = await ask(() => ({ toISOString: () => 'yesterday' }) as Date);
  expect({ status, body, cache: headers.get('cache-control') }).toEqual({ status: 500, body: internal, cache: 'no-store' });
  expect(lines[0]).toEqual({
    level: 'error',
    time: expect.any(String),
    requestId: 'abc',
    operationId: 'getSmokeTest',
    status: 200,
    pointer: '/timestamp',
    reason: expect.stringMatching(/^must match/),
    msg: 'the response breaks the contract',
  });
});

test('a handler that throws is a 500 for the client, and an error with its stack for the log', async () => {
  const { status, body, lines } = await ask(() => new Date(Number.NaN));
  expect({ status, body }).toEqual({ status: 500, body: internal });
  expect(lines[0]).toMatchObject({
    level: 'error',
    requestId: 'abc',
    operationId: 'getSmokeTest',
    err: { type: 'RangeError', message: 'Invalid time value', stack: expect.stringContaining('handler.ts') },
    msg: 'failed',
  });
});
