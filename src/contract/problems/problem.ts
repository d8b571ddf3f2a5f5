import { STATUS_CODES } from 'node:http';
import type { ProblemType } from './registry.ts';

/** One place of a request that breaks the contract. */
export interface Violation {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body';
  /** The parameter; absent for the body. */
  readonly name?: string;
  /** The place in the parameter's value or the body (RFC 6901). */
  readonly pointer?: string;
  /** The keyword of JSON Schema that is violated; `parse` where the value cannot be read, `repeated` where a single one is taken. */
  readonly keyword: string;
  readonly message: string;
  readonly allowed?: readonly unknown[];
}

/** What is said of one problem beside its type. */
export interface ProblemOptions {
  /** Says what was wrong with this request. Clients read it: nothing internal, no secret of theirs. */
  readonly detail: string;
  /** Response header fields that belong to the problem, such as `Allow` (RFC 9110 section 15.5.6). */
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly violations?: readonly Violation[];
  /** Whether the connection cannot go on after it. */
  readonly closes?: boolean;
  /** What the log gets and the client never. */
  readonly cause?: unknown;
}

/** RFC 9457 section 6.1. */
export const PROBLEM_JSON = 'application/problem+json';
/** For a problem that no operation declares: a 404 could else be kept by a cache (RFC 9110 section 15.1). */
export const NOT_STORED = { 'Cache-Control': 'no-store' } as const;

/** A refusal. Thrown anywhere below the application, it becomes an `application/problem+json` answer. */
export class Problem extends Error {
  readonly type: ProblemType | undefined;
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly violations: readonly Violation[] | undefined;
  readonly closes: boolean;

  /** @param type a registered type; or the status of a problem of none, whose title is that of the status (RFC 9457 section 4.2.1) */
  constructor(type: ProblemType | number, options: ProblemOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.type = typeof type === 'number' ? undefined : type;
    this.status = typeof type === 'number' ? type : type.status;
    this.title = typeof type === 'number' ? (STATUS_CODES[type] ?? 'Unknown') : type.title;
    this.headers = options.headers ?? {};
    this.violations = options.violations;
    this.closes = options.closes ?? false;
  }

  /**
   * The problem as JSON.
   *
   * @param base  address of the page that lists the problem types, without fragment
   * @param requestId the request that was refused; `instance` is left out without one
   * @see RFC 9457 section 3.1. A problem of no registered type has the type `about:blank` (section 4.2.1).
   */
  toJson(base: string, requestId: string | undefined): Record<string, unknown> {
    return {
      type: this.type === undefined ? 'about:blank' : `${base}#${this.type.code}`,
      title: this.title,
      status: this.status,
      detail: this.message,
      ...(requestId === undefined ? undefined : { instance: instanceOf(base, requestId) }),
      ...(this.violations === undefined ? undefined : { violations: this.violations }),
    };
  }
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * An absolute URI for the request (RFC 9457 section 3.1.5): RFC 9562's URN where its id is a UUID. Any other id is a query of the page that
 * lists the problem types, as the namespaces of URNs are registered (RFC 8141 section 5), and as its fragments are the types.
 */
function instanceOf(base: string, requestId: string): string {
  return UUID.test(requestId) ? `urn:uuid:${requestId}` : `${base}${base.includes('?') ? '&' : '?'}request=${requestId}`;
}
