import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Middleware } from 'koa';
import {
  type AvailabilityCheck,
  type Binder,
  ContractApp,
  type ContractOptions,
  type CorsOptions,
  createContract,
  createHttpServer,
  type Exchange,
  type HttpLimits,
  type Logger,
  type OperationsSpec,
  type Problem,
  type ProblemContext,
  type SecurityHandler,
  type SecurityHeaders,
} from '../../packages/openapi-koa/src/index.ts';
import type { BodyLimits } from '../../packages/openapi-koa/src/request/body-limits.ts';

export interface ApiOptions {
  readonly operations: OperationsSpec;
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly bodyLimitBytes?: number;
  readonly limits?: Partial<HttpLimits>;
  readonly cors?: CorsOptions | false;
  readonly securityHeaders?: SecurityHeaders | false;
  readonly bodyLimits?: Partial<BodyLimits>;
  readonly healthPaths?: readonly string[];
  readonly onUnread?: () => void;
  readonly handlerTimeoutMs?: number;
  readonly mapProblem?: ((problem: Problem, context: ProblemContext) => unknown) | undefined;
  readonly errorSchema?: string | undefined;
  readonly availabilityChecks?: Readonly<Record<string, AvailabilityCheck>>;
  readonly prefix?: string;
  readonly binder?: Binder;
  readonly securityHandlers?: Readonly<Record<string, SecurityHandler>>;
  /** Koa middleware around the contract. */
  readonly before?: readonly Middleware[];
  readonly after?: readonly Middleware[];
  /** Changes the app before it gets any middleware. */
  readonly prepare?: (app: ContractApp) => void;
  /** Wraps the contract, for example below a path. */
  readonly mounted?: (contract: Middleware) => Middleware;
}

export interface Api {
  readonly port: number;
  readonly app: ContractApp;
  /** What became a 500, with its operationId. */
  readonly failures: { readonly error: unknown; readonly operationId: string | undefined }[];
  /** What handlers logged. */
  readonly lines: Record<string, unknown>[];
  /** How many connections are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** What each API of this test file gets in addition to its own options. */
const common: Pick<ContractOptions<never>, 'binder' | 'decodeBody'> = {};

/** Has every API that this test file starts from now on bound by a binder, and coded bodies read by a function. */
export function bindWith(parts: typeof common): void {
  Object.assign(common, parts);
}

export const PROBLEM_BASE = 'https://api.example/problems';

/** Serves any contract on a free port of loopback. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const failures: { error: unknown; operationId: string | undefined }[] = [];
  const lines: Record<string, unknown>[] = [];
  const bodyLimitBytes = options.bodyLimitBytes ?? 2048;
  const contract = await createContract<Record<string, never>>({
    operations: options.operations,
    handlers: options.handlers as never,
    bodyLimitBytes,
    ...options.bodyLimits,
    log: memoryLog(lines, {}),
    problemBase: () => PROBLEM_BASE,
    ...common,
    ...(options.binder && { binder: options.binder }),
    ...(options.handlerTimeoutMs === undefined ? undefined : { handlerTimeoutMs: options.handlerTimeoutMs }),
    ...(options.mapProblem && { mapProblem: options.mapProblem as never }),
    ...(options.errorSchema === undefined ? undefined : { errorSchema: options.errorSchema }),
    ...(options.availabilityChecks && { availabilityChecks: options.availabilityChecks }),
    ...(options.prefix === undefined ? undefined : { prefix: options.prefix }),
    ...(options.securityHandlers && { securityHandlers: options.securityHandlers }),
  });
  const app = new ContractApp({
    problemBase: () => PROBLEM_BASE,
    bodyLimitBytes,
    errorFormat: contract.errorFormat,
    ...(options.cors === undefined ? undefined : { cors: options.cors }),
    ...(options.securityHeaders === undefined ? undefined : { securityHeaders: options.securityHeaders }),
    onFailure: (error: unknown, exchange: Exchange) => void failures.push({ error, operationId: exchange.operationId }),
  });
  options.prepare?.(app);
  for (const middleware of options.before ?? []) app.use(middleware);
  app.use(options.mounted?.(contract) ?? contract);
  for (const middleware of options.after ?? []) app.use(middleware);
  const { limits, healthPaths, onUnread } = options;
  const server = createHttpServer(app.callback(), {
    problemBase: () => PROBLEM_BASE,
    errorFormat: contract.errorFormat,
    onFailure: (error: unknown) => void failures.push({ error, operationId: undefined }),
    // Tests take the processor as well; those of overload turn it on.
    limits: { eventLoopDelayMs: 0, ...limits },
    ...(healthPaths && { healthPaths }),
    ...(onUnread && { onUnread }),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connections = () =>
    new Promise<number>((resolve, reject) => server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))));
  return { port: (server.address() as AddressInfo).port, app, failures, lines, connections, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export function memoryLog(lines: Record<string, unknown>[], bindings: Record<string, unknown>): Logger {
  const line = (level: string) => (details: object, message: string) => void lines.push({ level, ...bindings, ...details, message });
  return { child: (more) => memoryLog(lines, { ...bindings, ...more }), debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
