import { isText, TOKEN } from '@petsage/openapi-koa/spec';
import { bodySchema } from '../ir/bodies.ts';
import { textCoercion } from '../ir/coercion.ts';
import { isObject, type JsonObject, joinPointer } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import { type DocumentOperation, type Located, located } from '../parse/operations.ts';
import type { Finding } from './diagnostic.ts';
import { valueFindings } from './parameters.ts';
import { duplicateMediaType, invalidMediaType, MEDIA_TYPE, textNotPrimitive } from './request-bodies.ts';
import { INTERIM } from './unsupported-responses.ts';

/** Framing and the connection belong to the server (RFC 9110 sections 6.6.2, 7.6.1 and 7.8, RFC 9112 section 6.1). In lower case. */
const SERVER_HEADERS: ReadonlySet<string> = new Set([...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']]);
const STATUS = /^(?:[1-5]\d\d|[1-5]XX|default)$/;

/** Everything about an operation's responses that cannot be served. */
export function* operationResponseFindings(root: JsonObject, parser: ApiParser, { responses, pointer }: DocumentOperation): Generator<Finding> {
  if (responses.length === 0) yield { code: 'missing-responses', pointer, reason: 'the operation declares no response; add `responses`' };
  for (const [key, response] of responses) {
    if (!STATUS.test(key))
      yield {
        code: 'invalid-status',
        pointer: joinPointer(pointer, 'responses', key),
        reason: `${key} is neither a status, such as 200, nor a range, such as 4XX, nor default`,
      };
    yield* responseFindings(root, parser, response);
    // The layer sends no interim response, so what a 101 declares does no harm.
    if (!INTERIM.test(key)) yield* serverHeaderFindings(response);
  }
}

/** Everything about a response by itself that cannot be served. */
export function* responseFindings(root: JsonObject, parser: ApiParser, response: Located): Generator<Finding> {
  yield* declaredHeaderFindings(root, parser, response);
  yield* contentFindings(parser, response);
}

/** Declared headers that only the server may set. A `Connection` under `components/headers` is merely a name until a response uses it. */
export function* serverHeaderFindings({ value, pointer }: Located): Generator<Finding> {
  for (const name of Object.keys(isObject(value['headers']) ? value['headers'] : {}))
    if (SERVER_HEADERS.has(name.toLowerCase()))
      yield {
        code: 'server-header',
        pointer: joinPointer(pointer, 'headers', name),
        reason: `the response header ${name} cannot be declared, because the server sets it; remove it`,
      };
}

function* declaredHeaderFindings(root: JsonObject, parser: ApiParser, { value, pointer }: Located): Generator<Finding> {
  const seen = new Set<string>();
  for (const name of Object.keys(isObject(value['headers']) ? value['headers'] : {})) {
    const at = joinPointer(pointer, 'headers', name);
    if (!TOKEN.test(name)) yield { code: 'invalid-header-name', pointer: at, reason: `${name} is not the name of a header; use letters, digits and -` };
    if (seen.has(name.toLowerCase()))
      yield { code: 'duplicate-header', pointer: at, reason: `the header ${name} is declared twice, as case does not matter; remove one` };
    seen.add(name.toLowerCase());
    const header = located(root, at);
    if (header !== undefined) yield* headerFindings(parser, name, header);
  }
}

/** Everything about a header by itself that cannot be served. */
export function* headerFindings(parser: ApiParser, name: string, header: Located): Generator<Finding> {
  if (name.toLowerCase() === 'content-type') return;
  const { style } = header.value;
  if (style !== undefined && style !== 'simple')
    yield { code: 'invalid-style', pointer: joinPointer(header.pointer, 'style'), reason: `headers have no style ${style}; use simple` };
  yield* valueFindings(parser, 'header', header);
}

function* contentFindings(parser: ApiParser, { value, pointer }: Located): Generator<Finding> {
  const seen = new Set<string>();
  for (const type of Object.keys(isObject(value['content']) ? value['content'] : {})) {
    const at = joinPointer(pointer, 'content', type);
    if (!MEDIA_TYPE.test(type)) yield invalidMediaType(at, type);
    else if (seen.has(type.toLowerCase())) yield duplicateMediaType(at, type);
    else if (isText(type)) {
      const schema = bodySchema(parser.mediaType(type, at));
      if (schema !== undefined && textCoercion(schema).types.length === 0) yield textNotPrimitive(schema.pointer, 'body', type);
    }
    seen.add(type.toLowerCase());
  }
}
