/** `npm run mock`: Prism answers with the document's own examples, for frontend developers. */
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFile, portIsFree, ROOT, startNode, untilListening } from './child.ts';

/** 0 ended as asked, 1 failed, 2 misused. */
const EXIT = { failed: 1, misused: 2 } as const;
const START_TIMEOUT_MS = 30_000;

const HELP = `Answers with the document's own examples, with CORS, without the service.

Usage
  npm run mock -- [options]

Options
  --port N          where to listen (default 4010)
  --host HOST       the address to listen on (default 127.0.0.1)
  --dynamic         make answers up from the schemas, the same for every run
  --help            this text

Examples
  npm run mock
  npm run mock -- --port 4020 --dynamic
  curl http://127.0.0.1:4010/api/v1/smoke-test
  curl http://127.0.0.1:4010/api/v1/smoke-test -H 'Prefer: code=503'

Exit codes: 0 ended as asked, 1 failed, such as on a port in use, 2 misused.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let options: ReturnType<typeof parse>;
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
  const { port, host, dynamic } = options;
  // Any port at all is free where the address can be listened on.
  if (!(await portIsFree(0, host))) {
    process.stderr.write(`Cannot listen on ${host}: it is no address of this machine. Choose another with --host.\n`);
    return EXIT.failed;
  }
  if (!(await portIsFree(port, host))) {
    process.stderr.write(`Cannot listen on ${host}, port ${port}: it is in use. Choose another with --port.\n`);
    return EXIT.failed;
  }
  // Invented members would be shapes that the service never answers with; the seed makes runs alike.
  const made = dynamic ? ['--dynamic', '--json-schema-faker-fillProperties=false', '--seed', 'petsage'] : [];
  const prism = startNode(
    [packageFile('@stoplight/prism-cli/dist/index.js'), 'mock', join(ROOT, 'openapi/openapi.yaml'), '--port', String(port), '--host', host, ...made],
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

function parse(args: string[]): { port: number; host: string; dynamic: boolean; help: boolean } {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4010' },
      host: { type: 'string', default: '127.0.0.1' },
      dynamic: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) throw new Error(`--port is ${JSON.stringify(values.port)}; allowed is a whole number from 1 to 65535.`);
  return { ...values, port };
}
