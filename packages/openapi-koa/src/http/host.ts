/** RFC 3986 section 3.2.2, loosely: no user, no path, no white space; the port may be empty. An empty Host is allowed (RFC 9112 section 3.2). */
const HOST = /^(?:\[[0-9a-f:.]+\]|(?:[\w\-.~!$&'()*+,;=]|%[0-9a-f]{2})*)(?::\d*)?$/i;

/** Whether a Host header is valid: a host, with or without a port. It may be empty. */
export function isHostHeader(text: string): boolean {
  return HOST.test(text);
}

/** Whether the authority of a URI is valid: a nonempty host and no user (RFC 9110 sections 4.2.1 and 4.2.4). */
export function isAuthority(authority: string): boolean {
  return HOST.test(authority) && !authority.startsWith(':');
}
