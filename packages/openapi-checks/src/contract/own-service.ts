import { once } from 'node:events';
import { startNode } from '../lib/child-process.ts';
import { freePort, untilListening } from '../lib/port.ts';
import { runSetUp } from './set-up.ts';

const START_TIMEOUT_MS = 30_000;

/** A Node program that serves the document, running. */
export interface OwnService {
  readonly origin: string;
  /** Starts its graceful shutdown: it responds for some more seconds and fails health checks. */
  drain(): void;
  stop(): void;
}

export interface OwnServiceOptions {
  /** The URL by which clients reach the service; empty for where it listens. */
  readonly publicUrl?: string;
  /** A shell command that creates what the checks need; undefined for none. */
  readonly setUp: string | undefined;
}

/**
 * Starts a service on a free port of loopback.
 *
 * @param program the Node program; it gets `PORT`, `HOST`, `LOG_LEVEL` and `PUBLIC_URL`
 * @throws Error with the program's stderr when it doesn't start, or with the end of the output of a set-up that failed
 */
export async function startOwnService(program: string, { publicUrl = '', setUp }: OwnServiceOptions): Promise<OwnService> {
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: publicUrl,
    // The response while draining may name it, and the document's example has the default.
    DRAIN_MS: undefined,
  };
  // After a SIGTERM it would drain, and outlive this process by seconds.
  const service = startNode([program], ['ignore', 'ignore', 'pipe'], env, 'SIGKILL');
  const closed = once(service, 'close');
  let stderr = '';
  service.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  try {
    await untilListening(port, '127.0.0.1', service, START_TIMEOUT_MS);
  } catch (error) {
    service.kill('SIGKILL');
    await closed;
    throw new Error(`the service did not start: ${stderr.trim() || (error as Error).message}`);
  }
  const origin = `http://127.0.0.1:${port}`;
  try {
    await runSetUp(setUp, origin);
  } catch (error) {
    service.kill('SIGKILL');
    throw error;
  }
  return { origin, drain: () => service.kill('SIGTERM'), stop: () => service.kill('SIGKILL') };
}
