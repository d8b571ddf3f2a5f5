import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../../support/tool.ts';
import { DOCUMENT } from './options.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const contract = (...args: string[]) => runTool(['tools/contract.ts', ...args]);

test('each check has a line with its exit code, in the order of the list, and faults stand before it', async () => {
  const broken = join(folder, 'openapi.yaml');
  writeFileSync(broken, readFileSync(DOCUMENT, 'utf8').replace(/ +summary: .*\n/, ''));
  const { code, stdout, stderr } = await contract('--only', 'breaking,lint', '--document', broken, '--base', DOCUMENT);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(
    /^lint: [\s\S]*operation-summary[\s\S]*\nlint: exit 1, FAILED \(\d+\.\d s\)\nbreaking: exit 0, ok; changes since openapi\/openapi\.yaml: 1, breaking: 0 \(\d+\.\d s\)\n$/,
  );
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
  const server = createServer((req, res) => {
    const send = (status: number, type: string, body: object, headers: object = {}) =>
      res.writeHead(status, { 'Content-Type': type, ...headers }).end(JSON.stringify(body));
    const problem = (status: number, headers: object = {}) => send(status, 'application/problem+json', { status }, headers);
    if (req.url?.split('?')[0] !== '/hello') problem(404);
    else if (req.method === 'OPTIONS') res.writeHead(204, { Allow: 'GET, HEAD, OPTIONS' }).end();
    else if (req.method !== 'GET' && req.method !== 'HEAD') problem(405, { Allow: 'GET, HEAD, OPTIONS' });
    else if (req.headers.accept === 'image/x-none') problem(406);
    else send(200, 'application/json', { hello: 'you' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, stdout } = await contract('--document', join(folder, 'hello.json'), '--base', join(folder, 'hello.json'), '--service', url, '--cases', '20');
  server.close();
  server.closeAllConnections();
  expect({ code, lines: stdout.trim().split('\n') }).toEqual({
    code: 0,
    lines: [
      expect.stringMatching(/^lint: exit 0, ok \(/),
      expect.stringMatching(/^drift: exit 0, not run: no folder is known/),
      expect.stringMatching(/^breaking: exit 0, ok; changes since .*: 0, breaking: 0 \(/),
      expect.stringMatching(/^conformance: exit 0, (?:ok; )?\d+ answers seen/),
      expect.stringMatching(/^examples: exit 0, ok; 1 examples validated, 1 of 1 answers compared \(/),
    ],
  });
}, 60_000);

const misuse: { given: string[]; want: RegExp }[] = [
  { given: ['--only', 'luck'], want: /^--only is "luck"; allowed is lint, drift, breaking, conformance, examples\./ },
  { given: ['--require', 'lint,luck'], want: /^--require is "luck"; allowed is/ },
  { given: ['--only', 'lint', '--require', 'drift'], want: /^--require names drift, and --only does not\./ },
  { given: ['--only', 'lint', '--changelog', '-'], want: /^--changelog is made by the check breaking/ },
  { given: ['--base', 'none.yaml'], want: /^--base is "none\.yaml"; there is no such file\./ },
  { given: ['--document', 'src'], want: /^--document is "src"; there is no such file\./ },
  { given: ['--service', 'localhost:3000'], want: /^--service is "localhost:3000"; allowed is an http or https URL/ },
  { given: ['--cases', '-1'], want: /--cases/ },
  { given: ['--seed', 'x'], want: /^--seed is "x"; allowed is a whole number from 0 to 2147483647\./ },
];
test.each(misuse)('$given is misuse', async ({ given, want }) => {
  const { code, stdout, stderr } = await contract(...given);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(want) });
  expect(stderr).toMatch(/ See npm run contract -- --help\.\n$/);
});
