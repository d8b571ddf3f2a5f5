import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createGate, createHandler } from '../../../src/features/smoke-test/handler.ts';
import { checkSystemHealth } from '../../../src/features/smoke-test/service.ts';
import { type Service, startService } from '../../support/service.ts';

const clock = () => new Date('2026-01-15T09:30:00.000Z');

test('the system’s health is a message and the time of the check', () => {
  expect(checkSystemHealth(clock)).toEqual({ message: 'PetSage system is purring happily!', checkedAt: clock() });
});

test('the handler answers what the document gives as its example', () => {
  const document = parse(readFileSync(join(__dirname, '../../../openapi/openapi.yaml'), 'utf8'));
  const { example } = document.paths['/api/v1/smoke-test'].get.responses['200'].content['application/json'];
  expect(createHandler({ clock })({} as never, {} as never)).toEqual({ status: 200, headers: { 'Cache-Control': 'no-store' }, body: example });
});

describe('the gate', () => {
  const cases = [
    { name: 'lets a running instance answer', draining: false, drainMs: 5000, want: undefined },
    { name: 'says for how many seconds a leaving instance is there', draining: true, drainMs: 5000, want: { status: 503, headers: { 'Retry-After': 5 } } },
    { name: 'never says to come back at once', draining: true, drainMs: 0, want: { status: 503, headers: { 'Retry-After': 1 } } },
  ];
  test.each(cases)('$name', ({ draining, drainMs, want }) => {
    const problem = createGate({ health: { draining }, drainMs })();
    expect(problem && { status: problem.status, headers: problem.headers }).toEqual(want);
  });
});

describe('the running service', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ DRAIN_MS: '0' });
  });
  afterAll(async () => {
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
  });

  test('answers with exactly three fields, and a timestamp in UTC that is now', async () => {
    const answer = await fetch(`http://127.0.0.1:${service.port}/api/v1/smoke-test`);
    const body = (await answer.json()) as { timestamp: string };
    expect(body).toEqual({
      status: 'ok',
      message: 'PetSage system is purring happily!',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Math.abs(Date.now() - Date.parse(body.timestamp))).toBeLessThan(5000);
  });
});
