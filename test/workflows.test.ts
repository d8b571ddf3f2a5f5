import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, '.github/workflows');

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }[];
}
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return { name, text, workflow: parse(text) as Workflow };
});
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);
const usesLines = ({ text }: { text: string }) => [...text.matchAll(/^ +(?:- )?uses: +(.*)$/gm)].map(([, line = '']) => line);
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

describe.each(workflows)('the workflow $name', ({ text, workflow }) => {
  test('names every action by its commit, with the version in a comment', () => {
    const lines = usesLines({ text });
    expect(lines).toHaveLength(stepsOf(workflow).filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) expect(line).toMatch(/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('hands values to a shell by its environment only', () => {
    for (const { run } of stepsOf(workflow)) expect(run ?? '').not.toContain('${{');
  });

  test('may read, and no more, unless a job says so', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  test('leaves no token in a checkout', () => {
    const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
  });

  test('runs npm scripts that exist', () => {
    const called = stepsOf(workflow).flatMap(({ run = '' }) => [...run.matchAll(/\bnpm run (?:--?\S+ )*([\w:-]+)/g)].map(([, name]) => name));
    expect(called.filter((name) => scripts[name as string] === undefined)).toEqual([]);
  });
});

test('every workflow has the same commit of an action', () => {
  const commits = new Map<string, Set<string>>();
  for (const line of workflows.flatMap(usesLines)) {
    const [action = '', commit = ''] = line.split('@');
    commits.set(action, (commits.get(action) ?? new Set()).add(commit));
  }
  expect(commits.size).toBeGreaterThan(3);
  expect([...commits].filter(([, found]) => found.size > 1)).toEqual([]);
});

describe('a release', () => {
  const { jobs } = (workflows.find(({ name }) => name === 'release.yml') as (typeof workflows)[number]).workflow;

  test('is tested, built and published in turn', () => {
    expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
      ['test', undefined],
      ['build', 'test'],
      ['image', 'build'],
      ['publish', 'image'],
    ]);
    expect(jobs['test']?.steps.map(({ run }) => run)).toContain('bash .ci/run');
    const built = jobs['build']?.steps.map(({ run = '' }) => run).join('\n');
    for (const command of ['npm run --silent release-notes', 'npm run build', 'podman build', 'npm pack --workspaces', 'cp dist/sbom.cdx.json'])
      expect(built).toContain(command);
  });

  test('gives a job that runs code of the repository no permission but to read', () => {
    for (const { steps, permissions } of Object.values(jobs)) {
      const hasCode = steps.some(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(permissions === undefined).toBe(hasCode);
    }
  });

  test('gives each other job the permissions of what it does', () => {
    const attests = { 'id-token': 'write', attestations: 'write' };
    expect(jobs['image']?.permissions).toEqual({ packages: 'write', ...attests });
    expect(jobs['publish']?.permissions).toEqual({ contents: 'write', ...attests });
  });
});
