/** A string of generated code, in which brackets are only characters. */
const BRACKET = /[{}()[\]]/;
const STRING = /"(?:[^"\\]|\\.)*"/g;

/** Generated code in which every line is indented by two spaces for each line whose brackets are open, and `else` stands beside its brace. */
export function indented(code: string): string {
  /** The lines of the brackets that are open. */
  const open: number[] = [];
  /** How many lines these are. */
  let depth = 0;
  const lines = code.replace(/\}\n(?=else\b)/g, '} ').split('\n');
  return lines
    .map((line, number) => {
      const text = line.trim();
      let indent = depth;
      // Most lines open and close nothing.
      for (const bracket of BRACKET.test(text) ? text.replace(STRING, '').replace(/[^{}()[\]]/g, '') : '') {
        if ('{(['.includes(bracket)) {
          if (open.at(-1) !== number) depth++;
          open.push(number);
        } else if (open.pop() !== open.at(-1)) {
          depth--;
          indent = Math.min(indent, depth);
        }
      }
      return text === '' ? '' : `${'  '.repeat(indent)}${text}`;
    })
    .join('\n');
}
