import { decodeComponent } from '../http/percent-encoding.ts';
import { SegmentTemplate } from './segment-template.ts';

/** A node of the trie of paths: its children are tried from the most to the least concrete (OpenAPI 3.0.3 section 4.7.8.2). */
interface Level<E> {
  /** Children by decoded segment; undefined if there are none, which saves most levels a map. */
  literals: Map<string, Level<E>> | undefined;
  /** Segments that mix literal text and parameters, those with more text first. */
  mixed: readonly MixedSegment<E>[];
  /** A parameter for one whole segment. */
  single: Level<E> | undefined;
  /** A parameter for one segment or more. */
  multi: Level<E> | undefined;
  end: E | undefined;
  /** The paths that lead here, until a search first reaches this level; then they are moved to the levels below. */
  pending: AddedPath<E>[] | undefined;
}

interface MixedSegment<E> {
  readonly template: SegmentTemplate;
  readonly level: Level<E>;
}

/** A path of the document, on its way to the level where it ends. */
interface AddedPath<E> {
  readonly path: string;
  readonly multi: ReadonlySet<string>;
  readonly endOf: EndOf<E>;
  /** Index of the slash before the next segment, or the length of the path at its end. */
  at: number;
  /** The parameters so far, in order. */
  readonly names: string[];
}

/**
 * Creates the value at the end of a path.
 *
 * @param names the parameters of the path, in order
 * @param other the value of a path that ends at the same place
 */
type EndOf<E> = (names: readonly string[], other: E | undefined) => E | undefined;

/** Where the path of a request ends. */
interface Match<E> {
  readonly end: E;
  /** The values of the parameters in the path, in order, still percent-encoded. */
  readonly values: readonly string[];
}

/** The state of one search in the trie. */
interface Search<E> {
  readonly path: string;
  readonly encoded: boolean;
  /** The values of the parameters so far. */
  readonly values: string[];
  /** Levels after a multi-segment parameter where the search failed; it would fail from any later segment too, since the parameter could extend up to there. */
  futile: Set<Level<E>> | undefined;
}

/**
 * The paths of a document as a trie of segments; `E` is the value stored at the end of a path. A level is built when a search first
 * reaches it, so that a start does not wait for paths that nobody has requested yet.
 */
export class PathTrie<E> {
  readonly #root: Level<E> = newLevel();

  /**
   * @param path    begins with `/`
   * @param encoded whether the path differs from its decoded form; if so, it must be possible to decode all of it
   */
  find(path: string, encoded: boolean): Match<E> | undefined {
    const search: Search<E> = { path, encoded, values: [], futile: undefined };
    const end = descend(search, this.#root, 0);
    return end && { end, values: search.values };
  }

  /**
   * Adds a path of the document. Paths that end at the same place get there in the order in which they were added.
   *
   * @param multi names of the parameters that match one segment or more
   * @param endOf its errors, and those of the path, are thrown by `find` or `build`
   */
  add(path: string, multi: ReadonlySet<string>, endOf: EndOf<E>): void {
    addPending(this.#root, { path, multi, endOf, at: 0, names: [] });
  }

  /**
   * Builds all levels at once.
   *
   * @throws Error naming a path with invalid percent-encoding, or with text beside a multi-segment parameter in a segment; an error of `endOf`
   */
  build(): void {
    const levels = [this.#root];
    for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
      buildLevel(level);
      levels.push(...(level.literals?.values() ?? []), ...level.mixed.map((segment) => segment.level));
      for (const next of [level.single, level.multi]) if (next !== undefined) levels.push(next);
    }
  }
}

function addPending<E>(level: Level<E>, added: AddedPath<E>): void {
  if (level.pending === undefined) level.pending = [added];
  else level.pending.push(added);
}

/** Builds a level: moves each pending path to the level below for its next segment, or ends it here. */
function buildLevel<E>(level: Level<E>): void {
  const { pending = [] } = level;
  level.pending = undefined;
  for (const [index, added] of pending.entries()) {
    try {
      move(added, level);
    } catch (error) {
      // Every search that reaches this level fails, not only the first.
      level.pending = pending.slice(index);
      throw error;
    }
  }
}

function move<E>(added: AddedPath<E>, level: Level<E>): void {
  const { path, at } = added;
  if (at === path.length) {
    level.end = added.endOf(added.names, level.end);
    return;
  }
  const to = segmentEnd(path, at);
  addPending(levelOf(level, path.slice(at + 1, to), added), added);
  added.at = to;
}

/** The level below for a segment of the document. */
function levelOf<E>(level: Level<E>, segment: string, { path, multi, names }: AddedPath<E>): Level<E> {
  if (!segment.includes('{')) {
    const text = decodeComponent(segment);
    if (text === undefined) throw new Error(`The path ${path} contains invalid percent-encoding.`);
    return literalLevel(level, text);
  }
  const name = wholeParameter(segment);
  if (name !== undefined) {
    names.push(name);
    return wholeLevel(level, multi.has(name));
  }
  const template = new SegmentTemplate(segment);
  if (template.names.some((part) => multi.has(part))) throw new Error(`The path ${path} has a multi-segment parameter that is not a whole segment.`);
  names.push(...template.names);
  return mixedLevel(level, template);
}

/** The name of a parameter that is a whole segment, such as `{petId}`. */
function wholeParameter(segment: string): string | undefined {
  const end = segment.length - 1;
  const isWhole = end > 1 && segment.lastIndexOf('{') === 0 && segment.indexOf('}') === end;
  return isWhole ? segment.slice(1, end) : undefined;
}

/**
 * Searches below a level, with backtracking.
 *
 * @param at index of the slash before the next segment, or the length of the path at its end
 */
function descend<E>(search: Search<E>, level: Level<E>, at: number): E | undefined {
  const { path, values } = search;
  if (level.pending !== undefined) buildLevel(level);
  if (at === path.length) return level.end;
  const to = segmentEnd(path, at);
  const segment = path.slice(at + 1, to);
  const literal = level.literals?.get(search.encoded ? (decodeComponent(segment) as string) : segment);
  const literalEnd = literal && descend(search, literal, to);
  if (literalEnd !== undefined) return literalEnd;
  // A parameter is never empty: `/pets/` is not `/pets/{petId}`.
  if (segment === '') return undefined;
  const valueCount = values.length;
  for (const { template, level: next } of level.mixed) {
    const parts = template.match(segment);
    if (parts === undefined) continue;
    values.push(...parts);
    const end = descend(search, next, to);
    if (end !== undefined) return end;
    values.length = valueCount;
  }
  if (level.single !== undefined) {
    values.push(segment);
    const end = descend(search, level.single, to);
    if (end !== undefined) return end;
    values.length = valueCount;
  }
  return level.multi && descendMulti(search, level.multi, at);
}

/** Matches a parameter with one segment, then two, and so on, since what follows it in the path is more concrete than the parameter. */
function descendMulti<E>(search: Search<E>, level: Level<E>, at: number): E | undefined {
  const { path, values } = search;
  if (search.futile?.has(level)) return undefined;
  const valueCount = values.length;
  let to = at;
  do {
    const next = segmentEnd(path, to);
    // A value of the parameter has no empty segment.
    if (next === to + 1) break;
    to = next;
    values.push(path.slice(at + 1, to));
    const end = descend(search, level, to);
    if (end !== undefined) return end;
    values.length = valueCount;
  } while (to < path.length);
  search.futile ??= new Set();
  search.futile.add(level);
  return undefined;
}

function segmentEnd(path: string, at: number): number {
  const slash = path.indexOf('/', at + 1);
  return slash === -1 ? path.length : slash;
}

const NO_MIXED: readonly never[] = [];

function newLevel<E>(): Level<E> {
  return { literals: undefined, mixed: NO_MIXED, single: undefined, multi: undefined, end: undefined, pending: undefined };
}

function literalLevel<E>(level: Level<E>, text: string): Level<E> {
  level.literals ??= new Map();
  const known = level.literals.get(text);
  if (known !== undefined) return known;
  const next = newLevel<E>();
  level.literals.set(text, next);
  return next;
}

function wholeLevel<E>(level: Level<E>, isMulti: boolean): Level<E> {
  const key = isMulti ? 'multi' : 'single';
  level[key] ??= newLevel<E>();
  return level[key];
}

/** Templates that differ only in the names of their parameters share a level. */
function mixedLevel<E>(parent: Level<E>, template: SegmentTemplate): Level<E> {
  const known = parent.mixed.find((other) => other.template.shape === template.shape);
  if (known !== undefined) return known.level;
  const level = newLevel<E>();
  parent.mixed = [...parent.mixed, { template, level }].sort((a, b) => b.template.fixed - a.template.fixed || (a.template.shape < b.template.shape ? -1 : 1));
  return level;
}
