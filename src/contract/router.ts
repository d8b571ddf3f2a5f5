import { decodeSegments } from './request-target.ts';
import type { Method, OperationTable } from './tables.ts';

/** One path of the document and the operations on it. */
export interface Route<T> {
  readonly path: string;
  readonly operations: ReadonlyMap<string, T>;
  /** Methods for the Allow field: HEAD comes with GET, and OPTIONS is always answered. */
  readonly allow: string;
}

export interface RouteMatch<T> {
  readonly route: Route<T>;
  /** Path parameters by name, still percent-encoded (a delimiter inside a value may be encoded data). */
  readonly params: Readonly<Record<string, string>>;
}

/** A level of the tree of templated paths: literal segments are tried before the template (OpenAPI 3.0.3 section 4.7.8.2). */
interface Level<T> {
  readonly literals: Map<string, Level<T>>;
  /** Segments of text and parameters, such as `{name}.{extension}`, tried after literals and before a lone parameter. */
  readonly mixed: MixedSegment<T>[];
  template?: Level<T>;
  end?: { route: Route<T>; params: readonly TemplatePosition[] };
}

interface MixedSegment<T> {
  readonly source: string;
  readonly pattern: RegExp;
  readonly level: Level<T>;
}

interface TemplatePosition {
  readonly name: string;
  /** Which segment of the path, from 0. */
  readonly index: number;
  /** For a part of a segment: what finds it, and as which group. */
  readonly part?: { readonly pattern: RegExp; readonly group: number };
}

const TEMPLATE = /^\{([^{}]+)\}$/;
const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Finds the route of a path. A path without parameters costs one look-up, whatever the number of operations.
 *
 * Paths are exact: another case, a trailing or double slash, and dot segments (encoded or not) match nothing.
 */
export class Router<T extends Pick<OperationTable, 'path' | 'method'>> {
  readonly #static = new Map<string, { route: Route<T>; params: typeof NO_PARAMS }>();
  readonly #root: Level<T> = newLevel();
  /** Every method of any route, for `OPTIONS *`. */
  readonly allow: string;

  constructor(operations: Iterable<T>) {
    const byPath = Map.groupBy(operations, (operation) => operation.path);
    for (const [path, members] of byPath) this.#add(path, new Map(members.map((operation) => [operation.method as string, operation])));
    this.allow = allowOf(new Set([...byPath.values()].flat().map((operation) => operation.method)));
  }

  /**
   * @param path percent-encoded, begins with `/`
   * @throws Problem `malformed-target` when the path cannot be decoded
   */
  match(path: string): RouteMatch<T> | undefined {
    const found = this.#static.get(path);
    if (found !== undefined) return found;
    const plain = PLAIN.test(path);
    const encoded = path.slice(1).split('/');
    const segments = plain ? encoded : decodeSegments(path);
    if (segments.some((segment) => segment === '.' || segment === '..')) return undefined;
    if (!plain && !segments.some((segment) => segment.includes('/'))) {
      const decoded = this.#static.get(`/${segments.join('/')}`);
      if (decoded !== undefined) return decoded;
    }
    return this.#descend(this.#root, segments, encoded, 0);
  }

  #add(path: string, operations: ReadonlyMap<string, T>): void {
    const route: Route<T> = { path, operations, allow: allowOf(new Set(operations.keys() as Iterable<Method>)) };
    const segments = decodeSegments(path.replaceAll('{', '%7B').replaceAll('}', '%7D'));
    const params: TemplatePosition[] = [];
    let level = this.#root;
    for (const [index, segment] of segments.entries()) {
      const name = TEMPLATE.exec(segment)?.[1];
      if (name !== undefined) {
        params.push({ name, index });
        level.template ??= newLevel();
        level = level.template;
      } else if (segment.includes('{')) {
        const mixed = mixedSegment(segment);
        params.push(...mixed.names.map((part, group) => ({ name: part, index, part: { pattern: mixed.pattern, group: group + 1 } })));
        const known = level.mixed.find(({ source }) => source === mixed.pattern.source);
        const next = known?.level ?? newLevel<T>();
        if (known === undefined) level.mixed.push({ source: mixed.pattern.source, pattern: mixed.pattern, level: next });
        level = next;
      } else {
        const next = level.literals.get(segment) ?? newLevel<T>();
        level.literals.set(segment, next);
        level = next;
      }
    }
    if (params.length === 0) this.#static.set(`/${segments.join('/')}`, { route, params: NO_PARAMS });
    else level.end = { route, params };
  }

  #descend(level: Level<T>, segments: readonly string[], encoded: readonly string[], index: number): RouteMatch<T> | undefined {
    if (index === segments.length) {
      if (level.end === undefined) return undefined;
      const { route, params } = level.end;
      return { route, params: Object.fromEntries(params.map((param) => [param.name, textOf(param, encoded)])) };
    }
    const segment = segments[index] as string;
    const literal = level.literals.get(segment);
    const found = literal && this.#descend(literal, segments, encoded, index + 1);
    if (found !== undefined) return found;
    for (const { pattern, level: next } of level.mixed) {
      const inside = pattern.test(unreserved(encoded[index] as string)) ? this.#descend(next, segments, encoded, index + 1) : undefined;
      if (inside !== undefined) return inside;
    }
    // A parameter is never empty: `/pets/` is not `/pets/{petId}`.
    return level.template && segment !== '' ? this.#descend(level.template, segments, encoded, index + 1) : undefined;
  }
}

/** Characters that stand for themselves in a path (RFC 3986 section 3.3). */
const PLAIN = /^[\w\-.~!$&'()*+,;=:@/]*$/;

function newLevel<T>(): Level<T> {
  return { literals: new Map(), mixed: [] };
}

/** A pattern over an encoded segment: each parameter takes as little as it can, and at least one character. */
function mixedSegment(segment: string): { names: string[]; pattern: RegExp } {
  const names: string[] = [];
  const source = segment.split(/(\{[^{}]+\})/).map((part) => {
    if (!TEMPLATE.test(part)) return encodeURIComponent(part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(part.slice(1, -1));
    return '(.+?)';
  });
  return { names, pattern: new RegExp(`^${source.join('')}$`) };
}

function textOf({ index, part }: TemplatePosition, encoded: readonly string[]): string {
  const segment = encoded[index] as string;
  return part === undefined ? segment : (part.pattern.exec(unreserved(segment))?.[part.group] ?? '');
}

/** Escapes of characters that need none undone (RFC 3986 section 6.2.2.2), and all others written alike. */
function unreserved(segment: string): string {
  return segment.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
    return /[\w\-.~]/.test(character) ? character : octet.toUpperCase();
  });
}

const ORDER: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS'];

function allowOf(methods: Set<Method>): string {
  return ORDER.filter((method) => methods.has(method) || method === 'OPTIONS' || (method === 'HEAD' && methods.has('GET'))).join(', ');
}
