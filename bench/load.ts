import { spawnSync } from 'node:child_process';
import autocannon from 'autocannon';

/** What a client saw of a server for some seconds. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Answers that were not 2xx, and requests without an answer. */
  readonly failures: number;
}

const CONNECTIONS = 64;

/** wrk where it is installed, as it costs a fraction of the servers it measures; else autocannon. */
export const client: 'wrk' | 'autocannon' = spawnSync('wrk', ['-v']).error === undefined ? 'wrk' : 'autocannon';

export async function load(url: string, seconds: number): Promise<Load> {
  return client === 'wrk' ? wrk(url, seconds) : cannon(url, seconds);
}

function wrk(url: string, seconds: number): Load {
  const { stdout } = spawnSync('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url], { encoding: 'utf8' });
  const [, requests, took] = /(\d+) requests in ([\d.]+)s/.exec(stdout) ?? [];
  if (requests === undefined || took === undefined) throw new Error(`wrk said: ${stdout}`);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const broken = [...(/Socket errors: (.*)/.exec(stdout)?.[1] ?? '').matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
  return { requests: Number(requests), seconds: Number(took), failures: refused + broken };
}

async function cannon(url: string, seconds: number): Promise<Load> {
  const result = await autocannon({ url, connections: CONNECTIONS, duration: seconds });
  return { requests: result.requests.total, seconds: result.duration, failures: result.non2xx + result.errors };
}
