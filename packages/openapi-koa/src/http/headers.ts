/** A token, the syntax of header names and of many other values in HTTP (RFC 9110 section 5.6.2). */
export const TOKEN = /^[\w!#$%&'*+\-.^`|~]+$/;

const MEMBER = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/gs;

/**
 * Splits a list in a header into its members, trimmed and without empty ones. A comma inside a quoted string is not a separator.
 *
 * @see RFC 9110 sections 5.6.1 and 5.6.4
 */
export function listMembers(value: string): string[] {
  return [...value.matchAll(MEMBER)].map(([member]) => member.trim()).filter((member) => member !== '');
}

/** RFC 9110 section 5.6.6: a name, then a token or a quoted string. */
const PARAMETER = /;\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";]*))/gs;

/**
 * The parameters of a header such as Content-Type or Content-Disposition, by lower-case name, unquoted. The first one of a name counts, and
 * what isn't a parameter is skipped.
 */
export function parametersOf(value: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of value.matchAll(PARAMETER)) {
    const lower = name.toLowerCase();
    if (!parameters.has(lower)) parameters.set(lower, quoted === undefined ? token : quoted.replace(/\\(["\\])/g, '$1'));
  }
  return parameters;
}
