import { once } from 'node:events';
import { join } from 'node:path';
import { formatDiagnostic } from '@petsage/openapi-compiler';
import { EXIT } from '@petsage/openapi-compiler/command-line';
import { compileSource, type JsonObject, loadSource } from '@petsage/openapi-compiler/internal';
import {
  ContractApp,
  contractProblems,
  createHttpServer,
  DEFAULT_BODY_LIMITS,
  drainProblems,
  InvalidResponseError,
  type Logger,
  type Problem,
  serveResources,
} from '@petsage/openapi-koa';
import { loadOperations } from '../compiled-operations.ts';
import { loadDocument } from '../document.ts';
import { exampleRequests } from '../examples/live-responses.ts';
import { portIsFree } from '../lib/port.ts';
import { ScratchFolder } from '../lib/scratch-folder.ts';
import { onShutdown } from '../lib/shutdown-signal.ts';
import { landingResources } from './landing-page.ts';
import { createMockApi } from './mock-api.ts';
import { problemBase } from './mock-document.ts';
import { WatchedFiles } from './watched-files.ts';

export interface MockOptions {
  /** The OpenAPI document, a file. */
  readonly document: string;
  /** Folders beside the document's own whose files it may refer to. */
  readonly allowFolders: readonly string[];
  readonly port: number;
  readonly host: string;
  /** Whether to generate responses from the schemas, unless a request has a preference. */
  readonly dynamic: boolean;
  readonly seed: string;
  /** How long every response takes, unless a request has a preference. */
  readonly delayMs: number;
  /** Origins whose pages may send credentials; empty to let those of every origin read responses, without credentials. */
  readonly origins: readonly string[];
}

const { bodyLimitBytes } = DEFAULT_BODY_LIMITS;

/** `Prefer: code=400` means the first of its status: a request that breaks the contract. */
const problems = [contractProblems['invalid-request'], ...Object.values({ ...contractProblems, ...drainProblems })];
/** Only handlers log, and the mock has none. */
const log: Logger = { child: () => log, debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * Serves the mock until the process should end.
 *
 * @returns an exit code
 * @throws RefusedDocument when the document cannot be compiled
 */
export async function serveMock(options: MockOptions): Promise<number> {
  const { port, host } = options;
  // Port 0 stands for any port, so only the address can be wrong.
  if (!(await portIsFree(0, host))) {
    process.stderr.write(`Cannot listen on ${host}: it is not an address of this machine. Choose another with --host.\n`);
    return EXIT.failed;
  }
  if (!(await portIsFree(port, host))) {
    process.stderr.write(`Cannot listen on ${host}, port ${port}: it is in use. Choose another with --port.\n`);
    return EXIT.failed;
  }
  const scratch = new ScratchFolder('mock');
  try {
    return await serve(options, scratch.path);
  } finally {
    scratch.remove();
  }
}

/** @param folder where the document is compiled to, once for each change */
async function serve(options: MockOptions, folder: string): Promise<number> {
  const { document: file, allowFolders, port, host, origins } = options;
  const ended = new Promise<void>((resolve) => onShutdown(resolve));
  let revision = 0;
  const read = async () => {
    const document = loadDocument(file, { allowFolders });
    const { files, diagnostics } = compileSource(loadSource(file, { allowFolders }));
    const operations = loadOperations(files, join(folder, String(revision++)));
    for (const diagnostic of diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
    const api = await createMockApi({ ...options, document, operations, problems, bodyLimitBytes, log, onRefused });
    return { document, api, resources: serveResources(landingResources(document), bodyLimitBytes) };
  };
  let current = await read();
  const base = () => problemBase(current.document);
  const app = new ContractApp({
    problemBase: base,
    bodyLimitBytes,
    ...(origins.length > 0 && { cors: { origins, credentials: true } }),
    onResponse: ({ method, route, path, status }) => process.stdout.write(`${method} ${route ?? path} ${status ?? '(the client closed the connection)'}\n`),
    onFailure: (error, { operationId }) => process.stderr.write(`${operationId ?? 'The mock'}: ${reasonOf(error)}\n`),
  });
  app.use((ctx, next) => current.api(ctx, () => current.resources(ctx, next)));
  const server = createHttpServer(app.callback(), {
    problemBase: base,
    // A mock makes large values, and none of its clients depends on its speed.
    limits: { eventLoopDelayMs: 0 },
  });
  server.listen(port, host);
  await once(server, 'listening');
  const watched = new WatchedFiles(() => {
    read().then(
      (next) => {
        current = next;
        process.stderr.write('The mock now serves the changed document.\n');
      },
      (error: Error) => process.stderr.write(`${error.message}\nThe mock still serves the document as it was.\n`),
    );
  });
  watched.follow(file);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  process.stdout.write(`The mock listens at ${url}\n${curlExamples(current.document, url)}`);
  await ended;
  watched.close();
  server.close();
  server.closeAllConnections();
  return EXIT.done;
}

/** Commands for the first operation that needs no input: its success, and one of its errors. */
function curlExamples(document: JsonObject, url: string): string {
  const requests = exampleRequests(document).filter(({ headers }) => Object.keys(headers).length === 0);
  const success = requests.find(({ status }) => status < 300);
  if (success === undefined) return '';
  const command = `  curl ${url}${success.path}`;
  const failure = requests.find(({ path, status }) => path === success.path && status >= 400);
  return `${command}\n${failure === undefined ? '' : `${command} -H 'Prefer: code=${failure.status}'\n`}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof InvalidResponseError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const place = error.pointer === '' ? 'its root' : error.pointer;
  return `the response for ${error.responseStatus} breaks the contract at ${place}: ${error.reason}. Correct its example in the document, or give it one.`;
}

/** The client gets an error of the document, which may not say what is wrong with the request. */
function onRefused({ status, message, violations = [] }: Problem, operationId: string): void {
  const places = violations.map(({ in: place, name, pointer, message: rule }) => ` ${[place, name ?? pointer].filter(Boolean).join(' ')} ${rule};`);
  process.stderr.write(`${operationId}: ${status}: ${message}${places.join('').replace(/;$/, '.')}\n`);
}

function nothing(): void {}
