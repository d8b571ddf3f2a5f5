import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject, METHODS } from '@petsage/openapi-compiler/internal';
import { DEFAULT_BODY_LIMITS } from '@petsage/openapi-koa';
import { type Located, member, objectMember, objectMembers } from '../schemas/side.ts';
import type { Breaks, Clients, Difference } from './break.ts';
import { contentDifferences } from './media-type-differences.ts';
import { parameterDifferences, parametersOf, renamedParameters } from './parameter-differences.ts';
import { responseDifferences } from './response-differences.ts';
import type { Direction } from './schemas/comparison.ts';
import { schemaDefaultDifferences } from './schemas/schema-differences.ts';
import { securityDifferences } from './security-differences.ts';

/** An operation, with the path item around it. */
export interface Operation {
  readonly path: string;
  readonly item: Located<JsonObject>;
  readonly operation: Located<JsonObject>;
}

const GENERATED: Clients = { of: 'generated code' };
const BODY_LIMIT = 'x-body-limit-bytes';
const CLOSED = 'x-closed-query';

/** The operations of a path item by method, references followed. */
export function operationsOf(path: string, item: Located<JsonObject>): Map<string, Operation> {
  const members = objectMembers(item);
  return new Map(METHODS.flatMap((method) => (members.has(method) ? [[method, { path, item, operation: members.get(method) as Located<JsonObject> }]] : [])));
}

/** Adds what breaks clients of one operation. */
export function compareOperations(before: Operation, after: Operation, label: string, breaks: Breaks): void {
  const [was, is] = [before.operation, after.operation];
  breaks.add(GENERATED, ...nameDifferences(was, is, label));
  const [sentBefore, sentAfter] = [parametersOf(before.path, before.item, was), parametersOf(after.path, after.item, is)];
  const requests: Clients = { of: 'requests', operation: label };
  breaks.add(requests, ...parameterDifferences(sentBefore, sentAfter, is));
  breaks.add(GENERATED, ...renamedParameters(sentBefore, sentAfter));
  breaks.add(requests, ...bodyDifferences(was, is, 'sent'), ...limitDifferences(was, is));
  breaks.add({ of: 'calls', operation: label }, ...securityDifferences(was, is), ...queryDifferences(was, is));
  for (const { status, difference } of responseDifferences(was, is, 'read')) breaks.add({ of: 'responses', operation: label, status }, difference);
  compareCallbacks(was, is, label, breaks);
}

/** Adds what breaks clients that receive requests of the service: they read its requests, and send the responses. */
export function compareWebhooks(before: Operation, after: Operation, label: string, breaks: Breaks): void {
  breaks.add({ of: 'webhook requests', operation: label }, ...bodyDifferences(before.operation, after.operation, 'read'));
  for (const { difference } of responseDifferences(before.operation, after.operation, 'sent'))
    breaks.add({ of: 'webhook responses', operation: label }, difference);
}

/** Callback Object, OpenAPI 3.0.3 section 4.7.18: requests of the service to an address that the client gave. */
function compareCallbacks(was: Located<JsonObject>, is: Located<JsonObject>, label: string, breaks: Breaks): void {
  const callbacks = objectMembers(objectMember(is, 'callbacks'));
  for (const [name, released] of objectMembers(objectMember(was, 'callbacks'))) {
    const callback = callbacks.get(name);
    for (const [expression, item] of objectMembers(released)) {
      const next = callback === undefined ? undefined : objectMembers(callback).get(expression);
      for (const [method, operation] of operationsOf(expression, item)) {
        const of = `the callback ${name} of ${label}`;
        const other = next === undefined ? undefined : operationsOf(expression, next).get(method);
        if (other === undefined)
          breaks.add(
            { of: 'webhook requests', operation: of },
            { id: 'callback-removed', message: `The callback \`${name}\` was removed.`, at: callback ?? is },
          );
        else compareWebhooks(operation, other, of, breaks);
      }
    }
  }
}

/** Names that are not sent: code that a generator wrote has them. */
function nameDifferences(was: Located<JsonObject>, is: Located<JsonObject>, label: string): Difference[] {
  const [from, to] = [was.value['operationId'], is.value['operationId']];
  const [oldTag, newTag] = [firstTag(was), firstTag(is)];
  return [
    ...(from === undefined || from === to
      ? []
      : [
          {
            id: 'operation-id-changed',
            message: `The operationId of ${label} changed from \`${from}\` to ${to === undefined ? 'none' : `\`${to}\``}.`,
            at: member(is, 'operationId') ?? is,
          },
        ]),
    // Generators name a class of operations after the first tag.
    ...(oldTag === newTag ? [] : [{ id: 'tag-changed', message: `The tag of ${label} changed from ${oldTag} to ${newTag}.`, at: member(is, 'tags') ?? is }]),
  ];
}

function firstTag({ value }: Located<JsonObject>): string {
  const { tags } = value;
  return Array.isArray(tags) && tags.length > 0 ? `\`${tags[0]}\`` : 'none';
}

function bodyDifferences(was: Located<JsonObject>, is: Located<JsonObject>, direction: Direction): Difference[] {
  const label = 'the request body';
  const hadBody = isObject(was.value['requestBody']);
  const hasBody = isObject(is.value['requestBody']);
  const [before, after] = [objectMember(was, 'requestBody'), objectMember(is, 'requestBody')];
  const [wasRequired, isRequired] = [before, after].map(({ value }) => value['required'] === true);
  if (!hadBody)
    return hasBody && isRequired && direction === 'sent'
      ? [{ id: 'request-body-became-required', message: 'The request body is new, and required.', at: after }]
      : [];
  if (!hasBody) return [{ id: 'request-body-removed', message: 'The request body was removed.', at: is }];
  const [inner, outer] = direction === 'sent' ? [wasRequired, isRequired] : [isRequired, wasRequired];
  const [content, next] = [objectMember(before, 'content'), objectMember(after, 'content')];
  return [
    ...(outer && !inner
      ? [{ id: 'request-body-became-required', message: `The request body ${direction === 'sent' ? 'became' : 'is no longer'} required.`, at: after }]
      : []),
    ...contentDifferences(content, next, { direction, label }),
    ...(direction === 'read' || wasRequired || isRequired ? [] : defaultDifferences(content, next, label)),
  ];
}

/** What a request without a body stands for. */
function defaultDifferences(before: Located<JsonObject>, after: Located<JsonObject>, label: string): Difference[] {
  const next = objectMembers(after);
  return [...objectMembers(before)].flatMap(([type, media]) => {
    const other = next.get(type);
    return other === undefined ? [] : schemaDefaultDifferences(member(media, 'schema'), member(other, 'schema'), { direction: 'sent', label, isText: false });
  });
}

/** `x-body-limit-bytes`, of the request body or the operation. */
function limitDifferences(was: Located<JsonObject>, is: Located<JsonObject>): Difference[] {
  if (!isObject(was.value['requestBody']) || !isObject(is.value['requestBody'])) return [];
  const [before, after] = [limitOf(was), limitOf(is)];
  if (after.bytes >= before.bytes) return [];
  return [{ id: 'body-limit-lowered', message: `The largest request body is ${after.bytes} bytes, no longer ${before.bytes}.`, at: after.at }];
}

function limitOf(operation: Located<JsonObject>): { readonly bytes: number; readonly at: Located } {
  const found = [objectMember(operation, 'requestBody'), operation]
    .map((holder) => member(holder, BODY_LIMIT))
    .find((limit) => typeof limit?.value === 'number');
  return { bytes: Number(found?.value ?? DEFAULT_BODY_LIMITS.bodyLimitBytes), at: found ?? operation };
}

/** `x-closed-query`, of the operation or the document. */
function queryDifferences(was: Located<JsonObject>, is: Located<JsonObject>): Difference[] {
  const closed = (operation: Located<JsonObject>) => member(operation, CLOSED) ?? member(operation.side.object(''), CLOSED);
  const [from, to] = [closed(was), closed(is)];
  if (to?.value !== true || isDeepStrictEqual(from?.value as Json, true)) return [];
  return [{ id: 'query-closed', message: 'Query parameters that the document does not declare are rejected.', at: to }];
}
