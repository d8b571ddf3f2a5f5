/** Serves a document that others publish, as it is. `npm exec -- node docs/examples/parcels/server.ts` */

import { createServer, type Handlers, type MapProblem, Problem, type ServerLogger } from '@petsage/openapi-koa';
import { operations } from './generated/operations.cjs';
import type { Operations, Parcel } from './generated/types.ts';

const parcels = new Map<string, Parcel>([['DE000000001', { number: 'DE000000001', status: 'under way' }]]);

const handlers: Handlers<Operations> = {
  parcels: ({ query: { status } }) => ({ status: 200, body: [...parcels.values()].filter((parcel) => status === undefined || parcel.status === status) }),
  announceParcel: ({ body }) => {
    parcels.set(body.number, body);
    return { status: 201, body };
  },
  parcel: ({ params: { number } }) => {
    const parcel = parcels.get(number);
    if (parcel === undefined) throw new Problem(404, { detail: 'No parcel has this number.' });
    return { status: 200, body: parcel };
  },
};

/** Every error as the document has it: an entry for each violation, and 422 where an operation declares that for bad input. */
const mapProblem: MapProblem<Operations> = (problem, context) => {
  const code = (problem.type?.code ?? problem.title).toUpperCase().replaceAll(/[^A-Z]+/g, '_');
  const errors = problem.violations?.map(({ name, pointer, message }) => ({ code, message, field: `${name ?? ''}${pointer ?? ''}` }));
  return {
    status: problem.status === 400 && context.declares(422) ? 422 : problem.status,
    body: { errors: errors ?? [{ code, message: problem.message }] },
  };
};

const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn: console.warn, error: console.error };
const api = await createServer<Operations>({ operations, handlers, mapProblem, errorSchema: 'error', log });
const { url } = await api.listen({ port: Number(process.env['PORT'] ?? 3002), host: '127.0.0.1' });
console.log(`${url}/parcels`);
