/** `npm run bench`: measures the service beside other servers, in turn, and prints tables of ratios. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { createCommand, EXIT, runCommand } from '@petsage/openapi-checks/lib';
import { stopAllAtEnd } from './child-process.ts';
import { type Contestant, loads, starts } from './contestants.ts';
import { type Figures, isMeasured, type LoadTable, type StartTable } from './figures.ts';
import { CONNECTIONS, client } from './load.ts';
import { measureLoad, measureStarts } from './measure.ts';
import { defineRun, parseRun, type RunOptions, type RunValues } from './options.ts';
import { versionOf } from './peers.ts';
import { prepare } from './prepare.ts';
import { markdown } from './tables.ts';

const command = createCommand<RunValues, RunOptions>({
  name: 'npm run bench --',
  description:
    'Measures the service beside other servers, which take turns on this machine, and prints tables of ratios. All of it takes 20 minutes. Linux only, as processor time is read from /proc.',
  examples: ['$0 --json bench/figures.json && npm run bench:report', '$0 --only smoke-test --rounds 3 --seconds 2'],
  notes:
    'The client is wrk where it is installed, else autocannon. The first run installs the other servers and autocannon in bench/peers, and published documents in test/corpora.',
  exitCodes: '0 done, 1 a server of the project could not be measured, 2 misused',
  define: defineRun,
  parse: parseRun,
  run,
});
await runCommand(command);

async function run(options: RunOptions): Promise<number> {
  stopAllAtEnd();
  const figures = await measure(options);
  process.stdout.write(markdown(figures));
  if (options.json !== undefined) {
    writeFileSync(resolve(options.json), `${JSON.stringify(figures, undefined, 1)}\n`);
    process.stderr.write(`The figures are in ${options.json}. Next: npm run bench:report -- ${options.json}\n`);
  }
  return ownRowsAreMeasured([...figures.loads, ...figures.starts]) ? EXIT.done : EXIT.failed;
}

async function measure({ only, rounds, seconds, starts: repeats }: RunOptions): Promise<Figures> {
  const chosenLoads = loads.filter(({ name }) => only.includes(name));
  const chosenStarts = starts.filter(({ name }) => only.includes(name));
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const obstacle = await prepare([...chosenLoads, ...chosenStarts].flatMap(({ contestants }): readonly Contestant[] => contestants));
  const loadTables: LoadTable[] = [];
  for (const comparison of chosenLoads) loadTables.push(await measureLoad(comparison, { rounds, seconds, obstacle, progress }));
  const startTables: StartTable[] = [];
  for (const comparison of chosenStarts) startTables.push(await measureStarts(comparison, { starts: repeats, obstacle, progress }));
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim()}, ${cpus().length} cores`,
    client,
    versions: versions(),
    rounds,
    seconds,
    connections: CONNECTIONS,
    loads: loadTables,
    starts: startTables,
  };
}

function versions(): Record<string, string> {
  const packages: readonly (readonly [string, string])[] = [
    ['Koa', 'koa'],
    ['Fastify', 'fastify'],
    ['@fastify/response-validation', '@fastify/response-validation'],
    ['Hono', 'hono'],
    ['NestJS', '@nestjs/core'],
    ['openapi-backend', 'openapi-backend'],
    ['express-openapi-validator', 'express-openapi-validator'],
    ['@octokit/openapi', '@octokit/openapi'],
  ];
  return { Node: process.versions.node, ...Object.fromEntries(packages.map(([title, name]) => [title, versionOf(name)])) };
}

function ownRowsAreMeasured(tables: readonly (LoadTable | StartTable)[]): boolean {
  return tables.every(({ rows }) => rows.filter(({ name }) => name.startsWith('PetSage')).every(isMeasured));
}
