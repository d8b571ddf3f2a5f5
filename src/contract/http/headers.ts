/** What the name of a header field consists of, and much else in HTTP (RFC 9110 section 5.6.2). */
export const TOKEN = /^[\w!#$%&'*+\-.^`|~]+$/;

const MEMBER = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/gs;

/**
 * The members of a list in a header, without the white space around them and without empty ones. A comma in a quoted string separates
 * nothing.
 *
 * @see RFC 9110 sections 5.6.1 and 5.6.4
 */
export function listMembers(value: string): string[] {
  return [...value.matchAll(MEMBER)].map(([member]) => member.trim()).filter((member) => member !== '');
}
