import { BRACKET_OR_STRING, endOf, SPACE, STRING } from './json-scan.ts';

/** A part of a document that is looked for, or is on the way to one. */
interface Wanted {
  offset: number | undefined;
  readonly members: Map<string, Wanted>;
}

const SCALAR = /[^\t\n\r ,\]}]+/y;

/**
 * Finds where things stand in JSON, in one pass, as building a tree of a document of megabytes takes seconds.
 *
 * @param text  valid JSON
 * @param paths the names on the way to each: those of JSON Pointers (RFC 6901)
 * @returns for each, the offset of its key, or of the item of a list; of the nearest thing around it where it names nothing
 */
export function jsonOffsets(text: string, paths: readonly (readonly string[])[]): number[] {
  const root = newWanted();
  for (const path of paths) {
    let at = root;
    for (const part of path) {
      const next = at.members.get(part) ?? newWanted();
      at.members.set(part, next);
      at = next;
    }
  }
  const start = endOf(SPACE, text, 0);
  root.offset = start;
  find(text, start, root);
  return paths.map((path) => {
    let offset = start;
    let at: Wanted | undefined = root;
    for (const part of path) {
      at = at.members.get(part);
      if (at?.offset === undefined) break;
      offset = at.offset;
    }
    return offset;
  });
}

function newWanted(): Wanted {
  return { offset: undefined, members: new Map() };
}

/** @returns the offset behind a value */
function find(text: string, start: number, wanted: Wanted): number {
  const isList = text[start] === '[';
  if (wanted.members.size === 0 || (!isList && text[start] !== '{')) return skip(text, start);
  let at = endOf(SPACE, text, start + 1);
  for (let index = 0; text[at] !== ']' && text[at] !== '}'; index++) {
    const key = at;
    let name = String(index);
    if (!isList) {
      const end = endOf(STRING, text, at);
      name = JSON.parse(text.slice(at, end)) as string;
      at = endOf(SPACE, text, endOf(SPACE, text, end) + 1);
    }
    const member = wanted.members.get(name);
    if (member !== undefined) member.offset = key;
    at = endOf(SPACE, text, member === undefined ? skip(text, at) : find(text, at, member));
    if (text[at] === ',') at = endOf(SPACE, text, at + 1);
  }
  return at + 1;
}

function skip(text: string, start: number): number {
  if (text[start] === '"') return endOf(STRING, text, start);
  if (text[start] !== '{' && text[start] !== '[') return endOf(SCALAR, text, start);
  let depth = 0;
  BRACKET_OR_STRING.lastIndex = start;
  for (;;) {
    const found = BRACKET_OR_STRING.exec(text)?.[0];
    const end = BRACKET_OR_STRING.lastIndex;
    if (found === '"') BRACKET_OR_STRING.lastIndex = endOf(STRING, text, end - 1);
    else if (found === '{' || found === '[') depth++;
    else if (--depth === 0) return end;
  }
}
