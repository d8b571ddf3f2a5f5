/** `npm run mock`: Prism answers with the document's own examples, for frontend developers. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractProblems } from '../src/contract/index.ts';
import { readArguments } from './arguments.ts';
import { packageFile, portIsFree, ROOT, startNode, untilListening } from './child.ts';
import { RefusedDocument, SourceDocument } from './generate/source-document.ts';
import { mockDocument } from './mock/mock-document.ts';

/** 0 ended as asked, 1 failed, 2 misused. */
const EXIT = { failed: 1, misused: 2 } as const;
const START_TIMEOUT_MS = 30_000;
const WATCH_MS = 500;
const DOCUMENT = 'openapi/openapi.yaml';

const HELP = `Answers with the document's own examples, with CORS, without the service.

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

A change of the document is taken up as soon as it is saved.
Exit codes: 0 ended as asked, 1 failed, such as on a port in use, 2 misused.
`;

/** The one for a request that breaks the contract is what `Prefer: code=400` means. */
const problems = [contractProblems['invalid-request'], ...Object.values(contractProblems)];

interface Options {
  readonly port: number;
  readonly host: string;
  readonly dynamic: boolean;
  readonly seed: string;
  readonly help: boolean;
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let options: Options;
  try {
    options = parse(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('\n')[0]} See npm run mock -- --help.\n`);
    return EXIT.misused;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
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
  const folder = mkdtempSync(join(tmpdir(), 'petsage-mock-'));
  try {
    return await serve(options, join(folder, 'openapi.json'));
  } catch (error) {
    if (!(error instanceof RefusedDocument)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  } finally {
    unwatchFile(join(ROOT, DOCUMENT));
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs Prism until it ends, or a signal comes.
 *
 * @param file where Prism's own copy of the document is written; Prism takes up a change of it
 * @throws RefusedDocument when the document is none
 */
async function serve({ port, host, dynamic, seed }: Options, file: string): Promise<number> {
  const write = () => {
    const { root } = new SourceDocument(DOCUMENT, readFileSync(join(ROOT, DOCUMENT), 'utf8'));
    writeFileSync(file, JSON.stringify(mockDocument(root, problems)));
  };
  write();
  watchFile(join(ROOT, DOCUMENT), { interval: WATCH_MS, persistent: false }, () => {
    try {
      write();
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\nThe mock goes on with the document as it was.\n`);
    }
  });
  const prism = startNode(
    [
      packageFile('@stoplight/prism-cli/dist/index.js'),
      'mock',
      file,
      '--port',
      String(port),
      '--host',
      host,
      ...(dynamic ? ['--dynamic', '--seed', seed] : []),
    ],
    ['ignore', 'inherit', 'inherit'],
  );
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      asked = true;
      prism.kill('SIGTERM');
    });
  }
  const ended = once(prism, 'exit');
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  untilListening(port, host, prism, START_TIMEOUT_MS).then(
    () => process.stdout.write(`The mock answers at ${url}\n  curl ${url}/api/v1/smoke-test\n  curl ${url}/api/v1/smoke-test -H 'Prefer: code=503'\n`),
    (error: Error) => asked || process.stderr.write(`${error.message}\n`),
  );
  await ended;
  return asked ? 0 : EXIT.failed;
}

function parse(args: string[]): Options {
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
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) throw new Error(`--port is ${JSON.stringify(values.port)}; allowed is a whole number from 1 to 65535.`);
  if (values.seed !== undefined && !values.dynamic) throw new Error('--seed is for --dynamic.');
  if (values.seed === '') throw new Error('--seed is empty; allowed is any other text.');
  return { ...values, port, seed: values.seed ?? 'petsage' };
}
