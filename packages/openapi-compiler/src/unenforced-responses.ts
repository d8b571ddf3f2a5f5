import type { Located } from './operations.ts';
import { type Fault, isObject, type JsonObject, joinPointer } from './source-document.ts';
import { unenforcedAnswer } from './unenforced-content.ts';

/** The statuses without a body, each with the section of RFC 9110. */
const BODILESS: Readonly<Record<string, string>> = { 204: '15.3.5', 205: '15.3.6', 304: '15.4.5' };

/** The keys of interim responses (RFC 9110 section 15.2). */
export const INTERIM = /^1(?:\d\d|XX)$/;

/**
 * What a document says of a response that no answer can have, or that is not a server's part.
 *
 * @param key     its key in the operation: `200`, `4XX`, `default`
 * @param pointer of that key
 */
export function* unenforcedResponse(root: JsonObject, key: string, pointer: string, response: Located): Generator<Fault> {
  const { value, pointer: at } = response;
  if (INTERIM.test(key)) {
    yield { pointer, reason: `the response ${key}, as an interim one ends no exchange (RFC 9110 section 15.2)` };
    return;
  }
  if (value['links'] !== undefined) yield { pointer: joinPointer(at, 'links'), reason: 'links' };
  const section = Object.hasOwn(BODILESS, key) ? BODILESS[key] : undefined;
  if (section !== undefined && isObject(value['content']) && Object.keys(value['content']).length > 0)
    yield { pointer: joinPointer(at, 'content'), reason: `the content of a ${key}, which has no body (RFC 9110 section ${section})` };
  if (section === undefined) yield* unenforcedAnswer(root, response);
  for (const name of Object.keys(isObject(value['headers']) ? value['headers'] : {}))
    if (name.toLowerCase() === 'content-type')
      yield { pointer: joinPointer(at, 'headers', name), reason: `response header ${name} (OpenAPI 3.0.3 section 4.7.17.1)` };
}
