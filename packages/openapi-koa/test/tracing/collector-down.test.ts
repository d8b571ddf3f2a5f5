import { freePort } from '@petsage/openapi-checks/lib';
import { compileTestDocument } from '../../../../test/support/documents.ts';
import { until } from '../../../../test/support/wait.ts';
import { createServer, type ServerLogger } from '../../src/index.ts';
import { createTracing } from '../../src/tracing/index.ts';
import { petsHandlers } from '../pets-handlers.ts';

test('with a collector that is gone, requests are served, the log says so once, and the server closes', async () => {
  const warnings: string[] = [];
  const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn: (_, message) => void warnings.push(message), error() {} };
  Object.assign(process.env, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_BSP_EXPORT_TIMEOUT: '100',
    // Until then, failed exports are tried again.
    OTEL_EXPORTER_OTLP_TIMEOUT: '200',
  });
  const api = await createServer<never>({
    operations: compileTestDocument('pets.yaml'),
    handlers: petsHandlers as never,
    log,
    tracing: createTracing({ log }),
  });
  const { port } = await api.listen({ host: '127.0.0.1' });
  for (let request = 0; request < 20; request++) {
    expect((await fetch(`http://127.0.0.1:${port}/pets/7`)).status).toBe(200);
    if (request === 10) await until(() => warnings.length > 0);
  }
  api.server.closeAllConnections();
  await api.close();
  expect(warnings).toEqual(['spans cannot be exported']);
});
