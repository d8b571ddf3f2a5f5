import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { untilExit } from './child-process.ts';
import type { Exchange } from './exchange.ts';
import { requirePeer } from './peers.ts';

/** What a client saw of a server for some seconds. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Answers that were not 2xx, and requests without an answer. */
  readonly failures: number;
}

export const CONNECTIONS = 64;
/** With 64 bodies of 100 KB under way at once, one waits longer than the 2 s that wrk gives it by itself. */
const TIMEOUT_SECONDS = 10;

const VERSION = /^wrk (?:debian\/)?(\S+)/.exec(spawnSync('wrk', ['-v'], { encoding: 'utf8' }).stdout ?? '')?.[1];

/** wrk where it is installed, as it costs a fraction of the servers it measures; else autocannon. */
export const client: string = VERSION === undefined ? 'autocannon' : `wrk ${VERSION}`;

/**
 * Sends one request over and over, on 64 connections.
 *
 * @param origin of the server, such as `http://127.0.0.1:3000`
 */
export function load(origin: string, exchange: Exchange, seconds: number): Promise<Load> {
  return VERSION === undefined ? cannon(origin, exchange, seconds) : wrk(origin, exchange, seconds);
}

async function wrk(origin: string, { path, method, body }: Exchange, seconds: number): Promise<Load> {
  const script = body === undefined ? [] : ['-s', join(import.meta.dirname, 'request.lua')];
  const child = spawn('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, `--timeout`, `${TIMEOUT_SECONDS}s`, ...script, `${origin}${path}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_METHOD: method, BENCH_BODY: body ?? '' },
  });
  const stdout = await untilExit(child);
  const [, requests, took] = /(\d+) requests in ([\d.]+)s/.exec(stdout) ?? [];
  if (requests === undefined || took === undefined) throw new Error(`wrk said: ${stdout}`);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const broken = [...(/Socket errors: (.*)/.exec(stdout)?.[1] ?? '').matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
  return { requests: Number(requests), seconds: Number(took), failures: refused + broken };
}

/** What is used of autocannon, which has no types of its own. */
type Autocannon = (options: {
  readonly url: string;
  readonly method: string;
  readonly connections: number;
  readonly duration: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}) => Promise<{ readonly requests: { readonly total: number }; readonly duration: number; readonly non2xx: number; readonly errors: number }>;

async function cannon(origin: string, { path, method, body }: Exchange, seconds: number): Promise<Load> {
  const autocannon = requirePeer('autocannon') as Autocannon;
  const sent = body === undefined ? {} : { body, headers: { 'Content-Type': 'application/json' } };
  const result = await autocannon({ url: `${origin}${path}`, method, connections: CONNECTIONS, duration: seconds, ...sent });
  return { requests: result.requests.total, seconds: result.duration, failures: result.non2xx + result.errors };
}
