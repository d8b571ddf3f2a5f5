import { type IncomingMessage, METHODS } from 'node:http';
import type { Writable } from 'node:stream';
import type { Authenticated, Binder, Binding, Call, DecodeBody } from '@petsage/openapi-koa';
import Koa, { type Middleware } from 'koa';
import {
  type Context as BackendContext,
  type Document,
  OpenAPIBackend,
  OpenAPIRouter,
  type Operation,
  type ParsedRequest,
  type Request,
} from 'openapi-backend';

/** An operation as openapi-backend describes it. */
type BackendOperation = Operation & { readonly operationId: string };
type Bindings = readonly Pick<Binding<unknown>, 'operation' | 'authenticate'>[];

/** openapi-backend registers its own handlers, such as `notFound`, by name, too; an operation may have the same name. */
const keyOf = (operationId: string) => `operation ${operationId}`;

/**
 * Binds each operationId to its functions with openapi-backend, which also runs security: one function per operation that walks its
 * security requirements. With the requirements themselves, openapi-backend would run the handlers of all of them.
 *
 * It gets only a skeleton of the document, so that nothing is dereferenced, compiled or validated at start. For a public operation
 * `handleRequest` would only route again, at a tenth of the request's cost; so the registered function is called directly.
 */
export const backendBinder: Binder = async (bindings) => {
  const definition = skeletonOf(bindings);
  // Strict mode throws when an unknown handler is registered, and fails closed.
  const backend = new ParsedBackend({ definition, quick: true, validate: false, strict: true });
  await backend.init();
  backend.router = new RoutedCalls(definition, bindings);
  /** What openapi-backend keeps of an operation's security handler: its result, or the error that it failed with. */
  const resultOf = ({ security }: BackendContext, { operation }: Call): unknown => security?.[keyOf(operation.operationId)];
  for (const { operation, run, authenticate } of bindings) {
    const key = keyOf(operation.operationId);
    backend.register(key, (context: BackendContext, call: Call) => run(call, resultOf(context, call) as Authenticated | undefined));
    if (authenticate !== undefined) backend.registerSecurityHandler(key, ((_context: BackendContext, call: Call) => authenticate(call)) as never);
  }
  backend.register('unauthorizedHandler', (context: BackendContext, call: Call) => {
    throw (resultOf(context, call) as { readonly error: unknown }).error;
  });
  return new Map(
    bindings.map(({ operation, run, authenticate }) => [
      operation.operationId,
      authenticate === undefined ? run : (call: Call) => backend.handleRequest(call as unknown as Request, call),
    ]),
  );
};

/** openapi-backend parses each document, also one that is an object, by a package that takes longer to load than the rest of it. */
class ParsedBackend extends OpenAPIBackend {
  override async loadDocument(): Promise<Document> {
    this.document = this.inputDocument as Document;
    return this.document;
  }
}

/** A document without paths, in which each secured operation has a security scheme of its own. */
function skeletonOf(bindings: Bindings): Document {
  const secured = bindings.filter(({ authenticate }) => authenticate !== undefined);
  return {
    openapi: '3.0.3',
    info: { title: '', version: '' },
    paths: {},
    components: { securitySchemes: Object.fromEntries(secured.map(({ operation }) => [keyOf(operation.operationId), { type: 'http' }])) },
  } as unknown as Document;
}

/**
 * A router for openapi-backend over calls that are already routed. The stock router compiles a RegExp for each path at each request, and
 * parses the request up to three times.
 */
class RoutedCalls extends OpenAPIRouter {
  readonly #operations: ReadonlyMap<string, BackendOperation>;

  constructor(definition: Document, bindings: Bindings) {
    super({ definition });
    this.#operations = new Map(
      bindings.map(({ operation: { operationId, path, method }, authenticate }) => {
        const key = keyOf(operationId);
        const security = authenticate === undefined ? [] : [{ [key]: [] }];
        return [key, { operationId: key, path, method: method.toLowerCase(), security, responses: {} } as unknown as BackendOperation];
      }),
    );
  }

  override matchOperation(request: Request): Operation {
    return this.#operations.get(keyOf((request as unknown as Call).operation.operationId)) as BackendOperation;
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

/** Makes the contexts that `@koa/bodyparser` needs. */
const koa = new Koa();

/**
 * Reads a body with a content coding by `@koa/bodyparser`. A body without one doesn't pass through it: its promises and its conversion to
 * a string took a third more CPU time for a whole POST of 1 KB, and 60 % more for one of 100 KB.
 */
export const decodeBody: DecodeBody = async ({ req, res }, limitBytes) => {
  const ctx = koa.createContext(req, res);
  const parser = await parserFor(limitBytes);
  await destroyingDecoders(req, () => parser(ctx as never, async () => {}));
  return Buffer.from((ctx.request as unknown as { rawBody: string | undefined }).rawBody ?? '', 'latin1');
};

const parsers = new Map<number, Middleware>();

/** Latin-1 keeps each byte as one character: decoding as UTF-8 would replace invalid bytes by U+FFFD, and parsing as JSON would lose the bytes. */
async function parserFor(limitBytes: number): Promise<Middleware> {
  const known = parsers.get(limitBytes);
  if (known !== undefined) return known;
  // Loaded here, as few services get coded bodies.
  const { bodyParser } = await import('@koa/bodyparser');
  const parser = bodyParser({
    enableTypes: ['text'],
    extendTypes: { text: ['*/*'] },
    textLimit: `${limitBytes}b`,
    encoding: 'latin1',
    parsedMethods: METHODS,
  }) as unknown as Middleware;
  parsers.set(limitBytes, parser);
  return parser;
}

/**
 * Runs a reader that pipes the request into a decoder of its own, and destroys the decoder when the reader is done. A reader that refuses a
 * body removes its listeners, but the decoder goes on, and an unhandled `error` event would crash the process.
 */
async function destroyingDecoders(req: IncomingMessage, read: () => Promise<void>): Promise<void> {
  const decoders: Writable[] = [];
  const { pipe } = req;
  req.pipe = (destination, options) => {
    const decoder = destination as unknown as Writable;
    decoders.push(decoder.on('error', ignore));
    return pipe.call(req, decoder, options) as unknown as typeof destination;
  };
  try {
    await read();
  } finally {
    req.pipe = pipe;
    for (const decoder of decoders) {
      req.unpipe(decoder);
      decoder.destroy();
    }
  }
}

const ignore = () => undefined;
