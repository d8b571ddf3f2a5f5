/** `npm run test:all`: runs every test target, and lists what was not run and why. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createCommand, EXIT, endWithThisProcess, runCommand } from '@petsage/openapi-checks/lib';
import { ROOT } from './lib/root.ts';
import { runTargets, summaryOf, type Target } from './test-all/targets.ts';

const PROXIES = 'proxies.slow.ts';
const SUITE = process.env['JSON_SCHEMA_TEST_SUITE'] ?? '';
const DOCUMENTS = process.env['OPENAPI_DOCUMENTS'] ?? '';

/** `npm run test:node` is not among them: its tests are slow tests. */
const TARGETS: readonly Target[] = [
  { script: 'test' },
  ...slowTargets(),
  { script: 'test:rollout', obstacle: withoutProxies },
  { script: 'test:manifests', obstacle: () => missing('go', 'version') ?? missing('python3', '--version') },
  { script: 'test:container', obstacle: () => missing('podman', '--version') },
  { script: 'test:kubernetes', notRunCode: 3 },
  { script: 'test:faults', obstacle: withoutFaults },
  { script: 'test:monitoring', obstacle: () => missing('promtool', '--version') ?? missing('prometheus-blackbox-exporter', '--version') },
  { script: 'test:bench' },
  { script: 'test:fuzz', args: ['--requests', '100000'] },
  { script: 'test:soak', args: ['--minutes', '2'] },
  { script: 'test:json-schema', args: [SUITE], obstacle: withoutSuite },
  { script: 'test:documents', args: [DOCUMENTS], obstacle: withoutDocuments },
  { script: 'test:browser', notRunCode: 3 },
  { script: 'test:clients', obstacle: () => missing('java', '-version') },
];

/** Debian's package libfaketime. */
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

function withoutFaults(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may create mount namespaces';
  return existsSync(FAKETIME) ? undefined : `there is no ${FAKETIME}`;
}

/** Only some of the slow tests need other programs. */
function slowTargets(): Target[] {
  const obstacle = withoutProxies();
  if (obstacle === undefined) return [{ script: 'test:slow' }];
  return [
    { script: 'test:slow', args: ['--testPathIgnorePatterns', PROXIES] },
    { script: 'test:slow', args: [PROXIES], obstacle: () => obstacle },
  ];
}

const command = createCommand<object, undefined>({
  name: 'npm run test:all --',
  description: 'Runs npm test, the slow tests and every other test target, and lists what was not run and why.',
  examples: ['$0', 'JSON_SCHEMA_TEST_SUITE=../JSON-Schema-Test-Suite npm run test:all'],
  exitCodes: '0 all that could be run passed, 1 one failed, 2 misused',
  define: (command) => command,
  parse: () => undefined,
  async run() {
    const results = await runTargets(TARGETS, runScript);
    process.stdout.write(`\n${summaryOf(results)}`);
    return results.some(({ fault }) => fault !== undefined) ? EXIT.failed : EXIT.done;
  },
});
await runCommand(command);

async function runScript(script: string, args: readonly string[]): Promise<number> {
  process.stdout.write(`\n== npm run ${[script, ...args].join(' ')}\n`);
  const child = endWithThisProcess(spawn('npm', ['run', script, '--', ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }), 'SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

function withoutProxies(): string | undefined {
  return missing('nginx', '-v') ?? missing('haproxy', '-v');
}

function missing(program: string, option: string): string | undefined {
  return spawnSync(program, [option], { stdio: 'ignore' }).error === undefined ? undefined : `there is no ${program} on the PATH`;
}

function withoutSuite(): string | undefined {
  if (SUITE === '') return 'JSON_SCHEMA_TEST_SUITE names no folder with the JSON Schema test suite';
  return existsSync(join(SUITE, 'tests/draft2020-12')) ? undefined : `JSON_SCHEMA_TEST_SUITE is ${SUITE}, which has no tests/draft2020-12`;
}

function withoutDocuments(): string | undefined {
  if (DOCUMENTS === '') return 'OPENAPI_DOCUMENTS names no folder with OpenAPI documents; those of two publishers are among the slow tests';
  return existsSync(DOCUMENTS) ? undefined : `OPENAPI_DOCUMENTS is ${DOCUMENTS}, which is not there`;
}
