import { essenceOf, isJson } from '../../src/contract/media-type.ts';
import { MEDIA_TYPE } from './check-bodies.ts';
import { type DocumentOperation, type Located, located } from './operations.ts';
import { type Fault, isObject, type JsonObject, joinPointer } from './source-document.ts';
import { admittedTypes } from './value-table.ts';

const STATUS = /^(?:[1-5]\d\d|[1-5]XX|default)$/;
/** RFC 9110 section 5.6.2. */
export const TOKEN = /^[\w!#$%&'*+\-.^`|~]+$/;

/** Everything about an operation's responses that could not be honoured. */
export function* responseFaults(root: JsonObject, { responses, pointer }: DocumentOperation): Generator<Fault> {
  if (responses.length === 0) yield { pointer, reason: 'the operation declares no response' };
  for (const [key, response] of responses) {
    if (!STATUS.test(key)) yield { pointer: joinPointer(pointer, 'responses', key), reason: `${key} is no status, no range such as 4XX, and not default` };
    yield* headerFaults(root, response);
    yield* contentFaults(root, response);
  }
}

function* headerFaults(root: JsonObject, { value, pointer }: Located): Generator<Fault> {
  const seen = new Set<string>();
  for (const name of Object.keys(isObject(value['headers']) ? value['headers'] : {})) {
    const at = joinPointer(pointer, 'headers', name);
    if (!TOKEN.test(name)) yield { pointer: at, reason: `${name} is no name of a header field` };
    if (seen.has(name.toLowerCase())) yield { pointer: at, reason: `the header ${name} is there twice, as case does not count` };
    seen.add(name.toLowerCase());
    const header = located(root, at);
    if (header === undefined || name.toLowerCase() === 'content-type') continue;
    const { style, content } = header.value;
    if (style !== undefined && style !== 'simple')
      yield { pointer: joinPointer(header.pointer, 'style'), reason: `the style ${style} is not one of headers; simple is` };
    const types = Object.keys(isObject(content) ? content : {});
    if (content !== undefined && (types.length !== 1 || !isJson(types[0] as string)))
      yield { pointer: joinPointer(header.pointer, 'content'), reason: 'the content of a header is one JSON media type' };
  }
}

function* contentFaults(root: JsonObject, { value, pointer }: Located): Generator<Fault> {
  const seen = new Set<string>();
  for (const [type, media] of Object.entries(isObject(value['content']) ? value['content'] : {})) {
    const at = joinPointer(pointer, 'content', type);
    if (!MEDIA_TYPE.test(type)) yield { pointer: at, reason: `${type} is no media type, and no range such as text/*` };
    else if (seen.has(type.toLowerCase())) yield { pointer: at, reason: `the media type ${type} is there twice, as case does not count` };
    else if (isObject(media) && media['schema'] !== undefined && essenceOf(type).startsWith('text/')) {
      const schema = joinPointer(at, 'schema');
      if (!admittedTypes(root, schema).includes('string'))
        yield { pointer: schema, reason: `a body of ${essenceOf(type)} is a string, which its schema does not take` };
    }
    seen.add(type.toLowerCase());
  }
}
