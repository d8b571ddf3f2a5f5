/** `npm run mock`: the API with Prism's examples in place of handlers, for frontend developers. */
import { once } from 'node:events';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { RefusedDocument, SourceDocument } from '@petsage/openapi-compiler/internal';
import { ContractApp, contractProblems, createHttpServer, drainProblems, InvalidResponseError, type Logger } from '@petsage/openapi-koa';
import { readArguments, wholeNumber } from '../../../tools/arguments.ts';
import { ROOT } from '../../../tools/child.ts';
import { EXIT, runCommand } from '../../../tools/command.ts';
import { onceAskedToEnd } from '../../../tools/ending.ts';
import { portIsFree } from '../../../tools/port.ts';
import { ScratchFolder } from '../../../tools/scratch-folder.ts';
import { loadContract } from './mock/load-contract.ts';
import { createMockApi } from './mock/mock-api.ts';
import { problemBase } from './mock/mock-document.ts';

const WATCH_MS = 500;
const DEFAULT_BODY_LIMIT_BYTES = 1_048_576;
const DOCUMENT = 'openapi/openapi.yaml';

const HELP = `Answers with the document's own examples, and refuses what the service refuses, without the service.

Usage
  npm run mock -- [options]

Options
  --port N          where to listen (default 4010)
  --host HOST       the address to listen on (default 127.0.0.1)
  --dynamic         make answers up from the schemas
  --seed TEXT       what --dynamic makes them up from: the same text gives the same answers (default petsage)
  --help            this text

Examples
  npm run mock
  npm run mock -- --port 4020 --dynamic
  curl http://127.0.0.1:4010/api/v1/smoke-test
  curl http://127.0.0.1:4010/api/v1/smoke-test -H 'Prefer: code=503'
  curl http://127.0.0.1:4010/api/v1/smoke-test -H 'Prefer: code=400, example=malformed-target'

A change of the document is taken up as soon as it is saved. docs/mock.md says what else a request may prefer.
Exit codes: 0 ended as asked, 1 failed, such as on a port in use, 2 misused.
`;

/** The one for a request that breaks the contract is what `Prefer: code=400` means. */
const problems = [contractProblems['invalid-request'], ...Object.values({ ...contractProblems, ...drainProblems })];
/** Handlers log, and there are none here. */
const log: Logger = { child: () => log, debug: nothing, info: nothing, warn: nothing, error: nothing };

interface Options {
  readonly port: number;
  readonly host: string;
  readonly dynamic: boolean;
  readonly seed: string;
}

await runCommand({ help: HELP, helpCommand: 'npm run mock -- --help', failures: [RefusedDocument], parse, run });

async function run(options: Options): Promise<number> {
  const { port, host } = options;
  // Any port at all is free where the address can be listened on.
  if (!(await portIsFree(0, host))) {
    process.stderr.write(`Cannot listen on ${host}: it is no address of this machine. Choose another with --host.\n`);
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

/**
 * Serves until it is asked to end.
 *
 * @param folder where the contract is compiled to
 * @throws RefusedDocument when the document is none that could be served
 */
async function serve(options: Options, folder: string): Promise<number> {
  const { port, host } = options;
  const ended = new Promise<void>((resolve) => onceAskedToEnd(resolve));
  let revision = 0;
  const read = async () => {
    const text = readFileSync(join(ROOT, DOCUMENT), 'utf8');
    const operations = loadContract(DOCUMENT, text, join(folder, String(revision++)));
    const document = new SourceDocument(DOCUMENT, text).root;
    return { document, api: await createMockApi({ ...options, document, operations, problems, bodyLimitBytes: DEFAULT_BODY_LIMIT_BYTES, log }) };
  };
  let current = await read();
  const base = () => problemBase(current.document);
  const app = new ContractApp({
    problemBase: base,
    bodyLimitBytes: DEFAULT_BODY_LIMIT_BYTES,
    onResponse: ({ method, route, status }) => process.stdout.write(`${method} ${route ?? '(no path of the document)'} ${status}\n`),
    onFailure: (error, { operationId }) => process.stderr.write(`${operationId ?? 'The mock'}: ${reasonOf(error)}\n`),
  });
  app.use((ctx, next) => current.api(ctx, next));
  const server = createHttpServer(app.callback(), { problemBase: base });
  server.listen(port, host);
  await once(server, 'listening');
  watchFile(join(ROOT, DOCUMENT), { interval: WATCH_MS, persistent: false }, () => {
    read().then(
      (next) => {
        current = next;
        process.stderr.write('The document has changed, and the mock with it.\n');
      },
      (error: Error) => process.stderr.write(`${error.message}\nThe mock goes on with the document as it was.\n`),
    );
  });
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  process.stdout.write(`The mock answers at ${url}\n  curl ${url}/api/v1/smoke-test\n  curl ${url}/api/v1/smoke-test -H 'Prefer: code=503'\n`);
  await ended;
  unwatchFile(join(ROOT, DOCUMENT));
  server.close();
  server.closeAllConnections();
  return EXIT.done;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof InvalidResponseError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `the response that was made for ${error.responseStatus} breaks the contract at ${error.pointer === '' ? 'its root' : error.pointer}: ${error.reason}. Give it an example in the document.`;
}

function nothing(): void {}

function parse(args: string[]): Options | undefined {
  const { values } = readArguments({
    args,
    options: {
      port: { type: 'string', default: '4010' },
      host: { type: 'string', default: '127.0.0.1' },
      dynamic: { type: 'boolean', default: false },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const port = wholeNumber('--port', values.port, 1, 65_535);
  if (values.seed !== undefined && !values.dynamic) throw new Error('--seed is for --dynamic.');
  if (values.seed === '') throw new Error('--seed is empty; allowed is any other text.');
  return { port, host: values.host, dynamic: values.dynamic, seed: values.seed ?? 'petsage' };
}
