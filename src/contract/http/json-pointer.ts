/** A name as it stands in a JSON Pointer (RFC 6901 section 3), and back. */
export const escapePart = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
export const unescapePart = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');
