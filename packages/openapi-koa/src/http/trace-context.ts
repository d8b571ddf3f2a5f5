/** Version, trace-id, parent-id and trace-flags, and what a later version may append (W3C Trace Context, section 3.2.2). */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/**
 * The trace id of a `traceparent` header.
 *
 * @returns 32 lower-case hexadecimal digits; undefined if there is no valid header, or several
 * @see W3C Trace Context, sections 3.2 and 4.3
 */
export function traceIdOf(header: string | string[] | undefined): string | undefined {
  const [, version, traceId, more] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  return version === '00' && more !== undefined ? undefined : traceId;
}
