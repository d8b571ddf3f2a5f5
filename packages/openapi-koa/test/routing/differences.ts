/** Why our router differs from openapi-backend's, one sentence for each decision. */

export const METHOD_LATE = 'a concrete path is matched before templates (OpenAPI 3.0.3 section 4.7.8.2), and Allow lists the methods of one path';
export const LEFT_TO_RIGHT =
  'the first segment that is a literal in one path and a parameter in the other decides, as in a tree; stock counts characters of text, so that a longer name changes the route';
export const SHORTEST =
  'each parameter takes as little as it can and is never empty; in the text between parameters stock reads the dot as any character and the plus sign as a repetition, and the last parameter may be empty';
export const DECODED = 'values stay encoded, as styles split them at delimiters first, and an encoded delimiter is data (RFC 3986 section 2.2)';
export const SAME_PATH =
  'an escape that need not be, or that the document only wrote otherwise, makes no other path (RFC 3986 section 6.2.2, and by our decision for reserved characters in literals); stock compares characters';
export const MALFORMED =
  'a target that cannot be decoded is malformed, whatever it might have meant; stock throws a URIError, finds nothing, or compares characters';
export const SLASHES =
  'a trailing slash is another path (RFC 3986 section 6.2.3); stock removes any number of them, so that it cannot serve a path that ends with one';
export const DOTS = 'a proxy in front would remove dot segments (RFC 3986 section 6.2.2.3), so it and the service would not mean the same path';
export const HEAD = 'every GET has a HEAD (RFC 9110 section 9.1: a general-purpose server supports both)';
export const OPTIONS = 'OPTIONS gets a response with Allow (RFC 9110 section 9.3.7)';
export const METHOD_CASE = 'methods are case-sensitive (RFC 9110 section 9.1)';
export const ABSOLUTE = 'a server accepts the absolute form (RFC 9112 section 3.2.2)';
export const NO_TARGET = 'a target begins with a slash unless it is absolute (RFC 9112 section 3.2)';
export const PREFIX = 'the root below a prefix is the prefix and a slash, as the document writes it';
export const PARENTHESES = 'text around a parameter is text; stock reads parentheses as a group, and finds no parameter';
export const PROTOTYPE = 'a name that a document uses is a name; stock loses the value';
export const ONE_SEGMENT = 'stock knows no x-multi-segment: its parameters end at the next slash';
