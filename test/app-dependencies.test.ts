import { featureApp } from './support/feature-app.ts';

test('features get the dependencies of a test in place of those of the service', async () => {
  const app = await featureApp({ clock: () => new Date('2020-02-29T00:00:00.000Z') });
  const response = await app.request('getSmokeTest');
  expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ timestamp: '2020-02-29T00:00:00.000Z' })]);
});
