import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DOCUMENT, ROOT } from './options.ts';

const FOLDER = join(ROOT, '.github/workflows');

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const workflows = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(join(FOLDER, name), 'utf8'),
}));
const steps = (text: string) => Object.values((parse(text) as { jobs: Record<string, { steps: Step[] }> }).jobs).flatMap((job) => job.steps);

test.each(workflows)('the workflow $name runs files that are there', ({ text }) => {
  for (const { run = '' } of steps(text))
    for (const [, file] of run.matchAll(/bash (?:\.\.\/tools\/)?(\S+)/g)) expect(spawnSync('bash', ['-n', join(ROOT, file ?? '')]).status).toBe(0);
});

test('the reusable workflow passes what the script reads, and each input is used', () => {
  const text = readFileSync(join(FOLDER, 'contract.yml'), 'utf8');
  const script = readFileSync(join(ROOT, '.ci/contract'), 'utf8');
  const inputs = Object.keys((parse(text) as { on: { workflow_call: { inputs: object } } }).on.workflow_call.inputs);
  const env = steps(text).at(-1)?.env ?? {};
  const read = new Set([...script.matchAll(/\$\{([A-Z]+):/g)].map(([, name]) => name));
  expect(Object.keys(env).sort()).toEqual([...read].sort());
  for (const name of inputs) expect(text).toContain(`inputs.${name}`);
});

test('the script checks another repository, and its changes are shown on the job’s page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  try {
    const git = (...args: string[]) =>
      expect(
        spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'tag.gpgsign=false', '-c', 'commit.gpgsign=false', ...args], {
          cwd: folder,
        }).status,
      ).toBe(0);
    const text = readFileSync(DOCUMENT, 'utf8');
    git('init', '--quiet');
    writeFileSync(join(folder, 'api.yaml'), text);
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    git('tag', 'v1.0.0');
    writeFileSync(join(folder, 'api.yaml'), text.replace('getSmokeTest', 'getHealth'));
    const summary = join(folder, 'summary.md');
    const env = { ...process.env, DOCUMENT: 'api.yaml', ONLY: 'lint,breaking', REQUIRE: 'breaking', GITHUB_STEP_SUMMARY: summary };
    const child = spawn('bash', [join(ROOT, '.ci/contract')], { cwd: folder, env });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    const [code] = await once(child, 'close');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/^lint: exit 0, ok .*\nbreaking: api\.yaml:16:7: The operationId of [\s\S]*\nbreaking: exit 1, FAILED;/),
    });
    expect(readFileSync(summary, 'utf8')).toMatch(/^## 1\.0\.0, since v1\.0\.0\n/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the script passes each folder that the document may refer to', () => {
  const env = { ...process.env, DOCUMENT, FOLDERS: 'src\nno such folder\n', ONLY: 'lint' };
  const { status, stderr } = spawnSync('bash', [join(ROOT, '.ci/contract')], { cwd: ROOT, env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('"no such folder" is not a folder; --allow-folder expects one.') });
  expect(spawnSync('bash', [join(ROOT, '.ci/contract')], { cwd: ROOT, env: { ...env, FOLDERS: 'src\ntest' } }).status).toBe(0);
});
