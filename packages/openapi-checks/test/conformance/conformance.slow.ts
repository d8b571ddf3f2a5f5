import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { startApi } from '../../../../test/support/api.ts';
import { compile } from '../../../../test/support/documents.ts';
import { runTool } from '../../../../test/support/tool.ts';
import { honestDocument, honestHandlers } from '../../../openapi-koa/test/honest-pets.ts';
import { checkConformance, conformance } from '../../src/conformance/conformance.ts';
import { NoPython, pythonWithSchemathesis } from '../../src/conformance/python.ts';
import { SchemathesisCrash, schemathesis } from '../../src/conformance/schemathesis.ts';
import { startValidationProxy } from '../../src/conformance/validation-proxy.ts';
import { CONTRACT, DOCUMENT, options } from '../options.ts';
import { schemathesisIsHere } from './python.ts';

const right = { status: 'ok', message: 'm', timestamp: '2026-01-15T09:30:00.000Z' };
const testWithPython = schemathesisIsHere ? test : test.skip;

async function faultsOf(listener: RequestListener, cases: number): Promise<string> {
  return (await outcomeOf(listener, cases)).faults.join('\n');
}

/** The origin of the service is SERVICE. */
async function outcomeOf(listener: RequestListener, cases: number): Promise<{ faults: string[]; done: string | undefined; notRun: string | undefined }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { faults, done, notRun } = await checkConformance(origin, { document: DOCUMENT, cases, seed: 1 });
    return { faults: faults.map((fault) => fault.replaceAll(origin, 'SERVICE')), done, notRun };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function responds(status: number, body: object, headers: Record<string, string> = { 'Cache-Control': 'no-store' }): RequestListener {
  return (_req, res) => res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Responds as declared to the fixed requests, and wrongly to generated ones. */
function onlyGenerated(wrong: RequestListener): RequestListener {
  return (req, res) => ((req.url ?? '').length > 40 ? wrong : responds(200, right))(req, res);
}

describe('conformance detects a service that', () => {
  const cases: { name: string; listener: RequestListener; want: RegExp }[] = [
    { name: 'sends an invalid body', listener: responds(200, { ...right, status: 'fine' }), want: /GET \/api\/v1\/smoke-test: Prism responded/ },
    {
      name: 'sends an undeclared status, which Prism lets pass',
      listener: responds(202, right),
      want: /GET \/api\/v1\/smoke-test: responded 202; the document declares 200, 503/,
    },
    { name: 'sends 501, which Prism replaces by a mock', listener: responds(501, right), want: /GET \/api\/v1\/smoke-test: responded 501/ },
    { name: 'leaves out a required header', listener: responds(200, right, {}), want: /GET \/api\/v1\/smoke-test: Prism responded/ },
    {
      name: 'sends a 503, which is declared but not a success',
      listener: responds(503, right),
      want: /^GET \/api\/v1\/smoke-test: responded 503, a failure of the service$/m,
    },
    {
      name: 'sends a 404 instead of a success',
      listener: responds(404, right),
      want: /^GET \/api\/v1\/smoke-test: responded 404; expected a success$/m,
    },
    { name: 'does not respond', listener: (_req, res) => res.destroy(), want: /GET \/api\/v1\/smoke-test: no response: .*other side closed/ },
  ];
  test.each(cases)('$name', async ({ listener, want }) => expect(await faultsOf(listener, 0)).toMatch(want));

  test('does not listen, with the error code', async () => {
    const { faults, done } = await checkConformance(`http://127.0.0.1:${await freePort()}`, { document: DOCUMENT, cases: 0, seed: 1 });
    expect(faults).toContainEqual(expect.stringMatching(/^GET \/api\/v1\/smoke-test: no response: connect ECONNREFUSED 127\.0\.0\.1:\d+$/));
    expect(done).toBe('0 responses checked');
  });

  test('sends only wrong responses, and counts each of them', async () => {
    expect((await outcomeOf(responds(404, right), 0)).done).toBe('8 responses checked');
  });

  testWithPython(
    'sends an undeclared success to generated requests only',
    async () => {
      const faults = await faultsOf(onlyGenerated(responds(202, right)), 40);
      expect(faults).toMatch(/\?\S+: responded 202; the document declares 200, 503, default/);
      expect(faults).toMatch(/GET \/api\/v1\/smoke-test: schemathesis reports\n[\s\S]*Undocumented status code/);
      // Requests to repeat name the service, not the proxies in front of it.
      expect(faults).toMatch(/curl -X GET .*SERVICE\/api\/v1\/smoke-test/);
      expect(faults).not.toMatch(/http:\/\/127\.0\.0\.1/);
    },
    60_000,
  );
});

testWithPython(
  'an API with parameters and bodies conforms to its document for generated requests',
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

/** What every kind of body is: forms, bytes and text. */
const UPLOADS = {
  openapi: '3.0.3',
  info: { title: 'Uploads', version: '1.0.0' },
  paths: Object.fromEntries(
    Object.entries({
      'multipart/form-data': {
        type: 'object',
        required: ['photo'],
        properties: {
          photo: { type: 'string', format: 'binary' },
          caption: { type: 'string', maxLength: 20 },
          tags: { type: 'array', items: { type: 'string' } },
        },
      },
      'application/x-www-form-urlencoded': {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', minLength: 1 }, age: { type: 'integer', maximum: 200 } },
      },
      'application/octet-stream': { type: 'string', format: 'binary' },
      'image/png': undefined,
      'text/plain': { type: 'string' },
    }).map(([type, schema], index) => [
      `/uploads/${index}`,
      {
        post: {
          operationId: `upload${index}`,
          security: [],
          requestBody: { required: true, content: { [type]: schema === undefined ? {} : { schema } } },
          responses: { 204: { description: 'd' }, '4XX': { description: 'd', content: { 'application/problem+json': { schema: { type: 'object' } } } } },
        },
      },
    ]),
  ),
};

testWithPython(
  'an API that takes uploads conforms to its document',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    const document = join(folder, 'openapi.json');
    writeFileSync(document, JSON.stringify(UPLOADS));
    const upload = () => ({ status: 204 });
    const handlers = Object.fromEntries(Object.keys(UPLOADS.paths).map((_, index) => [`upload${index}`, upload]));
    const api = await startApi({ operations: compile('uploads.json', JSON.stringify(UPLOADS)), handlers, bodyLimitBytes: 1 << 20 });
    try {
      const { faults, notRun } = await checkConformance(`http://127.0.0.1:${api.port}`, { document, cases: 100, seed: 1 });
      expect({ faults, notRun }).toEqual({ faults: [] });
    } finally {
      await api.close();
      rmSync(folder, { recursive: true });
    }
  },
  100_000,
);

function isNap(text: string): boolean {
  try {
    return typeof JSON.parse(text)?.hours === 'number';
  } catch {
    return false;
  }
}

testWithPython(
  'no generated request has a property named __proto__, which parsers in JavaScript refuse',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'open-objects-'));
    const schema = { type: 'object', required: ['hours'], properties: { hours: { type: 'number' } } };
    const content = { 'application/json': { schema } };
    const operation = {
      operationId: 'addNap',
      requestBody: { required: true, content },
      responses: { 201: { description: 'd', content }, '4XX': { description: 'd' } },
    };
    const bodies: string[] = [];
    const server = createServer(async (req, res) => {
      const body = String(Buffer.concat(await req.toArray()));
      bodies.push(body);
      res.writeHead(isNap(body) ? 201 : 400, { 'Content-Type': 'application/json' }).end('{"hours":1}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const document = join(folder, 'openapi.json');
      writeFileSync(document, JSON.stringify({ openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: { '/naps': { post: operation } } }));
      await checkConformance(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { document, cases: 1000, seed: 1 });
      expect(bodies.length).toBeGreaterThan(500);
      expect(bodies.filter((body) => /"__proto__"\s*:/.test(body))).toEqual([]);
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);

test('Prism is not started for an API that has nothing for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const document = join(folder, 'openapi.json');
  const [path = '', item] = Object.entries(UPLOADS.paths)[0] ?? [];
  writeFileSync(document, JSON.stringify({ ...UPLOADS, paths: { [path]: item } }));
  const server = createServer((_req, res) => res.writeHead(404, { 'Content-Type': 'application/problem+json' }).end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const outcome = await checkConformance(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { document, cases: 0, seed: 1 });
    expect(outcome).toEqual({ faults: [], done: '1 responses checked' });
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

describe('a helper program that ends is not counted against the service:', () => {
  test('Prism, at a media type that it cannot read', async () => {
    const listener: RequestListener = (req, res) => {
      const refused = req.url?.startsWith('/no-such') || req.method === 'PROPFIND' || req.headers.accept === 'image/x-none';
      if (req.method === 'OPTIONS') return res.writeHead(204).end();
      if (!refused) return responds(200, right, { 'Content-Type': ';;', 'Cache-Control': 'no-store' })(req, res);
      const status = req.url?.startsWith('/no-such') ? 404 : req.method === 'PROPFIND' ? 405 : 406;
      return res.writeHead(status, { 'Content-Type': 'application/problem+json' }).end('{}');
    };
    const { faults, notRun } = await outcomeOf(listener, 0);
    expect({ faults, notRun }).toEqual({ faults: [], notRun: 'validation by Prism, which ended: TypeError: invalid media type' });
  });

  test('Prism, without a document that it can read', async () => {
    await expect(startValidationProxy(join(tmpdir(), 'no-such-document.yaml'), 'http://127.0.0.1:9')).rejects.toThrow(
      expect.objectContaining({ name: 'NoValidationProxy', message: expect.stringMatching(/^.+$/) }),
    );
  });

  test('schemathesis, with the error in one line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    const python = join(folder, 'python');
    writeFileSync(python, '#!/bin/sh\nprintf "Traceback (most recent call last):\\n  File \\"x\\"\\nValueError: \\033[31mbroken\\n\\n"\nexit 70\n', {
      mode: 0o755,
    });
    try {
      const options = { python, document: {}, url: 'http://127.0.0.1:9', cases: 1, seed: 1, invalid: 'none', tolerant: [], strict: [] } as const;
      await expect(schemathesis(options)).rejects.toThrow(new SchemathesisCrash('schemathesis ended: ValueError: broken'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('without Python', () => {
  test('no requests are generated, and the reason is reported', () => {
    expect(() => pythonWithSchemathesis({ ...process.env, PYTHON: 'no-such-python' })).toThrow(
      new NoPython('no Python 3.11 or newer found as no-such-python; the variable PYTHON can name another'),
    );
  });

  test('the check passes in part, and fails if it is required', async () => {
    const without = { ...process.env, PYTHON: 'no-such-python' };
    const part = await runTool([...CONTRACT, '--only', 'conformance'], without);
    expect(part).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^conformance: exit 0, \d+ responses checked; not run: requests generated by schemathesis: no Python 3\.11 or newer/),
      stderr: '',
    });
    const required = await runTool([...CONTRACT, '--only', 'conformance', '--require', 'conformance'], without);
    expect(required).toMatchObject({ code: 1, stdout: expect.stringMatching(/^conformance: exit 1, FAILED; .*not run: requests generated/) });
  }, 60_000);
});

test('without a service it is not run', async () => {
  expect(await conformance.run(options)).toEqual({ faults: [], notRun: 'no service is known; --service or --own-service names one' });
});

test('a service that does not start is reported with its output', async () => {
  const { CI: _, ...outside } = process.env;
  expect(await runTool([...CONTRACT, '--only', 'conformance'], { ...outside, NO_START: 'The database is missing.' })).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^conformance: the service did not start: The database is missing\.\nconformance: exit 1, FAILED \(.* s\)\n$/),
    stderr: '',
  });
});
