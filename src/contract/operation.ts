import { within } from './deadline.ts';
import type { HandlerContext, HandlerResponse, UntypedHandler } from './handler.ts';
import type { Logger } from './logger.ts';
import type { OperationDetails, OperationSpec } from './operation-spec.ts';
import { invalidRequest } from './problems/invalid-request.ts';
import { PROBLEM_JSON, Problem } from './problems/problem.ts';
import { contractProblems } from './problems/registry.ts';
import { isAborted, RequestAbortedError } from './problems/request-aborted.ts';
import { BodyReader, type Match } from './request/body.ts';
import type { BodyLimits } from './request/body-limits.ts';
import type { BodyMemory } from './request/body-memory.ts';
import { BodyStream } from './request/body-stream.ts';
import { undeclaredQuery } from './request/closed-query.ts';
import { hasBody, skipBody } from './request/content.ts';
import { readParameters } from './request/parameters.ts';
import { InvalidResponseError } from './response/invalid-response.ts';
import { Negotiation } from './response/negotiation.ts';
import { discard, takeOver } from './response/response-stream.ts';
import { OperationResponses, responseKey } from './response/response-validator.ts';
import { mayBeStored, type SerializedResponse } from './response/serialized-response.ts';
import type { Call } from './server/call.ts';
import { CallContext } from './server/handler-context.ts';

/** Answers in place of an operation while it cannot serve; undefined while it can. */
export type Gate = () => Problem | undefined;

export interface OperationOptions extends BodyLimits {
  readonly handler: UntypedHandler;
  readonly gate: Gate | undefined;
  readonly log: Logger;
  readonly handlerTimeoutMs: number;
  readonly problemBytes: number;
  /** What the bodies of all operations share. */
  readonly bodyMemory: BodyMemory;
  /** A thrown problem as a body, so that it is checked against the document like any other. */
  readonly problemBody: (problem: Problem, requestId: string) => unknown;
}

/** What an operation works with once its details are loaded. */
interface Parts {
  readonly details: OperationDetails;
  readonly accept: Negotiation;
  readonly bodies: BodyReader | undefined;
  readonly responses: OperationResponses;
}

/** One operation's way from a routed request to a checked answer. Its details are loaded at the first request. */
export class BoundOperation {
  readonly table: OperationSpec;
  readonly #options: OperationOptions;
  #loaded: Parts | undefined;

  constructor(table: OperationSpec, options: OperationOptions) {
    this.table = table;
    this.#options = options;
  }

  /** The first refusal wins: gate, 406, 415, 413, 400; then the handler; and its answer is checked. */
  run(call: Call): SerializedResponse | Promise<SerializedResponse> {
    const { req } = call.ctx;
    const closed = this.#options.gate?.();
    if (closed !== undefined) return this.#refuse(closed, call);
    const { accept, bodies, details } = this.#parts;
    const accepts = accept.choose(req.headers.accept);
    if (accepts.length === 0) throw notAcceptable(details);
    const match = bodies?.check(req);
    if (bodies !== undefined || hasBody(req)) return this.#runWithBody(call, accepts, match);
    return this.#handle(call, accepts, undefined);
  }

  /** The gate's problem with the fields that the document promises, for an OPTIONS that a health check sends. */
  unavailable(): Problem | undefined {
    return this.#options.gate?.();
  }

  /** Declared fields with a known value, for an answer that the layer makes itself; none where the operation cannot be loaded. */
  requiredHeaderConstants(status: number): Readonly<Record<string, string>> {
    const { responses } = this.#partsForRefusal?.details ?? NO_RESPONSES;
    const key = responseKey(responses, status);
    const headers = (key !== undefined && responses[key]?.headers) || [];
    return Object.fromEntries(headers.flatMap(({ name, constant }) => (constant === undefined ? [] : [[name, constant]])));
  }

  /** The request header fields that the document declares, for a CORS preflight. */
  headerNames(): string[] {
    return this.#parts.details.parameters.filter((parameter) => parameter.in === 'header').map((parameter) => parameter.name);
  }

  /** The largest body that it reads, in bytes. */
  get bodyLimitBytes(): number {
    return this.#partsForRefusal?.details.body?.limitBytes ?? this.#options.bodyLimitBytes;
  }

  async #runWithBody(call: Call, accepts: readonly string[], match: Match | undefined): Promise<SerializedResponse> {
    const { bodies, details } = this.#parts;
    if (bodies === undefined) {
      await skipBody(call.ctx, this.#options.bodyLimitBytes);
      return this.#handle(call, accepts, undefined);
    }
    let body: Awaited<ReturnType<BodyReader['read']>>;
    try {
      body = await bodies.read(call.ctx, match, details.validators.bodies);
    } catch (error) {
      // Whatever cannot be finished because the client is gone, such as a file that was being stored, is no failure.
      throw error instanceof Problem || !isAborted(call.ctx) ? error : new RequestAbortedError(error);
    }
    return this.#handle(call, accepts, body);
  }

  #handle(call: Call, accepts: readonly string[], body: Awaited<ReturnType<BodyReader['read']>> | undefined): SerializedResponse | Promise<SerializedResponse> {
    const { parameters, validators, closedQuery } = this.#parts.details;
    const { values, violations, more } = readParameters(parameters, validators.parameters, {
      req: call.ctx.req,
      params: call.params,
      query: call.query,
      jsonDepthLimit: this.#options.jsonDepthLimit,
    });
    const extra = closedQuery === undefined || call.query === '' ? [] : undeclaredQuery(call.query, parameters, closedQuery);
    const all = body === undefined && extra.length === 0 ? violations : [...violations, ...extra, ...(body?.violations ?? [])];
    if (all.length > 0) throw invalidRequest(all, more + (body?.more ?? 0), this.#options.problemBytes);
    const request = {
      params: values.path,
      query: values.query,
      headers: values.header,
      cookies: values.cookie,
      contentType: body?.contentType,
      mediaType: body?.mediaType,
      body: body?.body,
    };
    const context = new CallContext(call, accepts, this.#options.log);
    let reply: unknown;
    try {
      reply = (this.#options.handler as (request: unknown, context: HandlerContext) => unknown)(request, context);
    } catch (error) {
      return this.#refuse(error, call, request.body);
    }
    if (!isThenable(reply)) return this.#check(reply);
    const answered = Promise.resolve(reply).then(
      (settled) => this.#check(settled),
      (error: unknown) => this.#refuse(error, call, request.body),
    );
    return within(answered, `The handler of ${this.table.operationId}`, {
      timeoutMs: this.#options.handlerTimeoutMs,
      onTimeout: (reason) => context.abort(reason),
      onLate: (answer) => discard(answer.body),
    });
  }

  /** A problem that a handler throws is an answer of the operation: it must be declared. */
  #refuse(error: unknown, call: Call, body?: unknown): SerializedResponse {
    // What a handler could not read of the body the layer refuses by itself, like all else that it reads, declared or not.
    if (body instanceof BodyStream && body.errored === error) throw error;
    const problem = error instanceof Problem ? error : exposedProblem(error);
    if (problem === undefined) throw error;
    const headers = { ...this.requiredHeaderConstants(problem.status), ...problem.headers };
    return this.#check({ status: problem.status, type: PROBLEM_JSON, headers, body: this.#options.problemBody(problem, call.ctx.exchange.requestId) });
  }

  #check(reply: unknown): SerializedResponse {
    if (typeof reply !== 'object' || reply === null)
      throw new InvalidResponseError(undefined, '', 'is no reply: a handler returns { status, body, headers, type }');
    const typed = reply as HandlerResponse;
    takeOver(typed.body);
    try {
      const { accept, responses } = this.#parts;
      const answer = responses.for(typed.status).answer(typed);
      return accept.varies ? varied(answer) : answer;
    } catch (error) {
      discard(typed.body);
      throw error;
    }
  }

  /** A refusal must be possible where loading is what failed: `run` reports that once, as a 500. */
  get #partsForRefusal(): Parts | undefined {
    try {
      return this.#parts;
    } catch {
      return undefined;
    }
  }

  get #parts(): Parts {
    if (this.#loaded === undefined) {
      const { table } = this;
      const details = table.load();
      this.#loaded = {
        details,
        accept: new Negotiation(successTypes(details)),
        bodies: details.body && new BodyReader(table.method, details.body, this.#options, this.#options.bodyMemory),
        responses: new OperationResponses(details),
      };
    }
    return this.#loaded;
  }
}

/** An error that its thrower meant for clients, as http-errors and Koa's `ctx.throw` mark it. */
function exposedProblem(error: unknown): Problem | undefined {
  const { status, expose, message, headers } = (error ?? {}) as Record<string, unknown>;
  if (expose !== true || typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) return undefined;
  const own = typeof headers === 'object' && headers !== null ? { headers: headers as Record<string, string> } : undefined;
  return new Problem(status, { detail: String(message), ...own });
}

function notAcceptable(details: OperationDetails): Problem {
  return new Problem(contractProblems['not-acceptable'], {
    detail: `The Accept field rules out every media type that this operation answers with: ${successTypes(details).join(', ')}.`,
  });
}

/** Whatever can be awaited, as some libraries' queries can. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** With the field that tells caches of content negotiation, where they may keep the answer and the handler does not tell them itself. */
function varied(answer: SerializedResponse): SerializedResponse {
  const { headers } = answer;
  const tells = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'vary' && isAmong(headers[index + 1] as string, 'accept', '*'));
  return tells || !mayBeStored(headers) ? answer : { ...answer, headers: [...headers, 'Vary', 'Accept'] };
}

/** Whether a list of names has one of some, in lower case. */
function isAmong(list: string, ...names: readonly string[]): boolean {
  return list.split(',').some((name) => names.includes(name.trim().toLowerCase()));
}

const NO_RESPONSES: Pick<OperationDetails, 'responses'> = { responses: {} };
const ANY: readonly string[] = ['*/*'];

/** The media types of success; of every answer where no success is declared; anything where success has no body. */
function successTypes({ responses }: OperationDetails): readonly string[] {
  const success = Object.entries(responses).filter(([key]) => key.startsWith('2'));
  const chosen = success.length > 0 ? success : Object.entries(responses);
  const types = [...new Set(chosen.flatMap(([, response]) => response.content))];
  return types.length === 0 ? ANY : types;
}
