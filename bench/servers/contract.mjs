/**
 * The contract layer alone, as installed from npm, on any document: `node bench/servers/contract.mjs FOLDER`, where FOLDER holds the generated
 * operations. It is the same program for one operation and for many, so that only the document differs.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { ContractApp, createContract, createHttpServer } from '@petsage/openapi-koa';
import { API_KEY, ETAG, results } from './results.mjs';

const BODY_LIMIT_BYTES = Number(process.env.BENCH_BODY_LIMIT_BYTES ?? 1_048_576);
/** Headers that the document of a response requires. */
const HEADERS = { getSmokeTest: { 'Cache-Control': 'no-store' }, summarizePets: { 'Cache-Control': 'no-store' }, getPetOfTheDay: { ETag: ETAG } };

const { operations } = createRequire(import.meta.url)(resolve(process.argv[2], 'operations.cjs'));
const problemBase = () => 'http://127.0.0.1/problems';
const log = { child: () => log, debug() {}, info() {}, warn() {}, error() {} };

// As an object literal would be made: V8 needs several milliseconds for 1,224 entries of `Object.fromEntries`.
const handlers = {};
for (const { operationId } of operations.list) handlers[operationId] = handlerOf(operationId);
const isClient = ({ secret }) => (secret === API_KEY ? 'the client' : undefined);
const securityHandlers = Object.fromEntries(Object.keys(operations.securitySchemes).map((name) => [name, isClient]));
const app = new ContractApp({ problemBase, bodyLimitBytes: BODY_LIMIT_BYTES, onFailure: (error) => process.stderr.write(`${String(error)}\n`) });
app.use(await createContract({ operations, handlers, securityHandlers, bodyLimitBytes: BODY_LIMIT_BYTES, log, problemBase }));
// Under this load requests always wait: all of them are to be served, as by every other server.
const limits = { eventLoopDelayMs: 0 };
createHttpServer(app.callback(), { limits, problemBase }).listen(Number(process.env.PORT), '127.0.0.1');

/** Operations that are not measured have a handler too, as every operation must. */
function handlerOf(operationId) {
  if (!Object.hasOwn(results, operationId)) {
    return () => {
      throw new Error(`${operationId} is not measured.`);
    };
  }
  const result = results[operationId];
  const headers = HEADERS[operationId];
  const respond = (body) => ({ status: 200, ...(headers && { headers }), body });
  return (request) => {
    const body = result(request.body, request);
    return body instanceof Promise ? body.then(respond) : respond(body);
  };
}
