import { decodeComponent } from '../http/percent-encoding.ts';
import { SegmentTemplate } from './segment-template.ts';

/** A level of the tree of paths: its members are tried from the concrete to the general (OpenAPI 3.0.3 section 4.7.8.2). */
interface Level<E> {
  /** By decoded segment. */
  readonly literals: Map<string, Level<E>>;
  /** Segments of text and parameters, the ones with more text first. */
  readonly mixed: { readonly template: SegmentTemplate; readonly level: Level<E> }[];
  /** One whole segment. */
  single?: Level<E>;
  /** One segment or more. */
  multi?: Level<E>;
  end?: E;
}

/** Where a path of the document ends. */
interface Place<E> {
  readonly level: Level<E>;
  /** Of the parameters on the way. */
  readonly names: readonly string[];
}

/** Where the path of a request ends. */
interface Found<E> {
  readonly end: E;
  /** The texts of the parameters on the way, still percent-encoded. */
  readonly values: readonly string[];
}

/** One request on its way down the tree. */
interface Descent<E> {
  readonly path: string;
  readonly encoded: boolean;
  /** The texts of the parameters so far. */
  readonly values: string[];
  /** Levels after a multi-segment parameter that led nowhere; they would again from any later segment, as they could skip up to here. */
  futile: Set<Level<E>> | undefined;
}

/** A segment that is one parameter. */
const WHOLE = /^\{([^{}]+)\}$/;

/** The paths of a document, segment by segment; `E` is what stands at the end of one. */
export class PathTrie<E> {
  readonly #root: Level<E> = newLevel();

  /**
   * @param path    begins with `/`
   * @param encoded whether the path is another than its own decoded form; if so, all of it can be decoded
   */
  find(path: string, encoded: boolean): Found<E> | undefined {
    const descent: Descent<E> = { path, encoded, values: [], futile: undefined };
    const end = descend(descent, this.#root, 0);
    return end && { end, values: descent.values };
  }

  /**
   * The place at which a path of the document ends, made if it is not there.
   *
   * @param multi names of the parameters that take one segment or more
   * @throws Error naming a path with a bad escape, or with a multi-segment parameter beside text
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

/**
 * Goes down from a level, and comes back from where the path does not go on.
 *
 * @param at the slash before the next segment; the length of the path at its end
 */
function descend<E>(descent: Descent<E>, level: Level<E>, at: number): E | undefined {
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
function descendMulti<E>(descent: Descent<E>, level: Level<E>, at: number): E | undefined {
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

/** Templates that differ in the names of their parameters only share a level. */
function mixedLevel<E>({ mixed }: Level<E>, template: SegmentTemplate): Level<E> {
  const known = mixed.find((other) => other.template.shape === template.shape);
  if (known !== undefined) return known.level;
  const level = newLevel<E>();
  mixed.push({ template, level });
  mixed.sort((a, b) => b.template.fixed - a.template.fixed || (a.template.shape < b.template.shape ? -1 : 1));
  return level;
}
