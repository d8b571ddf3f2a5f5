import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject, joinPointer } from '@petsage/openapi-compiler/internal';
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { dataOf, type Fragment } from './fragment.ts';
import { operationsIn } from './fragment-operations.ts';
import { namesOf } from './names.ts';
import type { FeatureRequest } from './request.ts';
import { sentence } from './typescript.ts';

const PROBLEM = { $ref: '#/components/responses/UncachedProblem' };

/** What is the document's alone. */
const LEFT_OUT = ['servers', 'externalDocs'];

/**
 * Writes into a fragment what every operation of the document has and the fragment leaves out: operationId, one tag, summary,
 * description, security, and the standard problem as `default`.
 *
 * @returns a line for each thing that was added beside tags and problems
 */
export function completeFragment(fragment: Fragment, request: FeatureRequest, document: JsonObject): string[] {
  const data = dataOf(fragment);
  const notes = LEFT_OUT.filter((name) => data[name] !== undefined && !isDeepStrictEqual(data[name], document[name])).map(
    (name) => `/${name} of the fragment is left out, as the document has its own`,
  );
  const ids = new Set([...operationsIn(document), ...operationsIn(data)].map(({ value }) => value['operationId']));
  const tag = request.tag ?? namesOf(request.feature).pascal;
  const single = operationsIn(data).length === 1;
  for (const { path, method, value } of operationsIn(data)) {
    const at = ['paths', path, method];
    const where = joinPointer('', ...at);
    const given = (name: string) => value[name] !== undefined;
    let id = String(value['operationId']);
    if (!given('operationId')) {
      id = freeId(method, path, ids);
      setFirst(fragment, at, 'operationId', id);
      notes.push(`${where} has no operationId; it gets ${id}`);
    }
    if (!given('tags')) fragment.setIn([...at, 'tags'], flow(fragment, [tag]));
    if (!given('summary')) fragment.setIn([...at, 'summary'], namesOf(id).title);
    // One operation is what the feature is for; of several, each is known by its summary alone.
    if (!given('description')) fragment.setIn([...at, 'description'], single ? request.description : sentence(String(value['summary'] ?? namesOf(id).title)));
    if (!given('security')) {
      const security = data['security'] ?? (document['security'] === undefined ? [] : undefined);
      if (security !== undefined) fragment.setIn([...at, 'security'], fragment.createNode(security));
    }
    const responses = isObject(value['responses']) ? value['responses'] : {};
    if (responses['default'] === undefined && hasSuccess(responses)) fragment.setIn([...at, 'responses', 'default'], fragment.createNode(PROBLEM));
    quoteStatuses(fragment, [...at, 'responses']);
    order(fragment, at);
  }
  return notes;
}

/** The order in which the house writes an operation. */
const ORDER = ['operationId', 'tags', 'summary', 'description', 'deprecated', 'security', 'parameters', 'requestBody', 'responses'];

function order(fragment: Fragment, at: readonly string[]): void {
  const map = fragment.getIn(at, true);
  if (!isMap(map)) return;
  const rank = (key: unknown) => {
    const index = ORDER.indexOf(String(isScalar(key) ? key.value : key));
    return index === -1 ? ORDER.length : index;
  };
  map.items.sort((a, b) => rank(a.key) - rank(b.key));
}

/** A `default` response covers errors, so no other one is needed. */
function hasSuccess(responses: JsonObject): boolean {
  return Object.keys(responses).some((key) => /^[23]/.test(key));
}

/** YAML reads a bare 200 as a number, but names in JSON are strings. */
function quoteStatuses(fragment: Fragment, at: readonly string[]): void {
  const map = fragment.getIn(at, true);
  if (isMap(map))
    for (const { key } of map.items) {
      const node = key as { value?: unknown; type?: string };
      if (typeof node.value === 'number') {
        node.value = String(node.value);
        node.type = 'QUOTE_SINGLE';
      }
    }
}

function setFirst(fragment: Fragment, at: readonly string[], key: string, value: string): void {
  const map = fragment.getIn(at, true);
  if (isMap(map)) map.items.unshift(fragment.createPair(key, value));
}

function flow(fragment: Fragment, list: readonly string[]): Node {
  const node = fragment.createNode(list) as Node;
  if (isSeq(node)) node.flow = true;
  return node;
}

/** `getPetsByPetId` of `GET /api/v1/pets/{petId}`. */
function freeId(method: string, path: string, ids: Set<unknown>): string {
  const words = path
    .split('/')
    .filter((segment) => segment !== '' && segment !== 'api' && segment !== 'v1')
    .map((segment) => namesOf(segment.replace(/\{([^{}]*)\}/g, ' by $1 ')).pascal);
  const base = `${method}${words.join('')}`;
  let id = base;
  for (let count = 2; ids.has(id); count++) id = `${base}${count}`;
  ids.add(id);
  return id;
}
