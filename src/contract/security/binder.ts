import type { Context as BackendContext, Document, Operation, ParsedRequest, Request } from 'openapi-backend';
import { OpenAPIBackend, OpenAPIRouter } from 'openapi-backend';
import { within } from '../deadline.ts';
import type { ContractSpec, OperationSpec } from '../operation-spec.ts';
import type { Call } from '../server/call.ts';
import { type Authenticated, authenticator, type SecurityHandler, securityAlternatives } from './authenticate.ts';

/** openapi-backend's name for an operation that it found. */
type Bound = Operation & { readonly operationId: string };

/**
 * openapi-backend's router over calls that are already routed. Its own compiles an expression for each path at each request, and parses
 * the request up to three times.
 */
class RoutedCalls extends OpenAPIRouter {
  readonly #operations: ReadonlyMap<string, Bound>;

  constructor(definition: Document, operations: readonly OperationSpec[]) {
    super({ definition });
    this.#operations = new Map(
      operations.map(({ operationId, path, method, security: { length } }) => {
        const key = keyOf(operationId);
        return [
          key,
          { operationId: key, path, method: method.toLowerCase(), security: length === 0 ? [] : [{ [key]: [] }], responses: {} } as unknown as Bound,
        ];
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
 * Binds a function to each operationId with openapi-backend, which also runs the security handlers: one function for each operation, which
 * walks the alternatives of its security. Given the alternatives, openapi-backend would run the handlers of all of them.
 *
 * It gets a skeleton of the document: paths live in our tables, so nothing is dereferenced, compiled or validated at start. For a
 * public operation `handleRequest` has nothing to do but to route again, at a tenth of the whole request's cost; so what is
 * registered is called at once there.
 *
 * @param bound by operationId, complete
 * @param securityHandlers by scheme, complete for what operations require
 * @param timeoutMs how long the security handlers of a request may take, in milliseconds; 0 for no limit
 */
export async function bind<Result>(
  tables: ContractSpec,
  bound: Readonly<Record<string, Dispatch<Result>>>,
  securityHandlers: Readonly<Record<string, SecurityHandler>>,
  timeoutMs: number,
): Promise<ReadonlyMap<string, Dispatch<Result>>> {
  const { operations } = tables;
  const secured = operations.filter(({ security }) => security.length > 0);
  const definition = {
    openapi: '3.0.3',
    info: { title: '', version: '' },
    paths: {},
    components: { securitySchemes: Object.fromEntries(secured.map(({ operationId }) => [keyOf(operationId), { type: 'http' }])) },
  } as unknown as Document;
  // Strict, it refuses what it does not know, and lets nobody in when nothing else is said.
  const backend = new OpenAPIBackend({ definition, quick: true, validate: false, strict: true });
  await backend.init();
  backend.router = new RoutedCalls(definition, operations);
  const resultOf = ({ security }: BackendContext, { operation }: Call): unknown => security?.[keyOf(operation.operationId)];
  for (const [operationId, run] of Object.entries(bound)) {
    backend.register(keyOf(operationId), (context: BackendContext, call: Call) => {
      call.principal = (resultOf(context, call) as Authenticated | undefined)?.principal;
      return run(call);
    });
  }
  for (const table of secured) {
    const authenticate = authenticator(tables, securityAlternatives(table), securityHandlers);
    const what = `The security handlers of ${table.operationId}`;
    const run = (_context: BackendContext, call: Call) => within(authenticate(call), what, { timeoutMs });
    backend.registerSecurityHandler(keyOf(table.operationId), run as never);
  }
  backend.register('unauthorizedHandler', (context: BackendContext, call: Call) => {
    throw (resultOf(context, call) as Refused).error;
  });
  return new Map(
    operations.map(({ operationId, security }) => {
      const checked: Dispatch<Result> = (call) => backend.handleRequest(call as unknown as Request, call) as Promise<Result>;
      return [operationId, security.length === 0 ? (bound[operationId] as Dispatch<Result>) : checked];
    }),
  );
}

/** What openapi-backend keeps of a security handler that failed. */
interface Refused {
  readonly error: unknown;
}
