/** `npm run test:container`: the image, built and run with Podman. */
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../support/tool.ts';
import { MINUTE_MS, until } from '../support/wait.ts';
import { Podman } from './podman.ts';

const ROOT = join(__dirname, '../..');
const BASE = 'localhost/node-base';
const MOST_BYTES = 10_000_000;

let podman: Podman;
beforeAll(() => {
  podman = new Podman();
  podman.buildBase(BASE);
}, MINUTE_MS);
afterAll(() => podman.end(), MINUTE_MS);

/** @returns the image ID: the digest of its configuration, which has the digests of its layers */
function buildImage(checkout: string, tag: string, options: readonly string[] = []): string {
  const file = join(checkout, 'deploy/container/Containerfile');
  const common = ['--quiet', '--file', file, '--build-arg', `BASE=${BASE}`, '--no-cache', '--timestamp', '1'];
  return podman.run(['build', ...common, ...options, '--tag', tag, join(checkout, 'dist')]);
}

const inspect = (what: string, format: string) => podman.run(['inspect', '--format', format, what]);

describe('the image', () => {
  const IMAGE = 'localhost/petsage-api';
  let container: string;

  beforeAll(async () => {
    expect(await runTool(['tools/build.ts', 'service', 'smoke', 'sbom'])).toMatchObject({ code: 0 });
    // The check is part of this format only.
    buildImage(ROOT, IMAGE, ['--format', 'docker']);
    const confined = ['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all', '--security-opt', 'no-new-privileges', '--network', 'none'];
    container = podman.run(['run', '--detach', ...confined, IMAGE]);
    await until(() => podman.run(['logs', container]).includes('"listening"'));
  }, MINUTE_MS);

  const inContainer = (...args: readonly string[]) => podman.run(['exec', container, 'node', ...args]);

  test('is at most 10 MB larger than its base', () => {
    const [image, base] = [IMAGE, BASE].map((name) => Number(podman.run(['image', 'inspect', '--format', '{{.Size}}', name])));
    expect((image as number) - (base as number)).toBeLessThan(MOST_BYTES);
  });

  test('runs Node.js as the first process, not as root', () => {
    expect(inspect(IMAGE, '{{.Config.User}}')).toBe('65532:65532');
    const program = `console.log(require('fs').readFileSync('/proc/1/cmdline', 'utf8').split('\\0')[0], process.getuid())`;
    expect(inContainer('--eval', program)).toBe('node 65532');
  });

  test('serves the API and its pages from a read-only root file system', () => {
    const program = `Promise.all(process.argv.slice(1).map(async (path) => (await fetch('http://127.0.0.1:3000' + path)).status)).then((all) => console.log(all.join()))`;
    const paths = ['/api/v1/smoke-test', '/openapi.json', '/openapi.yaml', '/docs', '/docs/swagger-ui-bundle.js', '/redoc/redoc.standalone.js', '/problems'];
    expect(inContainer('--eval', program, ...paths)).toBe(paths.map(() => 200).join());
    expect(() => inContainer('--eval', `require('fs').writeFileSync('/app/file', '')`)).toThrow('EROFS');
  });

  test('passes its health check', () => {
    podman.run(['healthcheck', 'run', container]);
    expect(inspect(container, '{{.State.Health.Status}}')).toBe('healthy');
  });

  test(
    'drains on SIGTERM, and ends by itself with exit code 0',
    () => {
      podman.run(['stop', '--time', '10', container]);
      expect(inspect(container, '{{.State.ExitCode}}')).toBe('0');
      expect(podman.run(['logs', container])).toContain('"stopped"');
    },
    MINUTE_MS,
  );
});

test(
  'two builds of one commit are byte-equal',
  () => {
    const checkouts = [
      { name: 'first', umask: '022' },
      { name: 'second/deeper', umask: '077' },
    ];
    const images = checkouts.map(({ name, umask }) => {
      const clone = join(podman.folder, name);
      const run = (program: string, args: readonly string[], cwd: string) => {
        const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
        expect([program, status, status === 0 ? '' : stderr]).toEqual([program, 0, '']);
      };
      run('git', ['clone', '--quiet', ROOT, clone], podman.folder);
      run('npm', ['ci', '--ignore-scripts', '--prefer-offline'], clone);
      run('sh', ['-c', `umask ${umask} && exec "$0" tools/build.ts service smoke sbom`, process.execPath], clone);
      return buildImage(clone, `localhost/${name}`);
    });
    expect(images[1]).toBe(images[0]);
    // Another file, another image.
    const changed = join(podman.folder, 'first');
    cpSync(join(changed, 'README.md'), join(changed, 'dist/pages/openapi.yaml'));
    expect(buildImage(changed, 'localhost/changed')).not.toBe(images[0]);
  },
  5 * MINUTE_MS,
);
