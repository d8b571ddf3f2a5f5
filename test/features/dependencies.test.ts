import { createDependencies, createTestDependencies } from '../../src/features/dependencies.ts';

test('the dependencies of tests are those of the service, and can be replaced one by one', async () => {
  const clock = () => new Date(0);
  const drainCheck = () => undefined;
  const { connections: _, ...service } = await createDependencies({ clock, drainCheck });
  expect(service).toMatchObject({ clock, drainCheck });
  expect(Object.keys(createTestDependencies()).sort()).toEqual(Object.keys(service).sort());
  expect(createTestDependencies({ clock })).toMatchObject({ clock });
});
