import { decodeComponent, decodeSegments } from './request-target.ts';
import { SegmentTemplate } from './segment-template.ts';
import type { Method, OperationTable } from './tables.ts';

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

/** A level of the tree of paths: its members are tried from the concrete to the general (OpenAPI 3.0.3 section 4.7.8.2). */
interface Level<T> {
  /** By decoded segment. */
  readonly literals: Map<string, Level<T>>;
  /** Segments of text and parameters, the ones with more text first. */
  readonly mixed: { readonly template: SegmentTemplate; readonly level: Level<T> }[];
  /** One whole segment. */
  single?: Level<T>;
  /** One segment or more. */
  multi?: Level<T>;
  end?: End<T>;
}

interface End<T> {
  readonly route: Route<T>;
  /** In the order in which the path has them; several lists where paths of several methods call them differently. */
  readonly names: readonly (readonly string[])[];
}

/** One request on its way down the tree. */
interface Descent<T> {
  readonly path: string;
  readonly encoded: boolean;
  /** The texts of the parameters so far. */
  readonly values: string[];
  /** Levels after a multi-segment parameter that led nowhere; they would again from any later segment, as they could skip up to here. */
  futile: Set<Level<T>> | undefined;
}

const WHOLE = /^\{([^{}]+)\}$/;
/** Anything that makes a path other than its own decoded form, or of which nothing can be served. */
const NOT_PLAIN = /[^\x21-\x24\x26-\x7e]|\/\.\.?(?:\/|$)/;
const DOTS: ReadonlySet<string> = new Set(['.', '..']);

/**
 * Finds the route of a path. A path without parameters costs one look-up, whatever the number of operations.
 *
 * Paths are exact: another case, a trailing or double slash, and dot segments (encoded or not) match nothing.
 */
export class Router<T extends Pick<OperationTable, 'path' | 'method' | 'multiSegment'>> {
  readonly #static = new Map<string, RouteMatch<T>>();
  readonly #root: Level<T> = newLevel();
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
    const descent: Descent<T> = { path, encoded, values: [], futile: undefined };
    const end = descend(descent, this.#root, 0);
    return end && { route: end.route, params: paramsOf(end.names, descent.values) };
  }

  #add(path: string, members: readonly T[], multi: ReadonlySet<string>): void {
    const { level, names } = this.#place(path, multi);
    if (new Set(names).size < names.length) throw new Error(`The path ${path} has two parameters of one name.`);
    level.end = endOf(path, members, names, level.end);
    if (names.length === 0 && !NOT_PLAIN.test(path)) this.#static.set(path, { route: level.end.route, params: paramsOf([], []) });
  }

  /** A request with one segment for a multi-segment parameter finds other paths first: those that lack its method get this one's. */
  #join(path: string, members: readonly T[]): void {
    if (multiOf(members).size === 0) return;
    const { level, names } = this.#place(path, new Set());
    const { end } = level;
    const missing = members.filter(({ method }) => end !== undefined && !end.route.operations.has(method));
    if (missing.length > 0) level.end = endOf(path, missing, names, end);
  }

  /** The level at which a path ends, made if it is not there, and the names of the parameters on the way. */
  #place(path: string, multi: ReadonlySet<string>): { level: Level<T>; names: string[] } {
    const names: string[] = [];
    let level = this.#root;
    for (const segment of path.slice(1).split('/')) {
      const name = WHOLE.exec(segment)?.[1];
      if (name !== undefined) {
        names.push(name);
        level = wholeLevel(level, multi.has(name));
      } else if (segment.includes('{')) {
        const template = new SegmentTemplate(segment);
        if (template.names.some((part) => multi.has(part))) throw new Error(`The path ${path} has a multi-segment parameter in a part of a segment.`);
        names.push(...template.names);
        level = mixedLevel(level, template);
      } else {
        const text = decodeComponent(segment);
        if (text === undefined) throw new Error(`The path ${path} has a percent sign that begins no valid UTF-8 escape.`);
        level = literalLevel(level, text);
      }
    }
    return { level, names };
  }
}

function multiOf(members: readonly Pick<OperationTable, 'multiSegment'>[]): ReadonlySet<string> {
  return new Set(members.flatMap((operation) => operation.multiSegment ?? []));
}

/**
 * The end of a path, joined with that of another which differs in the names of its parameters only, and in its methods: the
 * specification leaves open what such paths mean (OpenAPI 3.0.3 section 4.7.8), and published documents have them.
 */
function endOf<T extends Pick<OperationTable, 'method'>>(path: string, members: readonly T[], names: readonly string[], other: End<T> | undefined): End<T> {
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

/**
 * Goes down from a level, and comes back from where the path does not go on.
 *
 * @param at the slash before the next segment; the length of the path at its end
 */
function descend<T>(descent: Descent<T>, level: Level<T>, at: number): End<T> | undefined {
  const { path, values } = descent;
  if (at === path.length) return level.end;
  const to = segmentEnd(path, at);
  const segment = path.slice(at + 1, to);
  const literal = level.literals.get(descent.encoded ? (decodeComponent(segment) as string) : segment);
  const found = literal && descend(descent, literal, to);
  if (found !== undefined) return found;
  // A parameter is never empty: `/pets/` is not `/pets/{petId}`.
  if (segment === '') return undefined;
  const before = values.length;
  for (const { template, level: next } of level.mixed) {
    const texts = template.match(segment);
    if (texts === undefined) continue;
    values.push(...texts);
    const end = descend(descent, next, to);
    if (end !== undefined) return end;
    values.length = before;
  }
  if (level.single !== undefined) {
    values.push(segment);
    const end = descend(descent, level.single, to);
    if (end !== undefined) return end;
    values.length = before;
  }
  return level.multi && descendMulti(descent, level.multi, at);
}

/** Lets a parameter take one segment, then two, and so on: what follows it in a path is more concrete than the parameter. */
function descendMulti<T>(descent: Descent<T>, level: Level<T>, at: number): End<T> | undefined {
  const { path, values } = descent;
  if (descent.futile?.has(level)) return undefined;
  const before = values.length;
  let to = at;
  do {
    const next = segmentEnd(path, to);
    // No segment of it is empty.
    if (next === to + 1) break;
    to = next;
    values.push(path.slice(at + 1, to));
    const end = descend(descent, level, to);
    if (end !== undefined) return end;
    values.length = before;
  } while (to < path.length);
  descent.futile ??= new Set();
  descent.futile.add(level);
  return undefined;
}

function segmentEnd(path: string, at: number): number {
  const slash = path.indexOf('/', at + 1);
  return slash === -1 ? path.length : slash;
}

function newLevel<T>(): Level<T> {
  return { literals: new Map(), mixed: [] };
}

function literalLevel<T>({ literals }: Level<T>, text: string): Level<T> {
  const next = literals.get(text) ?? newLevel<T>();
  literals.set(text, next);
  return next;
}

function wholeLevel<T>(level: Level<T>, isMulti: boolean): Level<T> {
  const key = isMulti ? 'multi' : 'single';
  level[key] ??= newLevel<T>();
  return level[key];
}

/** Templates that differ in the names of their parameters only share a level. */
function mixedLevel<T>({ mixed }: Level<T>, template: SegmentTemplate): Level<T> {
  const known = mixed.find((other) => other.template.shape === template.shape);
  if (known !== undefined) return known.level;
  const level = newLevel<T>();
  mixed.push({ template, level });
  mixed.sort((a, b) => b.template.fixed - a.template.fixed || (a.template.shape < b.template.shape ? -1 : 1));
  return level;
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
