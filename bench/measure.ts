import type { Comparison, Contestant } from './contestants.ts';
import { isMeasured, type LoadTable, type StartRow, type StartTable, type Unavailable } from './figures.ts';
import { load } from './load.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { turns } from './statistics.ts';

/** Whom to measure, for how long, and whom to tell. */
export interface LoadPlan {
  readonly rounds: number;
  readonly seconds: number;
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

/** A contestant while it runs. */
interface Runner {
  readonly contestant: Contestant;
  readonly server: ServerProcess;
  readonly perSecond: number[];
  readonly cpuUs: number[];
}

/** Loads the contestants in turn, round after round. One that fails has a row that says why. */
export async function measureLoad(comparison: Comparison, { rounds, seconds, obstacle, progress }: LoadPlan): Promise<LoadTable> {
  const failed = new Map<string, Unavailable>();
  const running = new Map<string, Runner>();
  const fail = async ({ name }: Contestant, reason: string) => {
    failed.set(name, { name, unavailable: reason });
    progress(`${comparison.name}: ${name}: ${reason}`);
    await running.get(name)?.server.stop();
    running.delete(name);
  };
  const attempt = async (contestant: Contestant, action: () => Promise<unknown>) => {
    await action().catch((error: Error) => fail(contestant, error.message));
  };
  try {
    for (const contestant of comparison.contestants) {
      const reason = obstacle(contestant);
      if (reason !== undefined) await fail(contestant, reason);
      else await attempt(contestant, async () => running.set(contestant.name, await startRunner(contestant)));
    }
    for (const { contestant, server } of [...running.values()]) {
      await attempt(contestant, () => loadWithoutFailure(server, contestant, WARM_UP_SECONDS));
    }
    for (let round = 0; round < rounds; round++) {
      const runners = [...running.values()];
      for (const turn of turns(runners.length, round)) {
        const runner = runners[turn] as Runner;
        await attempt(runner.contestant, () => measureRound(runner, seconds));
      }
      progress(`${comparison.name}: round ${round + 1} of ${rounds}`);
    }
    const rows = comparison.contestants.map(({ name }) => rowOf(running.get(name)) ?? (failed.get(name) as Unavailable));
    return { name: comparison.name, title: comparison.title, base: comparison.base, rows };
  } finally {
    for (const { server } of running.values()) await server.stop();
  }
}

async function startRunner(contestant: Contestant): Promise<Runner> {
  return { contestant, server: await startServer(contestant.command, contestant.exchange), perSecond: [], cpuUs: [] };
}

async function measureRound({ contestant, server, perSecond, cpuUs }: Runner, seconds: number): Promise<void> {
  const beforeMs = server.cpuMs();
  const result = await loadWithoutFailure(server, contestant, seconds);
  perSecond.push(result.requests / result.seconds);
  cpuUs.push(((server.cpuMs() - beforeMs) * 1000) / result.requests);
}

async function loadWithoutFailure(server: ServerProcess, { exchange }: Contestant, seconds: number): ReturnType<typeof load> {
  const result = await load(server.origin, exchange, seconds);
  if (result.requests === 0) throw new Error('no request was answered');
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed`);
  return result;
}

function rowOf(runner: Runner | undefined): LoadTable['rows'][number] | undefined {
  if (runner === undefined) return undefined;
  const { contestant, server, perSecond, cpuUs } = runner;
  return { name: contestant.name, perSecond, cpuUs, residentKib: server.residentKib() };
}

interface MutableStartRow extends StartRow {
  readonly startMs: number[];
  readonly residentKib: number[];
}

/** Starts the contestants in turn, each `starts` times; a first start of each, from a cold disk, is not counted. */
export async function measureStarts(comparison: Comparison, { starts, obstacle, progress }: StartPlan): Promise<StartTable> {
  const rows = comparison.contestants.map((contestant): MutableStartRow | Unavailable => {
    const { name } = contestant;
    const reason = obstacle(contestant);
    return reason === undefined ? { name, startMs: [], residentKib: [] } : { name, unavailable: reason };
  });
  for (let round = -1; round < starts; round++) {
    for (const turn of turns(rows.length, round + 1)) {
      const row = rows[turn] as MutableStartRow | Unavailable;
      if (!isMeasured(row)) continue;
      const { command, exchange } = comparison.contestants[turn] as Contestant;
      try {
        const server = await startServer(command, exchange);
        if (round >= 0) {
          row.startMs.push(server.startMs);
          row.residentKib.push(server.residentKib());
        }
        await server.stop();
      } catch (error) {
        rows[turn] = { name: row.name, unavailable: (error as Error).message };
        progress(`${comparison.name}: ${row.name}: ${(error as Error).message}`);
      }
    }
  }
  progress(`${comparison.name}: ${starts} starts of each`);
  return { name: comparison.name, title: comparison.title, base: comparison.base, rows };
}
