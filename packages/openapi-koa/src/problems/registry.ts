/**
 * The registry of problems that the run time itself responds with. A feature registers its own codes in the same form.
 * A code is part of the public API: it is never renamed, and a retired code is never reused.
 */

/** One kind of problem (RFC 9457 section 4). */
export interface ProblemType {
  /** Kebab-case; the fragment of the `type` URI. */
  readonly code: string;
  readonly status: number;
  /** The same for every problem of this type. */
  readonly title: string;
  /** What a client can do about it; shown in the service's table of problems. */
  readonly remedy: string;
}

/** Adds its code to each problem type of a table by code. */
export function defineProblems<const T extends Record<string, Omit<ProblemType, 'code'>>>(
  table: T,
): { readonly [C in keyof T & string]: ProblemType & { readonly code: C } } {
  const entries = Object.entries(table).map(([code, rest]) => [code, Object.freeze({ code, ...rest })]);
  return Object.freeze(Object.fromEntries(entries));
}

/** The problems of the run time, by code. */
export const contractProblems = defineProblems({
  'malformed-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    remedy: 'Follow RFC 9112: one valid `Host` header, one length, no control characters. The connection is closed.',
  },
  'malformed-target': {
    status: 400,
    title: 'The request target cannot be decoded',
    remedy: 'Percent-encode everything but the unreserved characters of RFC 3986, as `%` and two hexadecimal digits per byte of UTF-8.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request breaks the contract',
    remedy: 'Correct every entry of `violations`; each names the parameter, or the place in the body as a JSON Pointer, and what is allowed there.',
  },
  unauthorized: {
    status: 401,
    title: 'Credentials are missing or not accepted',
    remedy: 'Send credentials in one of the ways listed in the `WWW-Authenticate` header of the response.',
  },
  forbidden: {
    status: 403,
    title: 'The credentials do not permit this',
    remedy: 'Use credentials with the permissions named in `detail`.',
  },
  'not-found': {
    status: 404,
    title: 'Nothing is served at this path',
    remedy: 'Compare the path with the API document: paths are exact, so case, trailing slashes and double slashes count.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not support this method',
    remedy: 'Use one of the methods in the `Allow` header of the response.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No declared media type is acceptable',
    remedy: 'Send an `Accept` header that allows one of the media types named in `detail`, or omit it.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request without long pauses. The connection is closed; try again on a new one.',
  },
  'precondition-failed': {
    status: 412,
    title: 'A precondition of the request is not met',
    remedy: 'The resource has changed, or does not exist. Request it again, and repeat the request with the `ETag` or `Last-Modified` of the response.',
  },
  'content-too-large': {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send a body within the limit given in `detail`. The connection is closed.',
  },
  'uri-too-long': {
    status: 414,
    title: 'The request target is too long',
    remedy: 'Send a shorter path and query; if the operation accepts a body, send long values there. The connection is closed.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The operation does not support the media type of the body',
    remedy: 'Send the body in one of the media types in the `Accept-Post`, `Accept-Patch` or `Accept` header of the response.',
  },
  'unsupported-content-encoding': {
    status: 415,
    title: 'The content coding of the body is not supported',
    remedy: 'Send the body without a content coding, or with one of those in the `Accept-Encoding` header of the response.',
  },
  'expectation-failed': {
    status: 417,
    title: 'The expectation cannot be met',
    remedy: 'Omit the `Expect` header, or send `100-continue`.',
  },
  'header-fields-too-large': {
    status: 431,
    title: 'The request line or the headers are too large',
    remedy: 'Send fewer or shorter headers, and a shorter request target. The connection is closed.',
  },
  overloaded: {
    status: 503,
    title: 'The service is overloaded',
    remedy: 'Try again after the number of seconds in the `Retry-After` header of the response.',
  },
  'timed-out': {
    status: 503,
    title: 'The service did not finish the request in time',
    remedy: 'Try again later. The request may have had an effect, so repeat it only if that is safe.',
  },
  'internal-error': {
    status: 500,
    title: 'The service failed',
    remedy: 'Try again later. When you report the failure, include the `X-Request-Id` of the response: the log has the reason under this id.',
  },
  'not-implemented': {
    status: 501,
    title: 'The method is unknown',
    remedy: 'Use one of the methods listed in `detail`; methods are case-sensitive. The connection is closed.',
  },
});
