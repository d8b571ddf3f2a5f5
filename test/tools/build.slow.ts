import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Service, startService } from '../support/service.ts';
import { runTool } from '../support/tool.ts';

const ROOT = join(__dirname, '../..');
const BUILT = join(ROOT, 'dist/main.cjs');

describe('the built service', () => {
  let service: Service;

  beforeAll(async () => {
    expect(await runTool(['tools/build.ts', 'service'])).toEqual({ code: 0, stdout: '', stderr: '' });
    service = await startService({}, ['--disallow-code-generation-from-strings'], BUILT);
  });

  afterAll(async () => {
    service.child.kill('SIGTERM');
    service.child.kill('SIGTERM');
    await service.ended;
  });

  test.each([
    { path: '/api/v1/smoke-test', want: [200, 'application/json'] },
    { path: '/docs', want: [200, 'text/html; charset=utf-8'] },
    { path: '/problems', want: [200, 'text/html; charset=utf-8'] },
    { path: '/openapi.json', want: [200, 'application/json'] },
    { path: '/nothing', want: [404, 'application/problem+json'] },
  ])('responds to $path without generating code from strings', async ({ path, want }) => {
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`);
    expect([response.status, response.headers.get('content-type')]).toEqual(want);
  });

  test('serves the files that its pages load', async () => {
    const origin = `http://127.0.0.1:${service.port}`;
    const page = await (await fetch(`${origin}/docs`)).text();
    const files = [...page.matchAll(/(?:src|href)="([^":]+\.(?:js|css|svg))"/g)].map(([, file]) => file as string);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect([file, (await fetch(new URL(file, `${origin}/docs`))).status]).toEqual([file, 200]);
  });

  test('is what npm start runs, built anew', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(scripts).toMatchObject({ prestart: 'node tools/check-node.cjs && node tools/build.ts service', start: 'node dist/main.cjs' });
  });
});

describe('npm run build', () => {
  test('packages makes a package that plain JavaScript can import', async () => {
    expect(await runTool(['tools/build.ts', 'packages'])).toEqual({ code: 0, stdout: '', stderr: '' });
    // By its own name, as a package that depends on it would.
    const program = "import * as all from '@petsage/openapi-koa'; console.log(typeof all.createContract)";
    const { code, stdout, stderr } = await runTool(['--input-type=module', '--eval', program], { ...process.env, NODE_OPTIONS: '' });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'function\n', stderr: '' });
    expect(readFileSync(join(ROOT, 'packages/openapi-koa/dist/index.d.ts'), 'utf8')).toContain('createContract');
    const checks = await runTool(['packages/openapi-checks/dist/cli.js', 'contract', '--only', 'lint,examples'], {
      ...process.env,
      NODE_OPTIONS: '',
    });
    expect(checks).toEqual({ code: 0, stdout: expect.stringMatching(/^lint: exit 0, ok .*\nexamples: exit 0, \d+ examples validated; .*\n$/), stderr: '' });
  });

  test('smoke makes the command of the package, in one file', async () => {
    expect(await runTool(['tools/build.ts', 'smoke'])).toEqual({ code: 0, stdout: '', stderr: '' });
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(bin).toEqual({ 'petsage-smoke': './dist/smoke.cjs' });
    const { code, stdout } = await runTool(['dist/smoke.cjs', '--help']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: petsage-smoke /) });
  });
});
