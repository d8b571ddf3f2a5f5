import { isObject, type JsonObject, joinPointer, type Located } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import { type DocumentOperation, mayRespondAnything } from '../parse/operations.ts';
import { pathItems, pathsOf } from '../parse/path-items.ts';
import type { Finding } from './diagnostic.ts';
import { unparsedRequest } from './unsupported-content.ts';
import { ignoredHeader, unsupportedOfResponse } from './unsupported-responses.ts';

/** What a document says that is not served. */
export function* unsupportedFindings(root: JsonObject, parser: ApiParser, operations: readonly DocumentOperation[]): Generator<Finding> {
  if (root['webhooks'] !== undefined)
    yield { code: 'unsupported-webhooks', pointer: '/webhooks', reason: 'webhooks are not served: the service sends such requests itself' };
  for (const path of pathsOf(root)) for (const item of pathItems(root, path)) yield* servers(item, 'a path');
  for (const operation of operations) yield* ofOperation(root, parser, operation);
}

function* ofOperation(root: JsonObject, parser: ApiParser, operation: DocumentOperation): Generator<Finding> {
  const { value, pointer, parameters, ignoredParameters, body, responses } = operation;
  yield* servers(operation, 'an operation');
  if (value['callbacks'] !== undefined)
    yield {
      code: 'unsupported-callbacks',
      pointer: joinPointer(pointer, 'callbacks'),
      reason: 'callbacks are not served: the service sends such requests itself',
    };
  for (const parameter of [...parameters, ...ignoredParameters])
    if (parameter.value['x-multi-segment'] === true && parameter.value['in'] !== 'path')
      yield {
        code: 'ineffective-field',
        pointer: joinPointer(parameter.pointer, 'x-multi-segment'),
        reason: `\`x-multi-segment\` of a parameter in ${parameter.value['in']} has no effect; remove it`,
      };
  for (const parameter of ignoredParameters)
    yield ignoredHeader(
      parameter.pointer,
      `the header parameter ${parameter.value['name']}`,
      '`content` and `security` declare it (OpenAPI 3.0.3 section 4.7.12)',
    );
  for (const [key, response] of responses) yield* unsupportedOfResponse(parser, key, joinPointer(pointer, 'responses', key), response);
  if (mayRespondAnything(root, value))
    yield {
      code: 'undescribed-responses',
      pointer,
      reason: 'the operation declares no response, so any status without a body is valid; add `responses`',
    };
  if (body === undefined) return;
  yield* encodingHeaders(body);
  yield* unparsedRequest(parser, body);
}

function* servers({ value, pointer }: Located, what: string): Generator<Finding> {
  if (value['servers'] !== undefined)
    yield {
      code: 'unsupported-servers',
      pointer: joinPointer(pointer, 'servers'),
      reason: `\`servers\` of ${what} are not routed: paths are served as \`paths\` has them`,
    };
}

/** The header fields of a part are whatever its client sends (OpenAPI 3.0.3 section 4.7.15.1, `headers`). */
function* encodingHeaders({ value, pointer }: Located): Generator<Finding> {
  for (const [type, media] of Object.entries(isObject(value['content']) ? value['content'] : {})) {
    if (!isObject(media) || !isObject(media['encoding'])) continue;
    for (const [name, encoding] of Object.entries(media['encoding']))
      if (isObject(encoding) && encoding['headers'] !== undefined)
        yield {
          code: 'unsupported-part-headers',
          pointer: joinPointer(pointer, 'content', type, 'encoding', name, 'headers'),
          reason: 'headers of parts are not validated',
        };
  }
}
