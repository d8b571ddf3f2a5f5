import { type Comparison, type ComparisonName, contractServer, peer, server, service, type Task, unvalidatedPeers, validatedPeers } from './contestants.ts';
import { languages, listPets, petSummary, smokeTest } from './exchange.ts';

const SILENT = { LOG_LEVEL: 'silent' };
const OURS = '@petsage/openapi-koa, both validated';

const smoke: Task = { document: 'smoke-test', exchange: smokeTest };
const bareKoa = server('Koa, bare', 'koa.mjs', smoke);
const nodeHttp = server('node:http', 'raw.mjs', smoke);
const petsage = service('PetSage API, both validated', smokeTest, SILENT);

function withBody(name: ComparisonName, title: string, kib: number, rest: Partial<Comparison> = {}): Comparison {
  const task: Task = { document: 'pets', exchange: petSummary(kib) };
  const base = 'Koa, body parser only';
  return {
    name,
    title: `One operation: POST with a JSON body of ${title}`,
    base,
    contestants: [
      server('node:http', 'raw.mjs', task),
      server(base, 'koa-body.mjs', task),
      contractServer(OURS, task),
      ...unvalidatedPeers(task),
      ...validatedPeers(task),
    ],
    ...rest,
  };
}

function list(name: ComparisonName, title: string, count: number, rest: Partial<Comparison> = {}): Comparison {
  const task: Task = { document: 'lists', exchange: listPets(count), env: { BENCH_ITEMS: String(count) } };
  const base = 'Koa, stringify only';
  return {
    name,
    title: `One operation: GET a list of ${title}`,
    base,
    contestants: [
      server('node:http', 'raw.mjs', task),
      server(base, 'koa-list.mjs', task),
      contractServer(OURS, task),
      peer('Fastify, no validation', 'fastify.mjs', task),
      peer('Fastify, serializer of the schema only', 'fastify-serializer.mjs', task),
      peer('Fastify, requests and responses validated', 'fastify-validation.mjs', task),
    ],
    ...rest,
  };
}

const ONE = '@petsage/openapi-koa, 1 operation';
const MANY = '@petsage/openapi-koa, 1,224 operations';

/** What is measured under load. Large bodies travel on few connections: on many, memory and stalls would be those of the queue. */
export const loads: readonly Comparison[] = [
  {
    name: 'smoke-test',
    title: 'One operation: GET /api/v1/smoke-test',
    base: bareKoa.name,
    contestants: [
      nodeHttp,
      server('node:http, same header fields', 'raw-same-fields.mjs', smoke),
      bareKoa,
      petsage,
      ...unvalidatedPeers(smoke),
      ...validatedPeers(smoke),
    ],
  },
  {
    name: 'one-connection',
    title: 'GET /api/v1/smoke-test, one request at a time',
    base: nodeHttp.name,
    connections: 1,
    ratio: 'p50',
    contestants: [nodeHttp, bareKoa, petsage, peer('Fastify, requests and responses validated', 'fastify-validation.mjs', smoke)],
  },
  withBody('body-1kb', '1 KB', 1),
  withBody('body-100kb', '100 KB', 100),
  withBody('body-1mb', '1 MB', 1000, { connections: 16 }),
  list('list-100', '100 objects, 17 KB', 100),
  list('list-10000', '10,000 objects, 1.7 MB', 10_000, { connections: 8, watchesStalls: true }),
  list('list-100000', '100,000 objects, 18 MB', 100_000, { connections: 2, watchesStalls: true, turnFactor: 2 }),
  {
    name: 'operations',
    title: 'GitHub’s operations and ours: 1,224',
    base: ONE,
    contestants: [
      contractServer(ONE, smoke),
      contractServer(MANY, { document: 'github', exchange: smokeTest }),
      contractServer(`${ONE}, templated path`, { document: 'languages', exchange: languages }),
      contractServer(`${MANY}, templated path`, { document: 'github', exchange: languages }),
    ],
  },
];
