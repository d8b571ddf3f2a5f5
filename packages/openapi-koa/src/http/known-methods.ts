/** Of RFC 9110 section 9.3, and PATCH (RFC 5789). */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** The method for metrics and traces: `_OTHER` for any that is not a standard one, as in the semantic conventions of OpenTelemetry. */
export function knownMethod(method: string): string {
  return METHODS.has(method) ? method : '_OTHER';
}
