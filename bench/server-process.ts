import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { freePort } from '@petsage/openapi-checks/lib';
import { track } from './child-process.ts';
import type { Exchange } from './exchange.ts';

/** One server under test, in a process of its own. */
export interface ServerProcess {
  /** Such as `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** From the spawned process to its first 200. */
  readonly startMs: number;
  /** Processor time it has used so far, in milliseconds, user and system. */
  cpuMs(): number;
  /** Resident memory. */
  residentKib(): number;
  /** Ends it at once. */
  stop(): Promise<void>;
}

/** How a server is started: Node's arguments, and the folder they are relative to. */
export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const START_TIMEOUT_MS = 60_000;
/** How often a server that starts is asked. */
const POLL_MS = 1;

/**
 * Starts a server, waits for its first 200 and holds that answer against the expected one.
 *
 * @throws Error when it ends or answers nothing in time, or answers something else
 */
export async function startServer({ args, cwd, env }: Command, exchange: Exchange): Promise<ServerProcess> {
  const port = await freePort();
  const startedMs = performance.now();
  const child = track(
    spawn(process.execPath, args, {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', ...env },
    }),
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-1000);
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const origin = `http://127.0.0.1:${port}`;
  let last: Answer | undefined;
  while (performance.now() - startedMs < START_TIMEOUT_MS && child.exitCode === null && child.signalCode === null) {
    last = await ask(origin, exchange).catch(() => undefined);
    if (last !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const startMs = performance.now() - startedMs;
  const fault = faultOf(last, exchange);
  if (fault !== undefined) {
    await stop();
    throw new Error(`${exchange.method} ${exchange.path}: ${fault}${said === '' ? '' : `; it said: ${firstLines(said)}`}`);
  }
  const pid = child.pid as number;
  return { origin, startMs, cpuMs: () => cpuMs(pid), residentKib: () => residentKib(pid), stop };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Why an answer is not the expected one. */
function faultOf(answer: Answer | undefined, exchange: Exchange): string | undefined {
  if (answer === undefined) return 'no answer';
  if (answer.status !== 200) return `the status ${answer.status}, not 200: ${answer.text.slice(0, 200)}`;
  return exchange.fault(parsed(answer.text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One request on a connection of its own. */
function ask(origin: string, { path, method, body }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fields = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const req = request(`${origin}${path}`, { method, agent: false, headers: fields }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      res.once('error', reject).once('end', () => resolve({ status: res.statusCode as number, text }));
    });
    req.once('error', reject).end(body);
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

/** VmRSS of proc(5). */
function residentKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
