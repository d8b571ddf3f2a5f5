/**
 * The contract layer alone, on any document: `node bench/servers/contract.ts FOLDER`, where FOLDER holds the generated operations. It is the
 * same program for one operation and for many, so that only the document differs.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { ContractApp, createContract, createHttpServer, type Logger, type OperationsSpec } from '@petsage/openapi-koa';
import { answers } from './answers.mjs';

const BODY_LIMIT_BYTES = 1_048_576;
/** What the document of an answer wants beside the body. */
const FIELDS: Readonly<Record<string, object>> = { getSmokeTest: { 'Cache-Control': 'no-store' }, summarizePets: { 'Cache-Control': 'no-store' } };

const { operations } = createRequire(import.meta.url)(resolve(process.argv[2] as string, 'operations.cjs')) as { operations: OperationsSpec };
const problemBase = () => 'http://127.0.0.1/problems';
const silent: Logger = { child: () => silent, debug() {}, info() {}, warn() {}, error() {} };

const handlers = Object.fromEntries(operations.list.map(({ operationId }) => [operationId, handlerOf(operationId)]));
const securityHandlers = Object.fromEntries(Object.keys(operations.securitySchemes).map((name) => [name, () => true]));
const app = new ContractApp({ problemBase, bodyLimitBytes: BODY_LIMIT_BYTES, onFailure: (error) => process.stderr.write(`${String(error)}\n`) });
app.use(await createContract({ operations, handlers: handlers as never, securityHandlers, bodyLimitBytes: BODY_LIMIT_BYTES, log: silent, problemBase }));
createHttpServer(app.callback(), { problemBase }).listen(Number(process.env['PORT']), '127.0.0.1');

/** Operations that are not measured have a handler too, as every operation must. */
function handlerOf(operationId: string): (request: { readonly body?: unknown }) => unknown {
  const answer = Object.hasOwn(answers, operationId) ? (answers as Record<string, (body?: unknown) => unknown>)[operationId] : undefined;
  if (answer === undefined) {
    return () => {
      throw new Error(`${operationId} is not measured.`);
    };
  }
  const headers = FIELDS[operationId];
  return ({ body }) => ({ status: 200, ...(headers && { headers }), body: answer(body) });
}
