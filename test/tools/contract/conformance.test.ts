import { spawnSync } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkConformance, conformance } from '../../../tools/contract/conformance.ts';
import { NoPython, pythonWithSchemathesis } from '../../../tools/contract/python.ts';
import { allows } from '../../../tools/contract/witness.ts';
import { runTool } from '../../support/tool.ts';
import { DOCUMENT, options } from './options.ts';

const right = { status: 'ok', message: 'm', timestamp: '2026-01-15T09:30:00.000Z' };
const withPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0;

async function faultsOf(listener: RequestListener, cases: number): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { faults } = await checkConformance(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { document: DOCUMENT, cases, seed: 1 });
    return faults.join('\n');
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function answers(status: number, body: object, headers: Record<string, string> = { 'Cache-Control': 'no-store' }): RequestListener {
  return (_req, res) => res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers by the document to all that is asked every time, and to what is made up in turns wrongly. */
function lies(...all: readonly RequestListener[]): RequestListener {
  let turn = 0;
  return (req, res) => ((req.url ?? '').length > 40 ? all[turn++ % all.length] : answers(200, right))?.(req, res);
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
    { name: 'does not answer', listener: (_req, res) => res.destroy(), want: /GET \/api\/v1\/smoke-test: no answer/ },
  ];
  test.each(cases)('$name', async ({ listener, want }) => expect(await faultsOf(listener, 0)).toMatch(want));

  (withPython ? test : test.skip)(
    'fails, answers 501, an undeclared success or a wrong body to an unusual request only',
    async () => {
      const faults = await faultsOf(lies(answers(500, right), answers(501, right), answers(202, right), answers(200, { status: 'ok' })), 120);
      const wanted = [
        /GET \/api\/v1\/smoke-test\?\S+: answered 500, a failure of the service/,
        /GET \/api\/v1\/smoke-test\?\S+: answered 501, a failure of the service/,
        /\?\S+: answered 202, and the document declares 200, 503, default/,
        /GET \/api\/v1\/smoke-test: schemathesis says\n/,
      ];
      for (const want of wanted) expect(faults).toMatch(want);
    },
    60_000,
  );

  (withPython ? test : test.skip)(
    'answers a wrong body to an unusual request only',
    async () => expect(await faultsOf(lies(answers(200, { status: 'ok' })), 120)).toMatch(/schemathesis says\n[\s\S]*"message" is a required property/),
    60_000,
  );
});

describe('a status is declared', () => {
  const cases: { name: string; declared: string[]; status: number; want: boolean }[] = [
    { name: 'by itself', declared: ['200'], status: 200, want: true },
    { name: 'by its range', declared: ['2XX'], status: 204, want: true },
    { name: 'as an error by default', declared: ['200', 'default'], status: 404, want: true },
    { name: 'as a success by default where no other is', declared: ['503', 'default'], status: 204, want: true },
    { name: 'not as a success by default where another is', declared: ['200', 'default'], status: 202, want: false },
    { name: 'not where only others are', declared: ['200', '4XX'], status: 503, want: false },
  ];
  test.each(cases)('$name', ({ declared, status, want }) => expect(allows(declared, status)).toBe(want));
});

describe('without Python', () => {
  test('the requests that it would make up are not made, and that is said', () => {
    expect(() => pythonWithSchemathesis({ ...process.env, PYTHON: 'no-such-python' })).toThrow(
      new NoPython('no Python 3.11 or newer is here as no-such-python; PYTHON names one elsewhere'),
    );
  });

  test('the check passes in part, and fails where it is required', async () => {
    const without = { ...process.env, PYTHON: 'no-such-python' };
    const part = await runTool(['tools/contract.ts', '--only', 'conformance'], without);
    expect(part).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^conformance: exit 0, \d+ answers seen; not run: requests made up by schemathesis: no Python 3\.11 or newer/),
      stderr: '',
    });
    const required = await runTool(['tools/contract.ts', '--only', 'conformance', '--require', 'conformance'], without);
    expect(required).toMatchObject({ code: 1, stdout: expect.stringMatching(/^conformance: exit 1, FAILED; .*not run: requests made up/) });
  }, 60_000);
});

test('another document without a service is not called to account', async () => {
  expect(await conformance.run(options)).toEqual({ faults: [], notRun: 'no service is known that answers by this document; name it with --service' });
});

test('a service that does not start says why', async () => {
  const { CI: _, ...outside } = process.env;
  expect(await runTool(['tools/contract.ts', '--only', 'conformance'], { ...outside, BODY_LIMIT_BYTES: 'many' })).toEqual({
    code: 1,
    stdout: expect.stringMatching(
      /^conformance: the service did not start: BODY_LIMIT_BYTES is "many"; allowed is a whole number from 1 to 1073741824\.\nconformance: exit 1, FAILED \(.* s\)\n$/,
    ),
    stderr: '',
  });
});
