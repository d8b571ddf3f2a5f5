import type { AddressInfo } from 'node:net';
import { compile } from '../../../../test/support/documents.ts';
import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { ContractApp, contractProblems, createHttpServer, type Logger } from '../../../openapi-koa/src/index.ts';
import { createMockApi } from '../../src/mock/mock-api.ts';
import { COMPONENTS, SATISFIABLE } from './satisfiable.ts';

const names = Object.keys(SATISFIABLE);
const paths = Object.values(SATISFIABLE).map((schema, index) => [
  `/${index}`,
  // Without an operationId, which the compiler makes up.
  { get: { security: [], responses: { 200: { description: 'd', content: { 'application/json': { schema } } } } } },
]);
const document = { openapi: '3.1.0', info: { title: 't', version: '1' }, paths: Object.fromEntries(paths), components: { schemas: COMPONENTS } } as JsonObject;
const silent: Logger = { child: () => silent, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The bodies of all responses by the names of their schemas, and those that were no success. */
async function responses(dynamic: boolean, seed: string): Promise<{ bodies: Record<string, unknown>; failed: string[] }> {
  const problemBase = () => '';
  const app = new ContractApp({ problemBase, bodyLimitBytes: 1024 });
  const operations = compile('satisfiable.json', JSON.stringify(document));
  app.use(
    await createMockApi({ document, operations, problems: Object.values(contractProblems), dynamic, delayMs: 0, seed, bodyLimitBytes: 1024, log: silent }),
  );
  const server = createHttpServer(app.callback(), { problemBase });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bodies: Record<string, unknown> = {};
  const failed: string[] = [];
  for (const [index, name] of names.entries()) {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${index}`);
    bodies[name] = await response.json();
    if (response.status !== 200) failed.push(`${name}: ${response.status}`);
  }
  server.close().closeAllConnections();
  return { bodies, failed };
}

let first: Record<string, unknown>;
test.each([
  { name: 'without examples', dynamic: false, seed: 'a' },
  { name: 'with --dynamic', dynamic: true, seed: 'a' },
  { name: 'with --dynamic and another seed', dynamic: true, seed: 'b' },
])('every schema that has a valid value gets one $name', async ({ dynamic, seed }) => {
  const { bodies, failed } = await responses(dynamic, seed);
  expect(failed).toEqual([]);
  if (dynamic && seed === 'a') first = bodies;
  if (seed === 'b') expect(bodies).not.toEqual(first);
});

test('made-up values are plausible: examples first, dates of these years, and the same for the same seed', async () => {
  const { bodies } = await responses(true, 'a');
  expect(bodies).toEqual(first);
  expect(bodies['example of a property']).toEqual({ name: 'Rex', born: '2020-02-29' });
  expect(bodies['format date']).toMatch(/^202[456]-/);
  expect(bodies['format date-time']).toMatch(/^202[456]-/);
  expect(bodies['format email']).toMatch(/@example\.(?:com|net|org)$/);
});
