import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createTestDependencies } from '../../../src/features/dependencies.ts';
import { smokeTest } from '../../../src/features/smoke-test/index.ts';
import { call } from '../../support/endpoint.ts';
import { type Service, startLeavingService, startService } from '../../support/service.ts';

const PATH = '/api/v1/smoke-test';

describe('the feature', () => {
  const dependencies = createTestDependencies();
  const feature = smokeTest(dependencies);

  test('answers what the document gives as its example, at the time of the clock', () => {
    const document = parse(readFileSync(join(__dirname, '../../../openapi/openapi.yaml'), 'utf8'));
    const { example } = document.paths[PATH].get.responses['200'].content['application/json'];
    expect(feature.handlers.getSmokeTest({} as never, {} as never)).toEqual({ status: 200, headers: { 'Cache-Control': 'no-store' }, body: example });
  });

  test('has the availability check of a draining instance, and out of the log of every day', () => {
    expect(feature.availabilityChecks).toEqual({ getSmokeTest: dependencies.drainCheck });
    expect(feature.accessLevels).toEqual({ getSmokeTest: 'debug' });
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
    const answer = await fetch(`http://127.0.0.1:${service.port}${PATH}`);
    const body = (await answer.json()) as { timestamp: string };
    expect(body).toEqual({
      status: 'ok',
      message: 'PetSage system is purring happily!',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Math.abs(Date.now() - Date.parse(body.timestamp))).toBeLessThan(5000);
  });
});

test('a leaving instance answers 503, and says when to come back', async () => {
  const leaving = await startLeavingService();
  const { status, type, headers, body } = await call(leaving.port, { method: 'GET', path: PATH });
  expect({ status, type, retryAfter: headers['retry-after'], cacheControl: headers['cache-control'] }).toEqual({
    status: 503,
    type: 'application/problem+json',
    retryAfter: '2',
    cacheControl: 'no-store',
  });
  expect(body).toMatchObject({ type: `http://localhost:${leaving.port}/problems#draining`, title: 'The instance is shutting down', status: 503 });
  expect(await leaving.ended).toBe(0);
});
