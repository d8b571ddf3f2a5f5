import { essenceOf, isText, TOKEN } from '@petsage/openapi-koa/spec';
import { bodySchema } from './body-schema.ts';
import { MEDIA_TYPE } from './check-bodies.ts';
import { valueFaults } from './check-parameters.ts';
import { type DocumentOperation, type Located, located } from './operations.ts';
import { type Fault, isObject, type JsonObject, joinPointer } from './source-document.ts';
import { INTERIM } from './unenforced-responses.ts';
import { textTable } from './value-table.ts';

/** Framing and the connection belong to the server (RFC 9110 sections 6.6.2, 7.6.1 and 7.8, RFC 9112 section 6.1). In lower case. */
const SERVER_HEADERS: ReadonlySet<string> = new Set([...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']]);
const STATUS = /^(?:[1-5]\d\d|[1-5]XX|default)$/;

/** Everything about an operation's responses that could not be honoured. */
export function* operationFaults(root: JsonObject, { responses, pointer }: DocumentOperation): Generator<Fault> {
  if (responses.length === 0) yield { pointer, reason: 'the operation declares no response' };
  for (const [key, response] of responses) {
    if (!STATUS.test(key)) yield { pointer: joinPointer(pointer, 'responses', key), reason: `${key} is no status, no range such as 4XX, and not default` };
    yield* responseFaults(root, response);
    // The layer sends no interim response, so what a 101 declares does no harm.
    if (!INTERIM.test(key)) yield* serverHeaderFaults(response);
  }
}

/** Everything about a response by itself that could not be honoured. */
export function* responseFaults(root: JsonObject, response: Located): Generator<Fault> {
  yield* fieldFaults(root, response);
  yield* contentFaults(root, response);
}

/** Declared headers that only the server may set. A `Connection` under `components/headers` is merely a name until a response uses it. */
export function* serverHeaderFaults({ value, pointer }: Located): Generator<Fault> {
  for (const name of Object.keys(isObject(value['headers']) ? value['headers'] : {}))
    if (SERVER_HEADERS.has(name.toLowerCase()))
      yield {
        pointer: joinPointer(pointer, 'headers', name),
        reason: `the response header ${name} cannot be declared: the server sets it, as it frames messages and manages the connection; leave it out`,
      };
}

function* fieldFaults(root: JsonObject, { value, pointer }: Located): Generator<Fault> {
  const seen = new Set<string>();
  for (const name of Object.keys(isObject(value['headers']) ? value['headers'] : {})) {
    const at = joinPointer(pointer, 'headers', name);
    if (!TOKEN.test(name)) yield { pointer: at, reason: `${name} is no name of a header field` };
    if (seen.has(name.toLowerCase())) yield { pointer: at, reason: `the header ${name} is there twice, as case does not count` };
    seen.add(name.toLowerCase());
    const header = located(root, at);
    if (header !== undefined) yield* headerFaults(root, name, header);
  }
}

/** Everything about a header by itself that could not be honoured. */
export function* headerFaults(root: JsonObject, name: string, header: Located): Generator<Fault> {
  if (name.toLowerCase() === 'content-type') return;
  const { style } = header.value;
  if (style !== undefined && style !== 'simple')
    yield { pointer: joinPointer(header.pointer, 'style'), reason: `the style ${style} is not one of headers; simple is` };
  yield* valueFaults(root, 'header', header);
}

function* contentFaults(root: JsonObject, { value, pointer }: Located): Generator<Fault> {
  const seen = new Set<string>();
  for (const type of Object.keys(isObject(value['content']) ? value['content'] : {})) {
    const at = joinPointer(pointer, 'content', type);
    if (!MEDIA_TYPE.test(type)) yield { pointer: at, reason: `${type} is no media type, and no range such as text/*` };
    else if (seen.has(type.toLowerCase())) yield { pointer: at, reason: `the media type ${type} is there twice, as case does not count` };
    else if (isText(type)) {
      const schema = bodySchema(root, at, type);
      if (schema !== undefined && textTable(root, schema).types.length === 0)
        yield { pointer: schema, reason: `a body of ${essenceOf(type)} is text, which stands for no array and no object` };
    }
    seen.add(type.toLowerCase());
  }
}
