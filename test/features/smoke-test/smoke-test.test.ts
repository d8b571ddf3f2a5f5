import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createTestDependencies } from '../../../src/features/dependencies.ts';
import { smokeTest } from '../../../src/features/smoke-test/index.ts';
import { call } from '../../support/endpoint.ts';
import { type Service, startDrainingService, startService } from '../../support/service.ts';

const PATH = '/api/v1/smoke-test';

describe('the feature', () => {
  const dependencies = createTestDependencies();
  const feature = smokeTest(dependencies);

  test('responds with the document’s example, at the time of the clock', () => {
    const document = parse(readFileSync(join(__dirname, '../../../openapi/openapi.yaml'), 'utf8'));
    const { example } = document.paths[PATH].get.responses['200'].content['application/json'];
    expect(feature.handlers.getSmokeTest({} as never, {} as never)).toEqual({ status: 200, headers: { 'Cache-Control': 'no-store' }, body: example });
  });

  test('has the availability check of a draining instance, and logs its requests at debug', () => {
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

  test('responds with exactly three properties, and the current time in UTC', async () => {
    const response = await fetch(`http://127.0.0.1:${service.port}${PATH}`);
    const body = (await response.json()) as { timestamp: string };
    expect(body).toEqual({
      status: 'ok',
      message: 'PetSage system is purring happily!',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Math.abs(Date.now() - Date.parse(body.timestamp))).toBeLessThan(5000);
  });
});

test('a draining instance responds with 503 and Retry-After', async () => {
  const draining = await startDrainingService();
  const { status, type, headers, body } = await call(draining.port, { method: 'GET', path: PATH });
  expect({ status, type, retryAfter: headers['retry-after'], cacheControl: headers['cache-control'] }).toEqual({
    status: 503,
    type: 'application/problem+json',
    retryAfter: '2',
    cacheControl: 'no-store',
  });
  expect(body).toMatchObject({ type: `http://localhost:${draining.port}/problems#draining`, title: 'The instance is shutting down', status: 503 });
  expect(await draining.ended).toBe(0);
});
