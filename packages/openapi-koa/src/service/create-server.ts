import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, BlockList } from 'node:net';
import { checkLimits } from '../check-limits.ts';
import { type ContractOptions, createContract } from '../contract.ts';
import type { OperationType } from '../handler.ts';
import { encodeFetch, encodeOperation, type OperationRequest, type UntypedOperationRequest } from '../in-process/operation-request.ts';
import { sendInProcess } from '../in-process/send-in-process.ts';
import type { OperationsSpec } from '../operation-spec.ts';
import { withIcon, withProblemsPage } from '../pages/default-pages.ts';
import { contractProblems, type ProblemType } from '../problems/registry.ts';
import { type BodyLimits, DEFAULT_BODY_LIMITS } from '../request/body-limits.ts';
import { ContractApp, type ContractAppOptions } from '../server/app.ts';
import { createHttpServer, DEFAULT_LIMITS, type HttpLimits } from '../server/http-server.ts';
import type { Middleware } from '../server/koa-response.ts';
import { type Resource, serveResources } from '../server/static-resources.ts';
import type { AccessLevel, LeveledLogger } from './access-log.ts';
import { drain } from './drain.ts';
import { drainProblems, Health } from './health.ts';
import { createMonitoringServer, type MonitoringOptions, monitoringEndpoints } from './monitoring.ts';
import { type ServerLogger, serverLog } from './server-log.ts';
import { measured } from './server-metrics.ts';
import { type ServerTracing, traced } from './server-tracing.ts';

const LIMIT_NAMES = [...Object.keys(DEFAULT_LIMITS), ...Object.keys(DEFAULT_BODY_LIMITS), 'handlerTimeoutMs', 'problemBytes'];

type OperationTypes<Operations> = { [O in keyof Operations]: OperationType };

/** The limits of a server: of connections and messages (`DEFAULT_LIMITS`), and of requests (`ContractOptions`). */
export type ServerLimits = HttpLimits & BodyLimits & Required<Pick<ContractOptions<never>, 'handlerTimeoutMs' | 'problemBytes'>>;

/** The options of `createServer`. Those of `createContract` have the same meaning there. */
export interface ServerOptions<Operations extends OperationTypes<Operations>>
  extends Pick<
      ContractOptions<Operations>,
      'operations' | 'handlers' | 'availabilityChecks' | 'securityHandlers' | 'mapProblem' | 'errorSchema' | 'prefix' | 'binder' | 'decodeBody'
    >,
    Pick<ContractAppOptions, 'cors' | 'securityHeaders'> {
  /** Where the server, its handlers and its access log write. */
  readonly log: ServerLogger;
  /** Every limit has a default; a body may have 1 MiB. */
  readonly limits?: Partial<ServerLimits>;
  /**
   * The address of the page that lists the problem types. By default the server has that page itself, at `/problems`, unless `pages` has one
   * there.
   */
  readonly problemBase?: string;
  /** Problem types of your own, for the page that lists them. */
  readonly problems?: Readonly<Record<string, ProblemType>>;
  /** Koa middleware before the contract. */
  readonly middleware?: readonly Middleware[];
  /** Pages and documents that are served in addition to the operations. HTML pages get a neutral icon at `/favicon.svg`, unless there is one. */
  readonly pages?: readonly Resource[];
  /** Proxies whose `X-Forwarded-For` names the client; none by default. */
  readonly trustedProxies?: BlockList;
  /** Writes the access log instead of `log`: one that costs less for a line per request, or that has a file of its own. */
  readonly accessLogger?: LeveledLogger;
  /** The level of an operation's lines in the access log, or of a page's by its path; `info` by default. */
  readonly accessLevels?: Readonly<Record<string, AccessLevel>>;
  /** Paths of health checks, which are served even while the server has as many connections as it may, or is overloaded. */
  readonly healthPaths?: readonly string[];
  /** Adds `/livez`, `/readyz` and, with `metrics`, `/metrics`, unless the document has operations there; by default there are none. */
  readonly monitoring?: MonitoringOptions;
  /** Traces each request: see `createTracing` of `@petsage/openapi-koa/tracing`. Closed with the server. */
  readonly tracing?: ServerTracing;
  /** For `createDrainCheck`, so that health checks are unavailable once the server closes. */
  readonly health?: Health;
  /** How long `close` goes on serving new requests, until load balancers have noticed; 0 by default. */
  readonly drainMs?: number;
  /** See `HttpServerOptions`; on by default if there is no `middleware`. */
  readonly optimizeEmptyRequests?: boolean;
}

/** The address that a server listens on. */
export interface ListenAddress {
  readonly port: number;
  /** Such as `http://localhost:3000`. */
  readonly url: string;
  /** The port of `/livez`, `/readyz` and `/metrics`, if they have their own. */
  readonly monitoringPort?: number;
}

/** Sends a request in this process, for tests: see `ApiServer.request`. */
export interface SendRequest<Operations extends OperationTypes<Operations>> {
  (request: Request): Promise<Response>;
  (path: `/${string}`, init?: RequestInit): Promise<Response>;
  // The last overload is the one that the compiler reports an error for.
  <Id extends keyof Operations & string>(
    operationId: Id,
    ...input: Record<never, never> extends OperationRequest<Operations[Id]>
      ? [input?: OperationRequest<Operations[Id]>]
      : [input: OperationRequest<Operations[Id]>]
  ): Promise<Response>;
}

/** A Koa app, its contract and its HTTP server. */
export interface ApiServer<Operations extends OperationTypes<Operations>> {
  readonly app: ContractApp;
  readonly server: Server;
  /**
   * Listens on a port (any free one by default) of a host (all interfaces by default).
   *
   * @throws the error of `node:net`, such as `EADDRINUSE`
   */
  listen(address?: { readonly port?: number | undefined; readonly host?: string | undefined }): Promise<ListenAddress>;
  /** Drains and closes the server: see `drain`. Further calls return the same promise. */
  close(): Promise<void>;
  /**
   * Sends a request without a network, whether the server listens or not: to an operation with typed parameters and body, or like `fetch`
   * with a `Request` or a path.
   *
   * @returns the response as it would be sent
   */
  readonly request: SendRequest<Operations>;
}

/**
 * Creates a server for the operations of a document.
 *
 * @throws ContractError naming what is missing or superfluous: see `createContract`; TypeError naming an invalid limit or option of `cors`
 */
export async function createServer<Operations extends OperationTypes<Operations>>(options: ServerOptions<Operations>): Promise<ApiServer<Operations>> {
  const { operations, handlers, availabilityChecks, securityHandlers, mapProblem, errorSchema, binder, decodeBody, prefix = '', log } = options;
  const { trustedProxies, cors, securityHeaders, tracing, middleware = [], health = new Health(), drainMs = 0, accessLevels = {}, healthPaths = [] } = options;
  checkLogger('log', log, LOG_METHODS);
  if (options.accessLogger !== undefined) checkLogger('accessLogger', options.accessLogger, ACCESS_METHODS);
  const unknown = Object.keys(options.limits ?? {}).find((name) => !LIMIT_NAMES.includes(name));
  if (unknown !== undefined) throw new TypeError(`limits.${unknown} is unknown; allowed are ${[...LIMIT_NAMES].sort().join(', ')}.`);
  checkLimits(options.limits ?? {}, 'limits.');
  const limits = { ...DEFAULT_LIMITS, bodyLimitBytes: DEFAULT_BODY_LIMITS.bodyLimitBytes, ...options.limits };
  let url = 'http://localhost';
  const problemBase = () => options.problemBase ?? `${url}/problems`;
  const { writeTimeoutMs, eventLoopDelayMs, bodyLimitBytes } = limits;
  const { port: ownPort, metrics } = options.monitoring ?? {};
  const endpoints = options.monitoring === undefined ? [] : monitoringEndpoints(options.monitoring, { log, health, drainMs });
  const onMainPort = ownPort === undefined ? endpoints : [];
  const monitoringPaths = onMainPort.map(({ path }) => path);
  const monitoringLevels = Object.fromEntries(monitoringPaths.map((path) => [path, 'debug' as const]));
  const logged = serverLog(log, options.accessLogger ?? log, {
    accessLevels: { ...monitoringLevels, ...accessLevels },
    trustedProxies,
    writeTimeoutMs,
    eventLoopDelayMs,
  });
  const { onRefused, onUnread } = logged;
  const { onShed, ...hooks } = metrics === undefined ? logged : measured(logged, metrics, monitoringPaths);
  const { onResponse, onFailure } = tracing === undefined ? hooks : traced(hooks, tracing);
  const runInContext: ContractAppOptions['runInContext'] = tracing && ((exchange, handle) => tracing.run(exchange, handle));

  const shared = { operations, handlers, prefix, log, problemBase, ...limits };
  const contract = await createContract<Operations>({
    ...shared,
    ...defined({ availabilityChecks, securityHandlers, mapProblem, errorSchema, binder, decodeBody }),
  });
  const { errorFormat } = contract;
  const app = new ContractApp({
    problemBase,
    bodyLimitBytes,
    health,
    errorFormat,
    ...defined({ trustedProxies, cors, securityHeaders, onResponse, onFailure, onShed, runInContext }),
  });
  metrics?.watch(() => app.requestsInWork);
  for (const before of middleware) app.use(before);
  app.use(contract);
  const problems = Object.values({ ...contractProblems, ...drainProblems, ...options.problems });
  const pages = [...withIcon(withProblemsPage(options.pages ?? [], options.problemBase, problems)), ...onMainPort];
  if (pages.length > 0) app.use(serveResources(pages, bodyLimitBytes));

  const optimizeEmptyRequests = options.optimizeEmptyRequests ?? middleware.length === 0;
  const server = createHttpServer(app.callback(), {
    problemBase,
    errorFormat,
    limits,
    healthPaths: [...healthPaths, ...monitoringPaths],
    health,
    optimizeEmptyRequests,
    ...defined({ onRefused, onFailure: logged.onFailure, onUnread, onShed }),
  });
  const monitoringServer = ownPort === undefined ? undefined : createMonitoringServer(endpoints, problemBase, (error) => log.error({ err: error }, 'failed'));
  let closed: Promise<void> | undefined;
  const stop = async () => {
    await (server.listening ? drain(server, health, drainMs) : closeUnopened(server, health));
    // Its probes show the drain to the end.
    if (monitoringServer !== undefined) await closeUnopened(monitoringServer, health);
    await tracing?.close();
  };
  return {
    app,
    server,
    async listen({ port = 0, host } = {}) {
      // First, so that the probes show that the server starts.
      const monitoringPort = monitoringServer && (await listenOn(monitoringServer, ownPort, host));
      try {
        const listening = await listenOn(server, port, host);
        url = `http://localhost:${listening}`;
        health.start();
        return { port: listening, url, ...defined({ monitoringPort }) };
      } catch (error) {
        monitoringServer?.close();
        throw error;
      }
    },
    close() {
      closed ??= stop();
      return closed;
    },
    request: requestFunction(operations, server, prefix) as SendRequest<Operations>,
  };
}

const LOG_METHODS = ['child', 'debug', 'info', 'warn', 'error'] as const;
const ACCESS_METHODS = ['debug', 'info'] as const;

/** @throws TypeError if a method of a logger is missing */
function checkLogger<M extends string>(option: string, logger: Partial<Record<M, unknown>> | undefined, methods: readonly M[]): void {
  const missing = methods.filter((name) => typeof logger?.[name] !== 'function');
  if (missing.length > 0) throw new TypeError(`${option} must be a logger such as Pino's; missing methods: ${missing.join(', ')}.`);
}

/** A server that never listened has connections in memory only. */
async function closeUnopened(server: Server, health: Health): Promise<void> {
  health.drain();
  server.close();
  server.closeAllConnections();
}

/** @returns the port, even if the system chose it */
async function listenOn(server: Server, port: number | undefined, host: string | undefined): Promise<number> {
  server.listen({ port: port ?? 0, ...defined({ host }) });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function requestFunction({ list }: OperationsSpec, server: Server, prefix: string): (to: Request | string, input?: object) => Promise<Response> {
  return async (to, input = {}) => {
    if (typeof to !== 'string' || to.startsWith('/')) return sendInProcess(server, await encodeFetch(to, input as RequestInit));
    const operation = list.find(({ operationId }) => operationId === to);
    if (operation === undefined) throw new TypeError(`${JSON.stringify(to)} is neither an operationId nor a path.`);
    return sendInProcess(server, await encodeOperation(operation, prefix, input as UntypedOperationRequest));
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The options that are given: `exactOptionalPropertyTypes` distinguishes an absent option from an undefined one. */
function defined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;
}
