import { join } from 'node:path';
import { startValidationProxy } from '../../src/conformance/validation-proxy.ts';
import { ROOT } from '../options.ts';

test('Prism does not get what would crash it, and a crash is reported', async () => {
  const proxy = await startValidationProxy(join(ROOT, 'packages/openapi-koa/test/documents/pets.yaml'), 'http://127.0.0.1:9');
  expect(proxy.failure).toBeUndefined();
  await fetch(`${proxy.origin}/pets`).catch(() => {});
  for (let times = 0; times < 100 && proxy.failure === undefined; times++) await new Promise((resolve) => setTimeout(resolve, 20));
  // If this fails, Prism can parse such a parameter, and `prismDocument` can keep it.
  expect(proxy.failure).toMatch(/^TypeError: /);
  proxy.stop();
});
