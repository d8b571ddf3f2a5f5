import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort, startNode, untilListening } from '@petsage/openapi-checks/lib';
import { ROOT } from '../../tools/lib/root.ts';

const START_TIMEOUT_MS = 30_000;
const HEARD_TIMEOUT_MS = 5000;
/** As long as an instance may drain: a call has to come within. */
const DRAIN_MS = 8000;

/** Something to call. */
export interface Callable {
  readonly url: string;
  close(): void;
}

/** The service, in a process of its own. */
export async function startLive(): Promise<Callable & { drain(): Promise<void> }> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'silent', PUBLIC_URL: '', DRAIN_MS: String(DRAIN_MS) };
  const service = startNode([join(ROOT, 'src/main.ts')], ['ignore', 'ignore', 'inherit'], env);
  await untilListening(port, '127.0.0.1', service, START_TIMEOUT_MS);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    close: () => void service.kill('SIGKILL'),
    async drain() {
      service.kill('SIGTERM');
      const path = `${url}/api/v1/smoke-test`;
      for (const startMs = Date.now(); (await fetch(path)).status !== 503; ) {
        if (Date.now() - startMs > HEARD_TIMEOUT_MS) throw new Error(`The service does not respond with 503 ${HEARD_TIMEOUT_MS / 1000} s after SIGTERM.`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

/** A later release of the service: everything it says has one more property. Its `timestamp` is a fixed one. */
export async function startNewer(live: string, timestamp: string): Promise<Callable> {
  const server = createServer(async (request, response) => {
    try {
      const upstream = await fetch(`${live}${request.url}`, { headers: { Accept: request.headers.accept ?? '*/*' }, signal: AbortSignal.timeout(10_000) });
      const body = { ...((await upstream.json()) as object), timestamp, addedLater: { since: '2.0.0', notes: ['unknown to this client'] } };
      response.writeHead(upstream.status, { 'Content-Type': upstream.headers.get('content-type') ?? 'application/json' }).end(JSON.stringify(body));
    } catch {
      response.writeHead(502).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
