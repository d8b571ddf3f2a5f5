import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { createContract, type Logger, type OperationsSpec, Problem, type ProblemType } from '@petsage/openapi-koa';
import { responseKey } from '@petsage/openapi-koa/internal';
import { DeclaredErrors } from './declared-errors.ts';
import { mockDocument, problemBase, ResponseSchemas } from './mock-document.ts';
import { isValid, type MockResponse, madeUp, type OperationSpec, withLargeIntegers } from './mock-response.ts';
import { type Preferences, parsePreferences, UnmetPreference, unmet } from './preferences.ts';
import { type Choice, type Example, PrismExamples } from './prism-examples.ts';

export interface MockApiOptions {
  /** An OpenAPI document without references to other files. */
  readonly document: JsonObject;
  /** What it was compiled to. */
  readonly operations: OperationsSpec;
  /** The problem types of the service; the first of a status is its default. */
  readonly problems: readonly ProblemType[];
  /** Whether to generate responses from the schemas, unless a request has a preference. */
  readonly dynamic: boolean;
  /** How long every response takes, unless a request has a preference. */
  readonly delayMs: number;
  /** The same seed generates the same responses. */
  readonly seed: string;
  readonly bodyLimitBytes: number;
  readonly log: Logger;
  /** Called with each problem that is sent in the document's own format, which may not say what is wrong. */
  readonly onRefused?: (problem: Problem, operationId: string) => void;
}

/** More statuses than these are not listed. */
const MAX_STATUSES = 3;

type Middleware = (...args: Parameters<Awaited<ReturnType<typeof createContract>>>) => Promise<void>;

/**
 * The contract of a document with Prism's examples in place of handlers. Everything else is as in the service: routing, methods,
 * negotiation, validation of requests and responses.
 */
export async function createMockApi({
  document,
  operations,
  problems,
  dynamic,
  delayMs,
  seed,
  bodyLimitBytes,
  log,
  onRefused,
}: MockApiOptions): Promise<Middleware> {
  const preferred = new AsyncLocalStorage<Preferences>();
  const mocked = mockDocument(document, problems);
  const examples = await PrismExamples.of(mocked);
  const schemas = new ResponseSchemas(mocked);
  const handler = (operation: OperationSpec) => async (_request: unknown, context: { readonly accepts: readonly string[]; readonly signal: AbortSignal }) => {
    const preferences = preferred.getStore() ?? {};
    const { code, example } = preferences;
    const { operationId } = operation;
    const { responses } = operation.load();
    await pause(preferences.delayMs ?? delayMs, context.signal);
    if (code !== undefined && responseKey(responses, code) === undefined)
      throw unmet('code', code, `one of those that ${operationId} declares: ${Object.keys(responses).join(', ')}`);
    // An error has its own media type, whatever the client accepts.
    const mediaTypes = code === undefined || code < 300 ? context.accepts : undefined;
    const choice = { operationId, code, example, mediaTypes };
    const found = (await examples.find(choice)) ?? (example === undefined ? withoutPrism(choice, operation, schemas) : undefined);
    if (found === undefined) throw unmet('example', example ?? '', exampleNames(schemas, operation, code));
    const response = responseOf(operation, found);
    // Who names an example gets it.
    const isDynamic = preferences.dynamic ?? (dynamic && example === undefined);
    // Without an example, Prism fills in fixed values, such as "string" for every string; patterns and bounds require others.
    if (!isDynamic && (!found.generated || isValid(operation, response))) {
      const sent = withLargeIntegers(operation, response);
      if (sent !== undefined) return sent;
    }
    return madeUp(operation, response, schemas, seed);
  };
  const contract = await createContract<Record<string, never>>({
    operations,
    handlers: Object.fromEntries(operations.list.map((operation) => [operation.operationId, handler(operation)])) as never,
    // Any credentials are accepted.
    securityHandlers: Object.fromEntries(Object.keys(operations.securitySchemes).map((name) => [name, () => true])),
    bodyLimitBytes,
    // A slow response is what was asked for.
    handlerTimeoutMs: 0,
    log,
    problemBase: () => problemBase(document),
    ...new DeclaredErrors(operations, schemas, { seed, ...(onRefused && { onRefused }) }).options,
  });
  return async function mock(ctx, next) {
    try {
      const header = ctx.req.headers['prefer'];
      await preferred.run(parsePreferences(Array.isArray(header) ? header.join(', ') : header), () => contract(ctx, next));
    } catch (error) {
      // Thrown again outside of the operation, which may not declare a 400.
      const reason = (error as Error).cause ?? error;
      throw reason instanceof UnmetPreference ? new Problem(400, { detail: reason.message, cause: reason }) : error;
    }
  };
}

/** Where Prism finds no value for a schema, the status and media type that it would choose, without a body. */
function withoutPrism({ code, mediaTypes }: Choice, { operationId }: OperationSpec, schemas: ResponseSchemas): Example {
  const statuses = schemas.statuses(operationId);
  const key =
    code === undefined
      ? (statuses.find((each) => each.startsWith('2')) ?? 'default')
      : (statuses.find((each) => each === String(code)) ?? `${String(code)[0]}XX`);
  const types = schemas.types(operationId, statuses.includes(key) ? key : 'default');
  const type = mediaTypes?.find((each) => types.includes(each)) ?? types[0];
  const status = code ?? (/^\d{3}$/.test(key) ? Number(key) : 200);
  return { status, headers: type === undefined ? {} : { 'Content-type': type }, body: undefined, generated: true };
}

/** What `example=…` may be, for the status that is preferred. */
function exampleNames(schemas: ResponseSchemas, { operationId }: OperationSpec, code: number | undefined): string {
  const statuses = schemas.statuses(operationId);
  const keys =
    code === undefined ? statuses : statuses.filter((key) => key === String(code) || (key === `${String(code)[0]}XX` && !statuses.includes(String(code))));
  const named = keys.map((key) => ({ key, names: schemas.examples(operationId, key) })).filter(({ names }) => names.length > 0);
  if (code === undefined) {
    // Every error status has examples where one `default` stands for all, too many to list.
    const usual = named.filter(({ key }) => key < '4');
    const list = (usual.length > 0 ? usual : named.slice(0, MAX_STATUSES)).map(({ key, names }) => `${names.join(', ')} for ${key}`).join('; ');
    return list === '' ? `no example, as ${operationId} has none with a name` : `one of those that ${operationId} has: ${list}`;
  }
  const list = named.flatMap(({ names }) => names).join(', ');
  return list === '' ? `no example, as ${operationId} has none with a name for ${code}` : `one of those that ${operationId} has for ${code}: ${list}`;
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (delayMs > 0) await setTimeout(delayMs, undefined, { signal });
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
