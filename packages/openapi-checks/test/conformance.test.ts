import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { runTool } from '../../../test/support/tool.ts';
import { freePort } from '../../../tools/port.ts';
import { honestDocument, honestHandlers } from '../../openapi-koa/test/honest-pets.ts';
import { checkConformance, conformance } from '../src/conformance.ts';
import { loadDocument } from '../src/load-document.ts';
import { NoPython, pythonWithSchemathesis } from '../src/python.ts';
import { startWitness } from '../src/witness.ts';
import { DOCUMENT, options } from './options.ts';
import { schemathesisIsHere } from './python.ts';

const right = { status: 'ok', message: 'm', timestamp: '2026-01-15T09:30:00.000Z' };
const testWithPython = schemathesisIsHere ? test : test.skip;

async function faultsOf(listener: RequestListener, cases: number): Promise<string> {
  return (await outcomeOf(listener, cases)).faults.join('\n');
}

/** The origin of the service is SERVICE. */
async function outcomeOf(listener: RequestListener, cases: number): Promise<{ faults: string[]; done: string | undefined }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { faults, done } = await checkConformance(origin, { document: DOCUMENT, cases, seed: 1 });
    return { faults: faults.map((fault) => fault.replaceAll(origin, 'SERVICE')), done };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function answers(status: number, body: object, headers: Record<string, string> = { 'Cache-Control': 'no-store' }): RequestListener {
  return (_req, res) => res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers by the document to all that is asked every time, and wrongly to what is made up. */
function lies(lie: RequestListener): RequestListener {
  return (req, res) => ((req.url ?? '').length > 40 ? lie : answers(200, right))(req, res);
}

describe('conformance sees a service that', () => {
  const cases: { name: string; listener: RequestListener; want: RegExp }[] = [
    { name: 'answers a wrong body', listener: answers(200, { ...right, status: 'fine' }), want: /GET \/api\/v1\/smoke-test: Prism says/ },
    {
      name: 'answers an undeclared status, which Prism lets pass',
      listener: answers(202, right),
      want: /GET \/api\/v1\/smoke-test: answered 202, and the document declares 200, 503/,
    },
    { name: 'answers 501, which Prism replaces by a mock', listener: answers(501, right), want: /GET \/api\/v1\/smoke-test: answered 501/ },
    { name: 'answers without a declared header field', listener: answers(200, right, {}), want: /GET \/api\/v1\/smoke-test: Prism says/ },
    {
      name: 'answers a 503, which is declared and no success',
      listener: answers(503, right),
      want: /^GET \/api\/v1\/smoke-test: answered 503, a failure of the service$/m,
    },
    {
      name: 'answers a 404 where it is to succeed',
      listener: answers(404, right),
      want: /^GET \/api\/v1\/smoke-test: answered 404, and a success is wanted$/m,
    },
    { name: 'does not answer', listener: (_req, res) => res.destroy(), want: /GET \/api\/v1\/smoke-test: no answer: .*other side closed/ },
  ];
  test.each(cases)('$name', async ({ listener, want }) => expect(await faultsOf(listener, 0)).toMatch(want));

  test('does not listen, and tells the code', async () => {
    const { faults, done } = await checkConformance(`http://127.0.0.1:${await freePort()}`, { document: DOCUMENT, cases: 0, seed: 1 });
    expect(faults).toContainEqual(expect.stringMatching(/^GET \/api\/v1\/smoke-test: no answer: connect ECONNREFUSED 127\.0\.0\.1:\d+$/));
    expect(done).toBe('0 answers seen');
  });

  test('answers nothing as it should, and each answer is counted', async () => {
    expect((await outcomeOf(answers(404, right), 0)).done).toBe('8 answers seen');
  });

  testWithPython(
    'answers an undeclared success to an unusual request only, which the witness and schemathesis see',
    async () => {
      const faults = await faultsOf(lies(answers(202, right)), 40);
      expect(faults).toMatch(/\?\S+: answered 202, and the document declares 200, 503, default/);
      expect(faults).toMatch(/GET \/api\/v1\/smoke-test: schemathesis says\n[\s\S]*Undocumented status code/);
      // What is to be repeated is asked of the service, not of what stood before it.
      expect(faults).toMatch(/curl -X GET .*SERVICE\/api\/v1\/smoke-test/);
      expect(faults).not.toMatch(/http:\/\/127\.0\.0\.1/);
    },
    60_000,
  );
});

describe('the witness', () => {
  const cases: { name: string; listener: RequestListener; method?: string; want: string[] }[] = [
    { name: 'says nothing of a declared answer', listener: answers(200, right), want: [] },
    { name: 'sees a 501', listener: answers(501, right), want: ['GET /api/v1/smoke-test?a=b: answered 501, a failure of the service'] },
    {
      name: 'sees a declared 5xx, which a service that is well does not answer',
      listener: answers(503, right),
      want: [expect.stringContaining('answered 503, a failure of the service')],
    },
    {
      name: 'holds HEAD against GET',
      listener: answers(202, right),
      method: 'HEAD',
      want: [expect.stringContaining('answered 202, and the document declares 200, 503, default')],
    },
    { name: 'sees that there is no answer', listener: (_req, res) => res.destroy(), want: ['GET /api/v1/smoke-test?a=b: no answer'] },
  ];
  test.each(cases)('$name', async ({ listener, method = 'GET', want }) => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const witness = await startWitness(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, loadDocument(DOCUMENT));
    for (let times = 0; times < 2; times++) await fetch(`${witness.origin}/api/v1/smoke-test?a=b`, { method }).catch(() => {});
    expect(witness.faults).toEqual(want);
    witness.close();
    server.close();
    server.closeAllConnections();
  });

  test('hands messages on as they are', async () => {
    const server = createServer((req, res) =>
      res.writeHead(418, 'Teapot', ['X-Case', `${req.method} ${req.url} ${req.headers['x-probe']}`, 'X-Case', 'two']).end('tea'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const witness = await startWitness(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, loadDocument(DOCUMENT));
    const answer = await fetch(`${witness.origin}/x?%C3%A4`, { method: 'POST', headers: { 'X-Probe': 'p' }, body: 'b' });
    expect([answer.status, answer.statusText, answer.headers.get('x-case'), await answer.text()]).toEqual([418, 'Teapot', 'POST /x?%C3%A4 p, two', 'tea']);
    expect(witness.answered).toBe(1);
    witness.close();
    server.close();
    server.closeAllConnections();
  });
});

testWithPython(
  'an API with parameters and bodies keeps its document, whatever is sent',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    const text = JSON.stringify(honestDocument());
    const document = join(folder, 'openapi.json');
    writeFileSync(document, text);
    const api = await startApi({ operations: compile('pets.json', text), handlers: honestHandlers, bodyLimitBytes: 1 << 20 });
    try {
      const { faults, notRun } = await checkConformance(`http://127.0.0.1:${api.port}`, { document, cases: 90, seed: 1 });
      expect({ faults, notRun }).toEqual({ faults: [] });
      expect(api.failures).toEqual([]);
    } finally {
      await api.close();
      rmSync(folder, { recursive: true });
    }
  },
  100_000,
);

describe('without Python', () => {
  test('the requests that it would make up are not made, and that is said', () => {
    expect(() => pythonWithSchemathesis({ ...process.env, PYTHON: 'no-such-python' })).toThrow(
      new NoPython('no Python 3.11 or newer is here as no-such-python; PYTHON names one elsewhere'),
    );
  });

  test('the check passes in part, and fails where it is required', async () => {
    const without = { ...process.env, PYTHON: 'no-such-python' };
    const part = await runTool(['packages/openapi-checks/src/contract.ts', '--only', 'conformance'], without);
    expect(part).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^conformance: exit 0, \d+ answers seen; not run: requests made up by schemathesis: no Python 3\.11 or newer/),
      stderr: '',
    });
    const required = await runTool(['packages/openapi-checks/src/contract.ts', '--only', 'conformance', '--require', 'conformance'], without);
    expect(required).toMatchObject({ code: 1, stdout: expect.stringMatching(/^conformance: exit 1, FAILED; .*not run: requests made up/) });
  }, 60_000);
});

test('another document without a service is not called to account', async () => {
  expect(await conformance.run(options)).toEqual({ faults: [], notRun: 'no service is known that answers by this document; name it with --service' });
});

test('a service that does not start says why', async () => {
  const { CI: _, ...outside } = process.env;
  expect(await runTool(['packages/openapi-checks/src/contract.ts', '--only', 'conformance'], { ...outside, BODY_LIMIT_BYTES: 'many' })).toEqual({
    code: 1,
    stdout: expect.stringMatching(
      /^conformance: the service did not start: BODY_LIMIT_BYTES must be a whole number from 1 to 1073741824; got "many"\.\nconformance: exit 1, FAILED \(.* s\)\n$/,
    ),
    stderr: '',
  });
});
