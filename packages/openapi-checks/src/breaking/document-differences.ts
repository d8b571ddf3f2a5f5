import { isObject, type JsonObject } from '@petsage/openapi-compiler/internal';
import { items, type Located, member, objectMember, objectMembers, Side } from '../schemas/side.ts';
import { type Break, Breaks, type Clients } from './break.ts';
import { compareOperations, compareWebhooks, operationsOf } from './operation-differences.ts';
import { lostSchemaNames } from './schema-names.ts';

/**
 * Lists the differences of two documents that break clients, with whom they break.
 *
 * A difference is judged by the operation and the direction in which it is seen: what clients send may only become more, what they read
 * only less. A schema that is used in both directions is compared in both.
 *
 * @param base     the released document, including the files that it refers to
 * @param revision the document that follows it
 */
export function documentDifferences(base: JsonObject, revision: JsonObject): Break[] {
  const [before, after] = [new Side('base', base).object(''), new Side('revision', revision).object('')];
  const breaks = new Breaks();
  compareServers([before], [after], { of: 'any operation' }, breaks);
  comparePaths(before, after, breaks);
  const webhooks = objectMembers(objectMember(after, 'webhooks'));
  for (const [name, item] of objectMembers(objectMember(before, 'webhooks')))
    for (const [method, operation] of operationsOf(name, item)) {
      const label = `the webhook ${name}`;
      const next = webhooks.get(name);
      const other = next === undefined ? undefined : operationsOf(name, next).get(method);
      if (other === undefined)
        breaks.add(
          { of: 'webhook requests', operation: label },
          { id: 'webhook-removed', message: `The webhook \`${name}\` was removed.`, at: next ?? objectMember(after, 'webhooks') },
        );
      else compareWebhooks(operation, other, label, breaks);
    }
  for (const { id, message, pointer, document } of lostSchemaNames(base, revision))
    breaks.add({ of: 'generated code' }, { id, message, at: { document, pointer } });
  return breaks.list();
}

function comparePaths(before: Located<JsonObject>, after: Located<JsonObject>, breaks: Breaks): void {
  const paths = objectMember(after, 'paths');
  const same = Map.groupBy(objectMembers(paths), ([path]) => withoutNames(path));
  for (const [path, item] of objectMembers(objectMember(before, 'paths'))) {
    // Several paths may differ in the names of their parameters only, each with methods of its own.
    const candidates = (same.get(withoutNames(path)) ?? []).toSorted(([one], [other]) => Number(other === path) - Number(one === path));
    const others = candidates.map(([other, next]) => operationsOf(other, next));
    const next = candidates[0]?.[1];
    for (const [method, operation] of operationsOf(path, item)) {
      const label = `${method.toUpperCase()} ${path}`;
      const calls: Clients = { of: 'calls', operation: label };
      const other = others.find((each) => each.has(method))?.get(method);
      if (other === undefined) {
        const moved = movedTo(operation.operation, after);
        const message = `${label} ${moved === undefined ? 'was removed' : `became ${moved.label}`}.`;
        breaks.add(calls, { id: 'operation-removed', message, at: moved?.at ?? next ?? paths });
        continue;
      }
      const holders = [operation, other].map((each) => [each.operation, each.item]) as [Located<JsonObject>[], Located<JsonObject>[]];
      if (holders.some((list) => list.some(({ value }) => value['servers'] !== undefined)))
        compareServers([...holders[0], before], [...holders[1], after], calls, breaks);
      compareOperations(operation, other, label, breaks);
    }
  }
}

/** Paths that differ in the names of their parameters are identical (OpenAPI 3.0.3 section 4.7.8.2). */
function withoutNames(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}');
}

/** Where the operation of that name is now. */
function movedTo({ value }: Located<JsonObject>, after: Located<JsonObject>): { readonly label: string; readonly at: Located } | undefined {
  if (value['operationId'] === undefined) return undefined;
  for (const [path, item] of objectMembers(objectMember(after, 'paths')))
    for (const [method, { operation }] of operationsOf(path, item))
      if (operation.value['operationId'] === value['operationId']) return { label: `${method.toUpperCase()} ${path}`, at: operation };
  return undefined;
}

/**
 * Server Object, OpenAPI 3.0.3 section 4.7.5: an address at which clients call the service.
 *
 * @param before where the servers may be declared, the most specific place first
 */
function compareServers(before: readonly Located<JsonObject>[], after: readonly Located<JsonObject>[], clients: Clients, breaks: Breaks): void {
  const [was, is] = [before, after].map((holders) => serversOf(holders)) as [Servers, Servers];
  const holder = after.find(({ value }) => Array.isArray(value['servers'])) ?? (after[0] as Located<JsonObject>);
  const at = member(holder, 'servers') ?? holder;
  for (const [url, server] of was) {
    const next = is.get(url);
    if (next === undefined) {
      breaks.add(clients, { id: 'server-removed', message: `The server \`${url}\` was removed.`, at });
      continue;
    }
    const variables = objectMembers(objectMember(next, 'variables'));
    for (const [name, variable] of objectMembers(objectMember(server, 'variables'))) {
      const other = variables.get(name);
      if (other === undefined) continue;
      const [from, to] = [variable.value['default'], other.value['default']];
      const message = `The variable \`${name}\` of the server \`${url}\``;
      if (from !== to) breaks.add(clients, { id: 'server-variable-changed', message: `${message} is \`${to}\` by default, no longer \`${from}\`.`, at: other });
      const values = other.value['enum'];
      const gone = Array.isArray(variable.value['enum']) && Array.isArray(values) ? variable.value['enum'].filter((value) => !values.includes(value)) : [];
      if (gone.length > 0)
        breaks.add(clients, {
          id: 'server-variable-changed',
          message: `${message} can no longer be ${gone.map((value) => `\`${value}\``).join(', ')}.`,
          at: other,
        });
    }
  }
}

type Servers = ReadonlyMap<string, Located<JsonObject>>;

function serversOf(holders: readonly Located<JsonObject>[]): Servers {
  const list = holders.map((holder) => member(holder, 'servers')).find((servers) => servers !== undefined && items(servers).length > 0);
  return new Map(
    (list === undefined ? [] : items(list)).flatMap((server): [string, Located<JsonObject>][] =>
      isObject(server.value) ? [[String(server.value['url']).replace(/\/$/, ''), server as Located<JsonObject>]] : [],
    ),
  );
}
