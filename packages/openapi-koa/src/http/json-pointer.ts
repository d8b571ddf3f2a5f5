/** Escape and unescape one reference token of a JSON Pointer (RFC 6901 section 3). */
export const escapePart = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
export const unescapePart = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');
