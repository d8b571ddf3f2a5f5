import { http } from '../node-modules.ts';
import type { ProblemType } from './registry.ts';

/** One place of a request that breaks the contract. */
export interface Violation {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body';
  /** The parameter; absent for the body. */
  readonly name?: string;
  /** The place in the parameter's value or the body (RFC 6901). */
  readonly pointer?: string;
  /** The violated keyword of JSON Schema; `parse` if the value cannot be parsed, `repeated` if only one value is allowed. */
  readonly keyword: string;
  readonly message: string;
  readonly allowed?: readonly unknown[];
  /** The alternative of the innermost `oneOf` or `anyOf` that it belongs to, such as `2 of 3`; part of the message once a problem is made. */
  readonly alternative?: string | undefined;
}

/** The parts of a problem that differ from request to request. */
export interface ProblemOptions {
  /** What is wrong with this request. It is sent to the client, so it must not contain internals or the client's secrets. */
  readonly detail: string;
  /** Response headers that belong to the problem, such as `Allow` (RFC 9110 section 15.5.6). */
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly violations?: readonly Violation[];
  /** Whether the connection must be closed after the response. */
  readonly closes?: boolean;
  /** For the log only; never sent to the client. */
  readonly cause?: unknown;
}

/** A problem as it is sent. */
export interface ProblemText {
  readonly text: string;
  /** Whether every character is known to be ASCII. */
  readonly isAscii: boolean;
}

/** RFC 9457 section 6.1. */
export const PROBLEM_JSON = 'application/problem+json';
/** For a problem that no operation declares; without it, a cache could store a 404 (RFC 9110 section 15.1). */
export const NOT_STORED = { 'Cache-Control': 'no-store' } as const;

/** An `instanceof Error` that is made as fast as any other object. The constructor of `Error` takes up to 0.7 µs, even if it collects no stack. */
class StacklessError {
  declare readonly name: string;
  readonly message: string;

  constructor(message: string, cause: unknown) {
    this.message = message;
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: cause, writable: true, configurable: true });
  }

  get stack(): string {
    return `${this.name}: ${this.message}`;
  }

  set stack(stack: string) {
    Object.defineProperty(this, 'stack', { value: stack, writable: true, configurable: true });
  }
}
Object.setPrototypeOf(StacklessError.prototype, Error.prototype);
const ErrorWithoutStack = StacklessError as unknown as new (message: string, cause: unknown) => Error;

/** An error for the client. Thrown anywhere below the application, it becomes an `application/problem+json` response. One below 500 has no stack. */
export class Problem extends ErrorWithoutStack {
  override readonly name = 'Problem';
  readonly type: ProblemType | undefined;
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly violations: readonly Violation[] | undefined;
  readonly closes: boolean;

  /** @param type a registered type, or a status for a problem without one, whose title is the reason phrase (RFC 9457 section 4.2.1) */
  constructor(type: ProblemType | number, options: ProblemOptions) {
    const status = typeof type === 'number' ? type : type.status;
    super(options.detail, options.cause);
    this.type = typeof type === 'number' ? undefined : type;
    this.status = status;
    this.title = typeof type === 'number' ? (http.STATUS_CODES[type] ?? 'Unknown') : type.title;
    this.headers = options.headers ?? {};
    this.violations = options.violations;
    this.closes = options.closes ?? false;
    // A stack says nothing about what a client did wrong.
    if (status >= 500) Error.captureStackTrace(this, new.target);
  }

  /**
   * The problem as JSON.
   *
   * @param base  URL of the page that lists the problem types, without a fragment
   * @param requestId id of the refused request; without it, `instance` is left out
   * @param isUuid whether the id is known to be a UUID
   * @see RFC 9457 section 3.1. A problem without a registered type has the type `about:blank` (section 4.2.1).
   */
  toJson(base: string, requestId: string | undefined, isUuid = false): Record<string, unknown> {
    const json: Record<string, unknown> = {
      type: this.type === undefined ? 'about:blank' : `${base}#${this.type.code}`,
      title: this.title,
      status: this.status,
      detail: this.message,
    };
    if (requestId !== undefined) json['instance'] = instanceOf(base, requestId, isUuid);
    if (this.violations !== undefined) json['violations'] = this.violations;
    return json;
  }

  /** The text of `toJson`, which has the same parameters. */
  toText(base: string, requestId: string, isUuid: boolean): ProblemText {
    return { text: JSON.stringify(this.toJson(base, requestId, isUuid)), isAscii: false };
  }
}

/** The problem for an error that is marked as meant for clients, as http-errors and Koa's `ctx.throw` do; undefined for any other error. */
export function exposedProblem(error: unknown): Problem | undefined {
  const { status, expose, message, headers } = (error ?? {}) as Record<string, unknown>;
  if (expose !== true || typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) return undefined;
  const own = typeof headers === 'object' && headers !== null ? { headers: headers as Record<string, string> } : undefined;
  return new Problem(status, { detail: String(message), ...own });
}

const UUID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;

/**
 * An absolute URI for the request (RFC 9457 section 3.1.5): the URN of RFC 9562 if its id is a UUID. URN namespaces have to be registered
 * (RFC 8141 section 5), and fragments of the page that lists the problem types name the types, so any other id goes into the query of that page.
 */
export function instanceOf(base: string, requestId: string, isUuid: boolean): string {
  return isUuid || UUID.test(requestId) ? `urn:uuid:${requestId}` : `${base}${base.includes('?') ? '&' : '?'}request=${requestId}`;
}
