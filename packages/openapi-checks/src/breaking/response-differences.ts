import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { SchemaView } from '../schemas/schema-view.ts';
import { type Located, member, objectMember, objectMembers } from '../schemas/side.ts';
import type { Difference } from './break.ts';
import { contentDifferences, styleText } from './media-type-differences.ts';
import { changeText } from './schemas/change-text.ts';
import type { Direction } from './schemas/comparison.ts';
import { schemaDifferences } from './schemas/schema-differences.ts';

/** A difference of a response, with its status in the released document. */
export interface ResponseDifference {
  readonly status: string;
  readonly difference: Difference;
}

type Responses = ReadonlyMap<string, Located<JsonObject>>;

/** What breaks those who read the responses; for webhooks, those who send them. */
export function responseDifferences(before: Located<JsonObject>, after: Located<JsonObject>, direction: Direction): ResponseDifference[] {
  const [was, is] = [objectMembers(objectMember(before, 'responses')), objectMembers(objectMember(after, 'responses'))];
  const at = objectMember(after, 'responses');
  return [...was].flatMap(([status, response]) => {
    const moved = movedTo(status, was, is);
    const next = moved === undefined ? is.get(keyOf(is, status) ?? '') : undefined;
    const differences = next === undefined ? removed(status, moved, was, is, at) : changes(response, next, status, direction);
    return differences.map((difference) => ({ status, difference }));
  });
}

/** The response in place of another: the range `4XX` or `default` for a status, a status of a range for it. */
function keyOf(responses: Responses, status: string): string | undefined {
  if (responses.has(status)) return status;
  const range = `${status[0]}XX`;
  if (/^\d{3}$/.test(status))
    return [range, 'default'].find((key) => responses.has(key) && (key !== 'default' || !status.startsWith('2') || !hasSuccess(responses)));
  if (status === 'default') return undefined;
  return [...responses.keys()].find((key) => key.startsWith(status[0] ?? '')) ?? (responses.has('default') ? 'default' : undefined);
}

/** `default` then means errors only. */
function hasSuccess(responses: Responses): boolean {
  return [...responses.keys()].some((status) => status.startsWith('2'));
}

/** The status that took the place of another: a new one of the same kind, while the old one is no longer declared by itself. */
function movedTo(status: string, was: Responses, is: Responses): string | undefined {
  if (is.has(status) || !/^\d{3}$/.test(status)) return undefined;
  return [...is.keys()].find((other) => /^\d{3}$/.test(other) && keyOf(was, other) !== other && other < '4' === status < '4');
}

/** An error that no longer occurs breaks nobody, unless another one has taken its place. */
function removed(status: string, moved: string | undefined, was: Responses, is: Responses, at: Located<JsonObject>): Difference[] {
  const id = 'response-removed';
  if (moved !== undefined) return [{ id, message: `The response ${status} became ${moved}.`, at: is.get(moved) as Located<JsonObject> }];
  const isSuccess = status.startsWith('2') || (status === 'default' && !hasSuccess(was));
  return isSuccess ? [{ id, message: `The response ${status} was removed.`, at }] : [];
}

function changes(before: Located<JsonObject>, after: Located<JsonObject>, status: string, direction: Direction): Difference[] {
  const label = `the response ${status}`;
  return [
    ...headerDifferences(objectMember(before, 'headers'), objectMember(after, 'headers'), status, after, direction),
    ...contentDifferences(objectMember(before, 'content'), objectMember(after, 'content'), { direction, label }),
  ];
}

function headerDifferences(
  before: Located<JsonObject>,
  after: Located<JsonObject>,
  status: string,
  response: Located<JsonObject>,
  direction: Direction,
): Difference[] {
  // RFC 9110 section 5.1: names of headers are case-insensitive.
  const next = new Map([...objectMembers(after)].map(([name, header]) => [name.toLowerCase(), header]));
  return [...objectMembers(before)].flatMap(([name, was]): Difference[] => {
    // OpenAPI 3.0.3 section 4.7.17.
    if (name.toLowerCase() === 'content-type') return [];
    const label = `the header \`${name}\` of the response ${status}`;
    const is = next.get(name.toLowerCase());
    if (is === undefined) return [{ id: 'response-header-removed', message: `The header \`${name}\` of the response ${status} was removed.`, at: response }];
    const [from, to] = [member(was, 'schema'), member(is, 'schema')];
    const subject = { direction, label, isText: true };
    const different = schemaDifferences(from, to, subject);
    const styles = [styleText(was, SchemaView.of(from), 'simple'), styleText(is, SchemaView.of(to), 'simple')] as const;
    const [inner, outer] = direction === 'read' ? [is, was] : [was, is];
    return [
      ...(outer.value['required'] === true && inner.value['required'] !== true
        ? [{ id: 'response-header-became-optional', message: `The header \`${name}\` of the response ${status} is no longer required.`, at: is }]
        : []),
      ...different,
      ...(styles[0] !== styles[1] && !different.some(({ id }) => id === 'schema-type-changed')
        ? [{ id: 'response-header-serialization-changed', message: `The style of ${label} ${changeText(...styles)}.`, at: is }]
        : []),
      ...contentDifferences(objectMember(was, 'content'), objectMember(is, 'content'), { direction, label }),
    ];
  });
}
