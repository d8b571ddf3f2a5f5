import type { ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';

const POLL_MS = 50;

/** Whether this process could listen there; `port` 0 stands for any port. */
export function portIsFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** A port of loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/**
 * Waits until something listens.
 *
 * @param child the process that is expected to listen
 * @throws Error when nothing listens after `timeoutMs`, or when `child` has ended
 */
export async function untilListening(port: number, host: string, child: ChildProcess, timeoutMs: number): Promise<void> {
  const nothing = `Nothing listens on ${host}, port ${port}`;
  for (const startMs = Date.now(); Date.now() - startMs < timeoutMs; ) {
    if (await canConnect(port, host)) return;
    if (child.exitCode !== null) throw new Error(`${nothing}: the process ended with exit code ${child.exitCode}.`);
    if (child.signalCode !== null) throw new Error(`${nothing}: the process was ended by ${child.signalCode}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`${nothing}, after ${timeoutMs / 1000} s.`);
}

/** Whether something listens there. */
export function canConnect(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
