/**
 * The registry of problems that the contract layer itself answers with. A feature registers codes of its own in the same form.
 * A code is part of the public API: it is never renamed, and a retired one is never given another meaning.
 */

/** One kind of problem (RFC 9457 section 4). */
export interface ProblemType {
  /** Kebab-case; the fragment of the `type` URI. */
  readonly code: string;
  readonly status: number;
  /** The same for every problem of this type. */
  readonly title: string;
  /** What a client does about it; shown in the service's table of problems. */
  readonly remedy: string;
}

/** Turns a table by code into problem types that know their code. */
export function defineProblems<const T extends Record<string, Omit<ProblemType, 'code'>>>(
  table: T,
): { readonly [C in keyof T & string]: ProblemType & { readonly code: C } } {
  const entries = Object.entries(table).map(([code, rest]) => [code, Object.freeze({ code, ...rest })]);
  return Object.freeze(Object.fromEntries(entries));
}

/** The problems of the contract layer, by code. */
export const contractProblems = defineProblems({
  'malformed-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    remedy: 'Send the message as RFC 9112 describes it: one valid Host field, one length, no control characters. The connection is closed.',
  },
  'malformed-target': {
    status: 400,
    title: 'The request target cannot be decoded',
    remedy: 'Write octets outside of RFC 3986’s unreserved characters as `%` and two hexadecimal digits, in UTF-8.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request breaks the contract',
    remedy: 'Correct every entry of `violations`; each names the parameter, or the place in the body as a JSON Pointer, and what is allowed there.',
  },
  unauthorized: {
    status: 401,
    title: 'Credentials are missing or not accepted',
    remedy: 'Send credentials in one of the ways that the `WWW-Authenticate` field of the answer names.',
  },
  forbidden: {
    status: 403,
    title: 'The credentials do not permit this',
    remedy: 'Call with credentials that have the rights that `detail` names.',
  },
  'not-found': {
    status: 404,
    title: 'Nothing is served at this path',
    remedy: 'Compare the path with the API document: paths are exact, so case, trailing slashes and double slashes count.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not take this method',
    remedy: 'Use one of the methods in the `Allow` field.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No declared media type is acceptable',
    remedy: 'Send an `Accept` field that admits one of the media types that `detail` names, or none.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request without long pauses. The connection is closed; try again on a new one.',
  },
  'content-too-large': {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send a body within the limit that `detail` names. The connection is closed.',
  },
  'uri-too-long': {
    status: 414,
    title: 'The request target is too long',
    remedy: 'Send a shorter path and query; what is long can be sent in a body where an operation takes one. The connection is closed.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body has a media type that the operation does not take',
    remedy: 'Send the body in one of the media types in the `Accept-Post`, `Accept-Patch` or `Accept` field of the answer.',
  },
  'unsupported-content-encoding': {
    status: 415,
    title: 'The body has an unknown content coding',
    remedy: 'Send the body plain, or in one of the codings in the `Accept-Encoding` field of the answer.',
  },
  'expectation-failed': {
    status: 417,
    title: 'The expectation cannot be met',
    remedy: 'Leave the `Expect` field out, or send `100-continue`.',
  },
  'header-fields-too-large': {
    status: 431,
    title: 'The request line or the header fields are too large',
    remedy: 'Send fewer or shorter header fields, and a shorter target. The connection is closed.',
  },
  overloaded: {
    status: 503,
    title: 'The service has as much work as it can hold',
    remedy: 'Try again after the seconds that `Retry-After` names.',
  },
  'timed-out': {
    status: 503,
    title: 'The service did not finish the request in time',
    remedy: 'Try again later. Whether the request had an effect is not known, so repeat only what may be done twice.',
  },
  'internal-error': {
    status: 500,
    title: 'The service failed',
    remedy: 'Try again later. When you report the failure, name the `X-Request-Id` of the answer: the log has the reason under it.',
  },
  'not-implemented': {
    status: 501,
    title: 'The method is not known',
    remedy: 'Use one of the methods that `detail` names, in upper case. The connection is closed.',
  },
});
