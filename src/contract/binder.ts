import type { Context as BackendContext, Document, Operation, ParsedRequest, Request } from 'openapi-backend';
import { OpenAPIBackend, OpenAPIRouter } from 'openapi-backend';
import type { Call } from './call.ts';
import { type Alternatives, type CheckResults, principalOf, refusalOf, runCheck, type SecurityHandler, securityAlternatives } from './security.ts';
import type { ContractTables, OperationTable } from './tables.ts';

/** An operation with what it asks for. */
type BoundTable = OperationTable & { readonly alternatives: Alternatives };
/** openapi-backend's name for an operation that it found. */
type Bound = Operation & { readonly operationId: string };

/**
 * openapi-backend's router over calls that are already routed. Its own compiles an expression for each path at each request, and parses
 * the request up to three times.
 */
class RoutedCalls extends OpenAPIRouter {
  readonly #operations: ReadonlyMap<string, Bound>;

  constructor(definition: Document, operations: readonly BoundTable[]) {
    super({ definition });
    this.#operations = new Map(
      operations.map(({ operationId, path, method, alternatives }) => {
        const security = alternatives.map((checks) => Object.fromEntries(checks.map(({ key, scopes }) => [key, scopes])));
        return [keyOf(operationId), { operationId: keyOf(operationId), path, method: method.toLowerCase(), security, responses: {} } as unknown as Bound];
      }),
    );
  }

  override matchOperation(request: Request): Operation {
    return this.#operations.get(keyOf((request as unknown as Call).operation.operationId)) as Bound;
  }

  override parseRequest(request: Request): ParsedRequest {
    return request as ParsedRequest;
  }

  override getOperation(operationId: string): Operation | undefined {
    return this.#operations.get(operationId);
  }

  override getOperations(): Operation[] {
    return [...this.#operations.values()];
  }
}

/** Runs the function that is bound to one operationId. */
export type Dispatch<Result> = (call: Call) => Result | Promise<Result>;

/** openapi-backend keeps handlers of its own, such as `notFound`, beside those of operations; an operation may well have such a name. */
const keyOf = (operationId: string) => `operation ${operationId}`;

/**
 * Binds a function to each operationId with openapi-backend, which also runs the security handlers.
 *
 * It gets a skeleton of the document: paths live in our tables, so nothing is dereferenced, compiled or validated at start. For a
 * public operation `handleRequest` has nothing to do but to route again, at a tenth of the whole request's cost; so what is
 * registered is called at once there.
 *
 * @param bound by operationId, complete
 * @param securityHandlers by scheme, complete for what operations require
 */
export async function bind<Result>(
  tables: ContractTables,
  bound: Readonly<Record<string, Dispatch<Result>>>,
  securityHandlers: Readonly<Record<string, SecurityHandler>>,
): Promise<ReadonlyMap<string, Dispatch<Result>>> {
  const operations = tables.operations.map((table): BoundTable => ({ ...table, alternatives: securityAlternatives(table) }));
  // Under the keys of checks, as the name of a scheme may be one that openapi-backend keeps, or that every object has.
  const checks = new Map(operations.flatMap(({ alternatives }) => alternatives.flat()).map((check) => [check.key, check]));
  const schemeOf = (name: string) => tables.securitySchemes[name] ?? {};
  const definition = {
    openapi: '3.0.3',
    info: { title: '', version: '' },
    paths: {},
    components: { securitySchemes: Object.fromEntries([...checks.values()].map(({ key, scheme }) => [key, schemeOf(scheme)])) },
  } as unknown as Document;
  // Strict, it refuses what it does not know, and lets nobody in when nothing else is said.
  const backend = new OpenAPIBackend({ definition, quick: true, validate: false, strict: true });
  await backend.init();
  backend.router = new RoutedCalls(definition, operations);
  const wanted = new Map(operations.map(({ operationId, alternatives }) => [operationId, alternatives]));
  for (const [operationId, run] of Object.entries(bound)) {
    const alternatives = wanted.get(operationId) ?? [];
    backend.register(keyOf(operationId), ({ security }: BackendContext, call: Call) => {
      call.principal = principalOf(alternatives, (security ?? {}) as CheckResults);
      return run(call);
    });
  }
  for (const { key, scheme, scopes } of checks.values())
    backend.registerSecurityHandler(key, runCheck(schemeOf(scheme), scopes, securityHandlers[scheme] as SecurityHandler) as never);
  backend.register('unauthorizedHandler', ({ security }: BackendContext, call: Call) => {
    throw refusalOf(tables, wanted.get(call.operation.operationId) ?? [], (security ?? {}) as CheckResults);
  });
  return new Map(
    tables.operations.map(({ operationId, security }) => {
      const secured: Dispatch<Result> = (call) => backend.handleRequest(call as unknown as Request, call) as Promise<Result>;
      return [operationId, security.length === 0 ? (bound[operationId] as Dispatch<Result>) : secured];
    }),
  );
}
