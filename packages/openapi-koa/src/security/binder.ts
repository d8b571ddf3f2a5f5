import type { Context as BackendContext, Document, Operation, ParsedRequest, Request } from 'openapi-backend';
import { OpenAPIBackend, OpenAPIRouter } from 'openapi-backend';
import { within } from '../deadline.ts';
import type { OperationSpec, OperationsSpec } from '../operation-spec.ts';
import type { Call } from '../server/call.ts';
import { type Authenticated, authenticator, type SecurityHandler, securityAlternatives } from './authenticate.ts';

/** An operation as openapi-backend describes it. */
type Bound = Operation & { readonly operationId: string };

/**
 * A router for openapi-backend over calls that are already routed. The stock router compiles a RegExp for each path at each request, and
 * parses the request up to three times.
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

/** openapi-backend registers its own handlers, such as `notFound`, by name, too; an operation may have the same name. */
const keyOf = (operationId: string) => `operation ${operationId}`;

/**
 * Binds a function to each operationId with openapi-backend, which also runs security: one function per operation that walks its security
 * requirements. With the requirements themselves, openapi-backend would run the handlers of all of them.
 *
 * It gets only a skeleton of the document, so that nothing is dereferenced, compiled or validated at start. For a public operation
 * `handleRequest` would only route again, at a tenth of the request's cost; so the registered function is called directly.
 *
 * @param bound by operationId, one for each operation
 * @param securityHandlers by scheme, one for each scheme that operations require
 * @param timeoutMs the limit for the security handlers of a request in milliseconds; 0 for none
 */
export async function bind<Result>(
  spec: OperationsSpec,
  bound: Readonly<Record<string, Dispatch<Result>>>,
  securityHandlers: Readonly<Record<string, SecurityHandler>>,
  timeoutMs: number,
): Promise<ReadonlyMap<string, Dispatch<Result>>> {
  const operations = spec.list;
  const secured = operations.filter(({ security }) => security.length > 0);
  const definition = {
    openapi: '3.0.3',
    info: { title: '', version: '' },
    paths: {},
    components: { securitySchemes: Object.fromEntries(secured.map(({ operationId }) => [keyOf(operationId), { type: 'http' }])) },
  } as unknown as Document;
  // Strict mode throws when an unknown handler is registered, and fails closed.
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
    const authenticate = authenticator(spec, securityAlternatives(table), securityHandlers);
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

/** The result that openapi-backend keeps for a security handler that failed. */
interface Refused {
  readonly error: unknown;
}
