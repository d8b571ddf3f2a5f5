import { isDeepStrictEqual } from 'node:util';
import { isObject, isRequirements, type JsonObject, joinPointer, METHODS, valueAt } from '@petsage/openapi-compiler/internal';
import type { Fault } from './fault.ts';
import { componentsIn, operationsIn } from './fragment-operations.ts';

const MEMBERS = ['openapi', 'info', 'servers', 'tags', 'paths', 'components', 'security', 'externalDocs'];
const KINDS = ['schemas', 'responses', 'parameters', 'examples', 'requestBodies', 'headers', 'securitySchemes', 'links', 'callbacks'];
const SEGMENT = /^(?:[a-z0-9]+(?:[.-][a-z0-9]+)*|[a-z0-9.-]*\{[A-Za-z0-9_.-]+\}[a-z0-9.-]*)$/;
const PATHS = 'a path below /api/v1/ of lower-case words separated by -, and parameters in braces, such as /api/v1/pets/{petId}';
const NAME = /^[A-Za-z0-9._-]+$/;

export interface FragmentContext {
  /** Where the fragment stands in the request. */
  readonly pointer: string;
  readonly document: JsonObject;
}

/** Everything that keeps a fragment from being merged into the document. */
export function fragmentFaults(fragment: JsonObject, context: FragmentContext): Fault[] {
  return [rootFaults, pathFaults, operationFaults, securityFaults, componentFaults].flatMap((faults) => [...faults(fragment, context)]);
}

function* rootFaults(fragment: JsonObject, { pointer, document }: FragmentContext): Generator<Fault> {
  for (const name of Object.keys(fragment))
    if (!MEMBERS.includes(name) && !name.startsWith('x-'))
      yield { pointer: joinPointer(pointer, name), message: 'cannot be merged', allowed: MEMBERS.join(', ') };
  const ours = String(document['openapi']).split('.').slice(0, 2).join('.');
  const theirs = fragment['openapi'];
  if (theirs !== undefined && !String(theirs).startsWith(`${ours}.`))
    yield { pointer: joinPointer(pointer, 'openapi'), message: 'is not the document’s version', allowed: `${ours}.x` };
  if (!isObject(fragment['paths']) || operationsIn(fragment).length === 0)
    yield { pointer: joinPointer(pointer, 'paths'), message: 'has no operation', allowed: 'an object of paths with at least one operation' };
}

function* pathFaults(fragment: JsonObject, { pointer, document }: FragmentContext): Generator<Fault> {
  for (const [path, item] of Object.entries(isObject(fragment['paths']) ? fragment['paths'] : {})) {
    const at = joinPointer(pointer, 'paths', path);
    const segments = path.split('/');
    if (!path.startsWith('/api/v1/') || !segments.slice(1).every((segment) => SEGMENT.test(segment)))
      yield { pointer: at, message: 'is not a path of this API', allowed: PATHS };
    if (!isObject(item)) {
      yield { pointer: at, message: 'is not an object', allowed: 'a Path Item Object' };
      continue;
    }
    if (item['$ref'] !== undefined) yield { pointer: joinPointer(at, '$ref'), message: 'is a reference', allowed: 'the path item itself' };
    const present = valueAt(document, joinPointer('/paths', path));
    if (!isObject(present)) continue;
    for (const [name, value] of Object.entries(item)) {
      const isMethod = (METHODS as readonly string[]).includes(name);
      if (present[name] !== undefined && isMethod)
        yield {
          pointer: joinPointer(at, name),
          message: `${name.toUpperCase()} ${path} is already in the document, as ${idOf(present[name])}`,
          allowed: 'another path or method',
        };
      else if (!isMethod && !isDeepStrictEqual(present[name], value))
        yield {
          pointer: joinPointer(at, name),
          message: `the document has another ${name} for ${path}`,
          allowed: 'the document’s value, or one in each operation',
        };
    }
  }
}

function idOf(operation: unknown): string {
  return isObject(operation as JsonObject) ? String((operation as JsonObject)['operationId']) : 'it is';
}

function* operationFaults(fragment: JsonObject, { pointer, document }: FragmentContext): Generator<Fault> {
  const present = new Map(operationsIn(document).map(({ path, method, value }) => [value['operationId'], `${method.toUpperCase()} ${path}`]));
  const seen = new Map<unknown, string>();
  for (const { path, method, value } of operationsIn(fragment)) {
    const at = joinPointer(pointer, 'paths', path, method);
    const id = value['operationId'];
    const other = present.get(id) ?? seen.get(id);
    if (id !== undefined && (typeof id !== 'string' || !NAME.test(id)))
      yield { pointer: joinPointer(at, 'operationId'), message: 'is not an operationId', allowed: 'letters, digits, . _ and -, such as listPets' };
    else if (id !== undefined && other !== undefined)
      yield { pointer: joinPointer(at, 'operationId'), message: `the operationId ${id} belongs to ${other}`, allowed: 'another operationId' };
    if (id !== undefined) seen.set(id, `${method.toUpperCase()} ${path}`);
    const tags = value['tags'];
    if (tags !== undefined && !(Array.isArray(tags) && tags.length === 1 && typeof tags[0] === 'string' && tags[0] !== ''))
      yield { pointer: joinPointer(at, 'tags'), message: 'is not a list of one tag', allowed: 'one tag, or none for the feature’s own' };
    if (!isObject(value['responses']) || Object.keys(value['responses']).length === 0)
      yield { pointer: joinPointer(at, 'responses'), message: 'has no response', allowed: 'an object of responses by status' };
  }
}

function* securityFaults(fragment: JsonObject, { pointer, document }: FragmentContext): Generator<Fault> {
  const known = [
    ...new Set([fragment, document].flatMap((root) => componentsIn(root).flatMap(({ kind, name }) => (kind === 'securitySchemes' ? [name] : [])))),
  ];
  const lists = [
    { at: joinPointer(pointer, 'security'), security: fragment['security'] },
    ...operationsIn(fragment).map(({ path, method, value }) => ({ at: joinPointer(pointer, 'paths', path, method, 'security'), security: value['security'] })),
  ];
  for (const { at, security } of lists) {
    if (security === undefined) continue;
    if (!isRequirements(security)) {
      yield {
        pointer: at,
        message: 'is not a list of security requirements',
        allowed: '[] for public operations, or a list of objects that map scheme names to lists of scopes',
      };
      continue;
    }
    for (const [index, requirement] of (security as JsonObject[]).entries())
      for (const name of Object.keys(requirement))
        if (!known.includes(name))
          yield {
            pointer: joinPointer(at, index, name),
            message: `neither the fragment nor the document has the security scheme ${name} in components/securitySchemes`,
            allowed: known.join(', ') || 'a scheme that the fragment declares there',
          };
  }
}

function* componentFaults(fragment: JsonObject, { pointer, document }: FragmentContext): Generator<Fault> {
  for (const kind of Object.keys(isObject(fragment['components']) ? fragment['components'] : {}))
    if (!KINDS.includes(kind)) yield { pointer: joinPointer(pointer, 'components', kind), message: 'is not a kind of component', allowed: KINDS.join(', ') };
  for (const { kind, name, value } of componentsIn(fragment)) {
    const at = joinPointer(pointer, 'components', kind, name);
    const present = valueAt(document, joinPointer('/components', kind, name));
    if (!NAME.test(name)) yield { pointer: at, message: 'is not a component name', allowed: 'letters, digits, . _ and -, such as Pet' };
    else if (name === '__proto__')
      yield { pointer: at, message: 'cannot be the name of a component, because JavaScript reserves it', allowed: 'any other name' };
    else if (present !== undefined && !isDeepStrictEqual(present, value))
      yield { pointer: at, message: `the document has another /components/${kind}/${name}`, allowed: 'another name, or identical content' };
  }
}
