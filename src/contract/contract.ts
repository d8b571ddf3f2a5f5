import type { Middleware } from 'koa';
import { checkHandlers } from './check-handlers.ts';
import { checkRequirements } from './check-requirements.ts';
import type { Handlers, OperationType, UntypedHandler } from './handler.ts';
import type { Logger } from './logger.ts';
import { BoundOperation, type Gate } from './operation.ts';
import type { ContractSpec, OperationSpec } from './operation-spec.ts';
import { InternalError } from './problems/internal-error.ts';
import { DEFAULT_PROBLEM_BYTES } from './problems/invalid-request.ts';
import { Problem } from './problems/problem.ts';
import { contractProblems } from './problems/registry.ts';
import { isAbort, RequestAbortedError } from './problems/request-aborted.ts';
import { type BodyLimitOptions, bodyLimitsOf } from './request/body-limits.ts';
import { BodyMemory } from './request/body-memory.ts';
import { flatten, type SerializedResponse } from './response/serialized-response.ts';
import { parseTarget } from './routing/request-target.ts';
import { operationFor, type Route, Router } from './routing/router.ts';
import type { SecurityHandler } from './security/authenticate.ts';
import { bind, type Dispatch } from './security/binder.ts';
import type { Call } from './server/call.ts';
import { type ContractContext, RESPONDED } from './server/context.ts';
import { corsOf, optionsResponse } from './server/cors.ts';

/** What a contract is made of. */
export interface ContractOptions<Operations extends { [O in keyof Operations]: OperationType }> extends BodyLimitOptions {
  /** What `npm run generate` made of the document. */
  readonly tables: ContractSpec;
  readonly handlers: Handlers<Operations>;
  /** Checks that come before an operation; each by its operationId. */
  readonly gates?: { readonly [O in keyof Operations]?: Gate };
  /** By the name of each security scheme that an operation requires; none for an API that is public. */
  readonly securityHandlers?: Readonly<Record<string, SecurityHandler>>;
  /**
   * How long a handler, and before it the security handlers, may take until they return, in milliseconds; then the client gets a 503 and
   * `context.signal` is aborted. By default 30,000; 0 for no limit. How long a stream takes that a handler returned is not limited.
   */
  readonly handlerTimeoutMs?: number;
  /** The largest body of a 400 that lists violations, in bytes; it leaves out what has no room. By default 64 KiB; at least 8 KiB. */
  readonly problemBytes?: number;
  readonly log: Logger;
  /** The address of the page that lists the problem types. */
  readonly problemBase: () => string;
  /** Prepended to every path of the document, such as `/v2`; none by default. */
  readonly prefix?: string;
}

const DEFAULT_HANDLER_TIMEOUT_MS = 30_000;

/** An operation with the path it is served at. */
type Entry = Pick<OperationSpec, 'path' | 'method' | 'multiSegment'> & { readonly bound: BoundOperation };

/**
 * Turns a document's tables and its handlers into Koa middleware. Use it in a `ContractApp`, which sends what it answers and throws.
 *
 * Paths of no operation go to the next middleware.
 *
 * @throws ContractError at start, naming each operationId whose handler is missing, superfluous or no function, or what generated code
 *   requires and is missing; Error naming a path that cannot be routed, such as `npm run generate` refuses
 */
export async function createContract<Operations extends { [O in keyof Operations]: OperationType }>(options: ContractOptions<Operations>): Promise<Middleware> {
  const { tables, prefix = '', handlerTimeoutMs = DEFAULT_HANDLER_TIMEOUT_MS, problemBytes = DEFAULT_PROBLEM_BYTES } = options;
  const limits = bodyLimitsOf(options);
  const bodyMemory = new BodyMemory(limits.bodyMemoryBytes);
  // Without a prototype, as an operation may be called `constructor`.
  const handlers = own(options.handlers as Readonly<Record<string, UntypedHandler>>);
  const gates = own((options.gates ?? {}) as Readonly<Record<string, Gate>>);
  const securityHandlers = own(options.securityHandlers ?? {});
  checkHandlers(tables, { handlers, gates, securityHandlers });
  checkRequirements(tables);
  const entries = tables.operations.map((table): Entry => {
    const bound = new BoundOperation(table, {
      handler: handlers[table.operationId] as UntypedHandler,
      gate: gates[table.operationId],
      ...limits,
      bodyMemory,
      handlerTimeoutMs,
      problemBytes,
      log: options.log,
      problemBody: (problem, requestId) => problem.toJson(options.problemBase(), requestId),
    });
    return { path: `${prefix}${table.path}`, method: table.method, multiSegment: table.multiSegment ?? [], bound };
  });
  const router = new Router(entries);
  const runs = Object.fromEntries(entries.map(({ bound }) => [bound.table.operationId, (call: Call) => bound.run(call)]));
  const dispatches = await bind(tables, runs, securityHandlers, handlerTimeoutMs);

  return function contract(context, next) {
    const ctx = context as unknown as ContractContext;
    const { req, exchange } = ctx;
    const method = req.method as string;
    const target = parseTarget(req.url as string, method);
    if (target.path === '*') {
      exchange.response = optionsResponse(router.allow, []);
      return RESPONDED;
    }
    const match = router.match(target.path);
    if (match === undefined) return next();
    const { route } = match;
    exchange.route = route.path;
    const entry = operationFor(route, method);
    if (entry === undefined) {
      exchange.response = undeclared(ctx, method, route);
      return RESPONDED;
    }
    const { bound } = entry;
    const operation = bound.table;
    const { operationId } = operation;
    exchange.operationId = operationId;
    exchange.operation = bound;
    let answer: SerializedResponse | Promise<SerializedResponse>;
    try {
      answer = (dispatches.get(operationId) as Dispatch<SerializedResponse>)({
        operation,
        ctx,
        params: match.params,
        query: target.query,
        principal: undefined,
      });
    } catch (error) {
      throw escaping(error, ctx);
    }
    if (answer instanceof Promise) {
      return answer.then(
        (settled) => {
          exchange.response = settled;
        },
        (error: unknown) => {
          throw escaping(error, ctx);
        },
      );
    }
    exchange.response = answer;
    return RESPONDED;
  };
}

/** An error of an operation as middleware around the contract may see it: one that is for the client, or one that gives nothing away. */
function escaping(error: unknown, ctx: ContractContext): Error {
  if (error instanceof Problem) return error;
  if (isAbort(error, ctx)) return error instanceof RequestAbortedError ? error : new RequestAbortedError(error);
  const failure = error instanceof InternalError ? error : new InternalError(error);
  ctx.exchange.failure = failure;
  return failure;
}

function own<V>(members: Readonly<Record<string, V>>): Readonly<Record<string, V>> {
  return Object.assign(Object.create(null), members);
}

/** OPTIONS that the document does not declare, or a 405. */
function undeclared(ctx: ContractContext, method: string, route: Route<Entry>): SerializedResponse {
  const bounds = [...route.operations.values()].map((entry) => entry.bound);
  ctx.exchange.operation = bounds[0];
  if (method !== 'OPTIONS')
    throw new Problem(contractProblems['method-not-allowed'], { detail: `This path takes ${route.allow}.`, headers: { Allow: route.allow } });
  const cors = corsOf(ctx.app);
  const { headers } = ctx.req;
  const preflight = cors.isPreflight(headers);
  // A load balancer's health check may be an OPTIONS: it has to see that the instance is leaving.
  const closed = preflight ? undefined : route.operations.get('GET')?.bound.unavailable();
  if (closed !== undefined) throw closed;
  const fields = flatten(bounds[0]?.requiredHeaderConstants(405) ?? {});
  return preflight
    ? cors.preflight(
        headers,
        route.allow,
        bounds.flatMap((bound) => bound.headerNames()),
        fields,
      )
    : optionsResponse(route.allow, fields);
}
