import { startNode } from '../lib/child-process.ts';
import { packageFile } from '../lib/package-file.ts';
import { freePort, untilListening } from '../lib/port.ts';

const START_TIMEOUT_MS = 30_000;
const MAX_OUTPUT = 20_000;

/** Prism's validation proxy, running. */
export interface ValidationProxy {
  readonly origin: string;
  /** Its error when it ended by itself; undefined while it runs. */
  readonly failure: string | undefined;
  stop(): void;
}

/**
 * Starts a proxy that validates requests and responses against a document: media type, headers and body.
 *
 * It lets undeclared statuses pass, replaces a 501 and responds to HEAD with 405, so statuses have to be checked elsewhere.
 *
 * @param document a file; see `prismDocument`
 * @param upstream the origin to forward requests to
 */
export async function startValidationProxy(document: string, upstream: string): Promise<ValidationProxy> {
  const port = await freePort();
  const prism = startNode(
    [packageFile('@stoplight/prism-cli', 'dist/index.js'), 'proxy', document, upstream, '--errors', '--port', String(port), '--host', '127.0.0.1'],
    ['ignore', 'ignore', 'pipe'],
  );
  let stderr = '';
  prism.stderr?.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-MAX_OUTPUT);
  });
  try {
    await untilListening(port, '127.0.0.1', prism, START_TIMEOUT_MS);
  } catch (error) {
    prism.kill('SIGKILL');
    throw new Error(`Prism's proxy did not start: ${stderr.trim() || (error as Error).message}`);
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    get failure() {
      return prism.exitCode === null ? undefined : (/^\w*Error: .*$/m.exec(stderr)?.[0] ?? `exit code ${prism.exitCode}`);
    },
    stop: () => prism.kill('SIGTERM'),
  };
}
