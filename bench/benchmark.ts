import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { EXIT } from '@petsage/openapi-checks/lib';
import { observeChecks } from './checks.ts';
import { stopAllAtEnd } from './child-process.ts';
import type { Contestant } from './contestants.ts';
import { type Figures, isMeasured, type LoadTable, type StartTable } from './figures.ts';
import { client } from './load.ts';
import { checkedServers, loads } from './loads.ts';
import { measureLoad, measureStarts } from './measure.ts';
import { ogenVersion } from './ogen.ts';
import type { RunOptions } from './options.ts';
import { versionOf } from './peers.ts';
import { prepare } from './prepare.ts';
import { starts } from './starts.ts';
import { markdown } from './tables.ts';

/** Measures, and prints the tables. @returns an exit code */
export async function runBenchmark(options: RunOptions): Promise<number> {
  stopAllAtEnd();
  const figures = await measure(options);
  process.stdout.write(markdown(figures));
  if (options.json !== undefined) {
    writeFileSync(resolve(options.json), `${JSON.stringify(figures, undefined, 1)}\n`);
    process.stderr.write(`The figures are in ${options.json}. Next: npm run bench:report -- ${options.json}\n`);
  }
  return ownServersAreMeasured(figures) ? EXIT.done : EXIT.failed;
}

async function measure({ only, rounds, seconds, settle, starts: repeats }: RunOptions): Promise<Figures> {
  const startedMs = performance.now();
  const chosenLoads = loads.filter(({ name }) => only.includes(name));
  const chosenStarts = starts.filter(({ name }) => only.includes(name));
  const chosenChecks = only.includes('checks') ? checkedServers : [];
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const contestants = [...chosenLoads, ...chosenStarts].flatMap(({ contestants }): readonly Contestant[] => contestants);
  const obstacle = await prepare([...contestants, ...chosenChecks]);
  const loadTables: LoadTable[] = [];
  for (const comparison of chosenLoads) loadTables.push(await measureLoad(comparison, { rounds, seconds, settle, obstacle, progress }));
  const startTables: StartTable[] = [];
  for (const comparison of chosenStarts) startTables.push(await measureStarts(comparison, { starts: repeats, obstacle, progress }));
  const checks = chosenChecks.length > 0 ? [await observeChecks(chosenChecks, { obstacle, progress })] : [];
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim()}, ${cpus().length} cores`,
    client,
    versions: versions(),
    rounds,
    seconds,
    settle,
    minutes: Math.ceil((performance.now() - startedMs) / 60_000),
    loads: loadTables,
    starts: startTables,
    checks,
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
    ['@koa/router', '@koa/router'],
    ['busboy', 'busboy'],
    ['Elysia', 'elysia'],
    ['Bun', `@oven/bun-linux-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`],
    ['@octokit/openapi', '@octokit/openapi'],
  ];
  return { Node: process.versions.node, ...Object.fromEntries(packages.map(([title, name]) => [title, versionOf(name)])), ogen: ogenVersion() };
}

function ownServersAreMeasured(figures: Figures): boolean {
  const contestants = new Map([...loads, ...starts].map(({ title, contestants }) => [title, contestants]));
  const isOwn = (title: string, name: string) => contestants.get(title)?.some((contestant) => contestant.name === name && contestant.own !== undefined);
  return [...figures.loads, ...figures.starts].every(({ title, rows }) => rows.every((row) => isMeasured(row) || !isOwn(title, row.name)));
}
