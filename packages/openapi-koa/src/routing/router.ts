/*
 * Hand-written: the paths of a document are exact (case, slashes, dot segments), an encoded slash is data inside of a parameter, a segment
 * may be a template, and every path has an Allow header. The path syntax of existing routers cannot express this.
 */
import type { Method, OperationSpec } from '../operation-spec.ts';
import { PathTrie } from './path-trie.ts';
import { decodeSegments } from './request-target.ts';

/** One path of the document and the operations on it. */
export interface Route<T> {
  readonly path: string;
  readonly operations: ReadonlyMap<string, T>;
  /** Value of the Allow header: GET implies HEAD, and OPTIONS is always supported. */
  readonly allow: string;
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
 * Finds the route of a path. A path without parameters costs one look-up, however many operations there are.
 *
 * Matching is exact: a different case, a trailing or double slash, and dot segments (encoded or not) match nothing.
 */
export class Router<T extends Pick<OperationSpec, 'path' | 'method' | 'multiSegment'>> {
  readonly #static = new Map<string, RouteMatch<T>>();
  readonly #trie = new PathTrie<End<T>>();
  /** All methods of all routes, for `OPTIONS *`. */
  readonly allow: string;

  /** @throws Error naming a path that cannot be routed: invalid percent-encoding, two parameters of the same name, text beside a multi-segment parameter, or a duplicate */
  constructor(operations: Iterable<T>) {
    const byPath = Map.groupBy(operations, (operation) => operation.path);
    for (const [path, pathOperations] of byPath) this.#add(path, pathOperations, multiOf(pathOperations));
    // Last, once all paths that have a single segment in its place are added.
    for (const [path, pathOperations] of byPath) this.#join(path, pathOperations);
    this.allow = allowOf(new Set([...byPath.values()].flat().map((operation) => operation.method)));
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
    return leaf && { route: leaf.end.route, params: paramsOf(leaf.end.names, leaf.values) };
  }

  #add(path: string, pathOperations: readonly T[], multi: ReadonlySet<string>): void {
    const { level, names } = this.#trie.place(path, multi);
    if (new Set(names).size < names.length) throw new Error(`The path ${path} has two parameters of the same name.`);
    level.end = endOf(path, pathOperations, names, level.end);
    if (names.length === 0 && !NOT_PLAIN.test(path)) this.#static.set(path, { route: level.end.route, params: paramsOf([], []) });
  }

  /** Paths with a single segment in place of the multi-segment parameter match first: if they lack a method of this path, its operation is added to them. */
  #join(path: string, pathOperations: readonly T[]): void {
    if (multiOf(pathOperations).size === 0) return;
    const { level, names } = this.#trie.place(path, new Set());
    const { end } = level;
    const missing = pathOperations.filter(({ method }) => end !== undefined && !end.route.operations.has(method));
    if (missing.length > 0) level.end = endOf(path, missing, names, end);
  }
}

function multiOf(pathOperations: readonly Pick<OperationSpec, 'multiSegment'>[]): ReadonlySet<string> {
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
  const operations = new Map<string, T>(pathOperations.map((operation) => [operation.method, operation]));
  const conflict = () => new Error(`The path ${path} matches the same requests as ${other?.route.path}.`);
  if (other !== undefined && [...operations.keys()].some((method) => other.route.operations.has(method))) throw conflict();
  const lists = [...(other?.names ?? []), names];
  // Every method gets all names, so no name may refer to two values.
  if (lists.some((list) => list.some((name, index) => lists.some((each) => each.includes(name) && each[index] !== name)))) throw conflict();
  const all = new Map([...(other?.route.operations ?? []), ...operations]);
  return { route: { path: other?.route.path ?? path, operations: all, allow: allowOf(new Set(all.keys() as Iterable<Method>)) }, names: lists };
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

function allowOf(methods: Set<Method>): string {
  return ORDER.filter((method) => methods.has(method) || method === 'OPTIONS' || (method === 'HEAD' && methods.has('GET'))).join(', ');
}
