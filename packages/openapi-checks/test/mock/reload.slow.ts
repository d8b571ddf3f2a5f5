import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { MINUTE_MS, until } from '../../../../test/support/wait.ts';
import { DOCUMENT, PROGRAM, ROOT } from '../options.ts';

test(
  'a changed document is served, and one that is refused leaves the mock unchanged',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mock-reload-'));
    const document = join(folder, 'openapi.yaml');
    const text = readFileSync(DOCUMENT, 'utf8');
    writeFileSync(document, text);
    const port = await freePort();
    const child = spawn(process.execPath, [PROGRAM, 'mock', '--document', document, '--port', String(port)], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const message = (path = '/api/v1/smoke-test') =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        async (response) => ((await response.json()) as { message?: string }).message,
        () => undefined,
      );
    const change = (from: string, to: string) => writeFileSync(document, text.replace(from, to));
    try {
      await until(async () => (await message()) === 'PetSage system is purring happily!', MINUTE_MS);
      change('message: PetSage system is purring happily!', 'message: Changed');
      await until(async () => (await message()) === 'Changed', MINUTE_MS);
      change('/api/v1/smoke-test:', '/moved:');
      await until(async () => (await message('/moved')) !== undefined, MINUTE_MS);
      change('operationId: getSmokeTest', 'operationId: [1]');
      await until(() => /openapi\.yaml:\d+:\d+: .*operationId.*\nThe mock still serves the document as it was\.\n$/.test(stderr), MINUTE_MS);
      expect(await message('/moved')).toBe('PetSage system is purring happily!');
      change('\npaths:', '\npathz:');
      await until(
        () => /error\[missing-document-field\]: the document has no `paths`[\s\S]*\nThe mock still serves the document as it was\.\n$/.test(stderr),
        MINUTE_MS,
      );
      expect(await message('/moved')).toBe('PetSage system is purring happily!');
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    }
  },
  4 * MINUTE_MS,
);

test(
  'a document of several files is served, and again when one of them has changed; its findings and requests are shown',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mock-files-'));
    const document = join(folder, 'api/openapi.yaml');
    const content = "{ application/json: { schema: { $ref: '../schemas/pet.yaml' } } }";
    const operation = `{ get: { security: [], callbacks: {}, responses: { '200': { description: d, content: ${content} } } } }`;
    mkdirSync(join(folder, 'api'));
    writeFileSync(document, `openapi: 3.0.3\ninfo: { title: t, version: '1' }\npaths: { /pets: ${operation} }\n`);
    mkdirSync(join(folder, 'schemas'));
    const pet = (name: string) =>
      writeFileSync(join(folder, 'schemas/pet.yaml'), `{ type: object, required: [name], properties: { name: { type: string, enum: [${name}] } } }`);
    pet('Rex');
    const port = await freePort();
    const files = ['--document', document, '--allow-folder', join(folder, 'schemas')];
    const child = spawn(process.execPath, [PROGRAM, 'mock', ...files, '--port', String(port), '--origin', 'http://localhost:5173'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    const url = `http://127.0.0.1:${port}`;
    const name = () =>
      fetch(`${url}/pets`).then(
        async (response) => ((await response.json()) as { name?: string }).name,
        () => undefined,
      );
    try {
      await until(async () => (await name()) === 'Rex', MINUTE_MS);
      pet('Momo');
      await until(async () => (await name()) === 'Momo', MINUTE_MS);
      expect(await fetch(`${url}/docs`).then(async (response) => [response.url, await response.text()])).toEqual([
        `${url}/`,
        expect.stringContaining('GET /pets'),
      ]);
      const { headers } = await fetch(`${url}/petz`, { headers: { Origin: 'http://localhost:5173' } });
      expect([headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual(['http://localhost:5173', 'true']);
      await until(() => /^GET \/petz 404$/m.test(output), MINUTE_MS);
      expect(output).toMatch(/openapi\.yaml:3:40: info\[unsupported-callbacks\]/);
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    }
  },
  4 * MINUTE_MS,
);
