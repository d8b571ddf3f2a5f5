import { checkedPet } from './checks.ts';
import {
  type Comparison,
  type ComparisonName,
  type Contestant,
  contractServer,
  deployedService,
  foreignPeers,
  peer,
  server,
  service,
  type Task,
  unvalidatedPeers,
  validatedPeers,
} from './contestants.ts';
import {
  badPetSummary,
  type Exchange,
  findPets,
  keyedPet,
  languages,
  listPets,
  notFound,
  notModified,
  petById,
  petSummary,
  picture,
  smokeTest,
  storedPicture,
} from './exchange.ts';

const UPLOAD_MIB = 100;
const SILENT = { LOG_LEVEL: 'silent' };
const OURS = '@petsage/openapi-koa, both validated';

const smoke: Task = { document: 'smoke-test', exchange: smokeTest };
const bareKoa = server('Koa, bare', 'koa.mjs', smoke);
const nodeHttp = server('node:http', 'raw.mjs', smoke);
const petsage = service('PetSage API, both validated', smokeTest, SILENT);

function withBody(name: ComparisonName, title: string, kib: number, others: (task: Task) => readonly Contestant[], connections?: number): Comparison {
  const task: Task = { document: 'pets', exchange: petSummary(kib) };
  const base = 'Koa, body parser only';
  const own = [server('node:http', 'raw.mjs', task), server(base, 'koa-body.mjs', task), contractServer(OURS, task)];
  return {
    name,
    title: `One operation: POST with a JSON body of ${title}`,
    base,
    contestants: [...own, ...others(task)],
    ...(connections !== undefined && { connections }),
    // V8's memory for new objects doubles and halves with such bodies, here and in other servers: one look says little.
    ...(kib >= 100 && { memoryLoads: 3 }),
  };
}

/** One server without validation, and all that validate. */
const fewPeers = (task: Task) => [peer('Fastify, no validation', 'fastify.mjs', task), ...validatedPeers(task), ...foreignPeers(task)];
const allPeers = (task: Task) => [...unvalidatedPeers(task), ...validatedPeers(task), ...foreignPeers(task)];
const fastifyOnly = (task: Task) => validatedPeers(task).slice(0, 1);

function list(name: ComparisonName, title: string, count: number, others: (task: Task) => readonly Contestant[], rest: Partial<Comparison> = {}): Comparison {
  const task: Task = { document: 'lists', exchange: listPets(count), env: { BENCH_ITEMS: String(count) } };
  const base = 'Koa, stringify only';
  const own = [server('node:http', 'raw.mjs', task), server(base, 'koa-list.mjs', task), contractServer(OURS, task)];
  const serializer = peer('Fastify, serializer of the schema only', 'fastify-serializer.mjs', task);
  return { name, title: `One operation: GET a list of ${title}`, base, contestants: [...own, serializer, ...others(task)], ...rest };
}

function routed(name: ComparisonName, title: string, exchange: Exchange): Comparison {
  const task: Task = { document: 'routes', exchange };
  const base = 'Koa with @koa/router, no validation';
  return { name, title, base, contestants: [peer(base, 'koa-router.mjs', task), contractServer(OURS, task)] };
}

function refused(name: ComparisonName, title: string, kib: number): Comparison {
  const base = 'a good request';
  return {
    name,
    title: `A body of ${title} whose last member breaks the document`,
    base,
    ratio: 'CPU',
    sharesServer: true,
    roundsFactor: 6,
    contestants: [
      contractServer(base, { document: 'pets', exchange: petSummary(kib) }),
      contractServer('one that gets 400', { document: 'pets', exchange: badPetSummary(kib) }),
    ],
  };
}

const uploads: Task = { document: 'uploads', exchange: picture(UPLOAD_MIB), env: { BENCH_BODY_LIMIT_BYTES: String((UPLOAD_MIB + 1) * 1024 * 1024) } };
const storedUploads: Task = { ...uploads, exchange: storedPicture(UPLOAD_MIB) };
const busboy = peer('busboy on node:http', 'busboy.mjs', uploads);
const validatedFastify = peer('Fastify, requests and responses validated', 'fastify-validation.mjs', smoke);

const ONE = '@petsage/openapi-koa, 1 operation';
const MANY = '@petsage/openapi-koa, 1,224 operations';

/** What is measured under load. Large bodies travel on few connections: on many, memory and stalls would be those of the queue. */
export const loads: readonly Comparison[] = [
  {
    name: 'smoke-test',
    title: 'One operation: GET /api/v1/smoke-test',
    base: bareKoa.name,
    contestants: [nodeHttp, server('node:http, same header fields', 'raw-same-fields.mjs', smoke), bareKoa, petsage, ...allPeers(smoke)],
  },
  {
    name: 'one-connection',
    title: 'GET /api/v1/smoke-test, one request at a time',
    base: nodeHttp.name,
    connections: 1,
    ratio: 'p50',
    contestants: [nodeHttp, bareKoa, petsage, validatedFastify],
  },
  {
    name: 'connections-512',
    title: 'GET /api/v1/smoke-test',
    base: bareKoa.name,
    connections: 512,
    contestants: [nodeHttp, bareKoa, petsage, validatedFastify],
  },
  {
    name: 'everything-on',
    title: 'GET /api/v1/smoke-test of the service as deployed: access log in a file, metrics, request ids',
    base: bareKoa.name,
    contestants: [bareKoa, petsage, deployedService('PetSage API, everything on', smokeTest)],
  },
  withBody('body-1kb', '1 KB', 1, allPeers),
  withBody('body-100kb', '100 KB', 100, fewPeers),
  withBody('body-1mb', '1 MB', 1000, fastifyOnly, 16),
  list('list-100', '100 objects, 17 KB', 100, fewPeers),
  list('list-10000', '10,000 objects, 1.7 MB', 10_000, fastifyOnly, { connections: 8, watchesStalls: true }),
  list('list-100000', '100,000 objects, 18 MB', 100_000, fastifyOnly, { connections: 2, watchesStalls: true, turnFactor: 2 }),
  {
    name: 'upload-100mb',
    title: 'A form with a file of 100 MB, read as a stream',
    base: busboy.name,
    connections: 2,
    turnFactor: 2,
    contestants: [busboy, contractServer(`${OURS}, file streamed`, uploads), contractServer(`${OURS}, file stored`, storedUploads)],
  },
  routed('templated-path', 'GET /api/v1/pets/{petId}', petById),
  routed('query-10', 'GET with a query of ten parameters', findPets),
  routed('api-key', 'GET with an API key', keyedPet),
  routed('not-modified', 'GET of what the client has: 304', notModified),
  routed('not-found', 'GET of an unknown path: 404', notFound),
  refused('bad-request-small', '1 KB', 1),
  refused('bad-request-10kb', '10 KB', 10),
  refused('bad-request-100kb', '100 KB', 100),
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

const checked: Task = { document: 'checks', exchange: checkedPet };

/** Whose checks are observed. */
export const checkedServers: readonly Contestant[] = [
  contractServer(OURS, checked),
  ...unvalidatedPeers(checked),
  peer('Fastify, serializer of the schema only', 'fastify-serializer.mjs', checked),
  ...validatedPeers(checked),
  ...foreignPeers(checked),
];
