import { packageFile, startNode } from '../../../tools/child.ts';
import { freePort, untilListening } from '../../../tools/port.ts';

const START_TIMEOUT_MS = 30_000;
const MAX_SAID = 20_000;

/** Prism's validation proxy, running. */
export interface ValidationProxy {
  readonly origin: string;
  /** What it said when it ended by itself; undefined while it runs. */
  readonly failure: string | undefined;
  stop(): void;
}

/**
 * Starts a proxy which holds requests and answers against a document: media type, header fields and body.
 *
 * It lets undeclared statuses pass, replaces a 501, and answers HEAD with 405, so that statuses are to be seen to elsewhere.
 *
 * @param document a file; see `proxiedDocument`
 * @param upstream the origin to hand requests to
 */
export async function startValidationProxy(document: string, upstream: string): Promise<ValidationProxy> {
  const port = await freePort();
  const prism = startNode(
    [packageFile('@stoplight/prism-cli/dist/index.js'), 'proxy', document, upstream, '--errors', '--port', String(port), '--host', '127.0.0.1'],
    ['ignore', 'ignore', 'pipe'],
  );
  let said = '';
  prism.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-MAX_SAID);
  });
  try {
    await untilListening(port, '127.0.0.1', prism, START_TIMEOUT_MS);
  } catch (error) {
    prism.kill('SIGKILL');
    throw new Error(`Prism's proxy did not start: ${said.trim() || (error as Error).message}`);
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    get failure() {
      return prism.exitCode === null ? undefined : (/^\w*Error: .*$/m.exec(said)?.[0] ?? `exit code ${prism.exitCode}`);
    },
    stop: () => prism.kill('SIGTERM'),
  };
}
