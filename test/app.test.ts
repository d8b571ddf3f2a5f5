import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../packages/openapi-koa/src/index.ts';
import { Health } from '../packages/openapi-koa/src/service/health.ts';
import { createApp } from '../src/app.ts';
import { createLog } from '../src/ops/log.ts';
import { raw } from './support/raw.ts';

/** The whole app with a clock of choice: a handler made to fail, as the compiler would never let it. */
async function ask(clock: () => Date): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string; lines: Record<string, unknown>[] }> {
  const lines: Record<string, unknown>[] = [];
  const { app } = await createApp({
    config: { bodyLimitBytes: 1024, drainMs: 0, publicUrl: undefined },
    health: new Health(),
    clock,
    log: createLog('info', { write: (line) => void lines.push(JSON.parse(line)) }),
    origin: () => 'https://api.example',
  });
  const server = createHttpServer(app.callback(), { problemBase: () => '' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { answers } = await raw({ port: (server.address() as AddressInfo).port, send: ['GET /api/v1/smoke-test HTTP/1.0\r\nX-Request-Id: abc\r\n\r\n'] });
  server.close();
  const { status, headers, body } = answers[0] as NonNullable<(typeof answers)[0]>;
  return { status, headers, body, lines };
}

const internal = {
  type: 'https://api.example/problems#internal-error',
  title: 'The service failed',
  status: 500,
  detail: 'The service failed to respond. The reason is in its log, under the request id.',
  instance: 'https://api.example/problems?request=abc',
};

test('an answer that breaks the contract is a 500 for the client, and a line with operationId and pointer for the log', async () => {
  const { status, headers, body, lines } = await ask(() => ({ toISOString: () => 'yesterday' }) as Date);
  expect({ status, body: JSON.parse(body), cache: headers['cache-control'] }).toEqual({ status: 500, body: internal, cache: 'no-store' });
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
  expect({ status, body: JSON.parse(body) }).toEqual({ status: 500, body: internal });
  expect(lines[0]).toMatchObject({
    level: 'error',
    requestId: 'abc',
    operationId: 'getSmokeTest',
    err: { type: 'RangeError', message: 'Invalid time value', stack: expect.stringContaining('handler.ts') },
    msg: 'failed',
  });
});
