import { AsyncLocalStorage } from 'node:async_hooks';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { createContract, type Logger, type OperationsSpec, Problem, type ProblemType } from '@petsage/openapi-koa';
import { responseKey } from '@petsage/openapi-koa/internal';
import type { Middleware } from 'koa';
import { mockDocument, problemBase } from './mock-document.ts';
import { type Preferences, readPreferences, UnmetPreference, unmet } from './preferences.ts';
import { type Example, PrismExamples } from './prism-examples.ts';

export interface MockApiOptions {
  /** An OpenAPI document whose references are all within it. */
  readonly document: JsonObject;
  /** What it was made into. */
  readonly operations: OperationsSpec;
  /** What the service answers with; the first of a status stands for it. */
  readonly problems: readonly ProblemType[];
  /** Whether answers are made up from the schemas, where a request does not say. */
  readonly dynamic: boolean;
  /** What they are made up from: the same text gives the same answers. */
  readonly seed: string;
  readonly bodyLimitBytes: number;
  readonly log: Logger;
}

type OperationSpec = OperationsSpec['list'][number];
type Reply = { status: number; type?: string; headers: Record<string, unknown>; body: unknown };

/**
 * The contract of a document with Prism's examples in place of handlers. Everything that the contract layer decides is as the service
 * decides it: paths, methods, negotiation, what a request may be, and that no answer breaks the contract.
 */
export async function createMockApi({ document, operations, problems, dynamic, seed, bodyLimitBytes, log }: MockApiOptions): Promise<Middleware> {
  const asked = new AsyncLocalStorage<Preferences>();
  const examples = await PrismExamples.of(mockDocument(document, problems));
  const handler = (operation: OperationSpec) => async (_request: unknown, context: { readonly accepts: readonly string[] }) => {
    const preferences = asked.getStore() ?? {};
    const { code, example } = preferences;
    const { operationId } = operation;
    const { responses } = operation.load();
    if (code !== undefined && responseKey(responses, code) === undefined)
      throw unmet('code', code, `what ${operationId} declares: ${Object.keys(responses).join(', ')}`);
    // An error has a media type of its own, whatever the client takes.
    const mediaTypes = code === undefined || code < 300 ? context.accepts : undefined;
    const choice = { operationId, code, example, mediaTypes, dynamic: preferences.dynamic ?? dynamic, seed };
    const found = await examples.find(choice);
    if (found === undefined) throw unmet('example', example ?? '', `an example that ${operationId} has for this status`);
    const reply = replyOf(operation, found);
    // Without an example, Prism first fills the schema plainly, as in "string" for every string; patterns and bounds want values that are made up.
    const better = found.made && !choice.dynamic && !fits(operation, reply) ? await examples.find({ ...choice, dynamic: true }) : undefined;
    return better === undefined ? reply : replyOf(operation, better);
  };
  const contract = await createContract<Record<string, never>>({
    operations,
    handlers: Object.fromEntries(operations.list.map((operation) => [operation.operationId, handler(operation)])) as never,
    // Whoever sends credentials has them.
    securityHandlers: Object.fromEntries(Object.keys(operations.securitySchemes).map((name) => [name, () => true])),
    bodyLimitBytes,
    log,
    problemBase: () => problemBase(document),
  });
  return async function mock(ctx, next) {
    try {
      const field = ctx.req.headers['prefer'];
      await asked.run(readPreferences(Array.isArray(field) ? field.join(', ') : field), () => contract(ctx, next));
    } catch (error) {
      // Not from within the operation, which may declare no 400.
      const reason = (error as Error).cause ?? error;
      throw reason instanceof UnmetPreference ? new Problem(400, { detail: reason.message }) : error;
    }
  };
}

/** Of what Prism gives, the fields that the document declares, but for the one that every answer has; and no media type without a body. */
function replyOf(operation: OperationSpec, { status, headers, body }: Example): Reply {
  const { responses } = operation.load();
  const declared = responses[responseKey(responses, status) ?? ''];
  const names = new Set(declared?.headers.map(({ name }) => name.toLowerCase()));
  const fields = Object.entries(headers).filter(([name, value]) => names.has(name.toLowerCase()) && name.toLowerCase() !== 'x-request-id' && value !== null);
  const type = headers['Content-type'];
  return { status, headers: Object.fromEntries(fields), body, ...(declared?.content.length !== 0 && typeof type === 'string' && { type }) };
}

/** The contract layer says so, too, but only once the answer is to leave. */
function fits(operation: OperationSpec, { status, type, headers, body }: Reply): boolean {
  const { responses, validators } = operation.load();
  const { content = {}, headers: fields } = validators.responses[responseKey(responses, status) ?? ''] ?? {};
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (fields?.(lower) ?? true) && (content[type ?? '']?.(body) ?? true);
}
