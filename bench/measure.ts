import { setTimeout as sleep } from 'node:timers/promises';
import { CONNECTIONS, type Comparison, type Contestant } from './contestants.ts';
import { isMeasured, type LoadRow, type LoadTable, type StartRow, type StartTable, type Unavailable } from './figures.ts';
import { load } from './load.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { median, turns } from './statistics.ts';
import type { Load } from './wrk-output.ts';

/** Whom to measure, for how long, and whom to tell. */
export interface LoadPlan {
  readonly rounds: number;
  readonly seconds: number;
  /** From the end of the load until memory is measured, in seconds. */
  readonly settle: number;
  /** Why a contestant cannot be measured; undefined where it can. */
  readonly obstacle: (contestant: Contestant) => string | undefined;
  readonly progress: (line: string) => void;
}

export interface StartPlan extends Pick<LoadPlan, 'obstacle' | 'progress'> {
  /** How often each is started. */
  readonly starts: number;
}

/** Long enough that everything is compiled for speed: after one second the service was measured a quarter slower than it is. */
const WARM_UP_SECONDS = 3;
/** A turn in which the slowest server completes nothing is repeated, this much longer, until one is longer than that many seconds. */
const LONGER = 4;
const MAX_TURN_SECONDS = 10;
/** Looks at resident memory, which the allocator gives back at its own pace. */
const LOOKS = 5;
const LOOK_MS = 200;

/** A contestant while it runs. */
interface Runner {
  readonly contestant: Contestant;
  readonly server: ServerProcess;
  readonly perSecond: number[];
  readonly p50Us: number[];
  readonly cpuUs: number[];
  readonly stallMs: number[];
}

type Memory = Pick<LoadRow, 'residentKib' | 'peakKib' | 'heapKib'>;

/** Loads the contestants in turn, round after round. One that fails has a row that says why. */
export async function measureLoad(comparison: Comparison, plan: LoadPlan): Promise<LoadTable> {
  const { settle, obstacle, progress } = plan;
  const rounds = plan.rounds * (comparison.roundsFactor ?? 1);
  const seconds = plan.seconds * (comparison.turnFactor ?? 1);
  const failed = new Map<string, Unavailable>();
  const running = new Map<string, Runner>();
  const fail = async ({ name }: Contestant, reason: string) => {
    failed.set(name, { name, unavailable: reason });
    progress(`${comparison.name}: ${name}: ${reason}`);
    await running.get(name)?.server.stop();
    running.delete(name);
  };
  const attempt: Attempt = async (contestant, action) => {
    await action().catch((error: Error) => fail(contestant, error.message));
  };
  try {
    for (const contestant of comparison.contestants) {
      const reason = obstacle(contestant);
      if (reason !== undefined) await fail(contestant, reason);
      else {
        const shared = comparison.sharesServer ? [...running.values()][0]?.server : undefined;
        await attempt(contestant, async () => running.set(contestant.name, await startRunner(contestant, shared)));
      }
    }
    for (const runner of [...running.values()]) {
      await attempt(runner.contestant, async () => {
        await loadWithoutFailure(runner, comparison, Math.min(WARM_UP_SECONDS, seconds * WARM_UP_SECONDS));
        if (comparison.watchesStalls) await runner.server.probe('watch');
      });
    }
    for (let round = 0; round < rounds; round++) {
      const runners = [...running.values()];
      for (const turn of turns(runners.length, round)) {
        const runner = runners[turn] as Runner;
        await attempt(runner.contestant, () => measureRound(runner, comparison, seconds));
      }
      progress(`${comparison.name}: round ${round + 1} of ${rounds}`);
    }
    const memory = new Map<string, Memory>();
    const resident = new Map([...running.keys()].map((name): [string, number[]] => [name, []]));
    for (let loads = 0; loads < (comparison.memoryLoads ?? 1); loads++) {
      // The rounds were the first.
      if (loads > 0) for (const runner of [...running.values()]) await attempt(runner.contestant, () => loadWithoutFailure(runner, comparison, seconds));
      await sleep(settle * 1000);
      await lookAtMemory(running, resident, attempt);
    }
    for (const { contestant, server } of [...running.values()]) {
      await attempt(contestant, async () => {
        const residentKib = median(resident.get(contestant.name) as number[]);
        const peakKib = server.peakKib();
        const heapBytes = await server.probe('heap');
        memory.set(contestant.name, { residentKib, peakKib, ...(heapBytes !== undefined && { heapKib: heapBytes / 1024 }) });
      });
    }
    const rows = comparison.contestants.map(({ name }) => failed.get(name) ?? rowOf(running.get(name) as Runner, memory.get(name) as Memory));
    const { name, title, base, connections = CONNECTIONS, ratio = 'throughput' } = comparison;
    return { name, title, base, connections, ratio, rows };
  } finally {
    for (const { server } of running.values()) await server.stop();
  }
}

/** @param shared the server, if it runs already */
async function startRunner(contestant: Contestant, shared: ServerProcess | undefined): Promise<Runner> {
  const server = shared ?? (await startServer(contestant.command, contestant.exchange, { probed: true }));
  await shared?.check(contestant.exchange);
  return { contestant, server, perSecond: [], p50Us: [], cpuUs: [], stallMs: [] };
}

async function measureRound(runner: Runner, comparison: Comparison, seconds: number): Promise<void> {
  const { server } = runner;
  // Forgets stalls outside its turn.
  if (comparison.watchesStalls) await server.probe('stall');
  const beforeMs = server.cpuMs();
  const result = await loadWithoutFailure(runner, comparison, seconds);
  runner.perSecond.push(result.requests / result.seconds);
  runner.p50Us.push(result.p50Us);
  runner.cpuUs.push(((server.cpuMs() - beforeMs) * 1000) / result.requests);
  const stallMs = comparison.watchesStalls ? await server.probe('stall') : undefined;
  if (stallMs !== undefined) runner.stallMs.push(stallMs);
}

async function loadWithoutFailure({ server, contestant }: Runner, { connections = CONNECTIONS }: Comparison, seconds: number): Promise<Load> {
  for (let length = seconds; ; length *= LONGER) {
    const result = await load(server.origin, contestant.exchange, connections, length);
    if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed`);
    if (contestant.command.isDeployed && server.loggedBytes() < result.requests) throw new Error('it logs nothing');
    if (result.requests > 0) return result;
    if (length > MAX_TURN_SECONDS) throw new Error(`no response within ${length} s`);
  }
}

type Attempt = (contestant: Contestant, action: () => Promise<unknown>) => Promise<void>;

/** Adds the resident memory of each, several times, in KiB by name. To be called before the heap is asked for, which collects it. */
async function lookAtMemory(running: ReadonlyMap<string, Runner>, resident: ReadonlyMap<string, number[]>, attempt: Attempt): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await sleep(LOOK_MS);
    for (const { contestant, server } of [...running.values()]) {
      await attempt(contestant, async () => resident.get(contestant.name)?.push(server.residentKib()));
    }
  }
}

function rowOf({ contestant: { name }, perSecond, p50Us, cpuUs, stallMs }: Runner, memory: Memory): LoadRow {
  return { name, perSecond, p50Us, cpuUs, ...(stallMs.length > 0 && { stallMs }), ...memory };
}

interface MutableStartRow extends StartRow {
  readonly startMs: number[];
  readonly cpuMs: number[];
  readonly residentKib: number[];
}

/** By then a service has saved its compile cache: see src/bootstrap.cjs. */
const SETTLED_MS = 3000;

/** Starts the contestants in turn, each `starts` times; a first start of each, from a cold disk, is not counted. */
export async function measureStarts(comparison: Comparison, { starts, obstacle, progress }: StartPlan): Promise<StartTable> {
  const rows = comparison.contestants.map((contestant): MutableStartRow | Unavailable => {
    const { name } = contestant;
    const reason = obstacle(contestant);
    return reason === undefined ? { name, startMs: [], cpuMs: [], residentKib: [] } : { name, unavailable: reason };
  });
  for (let round = -1; round < starts; round++) {
    for (const turn of turns(rows.length, round + 1)) {
      const row = rows[turn] as MutableStartRow | Unavailable;
      if (!isMeasured(row)) continue;
      const { command, exchange } = comparison.contestants[turn] as Contestant;
      try {
        const server = await startServer(command, exchange, { probed: false });
        try {
          if (round >= 0) {
            row.startMs.push(server.startMs);
            row.cpuMs.push(server.threadsCpuMs());
            row.residentKib.push(server.residentKib());
          } else if (starts > 1) await sleep(SETTLED_MS);
        } finally {
          await server.stop();
        }
      } catch (error) {
        rows[turn] = { name: row.name, unavailable: (error as Error).message };
        progress(`${comparison.name}: ${row.name}: ${(error as Error).message}`);
      }
    }
  }
  progress(`${comparison.name}: ${starts} starts of each`);
  return { name: comparison.name, title: comparison.title, base: comparison.base, rows };
}
