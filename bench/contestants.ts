import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../tools/lib/root.ts';
import type { DocumentName } from './documents.ts';
import type { Exchange } from './exchange.ts';
import type { Ratio } from './figures.ts';
import { OGEN_SERVER } from './ogen.ts';
import { BUN } from './peers.ts';
import type { Command } from './server-process.ts';

/** One server that is measured with one request. */
export interface Contestant {
  readonly name: string;
  readonly command: Command;
  readonly exchange: Exchange;
  /** The document it is started with, made before. */
  readonly document?: DocumentName;
  /** What is installed or built for it: the packages of `bench/peers`, or `bench/peers/ogen`. */
  readonly needs?: 'npm' | 'ogen';
  /** What of this repository it runs: a server that another revision has too. */
  readonly own?: 'service' | 'contract';
}

/** Servers that are measured together, and the one that is 1.00. */
export interface Comparison {
  readonly name: ComparisonName;
  readonly title: string;
  readonly base: string;
  readonly contestants: readonly Contestant[];
  /** Of the client; `CONNECTIONS` if undefined. */
  readonly connections?: number;
  /** What is compared; throughput if undefined. */
  readonly ratio?: Ratio;
  /** Whether the contestants are requests to one server, which is started once: what differs between two processes would hide small differences. */
  readonly sharesServer?: true;
  /** Whether the longest stall of the event loop is measured. */
  readonly watchesStalls?: true;
  /** How much longer its turns are than others, as one request takes long. */
  readonly turnFactor?: number;
  /** How many times as many rounds it takes, as what is compared differs by less than others. */
  readonly roundsFactor?: number;
  /** After how many loads memory is looked at; 1 if undefined. */
  readonly memoryLoads?: number;
}

export const CONNECTIONS = 64;

export const COMPARISONS = [
  'smoke-test',
  'one-connection',
  'connections-512',
  'everything-on',
  'body-1kb',
  'body-100kb',
  'body-1mb',
  'list-100',
  'list-10000',
  'list-100000',
  'upload-100mb',
  'templated-path',
  'query-10',
  'api-key',
  'not-modified',
  'not-found',
  'bad-request-small',
  'bad-request-10kb',
  'bad-request-100kb',
  'operations',
  'cold-start',
  'checks',
] as const;
export type ComparisonName = (typeof COMPARISONS)[number];

/** What the servers of a comparison have in common. */
export interface Task {
  readonly document: DocumentName;
  readonly exchange: Exchange;
  /** What each is told beside. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The service as `npm start` runs it, without npm. */
export function service(name: string, exchange: Exchange, env?: Readonly<Record<string, string>>, root = ROOT): Contestant {
  return { name, exchange, command: serviceCommand(root, env), own: 'service' };
}

/** The service as it is deployed: an access log in a file, with a line for each smoke test, metrics that are scraped, and request ids. */
export function deployedService(name: string, exchange: Exchange, root = ROOT): Contestant {
  return { name, exchange, command: { args: ['dist/main.cjs'], cwd: root, env: { LOG_LEVEL: 'debug' }, isDeployed: true }, own: 'service' };
}

/** @throws Error when `npm start` is no Node program */
function serviceCommand(root: string, env: Readonly<Record<string, string>> = {}): Command {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const [program, ...args] = (scripts['start'] ?? '').replace(/^exec /, '').split(' ');
  if (program !== 'node') throw new Error(`npm start is ${JSON.stringify(scripts['start'])} in ${root}; a command that begins with node is needed.`);
  return { args, cwd: root, env };
}

/** The contract layer on one of the generated documents, the same program for each. */
export function contractServer(name: string, task: Task, root = ROOT): Contestant {
  return { ...contestant(name, task, [...contractProgram(root), `bench/.generated/${task.document}`], root), own: 'contract' };
}

/** The same server in another work tree of this repository. */
export function inWorkTree({ own, document, exchange, command: { env, isDeployed } }: Contestant, root: string, name: string): Contestant {
  if (isDeployed) return deployedService(name, exchange, root);
  if (own === 'service') return service(name, exchange, env, root);
  return contractServer(name, { document: document as DocumentName, exchange, ...(env && { env }) }, root);
}

/** Revisions from before there was `contract.mjs` run from source. */
function contractProgram(root: string): readonly string[] {
  const program = 'bench/servers/contract.mjs';
  return existsSync(join(root, program)) ? [program] : ['--conditions=@petsage/source', 'bench/servers/contract.ts'];
}

/** A server of `bench/servers`. */
export function server(name: string, file: string, task: Task): Contestant {
  return contestant(name, task, [`bench/servers/${file}`, documentOf(task)]);
}

/** A server of `bench/peers`. */
export function peer(name: string, file: string, task: Task): Contestant {
  return { ...contestant(name, task, [`bench/peers/${file}`, documentOf(task)]), needs: 'npm' };
}

/** Those that validate neither requests nor responses. */
export function unvalidatedPeers(task: Task): Contestant[] {
  return [
    peer('Fastify, no validation', 'fastify.mjs', task),
    peer('Hono, no validation', 'hono.mjs', task),
    peer('NestJS on Fastify, no validation', 'nestjs.mjs', task),
  ];
}

/** Those that validate both. */
export function validatedPeers(task: Task): Contestant[] {
  return [
    peer('Fastify, requests and responses validated', 'fastify-validation.mjs', task),
    peer('openapi-backend on Koa, both validated', 'openapi-backend.mjs', task),
    peer('express-openapi-validator, both validated', 'express-openapi-validator.mjs', task),
  ];
}

/** Beyond Node.js, and validated too. */
export function foreignPeers(task: Task): Contestant[] {
  const elysia = peer('Elysia on Bun, requests and responses validated', 'elysia.mjs', task);
  const ogen = contestant('ogen in Go on one core, requests and responses validated', task, [task.document]);
  return [
    { ...elysia, command: { ...elysia.command, program: BUN } },
    { ...ogen, command: { ...ogen.command, program: OGEN_SERVER, env: { ...task.env, GOMAXPROCS: '1' } }, needs: 'ogen' },
  ];
}

function documentOf({ document }: Task): string {
  return `bench/.generated/${document}/openapi.json`;
}

function contestant(name: string, { document, exchange, env }: Task, args: readonly string[], cwd = ROOT): Contestant {
  return { name, document, exchange, command: { args, cwd, ...(env && { env }) } };
}
