import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { copyRepository, copyRest, copySources } from './copy-repository.ts';

/** What a feature is made of and held against. */
const SOURCES = ['openapi', 'generated', 'src', 'tools', 'test/support', 'test/features'];
/** What the whole service is held against. */
const TESTS = ['app', 'generated', 'main', 'structure'].map((name) => `test/${name}.test.ts`);
const FILES = ['package.json', 'tsconfig.json', 'biome.json', 'jest.config.mjs', 'openapi.config.json', 'openapitools.json'];
/** What else `test/support` imports: a tree that compiles needs one type check less for each feature. */
const IMPORTED = ['packages/openapi-koa/test/routing/row.ts'];
const PARTS: readonly string[] = [...SOURCES, ...TESTS, ...FILES, ...IMPORTED];

/** The arguments of `npm run contract`. */
export const CONTRACT: readonly string[] = (
  JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { scripts: { contract: string } }
).scripts.contract
  .split(' ')
  .slice(1);

/** A copy of the repository for a test to write in. */
interface Tree {
  readonly root: string;
  /** Every file but those in `node_modules`, by path. */
  files(): Record<string, string>;
  /** Adds everything else of the repository while `act` runs, such as all of its tests. */
  complete(act: () => Promise<void> | void): Promise<void>;
  /** Runs `npm run feature` there. */
  feature(args: readonly string[], input?: string): Running;
  /** Runs it as on a terminal: each text is typed once its question is asked. */
  terminal(keys: readonly (readonly [asked: string, typed: string])[]): Promise<Outcome>;
  remove(): void;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Outcome>;
  /** Waits for a text on stderr. */
  says(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** The copy of the test that runs. */
export interface TestTree extends Pick<Tree, 'root' | 'files' | 'complete' | 'feature' | 'terminal'> {
  /** The files as they were when it was made. */
  readonly before: Record<string, string>;
}

/** The copy of a test that plans features in this process. */
export type TestSources = Pick<TestTree, 'root' | 'files' | 'before'>;

/** A copy for each test of a file, which is gone after it. */
export const treeOfEachTest = (): TestTree => treeBetween(beforeEach, afterEach, (root) => copyRepository(root, PARTS));

/** One copy for all tests of a file, each of which goes on with what those before have left. */
export const treeOfAllTests = (): TestTree => treeBetween(beforeAll, afterAll, (root) => copyRepository(root, PARTS));

/** A copy for each test that plans features in this process, and runs no program in it. */
export const sourcesOfEachTest = (): TestSources => treeBetween(beforeEach, afterEach, copySources);

/** One such copy for all tests of a file, which write nothing. */
export const sourcesOfAllTests = (): TestSources => treeBetween(beforeAll, afterAll, copySources);

function treeBetween(first: (act: () => void) => void, last: (act: () => void) => void, copy: (root: string) => void): TestTree {
  let tree: Tree;
  let before: Record<string, string>;
  first(() => {
    tree = copyTree(copy);
    before = tree.files();
  });
  last(() => tree.remove());
  return {
    get root() {
      return tree.root;
    },
    get before() {
      return before;
    },
    files: () => tree.files(),
    complete: (act) => tree.complete(act),
    feature: (args, input) => tree.feature(args, input),
    terminal: (keys) => tree.terminal(keys),
  };
}

function copyTree(copy: (root: string) => void): Tree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'petsage-tree-')));
  copy(root);
  return {
    root,
    files: () => Object.fromEntries(filesBelow(root).map((path) => [relative(root, path), readFileSync(path, 'utf8')])),
    complete: (act) => complete(root, act),
    feature: (args, input) => runFeature(root, args, input),
    terminal: (keys) => runOnTerminal(root, keys),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function complete(root: string, act: () => Promise<void> | void): Promise<void> {
  const before = new Set(filesBelow(root));
  copyRest(root);
  try {
    await act();
  } finally {
    for (const path of filesBelow(root)) if (!before.has(path)) rmSync(path);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules') return [];
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}

function runFeature(root: string, args: readonly string[], input: string | undefined): Running {
  const child = spawn(process.execPath, [join(root, 'tools/feature.ts'), ...args], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const check of waiting) check();
  });
  child.stdin.end(input ?? '');
  return {
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })),
    says: (text) =>
      new Promise((resolve) => {
        const check = () => stderr.includes(text) && resolve();
        waiting.push(check);
        check();
      }),
    kill: (signal) => void child.kill(signal),
  };
}

/** What a pipe lacks to be a terminal. */
const TERMINAL = 'process.stdin.isTTY = process.stdout.isTTY = true; process.stdin.setRawMode = () => process.stdin;';

async function runOnTerminal(root: string, keys: readonly (readonly [asked: string, typed: string])[]): Promise<Outcome> {
  const preload = `--import=data:text/javascript,${encodeURIComponent(TERMINAL)}`;
  const child = spawn(process.execPath, [preload, join(root, 'tools/feature.ts')], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  const left = [...keys];
  let stdout = '';
  let stderr = '';
  let seen = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    const [next] = left;
    const at = next === undefined ? -1 : stdout.indexOf(next[0], seen);
    if (next === undefined || at === -1) return;
    seen = at + next[0].length;
    left.shift();
    child.stdin.write(next[1]);
    if (left.length === 0) child.stdin.end();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/**
 * The lines that one text has more than another.
 *
 * @throws Error where a line of the first is missing in the second, or stands elsewhere
 */
export function added(less: string, more: string): string[] {
  const lines = more.split('\n');
  const rest: string[] = [];
  let at = 0;
  for (const line of less.split('\n')) {
    while (at < lines.length && lines[at] !== line) rest.push(lines[at++] as string);
    if (at === lines.length) throw new Error(`The line ${JSON.stringify(line)} is missing.`);
    at++;
  }
  return [...rest, ...lines.slice(at)];
}
