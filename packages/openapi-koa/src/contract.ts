import { type Binder, type Binding, type Dispatch, dispatchOf } from './binder.ts';
import { ContractError, checkHandlers } from './check-handlers.ts';
import { checkLimits } from './check-limits.ts';
import { checkRequirements } from './check-requirements.ts';
import { DEFAULT_HANDLER_TIMEOUT_MS, within } from './deadline.ts';
import type { Handlers, MapProblem, OperationType, UntypedHandler, UntypedMapProblem } from './handler.ts';
import type { Logger } from './logger.ts';
import { type AvailabilityCheck, BoundOperation } from './operation.ts';
import type { OperationSpec, OperationsSpec } from './operation-spec.ts';
import { InternalError } from './problems/internal-error.ts';
import { DEFAULT_PROBLEM_BYTES } from './problems/invalid-request.ts';
import { Problem } from './problems/problem.ts';
import { isAbort, RequestAbortedError } from './problems/request-aborted.ts';
import type { DecodeBody } from './request/body.ts';
import { type BodyLimitOptions, bodyLimitsOf } from './request/body-limits.ts';
import { BodyMemory } from './request/body-memory.ts';
import { ErrorFormat } from './response/error-format.ts';
import type { ResponseOrProblem, SerializedResponse } from './response/serialized-response.ts';
import { parseTarget } from './routing/request-target.ts';
import { operationFor, type Route, Router } from './routing/router.ts';
import { type Authenticated, authenticator, type SecurityHandler, securityAlternatives } from './security/authenticate.ts';
import type { Call, Exchange } from './server/context.ts';
import { optionsResponse } from './server/cors.ts';
import { type ContractMiddleware, handlerMiddleware } from './server/koa-response.ts';
import { undeclaredMethod } from './server/undeclared-method.ts';

/** The options of `createContract`. */
export interface ContractOptions<Operations extends { [O in keyof Operations]: OperationType }> extends BodyLimitOptions {
  /** The output of `openapi-compile` for the document. */
  readonly operations: OperationsSpec;
  readonly handlers: Handlers<Operations>;
  /**
   * `true` passes requests of operations without a handler on to the next middleware, so that another one can serve them; they are then
   * also left out of the checks at start.
   */
  readonly partial?: false;
  /** Availability checks that run before an operation, by operationId. */
  readonly availabilityChecks?: { readonly [O in keyof Operations]?: AvailabilityCheck };
  /** By the name of each security scheme that an operation requires; none for a public API. */
  readonly securityHandlers?: Readonly<Record<string, SecurityHandler>>;
  /**
   * The limit for a handler, and separately for the security handlers before it, in milliseconds. After that the client gets a 503 and
   * `context.signal` is aborted. 30,000 by default; 0 for no limit. A stream that a handler returned is not limited.
   */
  readonly handlerTimeoutMs?: number;
  /** The largest body of a 400 in bytes; further violations are left out. 64 KiB by default; at least 8 KiB. */
  readonly problemBytes?: number;
  readonly log: Logger;
  /** Returns the address of the page that lists the problem types. */
  readonly problemBase: () => string;
  /**
   * Maps problems to the document's own error format, whether a handler throws them or the server refuses a request. What it returns is
   * validated against the response that the operation declares for the status; where there is none, against `errorSchema`.
   */
  readonly mapProblem?: MapProblem<Operations>;
  /**
   * The name of the schema of errors that no operation declares, such as that of an unknown path: one of the schemas of the document's
   * errors. Required with `mapProblem`.
   */
  readonly errorSchema?: string;
  /** Prepended to every path of the document, such as `/v2`; none by default. */
  readonly prefix?: string;
  /** Binds each operationId to its functions; by default, without a library. */
  readonly binder?: Binder;
  /**
   * Reads and decodes bodies with a Content-Encoding in place of this package, for those who do so with a library of their own. It isn't
   * called for multipart forms and binary bodies, which are streams.
   */
  readonly decodeBody?: DecodeBody;
}

/** The options of `createContract` for some operations of a document. */
export type PartialContractOptions<Operations extends { [O in keyof Operations]: OperationType }> = Omit<
  ContractOptions<Operations>,
  'handlers' | 'partial'
> & {
  readonly handlers: Partial<Handlers<Operations>>;
  readonly partial: true;
};

/** An operation that is bound to its handler. */
interface Served {
  readonly bound: BoundOperation;
  readonly dispatch: Dispatch<ResponseOrProblem>;
}

const NO_NAMES: readonly string[] = [];

/** An operation with its path, including the prefix. */
class Entry {
  readonly path: string;
  readonly method: OperationSpec['method'];
  readonly multiSegment: readonly string[];
  readonly #spec: OperationSpec;
  readonly #serve: ((spec: OperationSpec) => Served) | undefined;
  #served: Served | undefined;

  /** @param serve undefined if it has no handler and is passed on */
  constructor(spec: OperationSpec, prefix: string, serve: ((spec: OperationSpec) => Served) | undefined) {
    this.path = prefix + spec.path;
    this.method = spec.method;
    this.multiSegment = spec.multiSegment ?? NO_NAMES;
    this.#spec = spec;
    this.#serve = serve;
  }

  get isServed(): boolean {
    return this.#serve !== undefined;
  }

  /** Without a binder, bound at its first request, so that the number of operations hardly affects the start. */
  get served(): Served | undefined {
    this.#served ??= this.#serve?.(this.#spec);
    return this.#served;
  }
}

/**
 * Creates Koa middleware from a document's operations and their handlers. Use it in a `ContractApp`, which sends its responses and errors.
 *
 * Requests for other paths go to the next middleware.
 *
 * @throws ContractError at start, naming each operationId whose handler is missing, superfluous or not a function, or each module or file
 *   of the generated code that is missing; TypeError naming an invalid limit; Error naming a path that cannot be routed (`openapi-compile` refuses those)
 */
export async function createContract<Operations extends { [O in keyof Operations]: OperationType }>(
  options: ContractOptions<Operations> | PartialContractOptions<Operations>,
): Promise<ContractMiddleware> {
  const { operations, prefix = '', handlerTimeoutMs = DEFAULT_HANDLER_TIMEOUT_MS, problemBytes = DEFAULT_PROBLEM_BYTES } = options;
  const limits = bodyLimitsOf(options);
  const bodyMemory = new BodyMemory(limits.bodyMemoryBytes);
  // Without a prototype, as an operationId may be `constructor`.
  const handlers = withoutPrototype(options.handlers as Readonly<Record<string, UntypedHandler>>);
  const availabilityChecks = withoutPrototype((options.availabilityChecks ?? {}) as Readonly<Record<string, AvailabilityCheck>>);
  const securityHandlers = withoutPrototype(options.securityHandlers ?? {});
  checkHandlers(operations, { handlers, availabilityChecks, securityHandlers }, options.partial ?? false);
  checkLimits({ ...limits, handlerTimeoutMs, problemBytes });
  checkRequirements(operations);
  const errorFormat = errorFormatOf(options);
  const bind = (spec: OperationSpec): Bindable => {
    const bound = new BoundOperation(spec, {
      handler: handlers[spec.operationId] as UntypedHandler,
      availabilityCheck: availabilityChecks[spec.operationId],
      ...limits,
      bodyMemory,
      decodeBody: options.decodeBody,
      handlerTimeoutMs,
      problemBytes,
      errorFormat,
      log: options.log,
      problemBody: (problem, requestId) => problem.toJson(options.problemBase(), requestId),
    });
    return { bound, binding: bindingOf(bound, authenticatorOf(spec, operations, securityHandlers, handlerTimeoutMs)) };
  };
  const serve =
    options.binder === undefined
      ? servedDirectly(bind)
      : await servedByBinder(options.binder, operations.list.filter(({ operationId }) => handlers[operationId] !== undefined).map(bind));
  const entries = operations.list.map((spec) => new Entry(spec, prefix, handlers[spec.operationId] && serve));
  // The compiler refuses a document with a path that cannot be routed.
  const router = new Router(entries, operations.compiler !== undefined && !UNSAFE_IN_PREFIX.test(prefix));

  const middleware = handlerMiddleware((exchange) => {
    const { req } = exchange;
    const method = req.method as string;
    const target = parseTarget(req.url as string, method);
    if (target.path === '*') return optionsResponse(router.allow);
    const match = router.match(target.path);
    if (match === undefined) return undefined;
    const { route } = match;
    const entry = operationFor(route, method);
    if (entry === undefined ? isPassedOn(route) : !entry.isServed) return undefined;
    exchange.route = route.path;
    if (entry?.served === undefined) return undeclared(exchange, method, route);
    const { bound, dispatch } = entry.served;
    const operation = bound.spec;
    exchange.operationId = operation.operationId;
    exchange.operation = bound;
    try {
      const outcome = dispatch({ operation, exchange, params: match.params, query: target.query, principal: undefined });
      if (!(outcome instanceof Promise)) return outcome;
      return outcome.catch((error: unknown) => {
        throw exposedError(error, exchange);
      });
    } catch (error) {
      throw exposedError(error, exchange);
    }
  });
  return Object.assign(middleware, { errorFormat });
}

/** @throws ContractError if one of the two options is missing, or the document declares no error with the schema */
function errorFormatOf({
  operations,
  mapProblem,
  errorSchema,
  problemBase,
}: Pick<ContractOptions<never>, 'operations' | 'errorSchema' | 'problemBase'> & { readonly mapProblem?: UntypedMapProblem }): ErrorFormat | undefined {
  if (mapProblem === undefined && errorSchema === undefined) return undefined;
  const { errorSchemas = {} } = operations;
  const schema = errorSchema !== undefined && Object.hasOwn(errorSchemas, errorSchema) ? errorSchemas[errorSchema] : undefined;
  if (mapProblem === undefined) throw new ContractError('errorSchema has no effect without mapProblem.');
  if (schema !== undefined) return new ErrorFormat({ operations, mapProblem, schema, problemBase });
  const names = Object.keys(errorSchemas);
  const given = errorSchema === undefined ? 'mapProblem requires errorSchema' : `errorSchema is ${JSON.stringify(errorSchema)}`;
  throw new ContractError(
    names.length === 0 ? `${given}, and the document declares no error in JSON.` : `${given}; the errors of the document have the schemas ${names.join(', ')}.`,
  );
}

/** Characters with which a prefix can make a path invalid: those of percent-encoding and of parameters. */
const UNSAFE_IN_PREFIX = /[%{}]/;

/** An operation with its handler, and what a binder gets for it. */
interface Bindable {
  readonly bound: BoundOperation;
  readonly binding: Binding<ResponseOrProblem>;
}

function servedDirectly(bind: (spec: OperationSpec) => Bindable): (spec: OperationSpec) => Served {
  return (spec) => {
    const { bound, binding } = bind(spec);
    return { bound, dispatch: dispatchOf(binding) };
  };
}

/** @throws ContractError naming each operationId that the binder returns no function for */
async function servedByBinder(binder: Binder, operations: readonly Bindable[]): Promise<(spec: OperationSpec) => Served> {
  const dispatches = await binder(operations.map(({ binding }) => binding));
  const unbound = operations.map(({ bound }) => bound.spec.operationId).filter((operationId) => typeof dispatches.get(operationId) !== 'function');
  if (unbound.length > 0) throw new ContractError(`The binder returned no function for ${unbound.join(', ')}.`);
  const served = new Map(
    operations.map(({ bound }) => [bound.spec, { bound, dispatch: dispatches.get(bound.spec.operationId) as Dispatch<ResponseOrProblem> }]),
  );
  return (spec) => served.get(spec) as Served;
}

/** Fails closed: a binder that skips authentication serves no secured operation. */
function bindingOf(bound: BoundOperation, authenticate: Binding<ResponseOrProblem>['authenticate']): Binding<ResponseOrProblem> {
  const operation = bound.spec;
  if (authenticate === undefined) return { operation, run: (call) => bound.run(call), authenticate };
  const run = (call: Call, authenticated?: Authenticated) => {
    if (authenticated === undefined) throw new Error(`The binder ran ${operation.operationId} without authentication.`);
    call.principal = authenticated.principal;
    return bound.run(call);
  };
  return { operation, run, authenticate };
}

function authenticatorOf(
  operation: OperationSpec,
  operations: OperationsSpec,
  handlers: Readonly<Record<string, SecurityHandler>>,
  timeoutMs: number,
): Binding<ResponseOrProblem>['authenticate'] {
  if (operation.security.length === 0) return undefined;
  const authenticate = authenticator(operations, securityAlternatives(operation), handlers);
  return (call) => within(authenticate(call), `The security handlers of ${operation.operationId}`, { timeoutMs });
}

/** The error that middleware around the contract sees: one meant for the client, or one that reveals nothing internal. */
function exposedError(error: unknown, exchange: Exchange): Error {
  if (error instanceof Problem) return error;
  if (isAbort(error, exchange)) return error instanceof RequestAbortedError ? error : new RequestAbortedError(error);
  const failure = error instanceof InternalError ? error : new InternalError(error);
  exchange.failure = failure;
  return failure;
}

function withoutPrototype<V>(members: Readonly<Record<string, V>>): Readonly<Record<string, V>> {
  return Object.assign(Object.create(null), members);
}

/** Whether no operation of the path has a handler. */
function isPassedOn(route: Route<Entry>): boolean {
  return [...route.operations.values()].every(({ isServed }) => !isServed);
}

/** The response to a method that no operation of the path has. */
function undeclared(exchange: Exchange, method: string, route: Route<Entry>): SerializedResponse {
  const bounds = [...route.operations.values()].flatMap(({ served }) => served?.bound ?? []);
  exchange.operation = bounds[0];
  return undeclaredMethod(exchange, method, {
    allow: route.allow,
    unavailable: () => route.operations.get('GET')?.served?.bound.unavailable(),
    requestHeaders: () => bounds.flatMap((bound) => bound.headerNames()),
    responseHeaders: () => bounds[0]?.requiredHeaderConstants(405) ?? {},
  });
}
