import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { selfSigned } from '../support/certificate.ts';
import { type Service, startService } from '../support/service.ts';
import { runTool } from '../support/tool.ts';

const TOOL = 'tools/smoke.ts';
let folder: string;
let service: Service;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'smoke-'));
  service = await startService();
  url = `http://127.0.0.1:${service.port}`;
});
afterAll(() => {
  service.child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test('a certificate that the environment trusts is accepted', async () => {
  const certificate = selfSigned('localhost');
  writeFileSync(join(folder, 'ca.pem'), certificate.cert);
  const server = createServer(certificate, (_request, response) =>
    response
      .writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end(JSON.stringify({ status: 'ok', message: 'm', timestamp: new Date().toISOString() })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const options = [TOOL, `https://localhost:${(server.address() as AddressInfo).port}`, '--wait', '0s'];
  expect((await runTool(options, { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') })).code).toBe(0);
  expect((await runTool(options)).code).toBe(1);
  server.close();
});

test('the service passes, with its version', async () => {
  const { info } = (await (await fetch(`${url}/openapi.json`)).json()) as { info: { version: string } };
  expect(await runTool([TOOL, url, '--expect-version', info.version])).toMatchObject({ code: 0, stderr: '' });
});

test('the bundled program is one file that needs no package', async () => {
  const outfile = join(folder, 'petsage-smoke.cjs');
  await build({
    entryPoints: [join(__dirname, '../..', TOOL)],
    outfile,
    bundle: true,
    conditions: ['@petsage/source'],
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  const { code, stdout } = await runTool(['--disallow-code-generation-from-strings', outfile, url, '--json']);
  expect({ code, ok: JSON.parse(stdout).ok }).toEqual({ code: 0, ok: true });
});
