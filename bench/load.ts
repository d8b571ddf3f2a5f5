import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilExit } from './child-process.ts';
import type { Exchange } from './exchange.ts';
import { requirePeer } from './peers.ts';
import { type Load, readWrk } from './wrk-output.ts';

/** With 64 bodies of 100 KB under way at once, one waits longer than the 2 s that wrk gives it by itself. */
const TIMEOUT_SECONDS = 30;

const VERSION = /^wrk (?:debian\/)?(\S+)/.exec(spawnSync('wrk', ['-v'], { encoding: 'utf8' }).stdout ?? '')?.[1];

/** wrk where it is installed, as it costs a fraction of the servers it measures; else autocannon. */
export const client: string = VERSION === undefined ? 'autocannon' : `wrk ${VERSION}`;

/**
 * Sends one request over and over.
 *
 * @param origin of the server, such as `http://127.0.0.1:3000`
 * @param seconds may be a fraction
 */
export function load(origin: string, exchange: Exchange, connections: number, seconds: number): Promise<Load> {
  return (VERSION === undefined ? cannon : wrk)(origin, exchange, connections, seconds);
}

async function wrk(origin: string, { path, method, headers = {}, body, status = 200 }: Exchange, connections: number, seconds: number): Promise<Load> {
  const script = body === undefined ? [] : ['-s', join(import.meta.dirname, 'request.lua')];
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  // wrk takes whole seconds only; interrupted earlier, it prints what it has measured.
  const duration = `${Math.ceil(seconds) + 1}s`;
  const args = ['-t1', `-c${connections}`, `-d${duration}`, '--latency', '--timeout', `${TIMEOUT_SECONDS}s`, ...fields, ...script, `${origin}${path}`];
  const child = spawn('wrk', args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_METHOD: method, BENCH_BODY_FILE: body === undefined ? '' : fileOf(body) },
  });
  const timer = setTimeout(() => child.kill('SIGINT'), seconds * 1000);
  const stdout = await untilExit(child).finally(() => clearTimeout(timer));
  // On a busy machine it may be interrupted before it has begun.
  return child.signalCode === 'SIGINT' ? { requests: 0, seconds: 0, p50Us: 0, failures: 0 } : readWrk(stdout, status);
}

const bodyFiles = new Map<Exchange['body'], string>();
let folder: string | undefined;

/** The file of a body, for as long as this process runs. */
function fileOf(body: () => Buffer): string {
  const known = bodyFiles.get(body);
  if (known !== undefined) return known;
  folder ??= temporaryFolder();
  const file = join(folder, String(bodyFiles.size));
  writeFileSync(file, body());
  bodyFiles.set(body, file);
  return file;
}

function temporaryFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'petsage-bench-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** What is used of autocannon, which has no types of its own. */
type Autocannon = (options: {
  readonly url: string;
  readonly method: string;
  readonly connections: number;
  readonly duration: number;
  readonly timeout: number;
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}) => Promise<{
  readonly requests: { readonly total: number };
  readonly latency: { readonly p50: number };
  readonly duration: number;
  readonly '1xx': number;
  readonly '2xx': number;
  readonly '3xx': number;
  readonly '4xx': number;
  readonly '5xx': number;
  readonly errors: number;
}>;

async function cannon(origin: string, { path, method, headers = {}, body, status = 200 }: Exchange, connections: number, duration: number): Promise<Load> {
  const autocannon = requirePeer('autocannon') as Autocannon;
  const sent = { method, headers, ...(body && { body: body() }) };
  const result = await autocannon({ url: `${origin}${path}`, connections, duration, timeout: TIMEOUT_SECONDS, ...sent });
  const expected = result[`${Math.floor(status / 100)}xx` as '2xx'];
  const { total } = result.requests;
  return { requests: total, seconds: result.duration, p50Us: result.latency.p50 * 1000, failures: total - expected + result.errors };
}
