import { isObject, type Json } from '../../json.ts';

/** The type of whatever nothing is said of. */
export const UNKNOWN = 'unknown';

/** The type of one value. */
export function literal(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (isObject(value))
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${propertyName(name)}: ${literal(member as Json)}`)
      .join('; ')} }`;
  return JSON.stringify(value);
}

/** None of the types needs brackets, as an intersection binds closer than a union. */
export function union(types: readonly string[]): string {
  if (types.includes(UNKNOWN)) return UNKNOWN;
  const members = [...new Set(types)].filter((type) => type !== 'never');
  return members.length === 0 ? 'never' : members.join(' | ');
}

export function intersection(types: readonly string[]): string {
  const members = combined([...new Set(types)].filter((type) => type !== UNKNOWN));
  return members.length === 0 ? UNKNOWN : members.map((type) => (members.length > 1 ? wrapped(type) : type)).join(' & ');
}

const PRIMITIVES = ['string', 'number', 'boolean', 'null'];
/** Alternatives of a union of primitive types and values, and of nothing else. */
const PRIMITIVE = /(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|string|number|boolean|null)/;
const PRIMITIVE_UNION = new RegExp(`^${PRIMITIVE.source}(?: \\| ${PRIMITIVE.source})*$`);

/** The same types, with those of primitive values as one: a string that is `"a" | "b"` is `"a" | "b"`. */
function combined(types: readonly string[]): readonly string[] {
  const primitive = types.filter((type) => PRIMITIVE_UNION.test(type));
  if (primitive.length < 2) return types;
  const unions = primitive.map((type): string[] => type.match(new RegExp(PRIMITIVE, 'g')) ?? []);
  const common = unions.reduce((one, other) => [
    ...one.filter((type) => other.some((wider) => isWithin(type, wider))),
    ...other.filter((type) => !one.includes(type) && one.some((wider) => isWithin(type, wider))),
  ]);
  return [union(common), ...types.filter((type) => !primitive.includes(type))];
}

/** Whether every value of one primitive type is of another. */
function isWithin(type: string, wider: string): boolean {
  return type === wider || (!PRIMITIVES.includes(type) && wider === typeof JSON.parse(type));
}

/** A type that can stand before `[]`, `?` or `&`. */
export function wrapped(type: string): string {
  return /[|&]/.test(type) && /[|&]/.test(withoutBraces(type)) ? `(${type})` : type;
}

/** The outermost level of a type, so that a `|` inside of an object or a text does not count. */
function withoutBraces(type: string): string {
  let depth = 0;
  let text = '';
  for (let index = 0; index < type.length; index++) {
    const character = type[index] as string;
    if (character === '"') {
      const end = closingQuote(type, index);
      index = end;
      continue;
    }
    if (character === '/' && type[index + 1] === '*') {
      index = type.indexOf('*/', index) + 1;
      continue;
    }
    if ('{[('.includes(character)) depth++;
    else if ('}])'.includes(character)) depth--;
    else if (depth === 0) text += character;
  }
  return text;
}

function closingQuote(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}

export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A doc comment from a description; empty without one. */
export function commentOf(
  { description, deprecated: isDeprecated }: { readonly description?: string | undefined; readonly deprecated: boolean },
  indent: string,
): string {
  const deprecated = isDeprecated ? ['@deprecated'] : [];
  const text = description?.trim() ?? '';
  const lines = [...(text === '' ? [] : text.split(/\r?\n/)), ...deprecated].map((line) => line.replaceAll('*/', '*\u200b/').trimEnd());
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}

/** What no type is in: comments, and texts in quotes. */
const NO_TYPES = /\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/** Whether code names a type: a comment and a property may have the same word. */
export function usesType(code: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b(?!\\??:)`).test(code.replace(NO_TYPES, "''"));
}
