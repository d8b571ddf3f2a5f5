import { type Comparison, contractServer, server, service, type Task } from './contestants.ts';
import { smokeTest } from './exchange.ts';

const smoke: Task = { document: 'smoke-test', exchange: smokeTest };
const bareKoa = server('Koa, bare', 'koa.mjs', smoke);
const one = contractServer('@petsage/openapi-koa, 1 operation', smoke);

/** Started again and again. The contract layer is not bundled, as the service is. */
export const starts: readonly Comparison[] = [
  {
    name: 'cold-start',
    title: 'Start, until the first response',
    base: bareKoa.name,
    contestants: [bareKoa, service('PetSage API, as npm start runs it', smokeTest), one],
  },
  {
    name: 'operations',
    title: 'Start with 1,224 operations',
    base: bareKoa.name,
    contestants: [bareKoa, one, contractServer('@petsage/openapi-koa, 1,224 operations', { document: 'github', exchange: smokeTest })],
  },
];
