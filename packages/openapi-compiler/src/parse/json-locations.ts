import { scanJson } from './json-scanner.ts';

/** A member whose object has another one of its name. */
export interface RepeatedMember {
  readonly name: string;
  /** Of the second of them, in the text. */
  readonly offset: number;
}

/**
 * Members that `JSON.parse` loses without a word, as the last one of a name wins (RFC 8259 section 4).
 *
 * @param text valid JSON, not nested deeper than some thousand levels
 */
export function repeatedMembers(text: string): RepeatedMember[] {
  const repeated: RepeatedMember[] = [];
  const objects: Set<string>[] = [];
  scanJson(text, {
    begin: (_offset, isArray) => objects.push(isArray ? NO_NAMES : new Set()) > 0,
    property(name, offset) {
      const names = objects.at(-1);
      if (names?.has(name)) repeated.push({ name, offset });
      names?.add(name);
    },
    end: () => void objects.pop(),
  });
  return repeated;
}

const NO_NAMES = new Set<string>();

/** A part of a document that is looked for, or is on the way to one. */
interface Place {
  offset?: number;
  readonly members: Map<string, Place>;
}

/** An object or array around the current position. */
interface Container {
  readonly place: Place;
  /** Of the next item; undefined in an object. */
  index: number | undefined;
  /** The value of the last property. */
  member: Place | undefined;
}

/**
 * Finds where things stand in JSON, in one pass, as the tree of a document of megabytes takes hundreds of them.
 *
 * @param text  valid JSON, not nested deeper than some thousand levels
 * @param paths the names on the way to each: those of JSON Pointers (RFC 6901)
 * @returns for each, the offset of its key, or of the item of an array; of the nearest thing around it where it names nothing
 */
export function jsonOffsets(text: string, paths: readonly (readonly string[])[]): number[] {
  const root = placesOf(paths);
  findOffsets(text, root);
  return paths.map((path) => {
    let offset = root.offset ?? 0;
    let at: Place | undefined = root;
    for (const part of path) {
      at = at.members.get(part);
      if (at?.offset === undefined) break;
      offset = at.offset;
    }
    return offset;
  });
}

function placesOf(paths: readonly (readonly string[])[]): Place {
  const root: Place = { members: new Map() };
  for (const path of paths) {
    let at = root;
    for (const part of path) {
      const next: Place = at.members.get(part) ?? { members: new Map() };
      at.members.set(part, next);
      at = next;
    }
  }
  return root;
}

function findOffsets(text: string, root: Place): void {
  const around: Container[] = [];
  const valueAt = (offset: number): Place | undefined => {
    const container = around.at(-1);
    if (container === undefined) {
      root.offset = offset;
      return root;
    }
    if (container.index === undefined) return container.member;
    const item = container.place.members.get(String(container.index++));
    if (item !== undefined) item.offset = offset;
    return item;
  };
  scanJson(text, {
    begin(offset, isArray) {
      const place = valueAt(offset);
      if (place === undefined || place.members.size === 0) return false;
      around.push({ place, index: isArray ? 0 : undefined, member: undefined });
      return true;
    },
    literal: (offset) => void valueAt(offset),
    property(name, offset) {
      const container = around.at(-1) as Container;
      container.member = container.place.members.get(name);
      if (container.member !== undefined) container.member.offset = offset;
    },
    end: () => void around.pop(),
  });
}
