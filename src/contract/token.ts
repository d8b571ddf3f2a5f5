/** What the name of a header field consists of, and much else in HTTP (RFC 9110 section 5.6.2). */
export const TOKEN = /^[\w!#$%&'*+\-.^`|~]+$/;
