import { isObject, joinPointer } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import type { Located } from '../parse/operations.ts';
import type { Finding } from './diagnostic.ts';
import { unparsedResponse } from './unsupported-content.ts';

/** The statuses without a body, each with the section of RFC 9110. */
const BODILESS: Readonly<Record<string, string>> = { 204: '15.3.5', 205: '15.3.6', 304: '15.4.5' };

/** The keys of interim responses (RFC 9110 section 15.2). */
export const INTERIM = /^1(?:\d\d|XX)$/;

/**
 * What a document says of a response that no response can have, or in which a server has no part.
 *
 * @param key     its key in the operation: `200`, `4XX`, `default`
 * @param pointer of that key
 */
export function* unsupportedOfResponse(parser: ApiParser, key: string, pointer: string, response: Located): Generator<Finding> {
  const { value, pointer: at } = response;
  if (INTERIM.test(key)) {
    yield { code: 'interim-response', pointer, reason: `the interim response ${key} is never sent (RFC 9110 section 15.2)` };
    return;
  }
  if (value['links'] !== undefined) yield { code: 'unsupported-links', pointer: joinPointer(at, 'links'), reason: '`links` are documentation only' };
  const section = Object.hasOwn(BODILESS, key) ? BODILESS[key] : undefined;
  if (section !== undefined && isObject(value['content']) && Object.keys(value['content']).length > 0)
    yield {
      code: 'content-without-body',
      pointer: joinPointer(at, 'content'),
      reason: `a ${key} has no body (RFC 9110 section ${section}); remove its \`content\``,
    };
  if (section === undefined) yield* unparsedResponse(parser, response);
  for (const name of Object.keys(isObject(value['headers']) ? value['headers'] : {}))
    if (name.toLowerCase() === 'content-type')
      yield ignoredHeader(
        joinPointer(at, 'headers', name),
        `the response header ${name}`,
        'the media types of `content` declare it (OpenAPI 3.0.3 section 4.7.17.1)',
      );
}

export const ignoredHeader = (pointer: string, header: string, instead: string): Finding => ({
  code: 'ignored-header',
  pointer,
  reason: `the declaration of ${header} is ignored: ${instead}`,
});
