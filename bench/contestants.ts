import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentName } from './documents.ts';
import { type Exchange, languages, petSummary, smokeTest } from './exchange.ts';
import type { Command } from './server-process.ts';

export const ROOT = join(import.meta.dirname, '..');

/** One server that is measured with one request. */
export interface Contestant {
  readonly name: string;
  readonly command: Command;
  readonly exchange: Exchange;
  /** The document it is started with, made before. */
  readonly document?: DocumentName;
  /** Needs what `bench/peers` installs. */
  readonly peer?: true;
}

/** Servers that are measured together, and the one that is 1.00. */
export interface Comparison {
  readonly name: ComparisonName;
  readonly title: string;
  readonly base: string;
  readonly contestants: readonly Contestant[];
}

export const COMPARISONS = ['smoke-test', 'body-1kb', 'body-100kb', 'operations', 'cold-start'] as const;
export type ComparisonName = (typeof COMPARISONS)[number];

const SILENT = { LOG_LEVEL: 'silent' };

/**
 * The service as `npm start` runs it, without npm.
 *
 * @param root the folder of its package.json
 * @throws Error when `npm start` is no Node program
 */
export function serviceCommand(root: string, env: Readonly<Record<string, string>> = {}): Command {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const [program, ...args] = (scripts['start'] ?? '').replace(/^exec /, '').split(' ');
  if (program !== 'node') throw new Error(`npm start is ${JSON.stringify(scripts['start'])} in ${root}; a command that begins with node is needed.`);
  return { args, cwd: root, env };
}

/** The contract layer on one of the generated documents, the same program for each. */
export function contractServer(name: string, document: DocumentName, exchange: Exchange, root = ROOT): Contestant {
  return { name, document, exchange, command: { args: ['bench/servers/contract.ts', `bench/.generated/${document}`], cwd: root } };
}

function server(name: string, file: string, document: DocumentName, exchange: Exchange): Contestant {
  return { name, document, exchange, command: { args: [`bench/servers/${file}`, `bench/.generated/${document}/openapi.json`], cwd: ROOT } };
}

function peers(document: DocumentName, exchange: Exchange): Contestant[] {
  const peer = (name: string, file: string): Contestant => ({
    name,
    document,
    exchange,
    peer: true,
    command: { args: [`bench/peers/${file}`, `bench/.generated/${document}/openapi.json`], cwd: ROOT },
  });
  return [
    peer('Fastify, no validation', 'fastify.mjs'),
    peer('Hono, no validation', 'hono.mjs'),
    peer('NestJS on Fastify, no validation', 'nestjs.mjs'),
    peer('Fastify, requests and responses validated', 'fastify-validation.mjs'),
    peer('openapi-backend on Koa, both validated', 'openapi-backend.mjs'),
    peer('express-openapi-validator, both validated', 'express-openapi-validator.mjs'),
  ];
}

function withBody(name: ComparisonName, title: string, kib: number): Comparison {
  const exchange = petSummary(kib);
  const base = 'Koa, body parser only';
  return {
    name,
    title,
    base,
    contestants: [
      server('node:http', 'raw.mjs', 'pets', exchange),
      server(base, 'koa-body.mjs', 'pets', exchange),
      contractServer('@petsage/openapi-koa, both validated', 'pets', exchange),
      ...peers('pets', exchange),
    ],
  };
}

const bareKoa = server('Koa, bare', 'koa.mjs', 'smoke-test', smokeTest);
const ONE = '@petsage/openapi-koa, 1 operation';
const MANY = '@petsage/openapi-koa, 1,224 operations';

/** Under load. */
export const loads: readonly Comparison[] = [
  {
    name: 'smoke-test',
    title: 'One operation: GET /api/v1/smoke-test',
    base: bareKoa.name,
    contestants: [
      server('node:http', 'raw.mjs', 'smoke-test', smokeTest),
      server('node:http, same header fields', 'raw-same-fields.mjs', 'smoke-test', smokeTest),
      bareKoa,
      { name: 'PetSage API, both validated', exchange: smokeTest, command: serviceCommand(ROOT, SILENT) },
      ...peers('smoke-test', smokeTest),
    ],
  },
  withBody('body-1kb', 'One operation: POST with a JSON body of 1 KB', 1),
  withBody('body-100kb', 'One operation: POST with a JSON body of 100 KB', 100),
  {
    name: 'operations',
    title: 'GitHub’s operations and ours: 1,224',
    base: ONE,
    contestants: [
      contractServer(ONE, 'smoke-test', smokeTest),
      contractServer(MANY, 'github', smokeTest),
      contractServer(`${ONE}, templated path`, 'languages', languages),
      contractServer(`${MANY}, templated path`, 'github', languages),
    ],
  },
];

/** Started again and again. */
export const starts: readonly Comparison[] = [
  {
    name: 'operations',
    title: 'Cold start and memory with 1,224 operations',
    base: ONE,
    contestants: [contractServer(ONE, 'smoke-test', smokeTest), contractServer(MANY, 'github', smokeTest)],
  },
  {
    name: 'cold-start',
    title: 'Cold start of the service',
    base: bareKoa.name,
    contestants: [bareKoa, { name: 'PetSage API, as npm start runs it', exchange: smokeTest, command: serviceCommand(ROOT) }],
  },
];
