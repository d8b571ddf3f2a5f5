import type { Representation } from './http/preconditions.ts';
import type { Logger } from './logger.ts';
import type { Problem } from './problems/problem.ts';

/** One entry of a generated `Operations` interface. */
export interface OperationType {
  params: object;
  query: object;
  headers: object;
  cookies: object;
  body: object | undefined;
  responses: object;
}

/** The statuses that `default`, `4XX` and `5XX` stand for in types. */
type ClientError =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 406
  | 407
  | 408
  | 409
  | 410
  | 411
  | 412
  | 413
  | 414
  | 415
  | 416
  | 417
  | 418
  | 421
  | 422
  | 423
  | 424
  | 425
  | 426
  | 428
  | 429
  | 431
  | 451;
type ServerError = 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 511;
type Success = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226;
type Redirection = 300 | 301 | 302 | 303 | 304 | 305 | 307 | 308;

type Declared<R> = { [K in keyof R]: K extends `${infer N extends number}` ? N : never }[keyof R];
type HasSuccess<R> = { [K in keyof R]: K extends `2${string}` ? true : never }[keyof R];
/** `default` is for errors where a success is declared, else for every status. */
type Default<R> = [HasSuccess<R>] extends [never] ? Success | Redirection | ClientError | ServerError : ClientError | ServerError;
type StatusOf<K, R> = K extends `${infer N extends number}`
  ? N
  : K extends '2XX' | '2xx'
    ? Exclude<Success, Declared<R>>
    : K extends '3XX' | '3xx'
      ? Exclude<Redirection, Declared<R>>
      : K extends '4XX' | '4xx'
        ? Exclude<ClientError, Declared<R>>
        : K extends '5XX' | '5xx'
          ? Exclude<ServerError, Declared<R>>
          : K extends 'default'
            ? Exclude<Default<R>, Declared<R>>
            : never;

type HeadersOf<H> = Record<never, never> extends H ? { headers?: H } : { headers: H };
type Json = 'application/json' | 'application/problem+json';
/** The Content-Types that match a declared media type or range, parameters included. */
type Matching<M> = M extends '*/*'
  ? `${string}/${string}`
  : M extends `${infer Kind}/*${infer Suffix}`
    ? `${Kind}/${string}${Suffix}`
    : M extends string
      ? M | `${M};${string}`
      : never;
/** `type` may be left out for JSON. */
type TypeOf<M> = M extends Json ? { type?: Matching<M> } : { type: Matching<M> };
type DeclaredResponse<S, R> = R extends { headers: infer H; content: infer C }
  ? [keyof C] extends [never]
    ? { status: S; body?: undefined; type?: undefined } & HeadersOf<H>
    : { [M in keyof C]: { status: S; body: C[M] } & TypeOf<M> & HeadersOf<H> }[keyof C]
  : never;

/** Every response that an operation declares: a status with its body, media type and headers. */
export type ResponseOf<Op extends OperationType> = {
  [K in keyof Op['responses']]: DeclaredResponse<StatusOf<K, Op['responses']>, Op['responses'][K]>;
}[keyof Op['responses']];

/** The content of the errors among an operation's responses. */
type ErrorContent<R> = R extends unknown ? { [K in keyof R]: K extends `4${string}` | `5${string}` | 'default' ? ContentOf<R[K]> : never }[keyof R] : never;
type ContentOf<R> = R extends { content: infer C } ? C : never;
type BodyIn<C> = C extends unknown ? { [M in keyof C]: { body: C[M] } & TypeOf<M> }[keyof C] : never;

/** A problem in the document's own format: the body of an error that an operation declares, in its media type. */
export type MappedProblem<Operations extends { [O in keyof Operations]: OperationType }> = BodyIn<ErrorContent<Operations[keyof Operations]['responses']>> & {
  /** That of the problem by default; another error, such as 422 in place of 400. */
  status?: number;
  /** In addition to those of the problem, such as `Allow`, `Retry-After` or `WWW-Authenticate`, which cannot be changed. */
  headers?: Readonly<Record<string, unknown>>;
};

/** Where a problem is a response to. */
export interface ProblemContext {
  readonly requestId: string;
  /** Undefined if the request reached no operation. */
  readonly operationId: string | undefined;
  /** The media types that the operation declares for the status of the problem; that of `errorSchema` if it doesn't declare the status. */
  readonly mediaTypes: readonly string[];
  /** Whether the operation declares a status, its range or `default`. */
  declares(status: number): boolean;
  /** The problem as JSON (RFC 9457). */
  toJson(): Record<string, unknown>;
}

/**
 * Maps a problem to an error that the document declares. The problem of a failure has a fixed `detail`: what failed is only in the log.
 *
 * @returns the response, without a promise; undefined to send the problem as it is
 */
export type MapProblem<Operations extends { [O in keyof Operations]: OperationType }> = (
  problem: Problem,
  context: ProblemContext,
) => MappedProblem<Operations> | undefined;

type BodyOf<B> = [B] extends [undefined]
  ? { contentType?: undefined; mediaType?: undefined; body?: undefined }
  :
      | { [M in keyof NonNullable<B>]: { contentType: M; mediaType: string; body: NonNullable<B>[M] } }[keyof NonNullable<B>]
      | (undefined extends B ? { contentType: undefined; mediaType: undefined; body: undefined } : never);

/**
 * A validated request: typed values by location, and the body. `contentType` is the declared media type or range that the body matched,
 * and discriminates the type of `body`; `mediaType` is the Content-Type as the client sent it, parameters included.
 *
 * Text is a string, a file of a multipart form a `FormFile` or `StreamedFile`, and a body that is neither JSON, form nor text a `Readable` of
 * its bytes, which ends when the response closes. Beyond the limit the stream fails with a `Problem`; a handler that rethrows it gives the client a 413.
 */
export type RequestOf<Op extends OperationType> = Readonly<Pick<Op, 'params' | 'query' | 'headers' | 'cookies'> & BodyOf<Op['body']>>;

/** What a handler gets in addition to the request. */
export interface HandlerContext {
  readonly requestId: string;
  /** A logger whose lines carry the request id and operationId. */
  readonly log: Logger;
  /** Aborted when the client disconnects before the response is sent, or when the handler's time is up (`handlerTimeoutMs`). */
  readonly signal: AbortSignal;
  /** The principal that the security handlers returned; undefined for a public operation. */
  readonly principal: unknown;
  /** The declared media types of success that the client accepts, the preferred one first; for a declared range, the types it names. */
  readonly accepts: readonly string[];
  /**
   * Evaluates `If-Match`, `If-None-Match`, `If-Modified-Since` and `If-Unmodified-Since`, in the order of RFC 9110 section 13.2.2. For a
   * method that changes the resource, call this before the change. A GET whose document declares 304 or 412 gets them without this call.
   *
   * @param current the resource's current state; undefined if the resource doesn't exist
   * @returns the status to respond with instead, which the document should declare; undefined to go on
   */
  evaluatePreconditions(current: Representation | undefined): 304 | 412 | undefined;
}

/**
 * Handles one operation. To refuse a request it returns a declared status or throws a `Problem`; any other error is a 500.
 */
export type Handler<Op extends OperationType> = (request: RequestOf<Op>, context: HandlerContext) => ResponseOf<Op> | Promise<ResponseOf<Op>>;

/** A handler for each operation. A missing or superfluous one does not compile. */
export type Handlers<Operations extends { [O in keyof Operations]: OperationType }> = { readonly [O in keyof Operations]: Handler<Operations[O]> };

/** A handler's response, whatever its operation. */
export interface HandlerResponse {
  readonly status: number;
  readonly type?: string | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

export type UntypedMapProblem = (problem: Problem, context: ProblemContext) => unknown;

export type UntypedHandler = (request: never, context: HandlerContext) => unknown;
