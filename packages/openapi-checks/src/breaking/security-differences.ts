import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject, parsePointer } from '@petsage/openapi-compiler/internal';
import { items, type Located, member, objectMember, objectMembers } from '../schemas/side.ts';
import type { Difference } from './break.ts';

/** What clients have to send, and where they get it. */
const FIELDS = ['type', 'scheme', 'in', 'name', 'openIdConnectUrl'];
const FLOW_FIELDS = ['authorizationUrl', 'tokenUrl', 'refreshUrl'];

type Requirement = ReadonlyMap<string, readonly string[]>;

/** What breaks clients of an operation that send the credentials which the released document asked for. */
export function securityDifferences(before: Located<JsonObject>, after: Located<JsonObject>): Difference[] {
  const [was, is] = [requirements(before), requirements(after)];
  const at = member(after, 'security') ?? (member(after.side.object(''), 'security') as Located | undefined) ?? after;
  const refused = was.filter((had) => !is.some((now) => isMet(now, had)));
  return [
    ...refused.map((had) => ({ id: 'security-requirement-changed', message: reason(had, is), at })),
    ...[...new Set(was.flatMap((each) => [...each.keys()]))].flatMap((name) => schemeDifferences(name, before, after)),
  ];
}

function reason(had: Requirement, is: readonly Requirement[]): string {
  if (had.size === 0) return 'Credentials are required.';
  const names = [...had.keys()].map((name) => `\`${name}\``).join(' with ');
  const same = is.find((now) => isDeepStrictEqual([...now.keys()].sort(), [...had.keys()].sort()));
  const scopes = [...(same ?? [])].flatMap(([name, list]) => list.filter((scope) => !had.get(name)?.includes(scope)));
  return same === undefined
    ? `${names} is no longer sufficient as credentials.`
    : `${names} requires further scopes: ${scopes.map((scope) => `\`${scope}\``).join(', ')}.`;
}

/** Whether credentials for one requirement meet another. */
function isMet(requirement: Requirement, by: Requirement): boolean {
  return [...requirement].every(([name, scopes]) => by.has(name) && scopes.every((scope) => by.get(name)?.includes(scope)));
}

/** An operation without `security` has that of the document; an empty list requires nothing. */
function requirements(operation: Located<JsonObject>): Requirement[] {
  const list = member(operation, 'security') ?? member(operation.side.object(''), 'security');
  const found = list === undefined ? [] : items(list).flatMap(({ value }) => (isObject(value) ? [value] : []));
  if (found.length === 0) return [new Map()];
  return found.map((value) => new Map(Object.entries(value).map(([name, scopes]) => [name, Array.isArray(scopes) ? scopes.map(String) : []])));
}

function schemeDifferences(name: string, before: Located<JsonObject>, after: Located<JsonObject>): Difference[] {
  const [was, is] = [before, after].map(({ side }) => objectMember(side.object('/components/securitySchemes'), name)) as [
    Located<JsonObject>,
    Located<JsonObject>,
  ];
  // One that is gone is in no requirement.
  if (Object.keys(is.value).length === 0) return [];
  return [
    ...fieldDifferences(name, FIELDS, was, is),
    ...[...objectMembers(objectMember(was, 'flows'))].flatMap(([flow, from]): Difference[] => {
      const to = objectMembers(objectMember(is, 'flows')).get(flow);
      if (to !== undefined) return fieldDifferences(name, FLOW_FIELDS, from, to);
      return [{ id: 'security-scheme-changed', message: `The flow \`${flow}\` of the security scheme \`${name}\` was removed.`, at: is }];
    }),
  ];
}

function fieldDifferences(name: string, fields: readonly string[], was: Located<JsonObject>, is: Located<JsonObject>): Difference[] {
  const changed = fields.find((field) => normal(field, was.value[field]) !== normal(field, is.value[field]));
  if (changed === undefined) return [];
  const flow = parsePointer(was.pointer)[4];
  const of = `${flow === undefined ? '' : `the flow \`${flow}\` of `}the security scheme \`${name}\``;
  const message = `\`${changed}\` of ${of} changed from ${text(was.value[changed])} to ${text(is.value[changed])}.`;
  return [{ id: 'security-scheme-changed', message, at: member(is, changed) ?? is }];
}

const text = (value: unknown) => (value === undefined ? 'nothing' : `\`${value}\``);

/** Names of HTTP authentication schemes and of headers are case-insensitive (RFC 9110 sections 11.1 and 5.1). */
function normal(field: string, value: unknown): unknown {
  return ['scheme', 'name'].includes(field) && typeof value === 'string' ? value.toLowerCase() : value;
}
