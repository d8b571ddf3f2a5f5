import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../../../test/support/tool.ts';
import { freePort, portIsFree } from '../../../tools/port.ts';
import { parseOptions } from '../src/options.ts';
import { DOCUMENT } from './options.ts';

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

const contract = (...args: string[]) => runTool(['packages/openapi-checks/src/contract.ts', ...args]);

test('each check has a line with its exit code, in the order of the list, and faults stand before it', async () => {
  const broken = join(folder, 'openapi.yaml');
  writeFileSync(broken, readFileSync(DOCUMENT, 'utf8').replace(/ +summary: .*\n/, ''));
  const { code, stdout, stderr } = await contract('--only', 'breaking,lint', '--document', broken, '--base', DOCUMENT);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(
    /^lint: [\s\S]*operation-summary[\s\S]*\nlint: exit 1, FAILED \(\d+\.\d s\)\nbreaking: exit 0, ok; changes since openapi\/openapi\.yaml: 1, breaking: 0 \(\d+\.\d s\)\n$/,
  );
});

test('the line of a check that failed has no fault in it', async () => {
  const generated = join(folder, 'generated');
  cpSync('generated', generated, { recursive: true });
  writeFileSync(join(generated, 'types.ts'), '');
  const { code, stdout } = await contract('--only', 'drift', '--generated', generated);
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^drift: .* gives:\ndifferent: types\.ts\nNext: openapi-compile --document .*\ndrift: exit 1, FAILED \(\d+\.\d s\)\n$/),
  });
});

test('a check that is required and cannot be made fails', async () => {
  writeFileSync(join(folder, 'openapi.yaml'), readFileSync(DOCUMENT));
  const { code, stdout } = await contract('--document', join(folder, 'openapi.yaml'), '--only', 'breaking', '--require', 'breaking');
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^breaking: exit 1, FAILED; not run: the document is in no git repository/) });
});

test('with --changelog - the changelog alone is on stdout', async () => {
  const base = join(folder, 'released.yaml');
  writeFileSync(base, readFileSync(DOCUMENT, 'utf8').replace('getSmokeTest', 'getHealth'));
  const { code, stdout, stderr } = await contract('--only', 'breaking', '--base', base, '--changelog', '-');
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^## 1\.0\.0, since [\s\S]*\| Impact \|[^:]*:?[\s\S]*\|\n$/),
    stderr: expect.stringMatching(/breaking: exit 1, FAILED/),
  });
});

test('another repository’s document and service are checked, too', async () => {
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
      expect.stringMatching(/^drift: exit 0, not run: no folder is known/),
      expect.stringMatching(/^breaking: exit 0, ok; changes since .*: 0, breaking: 0 \(/),
      expect.stringMatching(/^conformance: exit 0, ok; \d+ answers seen \(/),
      expect.stringMatching(/^examples: exit 0, ok; 1 examples validated, 1 of 1 answers compared \(/),
    ],
  });
  expect(await portIsFree(port, '127.0.0.1')).toBe(true);
}, 60_000);

test('a command that starts no service says why', async () => {
  const start = `"${process.execPath}" -e "console.error('no database'); process.exit(3)"`;
  const { code, stdout } = await contract('--only', 'examples', '--service', 'http://127.0.0.1:9', '--start', start);
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^examples: the service did not start: no database\nexamples: exit 1, FAILED/) });
});

test('a command that says nothing and ends is told by how it ended', async () => {
  const { code, stdout } = await contract('--only', 'examples', '--service', `http://127.0.0.1:${await freePort()}`, '--start', 'exit 3');
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(
      /^examples: the service did not start: Nothing listens on 127\.0\.0\.1, port \d+: what was started has ended, with the exit code 3\.\n/,
    ),
  });
});

test('what listens already is not taken for the service that --start starts', async () => {
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
      /^examples: the service was not started: something listens at http:\/\/127\.0\.0\.1:\d+ already\. .*\nexamples: exit 1, FAILED/,
    ),
    started: false,
  });
});

const misuse: { given: string[]; want: RegExp }[] = [
  { given: ['--only', 'luck'], want: /^--only is "luck"; allowed is lint, drift, breaking, conformance, examples\./ },
  { given: ['--require', 'lint,luck'], want: /^--require is "luck"; allowed is/ },
  { given: ['--only', 'lint', '--require', 'drift'], want: /^--require names drift, and --only does not\./ },
  { given: ['--only', 'lint', '--changelog', '-'], want: /^--changelog is made by the check breaking/ },
  { given: ['--base', 'none.yaml'], want: /^--base is "none\.yaml"; there is no such file\./ },
  { given: ['--document', 'src'], want: /^--document is "src"; there is no such file\./ },
  { given: ['--service', 'localhost:3000'], want: /^--service is "localhost:3000"; allowed is an http or https URL/ },
  { given: ['--start', 'npm start'], want: /^--start wants --service, which says where/ },
  { given: ['--cases', '-1'], want: /--cases/ },
  { given: ['--seed', 'x'], want: /^--seed is "x"; allowed is a whole number from 0 to 2147483647\./ },
];
const names = ['lint', 'drift', 'breaking', 'conformance', 'examples'];
test.each(misuse)('$given is misuse', ({ given, want }) => expect(() => parseOptions(given, names)).toThrow(want));
