import { type Comparison, contractServer, server, service, type Task } from './contestants.ts';
import { smokeTest } from './exchange.ts';

const smoke: Task = { document: 'smoke-test', exchange: smokeTest };
const bareKoa = server('Koa, bare', 'koa.mjs', smoke);
const ONE = '@petsage/openapi-koa, 1 operation';

/** Started again and again. */
export const starts: readonly Comparison[] = [
  {
    name: 'operations',
    title: 'Cold start and memory with 1,224 operations',
    base: ONE,
    contestants: [contractServer(ONE, smoke), contractServer('@petsage/openapi-koa, 1,224 operations', { document: 'github', exchange: smokeTest })],
  },
  {
    name: 'cold-start',
    title: 'Cold start of the service',
    base: bareKoa.name,
    contestants: [bareKoa, service('PetSage API, as npm start runs it', smokeTest)],
  },
];
