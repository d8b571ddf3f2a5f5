/** Compares the service with other servers in one run: `npm run bench -- --rounds 7 --seconds 4`. Prints a Markdown table. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { client, load } from './load.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const SERVERS: readonly (readonly [name: string, entry: string])[] = [
  ['node:http', 'bench/servers/raw.ts'],
  ['node:http, same header fields', 'bench/servers/raw-same-fields.ts'],
  ['Koa, bare', 'bench/servers/koa.ts'],
  ['PetSage API', 'src/main.ts'],
];
const BASE = 'Koa, bare';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' }, seconds: { type: 'string', default: '4' } } });
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

/** A server's figures, one per round. */
interface Series {
  readonly perSecond: number[];
  readonly cpuUs: number[];
}

const servers: ServerProcess[] = [];
const series = new Map<string, Series>();
try {
  for (const [name, entry] of SERVERS) servers.push(await startServer(name, entry));
  for (const server of servers) await load(server.url, 2);
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) await measure(server);
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
} finally {
  for (const server of servers) server.stop();
}
process.stdout.write(table());

async function measure(server: ServerProcess): Promise<void> {
  const before = server.cpuMs();
  const { requests, seconds: took, failures } = await load(server.url, seconds);
  if (failures > 0) throw new Error(`${server.name}: ${failures} requests failed.`);
  const { perSecond, cpuUs } = series.get(server.name) ?? { perSecond: [], cpuUs: [] };
  series.set(server.name, { perSecond: [...perSecond, requests / took], cpuUs: [...cpuUs, ((server.cpuMs() - before) * 1000) / requests] });
}

function table(): string {
  const base = series.get(BASE)?.perSecond ?? [];
  const rows = [...series].map(([name, { perSecond, cpuUs }]) => {
    const ratios = perSecond.map((value, round) => value / (base[round] as number)).sort((a, b) => a - b);
    return `| ${name} | ${median(perSecond).toFixed(0)} | ${median(cpuUs).toFixed(1)} | ${median(ratios).toFixed(2)} | ${ratios[0]?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)} |`;
  });
  return [
    `${rounds} rounds of ${seconds} s, interleaved; client ${client}; Node ${process.versions.node}; ${cpus().length} cores, ${cpus()[0]?.model.trim()}`,
    '',
    '| server | requests/s | CPU µs a request | throughput against bare Koa | from round to round |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
