import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT, startNode } from '../../../tools/child.ts';
import { freePort, untilListening } from '../../../tools/port.ts';

const START_TIMEOUT_MS = 30_000;

/** This repository's own service, running. */
export interface OwnService {
  readonly origin: string;
  /** Lets it drain: it answers for some seconds more, and refuses health checks. */
  drain(): void;
  stop(): void;
}

/**
 * Starts the service on a free port of loopback.
 *
 * @param publicUrl where the service thinks that clients reach it; empty for where it listens
 * @throws Error with what the service said when it does not start
 */
export async function startOwnService(publicUrl = ''): Promise<OwnService> {
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: publicUrl,
    // The answer while draining names it, and the document has an example of that.
    DRAIN_MS: undefined,
  };
  // Asked to end, it would drain, and outlive this program for seconds.
  const service = startNode([join(ROOT, 'src/main.ts')], ['ignore', 'ignore', 'pipe'], env, 'SIGKILL');
  const closed = once(service, 'close');
  let said = '';
  service.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  try {
    await untilListening(port, '127.0.0.1', service, START_TIMEOUT_MS);
  } catch (error) {
    service.kill('SIGKILL');
    await closed;
    throw new Error(`the service did not start: ${said.trim() || (error as Error).message}`);
  }
  return { origin: `http://127.0.0.1:${port}`, drain: () => service.kill('SIGTERM'), stop: () => service.kill('SIGKILL') };
}
