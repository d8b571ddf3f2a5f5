/** In columns. A name or a value that is longer by itself stays as it is. */
const WIDTH = 120;

const OPENING = '{[(';
const CLOSING = '}])';

/** The same declarations with long lines broken: at the alternatives of a union, the members of an object or the elements of a tuple. */
export function brokenLines(code: string): string {
  let inComment = false;
  return code
    .split('\n')
    .map((line) => {
      const start = line.trimStart();
      const isComment = inComment || start.startsWith('/*') || start.startsWith('//');
      inComment = (inComment || start.startsWith('/*')) && !start.includes('*/');
      return isComment || line.length <= WIDTH ? line : broken(line, line.length - start.length);
    })
    .join('\n');
}

/** @param indent of the line, in columns */
function broken(line: string, indent: number): string {
  if (line.length <= WIDTH) return line;
  const text = line.slice(indent);
  const { colon, depth } = scan(text);
  // Part of something that stands on several lines already.
  if (depth !== 0) return line;
  const end = text.endsWith(';') || text.endsWith(',') ? text.slice(-1) : '';
  const head = text.slice(0, colon);
  const type = text.slice(colon, text.length - end.length);
  const inner = ' '.repeat(indent + 2);
  const nested = (parts: readonly string[], mark: string, after: string) =>
    parts.map((part) => broken(`${inner}${mark}${part}${after}`, indent + 2)).join('\n');
  const alternatives = split(type, ' | ');
  if (alternatives.length > 1) return `${' '.repeat(indent)}${head.trimEnd()}\n${nested(alternatives, '| ', '')}${end}`;
  const group = outermost(type);
  if (group === undefined || group.content.trim() === '') return line;
  const { before, opening, content, rest } = group;
  const close = (lines: string) => `${' '.repeat(indent)}${head}${before}${opening}\n${lines}\n${' '.repeat(indent)}${rest}${end}`;
  if (opening === '{') return close(nested(split(content, '; '), '', ';'));
  if (opening === '[') return close(nested(split(content, ', '), '', ','));
  return close(nested(split(content, ' | '), '| ', ''));
}

/** Where the type of a declaration or member begins, and how many brackets are left open. */
function scan(text: string): { colon: number; depth: number } {
  let colon = 0;
  let depth = 0;
  let lowest = 0;
  walk(text, (index, level) => {
    depth = level;
    lowest = Math.min(lowest, level);
    if (colon > 0 || level > 0) return;
    for (const mark of [': ', ' = ']) if (text.startsWith(mark, index)) colon = index + mark.length;
  });
  return { colon, depth: lowest < 0 ? lowest : depth };
}

/** The parts of a text between separators that are in no bracket and in no quotes. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  walk(text, (index, depth) => {
    if (depth !== 0 || index < start || !text.startsWith(separator, index)) return;
    parts.push(text.slice(start, index));
    start = index + separator.length;
  });
  return [...parts, text.slice(start)].map((part) => part.trim()).filter((part) => part !== '');
}

/** The longest of the brackets that are in no other. */
function outermost(text: string): { before: string; opening: string; content: string; rest: string } | undefined {
  let open = -1;
  let longest: readonly [open: number, close: number] | undefined;
  let last = 0;
  walk(text, (index, depth) => {
    if (depth === 1 && last === 0) open = index;
    if (depth === 0 && last === 1 && (longest === undefined || index - open > longest[1] - longest[0])) longest = [open, index];
    last = depth;
  });
  if (longest === undefined) return undefined;
  const [start, close] = longest;
  return { before: text.slice(0, start), opening: text[start] as string, content: text.slice(start + 1, close), rest: text.slice(close) };
}

/** Visits each character outside of quotes and comments with the depth of brackets after it. */
function walk(text: string, visit: (index: number, depth: number) => void): void {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (character === '"') {
      for (index++; index < text.length && text[index] !== '"'; index++) if (text[index] === '\\') index++;
      continue;
    }
    if (OPENING.includes(character)) depth++;
    else if (CLOSING.includes(character)) depth--;
    visit(index, depth);
  }
}
