import { decodeComponent } from '../http/percent-encoding.ts';
import { SegmentTemplate } from './segment-template.ts';

/** A node of the trie of paths: its children are tried from the most to the least concrete (OpenAPI 3.0.3 section 4.7.8.2). */
interface Level<E> {
  /** Children by decoded segment. */
  readonly literals: Map<string, Level<E>>;
  /** Segments that mix literal text and parameters, those with more text first. */
  readonly mixed: { readonly template: SegmentTemplate; readonly level: Level<E> }[];
  /** A parameter for one whole segment. */
  single?: Level<E>;
  /** A parameter for one segment or more. */
  multi?: Level<E>;
  end?: E;
}

/** Where a path of the document ends. */
interface Place<E> {
  readonly level: Level<E>;
  /** The parameters of the path, in order. */
  readonly names: readonly string[];
}

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

/** A segment that is one parameter. */
const WHOLE = /^\{([^{}]+)\}$/;

/** The paths of a document as a trie of segments; `E` is the value stored at the end of a path. */
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
   * Gets the place where a path of the document ends, and creates it if needed.
   *
   * @param multi names of the parameters that match one segment or more
   * @throws Error naming a path with invalid percent-encoding, or with text beside a multi-segment parameter in a segment
   */
  place(path: string, multi: ReadonlySet<string>): Place<E> {
    const names: string[] = [];
    let level = this.#root;
    for (const segment of path.slice(1).split('/')) {
      const name = WHOLE.exec(segment)?.[1];
      if (name !== undefined) {
        names.push(name);
        level = wholeLevel(level, multi.has(name));
      } else if (segment.includes('{')) {
        const template = new SegmentTemplate(segment);
        if (template.names.some((part) => multi.has(part))) throw new Error(`The path ${path} has a multi-segment parameter that is not a whole segment.`);
        names.push(...template.names);
        level = mixedLevel(level, template);
      } else {
        const text = decodeComponent(segment);
        if (text === undefined) throw new Error(`The path ${path} contains invalid percent-encoding.`);
        level = literalLevel(level, text);
      }
    }
    return { level, names };
  }
}

/**
 * Searches below a level, with backtracking.
 *
 * @param at index of the slash before the next segment, or the length of the path at its end
 */
function descend<E>(search: Search<E>, level: Level<E>, at: number): E | undefined {
  const { path, values } = search;
  if (at === path.length) return level.end;
  const to = segmentEnd(path, at);
  const segment = path.slice(at + 1, to);
  const literal = level.literals.get(search.encoded ? (decodeComponent(segment) as string) : segment);
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

function newLevel<E>(): Level<E> {
  return { literals: new Map(), mixed: [] };
}

function literalLevel<E>({ literals }: Level<E>, text: string): Level<E> {
  const next = literals.get(text) ?? newLevel<E>();
  literals.set(text, next);
  return next;
}

function wholeLevel<E>(level: Level<E>, isMulti: boolean): Level<E> {
  const key = isMulti ? 'multi' : 'single';
  level[key] ??= newLevel<E>();
  return level[key];
}

/** Templates that differ only in the names of their parameters share a level. */
function mixedLevel<E>({ mixed }: Level<E>, template: SegmentTemplate): Level<E> {
  const known = mixed.find((other) => other.template.shape === template.shape);
  if (known !== undefined) return known.level;
  const level = newLevel<E>();
  mixed.push({ template, level });
  mixed.sort((a, b) => b.template.fixed - a.template.fixed || (a.template.shape < b.template.shape ? -1 : 1));
  return level;
}
