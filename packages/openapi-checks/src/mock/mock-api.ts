import { AsyncLocalStorage } from 'node:async_hooks';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { createContract, type Logger, type OperationsSpec, Problem, type ProblemType } from '@petsage/openapi-koa';
import { responseKey } from '@petsage/openapi-koa/internal';
import { mockDocument, problemBase } from './mock-document.ts';
import { type Preferences, parsePreferences, UnmetPreference, unmet } from './preferences.ts';
import { type Example, PrismExamples } from './prism-examples.ts';

export interface MockApiOptions {
  /** An OpenAPI document without references to other files. */
  readonly document: JsonObject;
  /** What it was compiled to. */
  readonly operations: OperationsSpec;
  /** The problem types of the service; the first of a status is its default. */
  readonly problems: readonly ProblemType[];
  /** Whether to generate responses from the schemas, unless a request has a preference. */
  readonly dynamic: boolean;
  /** The same seed generates the same responses. */
  readonly seed: string;
  readonly bodyLimitBytes: number;
  readonly log: Logger;
}

type OperationSpec = OperationsSpec['list'][number];
type Middleware = (...args: Parameters<Awaited<ReturnType<typeof createContract>>>) => Promise<void>;
type MockResponse = { status: number; type?: string; headers: Record<string, unknown>; body: unknown };

/**
 * The contract of a document with Prism's examples in place of handlers. Everything else is as in the service: routing, methods,
 * negotiation, validation of requests and responses.
 */
export async function createMockApi({ document, operations, problems, dynamic, seed, bodyLimitBytes, log }: MockApiOptions): Promise<Middleware> {
  const preferred = new AsyncLocalStorage<Preferences>();
  const examples = await PrismExamples.of(mockDocument(document, problems));
  const handler = (operation: OperationSpec) => async (_request: unknown, context: { readonly accepts: readonly string[] }) => {
    const preferences = preferred.getStore() ?? {};
    const { code, example } = preferences;
    const { operationId } = operation;
    const { responses } = operation.load();
    if (code !== undefined && responseKey(responses, code) === undefined)
      throw unmet('code', code, `one of those that ${operationId} declares: ${Object.keys(responses).join(', ')}`);
    // An error has its own media type, whatever the client accepts.
    const mediaTypes = code === undefined || code < 300 ? context.accepts : undefined;
    const choice = { operationId, code, example, mediaTypes, dynamic: preferences.dynamic ?? dynamic, seed };
    const found = await examples.find(choice);
    if (found === undefined) throw unmet('example', example ?? '', `the name of an example that ${operationId} has for this status`);
    const response = responseOf(operation, found);
    // Without an example, Prism fills in fixed values, such as "string" for every string; patterns and bounds require generated ones.
    const better = found.generated && !choice.dynamic && !isValid(operation, response) ? await examples.find({ ...choice, dynamic: true }) : undefined;
    return better === undefined ? response : responseOf(operation, better);
  };
  const contract = await createContract<Record<string, never>>({
    operations,
    handlers: Object.fromEntries(operations.list.map((operation) => [operation.operationId, handler(operation)])) as never,
    // Any credentials are accepted.
    securityHandlers: Object.fromEntries(Object.keys(operations.securitySchemes).map((name) => [name, () => true])),
    bodyLimitBytes,
    log,
    problemBase: () => problemBase(document),
  });
  return async function mock(ctx, next) {
    try {
      const header = ctx.req.headers['prefer'];
      await preferred.run(parsePreferences(Array.isArray(header) ? header.join(', ') : header), () => contract(ctx, next));
    } catch (error) {
      // Thrown again outside of the operation, which may not declare a 400.
      const reason = (error as Error).cause ?? error;
      throw reason instanceof UnmetPreference ? new Problem(400, { detail: reason.message }) : error;
    }
  };
}

/** What Prism found, with the headers that the document declares except X-Request-Id, which every response has, and no media type without a body. */
function responseOf(operation: OperationSpec, { status, headers, body }: Example): MockResponse {
  const { responses } = operation.load();
  const declared = responses[responseKey(responses, status) ?? ''];
  const names = new Set(declared?.headers.map(({ name }) => name.toLowerCase()));
  const sent = Object.entries(headers).filter(([name, value]) => names.has(name.toLowerCase()) && name.toLowerCase() !== 'x-request-id' && value !== null);
  const type = headers['Content-type'];
  return { status, headers: Object.fromEntries(sent), body, ...(declared?.content.length !== 0 && typeof type === 'string' && { type }) };
}

/** Validates as `contract()` does, which only does so when the response is sent. */
function isValid(operation: OperationSpec, { status, type, headers, body }: MockResponse): boolean {
  const { responses, validators } = operation.load();
  const { content = {}, headers: validHeaders } = validators.responses[responseKey(responses, status) ?? ''] ?? {};
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (validHeaders?.(lower) ?? true) && (content[type ?? '']?.(body) ?? true);
}
