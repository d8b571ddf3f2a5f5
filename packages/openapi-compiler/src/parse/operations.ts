import { createHash } from 'node:crypto';
import type { Finding } from '../diagnostics/diagnostic.ts';
import { servedRequirements } from '../diagnostics/security.ts';
import { unparsedRequest } from '../diagnostics/unsupported-content.ts';
import { ignoredHeader, unsupportedOfResponse } from '../diagnostics/unsupported-responses.ts';
import { METHODS, pathItems, pathsOf } from './path-items.ts';
import { isObject, type Json, type JsonObject, joinPointer, type Located, located } from './source-document.ts';

export { METHODS } from './path-items.ts';
export { type Located, located } from './source-document.ts';

/** One operation as the document describes it. */
export interface DocumentOperation {
  /** Its method and path where the document gives it none, such as `GET /pets/{petId}`. */
  readonly operationId: string;
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly pointer: string;
  readonly value: JsonObject;
  readonly security: Json;
  /** Path item and operation parameters, merged (OpenAPI 3.0.3 section 4.7.10.1). */
  readonly parameters: readonly Located[];
  readonly body: Located | undefined;
  readonly responses: readonly (readonly [key: string, response: Located])[];
}

const IGNORED_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);

/** Everything in the document that is an operation, document order, with what is not served of it. */
export function readOperations(root: JsonObject): { operations: DocumentOperation[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const operations: DocumentOperation[] = [];
  if (root['webhooks'] !== undefined)
    findings.push({ code: 'unsupported-webhooks', pointer: '/webhooks', reason: 'webhooks are not served: the service sends such requests itself' });
  for (const path of pathsOf(root)) {
    const items = pathItems(root, path);
    for (const { value, pointer } of items) if (value['servers'] !== undefined) findings.push(servers(pointer, 'a path'));
    for (const method of METHODS) {
      const holder = items.find(({ value }) => value[method] !== undefined);
      const operation = holder && located(root, joinPointer(holder.pointer, method));
      if (operation === undefined) continue;
      const { value, pointer } = operation;
      if (value['servers'] !== undefined) findings.push(servers(pointer, 'an operation'));
      if (value['callbacks'] !== undefined)
        findings.push({
          code: 'unsupported-callbacks',
          pointer: joinPointer(pointer, 'callbacks'),
          reason: 'callbacks are not served: the service sends such requests itself',
        });
      const parameters = [...list(root, operation, 'parameters'), ...items.flatMap((item) => list(root, item, 'parameters'))];
      const seen = new Set<string>();
      const merged = parameters.filter((parameter) => {
        const key = parameterKey(parameter.value);
        if (seen.has(key)) return false;
        seen.add(key);
        if (parameter.value['x-multi-segment'] === true && parameter.value['in'] !== 'path')
          findings.push({
            code: 'ineffective-field',
            pointer: joinPointer(parameter.pointer, 'x-multi-segment'),
            reason: `\`x-multi-segment\` of a parameter in ${parameter.value['in']} has no effect; remove it`,
          });
        if (parameter.value['in'] !== 'header' || !IGNORED_HEADERS.has(String(parameter.value['name']).toLowerCase())) return true;
        findings.push(
          ignoredHeader(
            parameter.pointer,
            `the header parameter ${parameter.value['name']}`,
            '`content` and `security` declare it (OpenAPI 3.0.3 section 4.7.12)',
          ),
        );
        return false;
      });
      const responses = declaredResponses(root, operation);
      for (const [key, response] of responses) findings.push(...unsupportedOfResponse(root, key, joinPointer(pointer, 'responses', key), response));
      if (mayRespondAnything(root, value))
        findings.push({
          code: 'undescribed-responses',
          pointer,
          reason: 'the operation declares no response, so any status without a body is valid; add `responses`',
        });
      const body = located(root, joinPointer(pointer, 'requestBody'));
      if (body !== undefined) findings.push(...encodingHeaders(body), ...unparsedRequest(root, body));
      operations.push({
        operationId: typeof value['operationId'] === 'string' ? value['operationId'] : `${method.toUpperCase()} ${path}`,
        method,
        path,
        pointer,
        value,
        security: servedRequirements(root, value['security'] ?? root['security'] ?? []),
        parameters: merged,
        body,
        responses,
      });
    }
  }
  return { operations, findings };
}

const servers = (pointer: string, what: string): Finding => ({
  code: 'unsupported-servers',
  pointer: joinPointer(pointer, 'servers'),
  reason: `\`servers\` of ${what} are not routed: paths are served as \`paths\` has them`,
});

function declaredResponses(root: JsonObject, { value, pointer }: Located): (readonly [key: string, response: Located])[] {
  const at = joinPointer(pointer, 'responses');
  if (mayRespondAnything(root, value)) return [['default', { value: { description: 'Not described.' }, pointer: joinPointer(at, 'default') }]];
  return Object.keys(isObject(value['responses']) ? value['responses'] : {}).flatMap((key) => {
    const response = located(root, joinPointer(at, key));
    return response === undefined || key.startsWith('x-') ? [] : [[key, response] as const];
  });
}

/** OpenAPI 3.1.0 section 4.8.10.1 does not require `responses` any more, but one of them where they are there. */
function mayRespondAnything(root: JsonObject, operation: JsonObject): boolean {
  return operation['responses'] === undefined && String(root['openapi']).startsWith('3.1.');
}

/** Alike for two parameters of which one has to give way: the names of header fields are the same in every case (RFC 9110 section 5.1). */
export function parameterKey({ in: place, name }: JsonObject): string {
  return `${place === 'header' ? String(name).toLowerCase() : name} in ${place}`;
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

/** The path parameters of an operation that stand for one segment or more. */
export function multiSegmentOf({ parameters }: DocumentOperation): string[] {
  return parameters.filter(({ value }) => value['in'] === 'path' && value['x-multi-segment'] === true).map(({ value }) => String(value['name']));
}

const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/;
/** Names of devices on Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A file name for something that the document names, without extension: the name itself where every file system can hold it, else what
 * can be kept of it and a hash.
 *
 * @param taken the names given so far, in lower case, as some file systems hold `a` and `A` for the same; the new one is added
 */
export function fileName(name: string, taken: Set<string>): string {
  let chosen = name;
  // The hash of names that differ may be the same, such as of two halves of a character.
  for (let count = 0; !PLAIN_NAME.test(chosen) || DEVICE.test(chosen) || taken.has(chosen.toLowerCase()); count++) {
    const hash = createHash('sha256')
      .update(count === 0 ? name : `${name} ${count}`)
      .digest('hex')
      .slice(0, 8);
    chosen = `${name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 80)}-${hash}`;
  }
  taken.add(chosen.toLowerCase());
  return chosen;
}

/** The members of a list, references followed. */
export function list(root: Json, parent: Located, name: string): Located[] {
  const items = parent.value[name];
  if (!Array.isArray(items)) return [];
  return items.flatMap((_, index) => located(root, joinPointer(parent.pointer, name, index)) ?? []);
}
