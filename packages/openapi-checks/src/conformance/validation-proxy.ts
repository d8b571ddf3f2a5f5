import { startNode } from '../lib/child-process.ts';
import { packageFile } from '../lib/package-file.ts';
import { freePort, untilListening } from '../lib/port.ts';
import { printable } from '../lib/printable.ts';

const START_TIMEOUT_MS = 30_000;
const END_MS = 2000;
const MAX_OUTPUT = 20_000;

/** Thrown when Prism's proxy does not start. */
export class NoValidationProxy extends Error {
  override readonly name = 'NoValidationProxy';
}

/** Prism's validation proxy, running. */
export interface ValidationProxy {
  readonly origin: string;
  /** Its error when it ended by itself; undefined while it runs. */
  readonly failure: string | undefined;
  /** The same, some time after a request failed: a process that closes its connections takes a moment to end. */
  failureSoon(): Promise<string | undefined>;
  stop(): void;
}

/**
 * Starts a proxy that validates requests and responses against a document: media type, headers and body.
 *
 * It lets undeclared statuses pass, replaces a 501 and responds to HEAD with 405, so statuses have to be checked elsewhere.
 *
 * @param document a file; see `prismDocument`
 * @param upstream the origin to forward requests to
 * @throws NoValidationProxy with the cause in one line
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
    throw new NoValidationProxy(printable(errorLine(stderr) ?? (error as Error).message));
  }
  const failure = () => {
    if (prism.exitCode === null && prism.signalCode === null) return undefined;
    return printable(errorLine(stderr) ?? (prism.signalCode === null ? `exit code ${prism.exitCode}` : `ended by ${prism.signalCode}`));
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    get failure() {
      return failure();
    },
    async failureSoon() {
      for (const startMs = Date.now(); failure() === undefined && Date.now() - startMs < END_MS; ) await new Promise((resolve) => setTimeout(resolve, 20));
      return failure();
    },
    stop: () => prism.kill('SIGTERM'),
  };
}

/** The line of a Node.js stack trace that names the error. */
function errorLine(stderr: string): string | undefined {
  return /^\w*Error: .*$/m.exec(stderr)?.[0] ?? (stderr.trim().split('\n').at(-1) || undefined);
}
