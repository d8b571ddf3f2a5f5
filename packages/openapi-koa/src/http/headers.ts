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
