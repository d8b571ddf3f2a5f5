import { Readable } from 'node:stream';
import { within } from './deadline.ts';
import type { HandlerContext, HandlerResponse, UntypedHandler } from './handler.ts';
import { addVary, mayBeStored } from './http/header-list.ts';
import { evaluatePreconditions } from './http/preconditions.ts';
import type { Logger } from './logger.ts';
import type { OperationDetails, OperationSpec } from './operation-spec.ts';
import { invalidRequest } from './problems/invalid-request.ts';
import { exposedProblem, PROBLEM_JSON, Problem } from './problems/problem.ts';
import { contractProblems } from './problems/registry.ts';
import { isAborted, RequestAbortedError } from './problems/request-aborted.ts';
import { type BodyOptions, BodyReader, type Match } from './request/body.ts';
import { skipBody } from './request/body-stream.ts';
import { hasBody } from './request/message-framing.ts';
import { readParameters } from './request/parameters.ts';
import { undeclaredQuery } from './request/query.ts';
import type { ErrorFormat } from './response/error-format.ts';
import { InvalidResponseError } from './response/invalid-response.ts';
import { Negotiation } from './response/negotiation.ts';
import { notModified, representationOf } from './response/not-modified.ts';
import { headerConstants, OperationResponses, responseKey } from './response/operation-responses.ts';
import { discard, takeOver } from './response/response-stream.ts';
import type { ResponseValidator } from './response/response-validator.ts';
import type { ResponseOrProblem, SerializedResponse } from './response/serialized-response.ts';
import { type Call, CallContext } from './server/context.ts';

/** Returns a problem while an operation is unavailable, else undefined. */
export type AvailabilityCheck = () => Problem | undefined;

export interface OperationOptions extends BodyOptions {
  readonly handler: UntypedHandler;
  readonly availabilityCheck: AvailabilityCheck | undefined;
  readonly log: Logger;
  readonly handlerTimeoutMs: number;
  readonly problemBytes: number;
  readonly errorFormat: ErrorFormat | undefined;
  /** The body for a thrown problem, which is validated against the document like any other. */
  readonly problemBody: (problem: Problem, requestId: string) => unknown;
}

/** Everything made from an operation's details once they are loaded. */
interface LoadedOperation {
  readonly details: OperationDetails;
  readonly accept: Negotiation;
  readonly bodies: BodyReader | undefined;
  readonly responses: OperationResponses;
  /** Whether a GET or HEAD may get a 304 or 412. */
  readonly isConditional: boolean;
  /** By status, once a problem has it. */
  readonly headerConstants: Map<number, Readonly<Record<string, string>>>;
}

/** Takes a routed and authenticated request of one operation to a validated response. Details are loaded at the first request. */
export class BoundOperation {
  readonly spec: OperationSpec;
  readonly #options: OperationOptions;
  #loaded: LoadedOperation | undefined;

  constructor(spec: OperationSpec, options: OperationOptions) {
    this.spec = spec;
    this.#options = options;
  }

  /** The first refusal wins: unavailable (503), 406, 415, 413, 400. Then the handler runs, and its response is validated. */
  run(call: Call): ResponseOrProblem | Promise<ResponseOrProblem> {
    const { req } = call.exchange;
    const unavailable = this.#options.availabilityCheck?.();
    if (unavailable !== undefined) return this.#refuse(unavailable, call);
    const { accept, bodies, details } = this.#loadedOperation;
    const accepts = accept.choose(req.headers.accept);
    if (accepts.length === 0) throw notAcceptable(details);
    const match = bodies?.check(req);
    if (bodies !== undefined || hasBody(req)) return this.#runWithBody(call, accepts, match);
    return this.#handle(call, accepts, undefined);
  }

  /** The problem of an unavailable operation, for an OPTIONS that a health check sends. */
  unavailable(): Problem | undefined {
    return this.#options.availabilityCheck?.();
  }

  /** The required headers whose schema allows one value, for problems; none if the operation cannot be loaded. */
  requiredHeaderConstants(status: number): Readonly<Record<string, string>> {
    const loaded = this.#loadedIfPossible;
    if (loaded === undefined) return NO_HEADERS;
    let constants = loaded.headerConstants.get(status);
    if (constants === undefined) {
      constants = headerConstants(loaded.details, status);
      loaded.headerConstants.set(status, constants);
    }
    return constants;
  }

  get errorFormat(): ErrorFormat | undefined {
    return this.#options.errorFormat;
  }

  /** What the document declares for a status; undefined if nothing, or if the operation cannot be loaded. */
  declaredResponse(status: number): ResponseValidator | undefined {
    const responses = this.#loadedIfPossible?.responses;
    return responses?.declares(status) ? responses.for(status) : undefined;
  }

  /** The request headers that the document declares, for a CORS preflight. */
  headerNames(): string[] {
    return this.#loadedOperation.details.parameters.filter((parameter) => parameter.in === 'header').map((parameter) => parameter.name);
  }

  /** The largest body that the operation reads, in bytes. */
  get bodyLimitBytes(): number {
    return this.#loadedIfPossible?.details.body?.limitBytes ?? this.#options.bodyLimitBytes;
  }

  async #runWithBody(call: Call, accepts: readonly string[], match: Match | undefined): Promise<ResponseOrProblem> {
    const { bodies, details } = this.#loadedOperation;
    if (bodies === undefined) {
      await skipBody(call.exchange, this.#options.bodyLimitBytes);
      return this.#handle(call, accepts, undefined);
    }
    let body: Awaited<ReturnType<BodyReader['read']>>;
    try {
      body = await bodies.read(call.exchange, match, details.validators.bodies);
    } catch (error) {
      // An error after the client disconnected, for example while a file was being stored, is a consequence and not a failure.
      throw error instanceof Problem || !isAborted(call.exchange) ? error : new RequestAbortedError(error);
    }
    return this.#handle(call, accepts, body);
  }

  #handle(call: Call, accepts: readonly string[], body: Awaited<ReturnType<BodyReader['read']>> | undefined): ResponseOrProblem | Promise<ResponseOrProblem> {
    const { parameters, validators, closedQuery } = this.#loadedOperation.details;
    const { values, violations, more } = readParameters(parameters, validators.parameters, {
      req: call.exchange.req,
      params: call.params,
      query: call.query,
      jsonDepthLimit: this.#options.jsonDepthLimit,
    });
    const undeclared = closedQuery === undefined || call.query === '' ? [] : undeclaredQuery(call.query, parameters, closedQuery);
    const all = body === undefined && undeclared.length === 0 ? violations : [...violations, ...undeclared, ...(body?.violations ?? [])];
    if (all.length > 0) {
      // Nobody reads it, and what it would hold back could not be discarded.
      body?.stream?.destroy();
      return invalidRequest(all, more + (body?.more ?? 0), this.#options.problemBytes);
    }
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
    let response: unknown;
    try {
      response = (this.#options.handler as (request: unknown, context: HandlerContext) => unknown)(request, context);
    } catch (error) {
      return this.#refuse(error, call, body?.stream);
    }
    if (!isThenable(response)) return this.#validate(response, call);
    const validated = Promise.resolve(response).then(
      (settled) => this.#validate(settled, call),
      (error: unknown) => this.#refuse(error, call, body?.stream),
    );
    return within(validated, `The handler of ${this.spec.operationId}`, {
      timeoutMs: this.#options.handlerTimeoutMs,
      onTimeout: (reason) => context.abort(reason),
      onLate: (late) => discard(late.body),
    });
  }

  /** The response for an error. A problem that a handler throws is a response of the operation, so it must be declared. */
  #refuse(error: unknown, call: Call, stream?: Readable): SerializedResponse | Promise<SerializedResponse> {
    // An error of reading the body gets the same response as before the handler, whether its status is declared or not.
    if (stream !== undefined && stream.errored === error) throw error;
    const problem = error instanceof Problem ? error : exposedProblem(error);
    if (problem === undefined) throw error;
    const mapped = this.#mapped(problem, call);
    if (mapped !== undefined) return mapped;
    const headers = { ...this.requiredHeaderConstants(problem.status), ...problem.headers };
    return this.#validate({ status: problem.status, type: PROBLEM_JSON, headers, body: this.#options.problemBody(problem, call.exchange.requestId) }, call);
  }

  /** The problem in the document's own format; undefined if it is sent as it is. Its status must be declared as well. */
  #mapped(problem: Problem, { exchange }: Call): SerializedResponse | undefined {
    const { errorFormat } = this.#options;
    const mapped = errorFormat?.map(problem, exchange.requestId, this.spec.operationId, (status) => this.declaredResponse(status));
    if (errorFormat === undefined || mapped === undefined) return undefined;
    const { accept, responses } = this.#loadedOperation;
    const { status } = mapped;
    const response = errorFormat.serialize(mapped, responses.for(status), this.requiredHeaderConstants(status), (key) => REFUSAL_HEADERS.has(key));
    return accept.varies ? varied(response) : response;
  }

  #validate(response: unknown, call: Call): SerializedResponse | Promise<SerializedResponse> {
    if (typeof response !== 'object' || response === null)
      throw new InvalidResponseError(undefined, '', 'must be an object: a handler returns { status, body, headers, type }');
    const typed = response as HandlerResponse;
    if (typed.body instanceof Readable) takeOver(typed.body);
    try {
      const validated = this.#loadedOperation.responses.for(typed.status).serializeInTurns(typed);
      return validated instanceof Promise ? validated.then((whole) => this.#negotiated(whole, call)) : this.#negotiated(validated, call);
    } catch (error) {
      discard(typed.body);
      throw error;
    }
  }

  /** The response with what depends on the request. */
  #negotiated(validated: SerializedResponse, call: Call): SerializedResponse | Promise<SerializedResponse> {
    const { accept, isConditional } = this.#loadedOperation;
    const serialized = accept.varies ? varied(validated) : validated;
    return isConditional && Math.floor(serialized.status / 100) === 2 ? this.#conditional(serialized, call) : serialized;
  }

  /** The 304 or 412 in place of a success, if the document declares it. A success without ETag and Last-Modified has no preconditions. */
  #conditional(success: SerializedResponse, call: Call): SerializedResponse | Promise<SerializedResponse> {
    const { req } = call.exchange;
    const current = representationOf(success);
    if (current.etag === undefined && current.lastModified === undefined) return success;
    const status = evaluatePreconditions(req, current);
    const { responses } = this.#loadedOperation;
    if (status === undefined || !responses.declares(status)) return success;
    if (status === 304) {
      const response = notModified(success);
      if (!responses.for(304).hasRequired(response.headers)) return success;
      discard(success.body);
      return response;
    }
    discard(success.body);
    const detail = 'The current state of the resource does not meet the preconditions of the request.';
    return this.#refuse(new Problem(contractProblems['precondition-failed'], { detail }), call);
  }

  /** Undefined if loading failed, so that a refusal is still possible; `run` reports the failure as a 500. */
  get #loadedIfPossible(): LoadedOperation | undefined {
    try {
      return this.#loadedOperation;
    } catch {
      return undefined;
    }
  }

  get #loadedOperation(): LoadedOperation {
    if (this.#loaded === undefined) {
      const { spec } = this;
      const details = spec.load();
      const responses = new OperationResponses(details);
      this.#loaded = {
        details,
        accept: new Negotiation(successTypes(details)),
        bodies: details.body && new BodyReader(spec.method, details.body, this.#options),
        responses,
        isConditional: isConditional(spec.method, details),
        headerConstants: new Map(),
      };
    }
    return this.#loaded;
  }
}

function notAcceptable(details: OperationDetails): Problem {
  return new Problem(contractProblems['not-acceptable'], {
    detail: `The Accept header excludes every media type that this operation responds with: ${successTypes(details).join(', ')}.`,
  });
}

/** Whether a value can be awaited; some libraries' queries are thenables. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Adds `Vary: Accept` unless caches may not store the response or the handler has set it. */
function varied(response: SerializedResponse): SerializedResponse {
  if (!mayBeStored(response.headers)) return response;
  const headers = response.headers.copy();
  addVary(headers, 'Accept');
  return { ...response, headers };
}

/** Whether a GET or HEAD may get a 304 or 412 in place of a success that says what state it describes. */
function isConditional(method: string, { responses }: OperationDetails): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (responseKey(responses, 304) === undefined && responseKey(responses, 412) === undefined) return false;
  return Object.values(responses).some(({ headers }) => headers.some(({ name }) => VALIDATORS.has(name.toLowerCase())));
}

/** RFC 9110 section 8.8. */
const VALIDATORS: ReadonlySet<string> = new Set(['etag', 'last-modified']);

/** The headers that a refusal must have by its status (RFC 9110 sections 10.2 and 15.5), or that say how to avoid it. In lower case. */
const REFUSAL_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-patch',
  'accept-post',
  'allow',
  'proxy-authenticate',
  'retry-after',
  'www-authenticate',
]);

const NO_HEADERS: Readonly<Record<string, string>> = {};

const ANY: readonly string[] = ['*/*'];

/** The media types of success; of every response if no success is declared; any type if those have no body. */
function successTypes({ responses }: OperationDetails): readonly string[] {
  const success = Object.entries(responses).filter(([key]) => key.startsWith('2'));
  const chosen = success.length > 0 ? success : Object.entries(responses);
  const types = [...new Set(chosen.flatMap(([, response]) => response.content))];
  return types.length === 0 ? ANY : types;
}
