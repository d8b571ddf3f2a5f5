import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKS } from '../../bench/checks.ts';
import { COMPARISONS } from '../../bench/contestants.ts';
import type { Figures } from '../../bench/figures.ts';
import { checkedServers, loads } from '../../bench/loads.ts';
import { starts } from '../../bench/starts.ts';
import { runTool } from '../support/tool.ts';
import { MINUTE_MS, until } from '../support/wait.ts';

const ROOT = join(__dirname, '../..');
/** The shortest run in which every server still has a turn. */
const SHORTEST = ['--rounds', '1', '--seconds', '0.1', '--settle', '0', '--starts', '1'];
/** Also installs the other servers, builds one in Go and compiles GitHub's document. */
const RUN_MS = 20 * MINUTE_MS;

const folder = mkdtempSync(join(tmpdir(), 'bench-rows-'));
let run: Awaited<ReturnType<typeof runTool>>;
let figures: Figures;

beforeAll(async () => {
  const json = join(folder, 'figures.json');
  run = await runTool(['bench/run.ts', ...SHORTEST, '--json', json]);
  figures = JSON.parse(readFileSync(json, 'utf8')) as Figures;
}, RUN_MS);
afterAll(() => rmSync(folder, { recursive: true }));

/** Servers that cannot run on this machine. */
const hasGo = spawnSync('go', ['version']).status === 0;
const runnable = <Server extends { readonly needs?: string }>(servers: readonly Server[]) => servers.filter(({ needs }) => hasGo || needs !== 'ogen');

test('a run of all rows succeeds', () => {
  expect(run.code).toBe(0);
  expect(new Set([...loads, ...starts].map(({ name }) => name)).add('checks')).toEqual(new Set(COMPARISONS));
});

/** A server has figures only if its first response was the expected one, and each under load had the expected status. */
test.each(loads)('load $name: every server responds as expected and is measured', ({ title, contestants, watchesStalls, roundsFactor = 1 }) => {
  const oneEachRound = Array.from({ length: roundsFactor }, () => expect.any(Number));
  const rows = figures.loads.find((table) => table.title === title)?.rows;
  const isNode = new Set(contestants.filter(({ command }) => command.program === undefined).map(({ name }) => name));
  const expected = runnable(contestants).map(({ name }) =>
    expect.objectContaining({
      name,
      perSecond: oneEachRound,
      p50Us: oneEachRound,
      cpuUs: oneEachRound,
      residentKib: expect.any(Number),
      peakKib: expect.any(Number),
      ...(isNode.has(name) && { heapKib: expect.any(Number) }),
      ...(isNode.has(name) && watchesStalls && { stallMs: oneEachRound }),
    }),
  );
  expect(rows).toEqual(expect.arrayContaining(expected));
  expect(rows).toHaveLength(contestants.length);
});

test.each(starts)('starts $name: every server responds as expected and is measured', ({ title, contestants }) => {
  expect(figures.starts.find((table) => table.title === title)?.rows).toEqual(
    contestants.map(({ name }) => ({ name, startMs: [expect.any(Number)], cpuMs: [expect.any(Number)], residentKib: [expect.any(Number)] })),
  );
});

test.each(runnable(checkedServers))('$name: checks what its name says', ({ name }) => {
  const validates = name.includes('validated');
  expect(figures.checks[0]?.rows).toContainEqual({ name, checks: validates ? CHECKS : [] });
});

test(
  'no server outlives a run, nor one that is interrupted',
  async () => {
    expect(benchServers()).toEqual([]);
    const child = spawn(process.execPath, ['bench/run.ts', '--only', 'one-connection', '--rounds', '100', '--seconds', '0.1'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let progress = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      progress += text;
    });
    await until(() => progress.includes('round 1 of 100'), 5 * MINUTE_MS);
    expect(benchServers()).not.toEqual([]);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([1, null]);
    await until(() => benchServers().length === 0);
  },
  2 * MINUTE_MS,
);

/** The command lines of servers of this repository's bench that run now. */
function benchServers(): string[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return readlinkSync(`/proc/${pid}/cwd`) === ROOT && command.some((part) => /^bench\/(?:servers|peers)\/|\/ogen-server$/.test(part))
        ? [command.join(' ')]
        : [];
    } catch {
      // It has ended in the meantime.
      return [];
    }
  });
}
