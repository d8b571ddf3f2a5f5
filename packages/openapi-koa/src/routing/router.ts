/*
 * Hand-written: the paths of a document are exact (case, slashes, dot segments), an encoded slash is data inside of a parameter, a segment
 * may be a template, and every path has an Allow header. The path syntax of existing routers cannot express this.
 */
import type { Method, OperationSpec } from '../operation-spec.ts';
import { PathTrie } from './path-trie.ts';
import { decodeSegments } from './request-target.ts';

/** One path of the document and the operations on it. */
export class Route<T> {
  readonly path: string;
  readonly operations: ReadonlyMap<string, T>;

  constructor(path: string, operations: ReadonlyMap<string, T>) {
    this.path = path;
    this.operations = operations;
  }

  /** Value of the Allow header: GET implies HEAD, and OPTIONS is always supported. */
  get allow(): string {
    return allowOf(this.operations.keys());
  }
}

/** Path parameters by name, still percent-encoded (an encoded delimiter is data, not a delimiter); an object without a prototype. */
export type PathParams = Readonly<Record<string, string>>;

export interface RouteMatch<T> {
  readonly route: Route<T>;
  readonly params: PathParams;
}

/** The value stored at the end of a path in the trie. */
interface End<T> {
  readonly route: Route<T>;
  /** Names of the parameters in the order of the path; several lists if paths of different methods name them differently. */
  readonly names: readonly (readonly string[])[];
}

/** Matches a path that differs from its decoded form, or that has dot segments, which match no route. */
const NOT_PLAIN = /[^\x21-\x24\x26-\x7e]|\/\.\.?(?:\/|$)/;
const DOTS: ReadonlySet<string> = new Set(['.', '..']);

/**
 * Finds the route of a path. After its first request, a path without parameters costs one look-up, however many operations there are.
 *
 * Matching is exact: a different case, a trailing or double slash, and dot segments (encoded or not) match nothing.
 */
export class Router<T extends Pick<OperationSpec, 'path' | 'method' | 'multiSegment'>> {
  /** The matches of paths without parameters, each added by its first request. */
  readonly #static = new Map<string, RouteMatch<T>>();
  readonly #trie = new PathTrie<End<T>>();
  /** All methods of all routes, for `OPTIONS *`. */
  readonly allow: string;

  /**
   * @param areChecked whether it is known that each path can be routed; if so, routes are created when requests need them
   * @throws Error naming a path that cannot be routed: invalid percent-encoding, two parameters of the same name, text beside a multi-segment parameter, or a duplicate
   */
  constructor(operations: Iterable<T>, areChecked = false) {
    const byPath = Map.groupBy(operations, (operation) => operation.path);
    const methods = new Set<string>();
    const withMulti: [path: string, pathOperations: readonly T[]][] = [];
    for (const [path, pathOperations] of byPath) {
      const multi = multiOf(pathOperations);
      this.#trie.add(path, multi, (names, other) => endOf(path, pathOperations, names, other));
      if (multi.size > 0) withMulti.push([path, pathOperations]);
      for (const { method } of pathOperations) methods.add(method);
    }
    // Last, once all paths that have a single segment in its place are added.
    for (const [path, pathOperations] of withMulti) this.#trie.add(path, NONE, (names, other) => joined(path, pathOperations, names, other));
    if (!areChecked) this.#trie.build();
    this.allow = allowOf(methods);
  }

  /**
   * @param path percent-encoded, begins with `/`
   * @throws Problem `malformed-target` if the path cannot be decoded
   */
  match(path: string): RouteMatch<T> | undefined {
    const match = this.#static.get(path);
    if (match !== undefined) return match;
    const encoded = NOT_PLAIN.test(path);
    if (encoded && decodeSegments(path).some((segment) => DOTS.has(segment))) return undefined;
    const leaf = this.#trie.find(path, encoded);
    if (leaf === undefined) return undefined;
    const { route } = leaf.end;
    const found = { route, params: paramsOf(leaf.end.names, leaf.values) };
    // The path of a request is a part of its target, which it would keep in memory.
    if (leaf.values.length === 0 && route.path === path) this.#static.set(route.path, found);
    return found;
  }
}

const NONE: ReadonlySet<string> = new Set();

function multiOf(pathOperations: readonly Pick<OperationSpec, 'multiSegment'>[]): ReadonlySet<string> {
  if (pathOperations.every(({ multiSegment = [] }) => multiSegment.length === 0)) return NONE;
  return new Set(pathOperations.flatMap((operation) => operation.multiSegment ?? []));
}

/**
 * The end of a path, merged with that of another path which differs only in its methods and the names of its parameters: the
 * specification does not define such paths (OpenAPI 3.0.3 section 4.7.8), but published documents have them.
 */
function endOf<T extends Pick<OperationSpec, 'method'>>(
  path: string,
  pathOperations: readonly T[],
  names: readonly string[],
  other: End<T> | undefined,
): End<T> {
  if (names.length > 1 && new Set(names).size < names.length) throw new Error(`The path ${path} has two parameters of the same name.`);
  const operations = new Map<string, T>();
  for (const operation of pathOperations) operations.set(operation.method, operation);
  if (other === undefined) return { route: new Route(path, operations), names: [names] };
  const conflict = () => new Error(`The path ${path} matches the same requests as ${other.route.path}.`);
  if ([...operations.keys()].some((method) => other.route.operations.has(method))) throw conflict();
  const lists = [...other.names, names];
  // Every method gets all names, so no name may refer to two values.
  if (lists.some((list) => list.some((name, index) => lists.some((each) => each.includes(name) && each[index] !== name)))) throw conflict();
  return { route: new Route(other.route.path, new Map([...other.route.operations, ...operations])), names: lists };
}

/** Paths with a single segment in place of a multi-segment parameter match first: if they lack a method of its path, its operation is added to them. */
function joined<T extends Pick<OperationSpec, 'method'>>(
  path: string,
  pathOperations: readonly T[],
  names: readonly string[],
  end: End<T> | undefined,
): End<T> | undefined {
  const missing = pathOperations.filter(({ method }) => end !== undefined && !end.route.operations.has(method));
  return missing.length === 0 ? end : endOf(path, missing, names, end);
}

/** The operation for a method; HEAD falls back to GET (RFC 9110 section 9.3.2). */
export function operationFor<T>({ operations }: Route<T>, method: string): T | undefined {
  return operations.get(method) ?? (method === 'HEAD' ? operations.get('GET') : undefined);
}

/** Constructs objects without a prototype that V8 keeps fast; objects of `Object.create(null)` are slow hash tables. */
function Params(): void {}
Params.prototype = Object.create(null);
const NewParams = Params as unknown as new () => Record<string, string>;

function paramsOf(lists: readonly (readonly string[])[], values: readonly string[]): PathParams {
  const params = new NewParams();
  for (const names of lists) for (let index = 0; index < names.length; index++) params[names[index] as string] = values[index] as string;
  return params;
}

const ORDER: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS'];

function allowOf(declared: Iterable<string>): string {
  const methods = new Set(declared);
  return ORDER.filter((method) => methods.has(method) || method === 'OPTIONS' || (method === 'HEAD' && methods.has('GET'))).join(', ');
}
