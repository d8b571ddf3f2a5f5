import type { Method, OperationSpec } from '../operation-spec.ts';
import { PathTrie } from './path-trie.ts';
import { decodeSegments } from './request-target.ts';

/** One path of the document and the operations on it. */
export interface Route<T> {
  readonly path: string;
  readonly operations: ReadonlyMap<string, T>;
  /** Methods for the Allow field: HEAD comes with GET, and OPTIONS is always answered. */
  readonly allow: string;
}

/** Path parameters by name, still percent-encoded (a delimiter inside a value may be encoded data); an object without a prototype. */
export type PathParams = Readonly<Record<string, string>>;

export interface RouteMatch<T> {
  readonly route: Route<T>;
  readonly params: PathParams;
}

/** What stands at the end of a path in the tree. */
interface End<T> {
  readonly route: Route<T>;
  /** In the order in which the path has them; several lists where paths of several methods call them differently. */
  readonly names: readonly (readonly string[])[];
}

/** Anything that makes a path other than its own decoded form, or of which nothing can be served. */
const NOT_PLAIN = /[^\x21-\x24\x26-\x7e]|\/\.\.?(?:\/|$)/;
const DOTS: ReadonlySet<string> = new Set(['.', '..']);

/**
 * Finds the route of a path. A path without parameters costs one look-up, whatever the number of operations.
 *
 * Paths are exact: another case, a trailing or double slash, and dot segments (encoded or not) match nothing.
 */
export class Router<T extends Pick<OperationSpec, 'path' | 'method' | 'multiSegment'>> {
  readonly #static = new Map<string, RouteMatch<T>>();
  readonly #tree = new PathTrie<End<T>>();
  /** Every method of any route, for `OPTIONS *`. */
  readonly allow: string;

  /** @throws Error naming a path that cannot be routed: it has a bad escape, two parameters of one name or a multi-segment one beside text, or it is another path */
  constructor(operations: Iterable<T>) {
    const byPath = Map.groupBy(operations, (operation) => operation.path);
    for (const [path, members] of byPath) this.#add(path, members, multiOf(members));
    // Last, when every path that has one segment there is known.
    for (const [path, members] of byPath) this.#join(path, members);
    this.allow = allowOf(new Set([...byPath.values()].flat().map((operation) => operation.method)));
  }

  /**
   * @param path percent-encoded, begins with `/`
   * @throws Problem `malformed-target` when the path cannot be decoded
   */
  match(path: string): RouteMatch<T> | undefined {
    const found = this.#static.get(path);
    if (found !== undefined) return found;
    const encoded = NOT_PLAIN.test(path);
    if (encoded && decodeSegments(path).some((segment) => DOTS.has(segment))) return undefined;
    const leaf = this.#tree.find(path, encoded);
    return leaf && { route: leaf.end.route, params: paramsOf(leaf.end.names, leaf.values) };
  }

  #add(path: string, members: readonly T[], multi: ReadonlySet<string>): void {
    const { level, names } = this.#tree.place(path, multi);
    if (new Set(names).size < names.length) throw new Error(`The path ${path} has two parameters of one name.`);
    level.end = endOf(path, members, names, level.end);
    if (names.length === 0 && !NOT_PLAIN.test(path)) this.#static.set(path, { route: level.end.route, params: paramsOf([], []) });
  }

  /** A request with one segment for a multi-segment parameter finds other paths first: those that lack its method get this one's. */
  #join(path: string, members: readonly T[]): void {
    if (multiOf(members).size === 0) return;
    const { level, names } = this.#tree.place(path, new Set());
    const { end } = level;
    const missing = members.filter(({ method }) => end !== undefined && !end.route.operations.has(method));
    if (missing.length > 0) level.end = endOf(path, missing, names, end);
  }
}

function multiOf(members: readonly Pick<OperationSpec, 'multiSegment'>[]): ReadonlySet<string> {
  return new Set(members.flatMap((operation) => operation.multiSegment ?? []));
}

/**
 * The end of a path, joined with that of another which differs in the names of its parameters only, and in its methods: the
 * specification leaves open what such paths mean (OpenAPI 3.0.3 section 4.7.8), and published documents have them.
 */
function endOf<T extends Pick<OperationSpec, 'method'>>(path: string, members: readonly T[], names: readonly string[], other: End<T> | undefined): End<T> {
  const operations = new Map<string, T>(members.map((operation) => [operation.method, operation]));
  const clash = () => new Error(`The path ${path} takes the requests of ${other?.route.path}.`);
  if (other !== undefined && [...operations.keys()].some((method) => other.route.operations.has(method))) throw clash();
  const lists = [...(other?.names ?? []), names];
  // All names are given to every method, so none may stand for two texts.
  if (lists.some((list) => list.some((name, index) => lists.some((each) => each.includes(name) && each[index] !== name)))) throw clash();
  const all = new Map([...(other?.route.operations ?? []), ...operations]);
  return { route: { path: other?.route.path ?? path, operations: all, allow: allowOf(new Set(all.keys() as Iterable<Method>)) }, names: lists };
}

/** The operation of a method: a HEAD that the document does not declare is its GET (RFC 9110 section 9.3.2). */
export function operationFor<T>({ operations }: Route<T>, method: string): T | undefined {
  return operations.get(method) ?? (method === 'HEAD' ? operations.get('GET') : undefined);
}

/** Makes objects that have no prototype and are as fast as others; those of `Object.create(null)` are hash tables. */
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
