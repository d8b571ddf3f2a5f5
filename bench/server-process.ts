import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { track } from './child-process.ts';
import type { Exchange } from './exchange.ts';

/** One server under test, in a process of its own. */
export interface ServerProcess {
  /** Such as `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** From the spawned process to its first response. */
  readonly startMs: number;
  /** Processor time it has used so far, in milliseconds, user and system. */
  cpuMs(): number;
  /** The same of the threads that still run, which at the end of a start are all: exact, where `cpuMs` counts ticks of 10 ms. */
  threadsCpuMs(): number;
  /** How much it has written to the file of its standard output; 0 where it has none. */
  loggedBytes(): number;
  /** Resident memory. */
  residentKib(): number;
  /** The most resident memory that it has had. */
  peakKib(): number;
  /**
   * Asks servers/probe.cjs, which sends back a number.
   *
   * @returns undefined where the server runs without it
   * @throws Error when it sends none in time
   */
  probe(question: 'heap' | 'watch' | 'stall'): Promise<number | undefined>;
  /** @throws Error when its response isn't the expected one */
  check(exchange: Exchange): Promise<void>;
  /** Ends it at once. */
  stop(): Promise<void>;
}

/** How a server is started: its arguments, and the folder they are relative to. */
export interface Command {
  /** Node.js if undefined. */
  readonly program?: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Whether it runs as it is deployed: its standard output is a file, and its metrics are scraped once, on `METRICS_PORT`, from when on it
   * measures its process. Else nothing reads either.
   */
  readonly isDeployed?: true;
}

export interface StartOptions {
  /** Loads servers/probe.cjs first if the server is a Node.js program. It costs a few milliseconds of a start. */
  readonly probed: boolean;
}

const START_TIMEOUT_MS = 60_000;
/** A server under load responds late. */
const PROBE_TIMEOUT_MS = 30_000;
/** How often a server that starts is asked. */
const POLL_MS = 1;
const PROBE = join(import.meta.dirname, 'servers/probe.cjs');

/**
 * Starts a server, waits for its first response and compares that with the expected one. Every Node.js server runs without flags: none of V8, and
 * no export condition, so that packages are used as they are installed from npm.
 *
 * @throws Error when it ends or sends no response in time, or sends another one
 */
export async function startServer({ program, args, cwd, env, isDeployed }: Command, exchange: Exchange, { probed }: StartOptions): Promise<ServerProcess> {
  const port = await freePort();
  const hasProbe = probed && program === undefined;
  const log = isDeployed && openLog();
  const metricsPort = isDeployed && (await freePort());
  const startedMs = performance.now();
  const child = track(
    spawn(program ?? process.execPath, hasProbe ? ['--require', PROBE, ...args] : args, {
      cwd,
      stdio: ['ignore', log ?? 'ignore', 'pipe', ...(hasProbe ? (['ipc'] as const) : [])],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NODE_ENV: 'production',
        PORT: String(port),
        HOST: '127.0.0.1',
        ...(metricsPort && { METRICS_PORT: String(metricsPort) }),
        ...env,
      },
    }),
  );
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-1000);
  });
  const exited = once(child, 'exit');
  // A program that does not exist never exits.
  const failure = exited.then(
    () => undefined,
    (error: Error) => error.message,
  );
  const stop = async () => {
    child.kill('SIGKILL');
    await failure;
    if (log !== undefined) closeSync(log);
  };
  const origin = `http://127.0.0.1:${port}`;
  let last: Response | undefined;
  while (performance.now() - startedMs < START_TIMEOUT_MS && child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    last = await send(origin, exchange).catch(() => undefined);
    if (last !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const startMs = performance.now() - startedMs;
  let fault = child.pid === undefined ? await failure : faultOf(last, exchange);
  if (fault === undefined && metricsPort !== undefined) fault = await faultOfMetrics(`http://127.0.0.1:${metricsPort}`);
  if (fault !== undefined) {
    await stop();
    throw new Error(`${exchange.method} ${exchange.path}: ${fault}${said === '' ? '' : `; it printed: ${firstLines(said)}`}`);
  }
  const pid = child.pid as number;
  return {
    origin,
    startMs,
    cpuMs: () => cpuMs(pid),
    threadsCpuMs: () => threadsCpuMs(pid),
    loggedBytes: () => (log === undefined ? 0 : fstatSync(log).size),
    residentKib: () => statusKib(pid, 'VmRSS'),
    peakKib: () => statusKib(pid, 'VmHWM'),
    async check(other) {
      const otherFault = faultOf(await send(origin, other), other);
      if (otherFault !== undefined) throw new Error(`${other.method} ${other.path}: ${otherFault}`);
    },
    probe: async (question) => (hasProbe ? await probe(child, question) : undefined),
    stop,
  };
}

/** A file that is gone with the processes that have it open. */
function openLog(): number {
  const folder = mkdtempSync(join(tmpdir(), 'petsage-bench-'));
  const log = openSync(join(folder, 'log'), 'a');
  rmSync(folder, { recursive: true });
  return log;
}

async function probe(child: ChildProcess, question: string): Promise<number> {
  const message = once(child, 'message', { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }) as Promise<[number]>;
  child.send(question);
  const [value] = await message;
  return value;
}

export interface Response {
  readonly status: number;
  readonly text: string;
}

/** Why a response is not the expected one. */
function faultOf(response: Response | undefined, exchange: Exchange): string | undefined {
  const { status = 200 } = exchange;
  if (response === undefined) return 'no response';
  if (response.status !== status) return `the status ${response.status}, not ${status}: ${response.text.slice(0, 200)}`;
  return exchange.fault(parsed(response.text));
}

/** Why a server could not be scraped. */
async function faultOfMetrics(origin: string): Promise<string | undefined> {
  const response = await send(origin, { path: '/metrics', method: 'GET' }).catch((error: Error) => error.message);
  if (typeof response === 'string') return `no metrics: ${response}`;
  return response.text.includes('nodejs_gc_duration_seconds') ? undefined : `no metrics of the process, but the status ${response.status}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One request on a connection of its own. */
export function send(origin: string, { path, method, headers = {}, body }: Omit<Exchange, 'fault'>): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = body?.();
    const framing = sent === undefined ? {} : { 'Content-Length': sent.length };
    const req = request(`${origin}${path}`, { method, agent: false, headers: { ...headers, ...framing } }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      res.once('error', reject).once('end', () => resolve({ status: res.statusCode as number, text }));
    });
    req.once('error', reject).end(sent);
  });
}

function firstLines(text: string): string {
  return text.trim().split('\n').slice(0, 5).join(' ');
}

/** Linux counts a process's time in ticks of 10 ms (proc(5), fields 14 and 15). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * Nanoseconds of each thread, the first field of `schedstat` (Documentation/scheduler/sched-stats of Linux). A thread that has ended doesn't
 * count; one may end while they are read.
 */
function threadsCpuMs(pid: number): number {
  let sumNs = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) sumNs += Number(readIfThere(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]);
  return sumNs / 1e6;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) return '0';
    throw error;
  }
}

/** A size of proc(5), `status`. */
function statusKib(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
