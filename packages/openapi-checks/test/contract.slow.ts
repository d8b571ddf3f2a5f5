import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, portIsFree } from '@petsage/openapi-checks/lib';
import { generatedFolder } from '../../../test/support/generated-folder.ts';
import { runTool } from '../../../test/support/tool.ts';
import { CONTRACT, DOCUMENT } from './options.ts';

/** A service of another repository, as a program. */
const HELLO = `
const send = (res, status, type, body, headers = {}) => res.writeHead(status, { 'Content-Type': type, ...headers }).end(JSON.stringify(body));
const problem = (res, status, headers) => send(res, status, 'application/problem+json', { status }, headers);
require('node:http').createServer((req, res) => {
  if (req.url.split('?')[0] !== '/hello') problem(res, 404);
  else if (req.method === 'OPTIONS') res.writeHead(204, { Allow: 'GET, HEAD, OPTIONS' }).end();
  else if (req.method !== 'GET' && req.method !== 'HEAD') problem(res, 405, { Allow: 'GET, HEAD, OPTIONS' });
  else if (req.headers.accept === 'image/x-none') problem(res, 406);
  else send(res, 200, 'application/json', { hello: 'you' });
}).listen(Number(process.argv[2]), '127.0.0.1');
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const contract = (...args: string[]) => runTool([...CONTRACT, ...args]);

test('each check prints its faults and then a line with its exit code, in the order of the list', async () => {
  const broken = join(folder, 'openapi.yaml');
  writeFileSync(broken, readFileSync(DOCUMENT, 'utf8').replace(/ +summary: .*\n/, ''));
  const { code, stdout, stderr } = await contract('--only', 'breaking,lint', '--document', broken, '--base', DOCUMENT);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(
    /^lint: [\s\S]*operation-summary[\s\S]*\nlint: exit 1, FAILED \(\d+\.\d s\)\nbreaking: exit 0, ok; changes since \S+\/openapi\.yaml: 1, breaking: 0 \(\d+\.\d s\)\n$/,
  );
});

test('the last line of a failed check repeats no fault', async () => {
  const generated = join(folder, 'generated');
  cpSync(generatedFolder(DOCUMENT), generated, { recursive: true });
  writeFileSync(join(generated, 'types.ts'), '');
  const { code, stdout } = await contract('--only', 'drift', '--generated', generated);
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^drift: .* compiles to:\ndifferent: types\.ts\nNext: .*\ndrift: exit 1, FAILED \(\d+\.\d s\)\n$/),
  });
});

test('a check that is required and cannot be run fails', async () => {
  writeFileSync(join(folder, 'openapi.yaml'), readFileSync(DOCUMENT));
  const { code, stdout } = await contract('--document', join(folder, 'openapi.yaml'), '--only', 'breaking', '--require', 'breaking');
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^breaking: exit 1, FAILED; not run: ./) });
});

test('with --changelog - stdout has the changelog only', async () => {
  const base = join(folder, 'released.yaml');
  writeFileSync(base, readFileSync(DOCUMENT, 'utf8').replace('getSmokeTest', 'getHealth'));
  const { code, stdout, stderr } = await contract('--only', 'breaking', '--base', base, '--changelog', '-');
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^## 1\.0\.0, since [\s\S]*\| Change \| What \| Where \|\n[\s\S]*\|\n$/),
    stderr: expect.stringMatching(/breaking: exit 1, FAILED/),
  });
});

test('the document and service of another repository can be checked', async () => {
  const hello = {
    openapi: '3.1.0',
    info: { title: 'Hello', version: '1.0.0', license: { name: 'MIT', url: 'https://example.com/licence' } },
    servers: [{ url: 'http://localhost:8080' }],
    security: [],
    tags: [{ name: 'Hello', description: 'Greets.' }],
    paths: {
      '/hello': {
        get: {
          operationId: 'getHello',
          tags: ['Hello'],
          summary: 'Says hello',
          description: 'Says hello to everybody.',
          responses: {
            200: {
              description: 'A greeting.',
              content: { 'application/json': { schema: { type: 'object', properties: { hello: { type: 'string' } } }, example: { hello: 'you' } } },
            },
            default: { description: 'Refused.', content: { 'application/problem+json': { schema: { type: 'object' } } } },
          },
        },
      },
    },
  };
  writeFileSync(join(folder, 'hello.json'), JSON.stringify(hello));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'hello.cjs'), HELLO);
  const document = join(folder, 'hello.json');
  const start = `"${process.execPath}" "${join(folder, 'hello.cjs')}" ${port}`;
  const { code, stdout } = await contract('--document', document, '--base', document, '--service', url, '--start', start, '--cases', '0');
  expect({ code, lines: stdout.trim().split('\n') }).toEqual({
    code: 0,
    lines: [
      expect.stringMatching(/^lint: exit 0, ok \(/),
      expect.stringMatching(/^drift: exit 0, not run: no generated folder of this document/),
      expect.stringMatching(/^breaking: exit 0, ok; changes since .*: 0, breaking: 0 \(/),
      expect.stringMatching(/^conformance: exit 0, ok; \d+ responses checked \(/),
      expect.stringMatching(/^examples: exit 0, ok; 1 examples validated, 1 of 1 responses compared \(/),
    ],
  });
  expect(await portIsFree(port, '127.0.0.1')).toBe(true);
}, 60_000);

test('a command that does not start a service is reported with its output', async () => {
  const start = `"${process.execPath}" -e "console.error('no database'); process.exit(3)"`;
  const { code, stdout } = await contract('--only', 'examples', '--service', 'http://127.0.0.1:9', '--start', start);
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^examples: the service did not start: no database\nexamples: exit 1, FAILED/) });
});

test('a command that ends without output is reported with its exit code', async () => {
  const { code, stdout } = await contract('--only', 'examples', '--service', `http://127.0.0.1:${await freePort()}`, '--start', 'exit 3');
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^examples: the service did not start: Nothing listens on 127\.0\.0\.1, port \d+: the process ended with exit code 3\.\n/),
  });
});

test('a service that already listens is not taken for the one of --start', async () => {
  const server = createServer((_req, res) => res.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mark = join(folder, 'started');
  const start = `"${process.execPath}" -e "require('node:fs').writeFileSync('${mark}', '')"`;
  const { code, stdout } = await contract('--only', 'examples', '--service', url, '--start', start);
  server.close();
  expect({ code, stdout, started: existsSync(mark) }).toEqual({
    code: 1,
    stdout: expect.stringMatching(
      /^examples: the service was not started: something already listens at http:\/\/127\.0\.0\.1:\d+\. .*\nexamples: exit 1, FAILED/,
    ),
    started: false,
  });
});

test('a Node.js that is too old gets one line', async () => {
  const old = "Object.defineProperty(process.versions, 'node', { value: '22.14.0' }); import('./packages/openapi-checks/src/cli.ts');";
  const stderr = 'openapi-checks requires Node.js 22.15 or newer; this is 22.14.0.\n';
  expect(await runTool(['-e', old])).toEqual({ code: 2, stdout: '', stderr });
});

describe('a set-up', () => {
  const examples = (...args: string[]) => contract('--only', 'examples', ...args);

  test('gets the URL of the service, and runs before its responses are compared', async () => {
    const seen = join(folder, 'seen');
    const { code } = await examples(
      '--setup',
      `node -e 'fetch(process.env.SERVICE_URL + "/api/v1/smoke-test").then((r) => fs.writeFileSync("${seen}", String(r.status)))'`,
    );
    expect({ code, seen: readFileSync(seen, 'utf8') }).toEqual({ code: 0, seen: '200' });
  });

  test('that fails is reported with its output, and the check fails', async () => {
    expect(await examples('--setup', 'echo no database; exit 3')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^examples: the set-up ended with exit code 3: no database\nexamples: exit 1, FAILED/),
    });
  });
});

test('a finding is accepted by an exception, and an exception without a finding fails the check', async () => {
  const broken = join(folder, 'openapi.yaml');
  writeFileSync(broken, readFileSync(DOCUMENT, 'utf8').replace('                status: ok', '                status: fine'));
  const exceptions = join(folder, 'exceptions.yaml');
  writeFileSync(exceptions, "exceptions: [{ check: examples, finding: '*: the example at * breaks its schema: */status must *', reason: it is new }]");
  const run = (document: string) => contract('--document', document, '--only', 'examples', '--exceptions', `${folder}/*exceptions.yaml`);
  expect(await run(broken)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^examples: exit 0, .*; 1 accepted by exceptions; not run: /) });
  writeFileSync(exceptions, 'exceptions: [{ check: lint, finding: none, reason: old }]');
  const lint = await contract('--only', 'lint', '--exceptions', exceptions);
  expect(lint).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/exceptions\.yaml:1:14: no finding of lint matches this exception; remove it\.\nlint: exit 1, FAILED/),
  });
  writeFileSync(exceptions, 'exceptions: [{ check: lint }]');
  expect(await contract('--only', 'lint', '--exceptions', exceptions)).toMatchObject({ code: 2, stderr: expect.stringMatching(/must have a `finding`/) });
});
