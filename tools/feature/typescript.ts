import { type Json, joinPointer } from '@petsage/openapi-compiler/internal';

/** Line terminators and invisible characters, which are escaped in code. */
const UNSEEN = /[\u007f-\u009f\p{Cf}\u2028\u2029\u0085]/gu;

/** A string literal. `${` is escaped, as in a string it looks like a mistaken template. */
export function text(value: string): string {
  return JSON.stringify(value)
    .replaceAll('${', '\\u0024{')
    .replace(UNSEEN, (character) =>
      [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''),
    );
}

/**
 * JSON as an expression.
 *
 * @param replaced expressions for some places in it, by JSON Pointer
 */
export function expression(value: Json | undefined, replaced: ReadonlyMap<string, string> = new Map(), pointer = ''): string {
  const other = replaced.get(pointer);
  if (other !== undefined) return other;
  if (Array.isArray(value)) return `[${value.map((item, index) => expression(item, replaced, joinPointer(pointer, index))).join(', ')}]`;
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${property(name)}: ${expression(member, replaced, joinPointer(pointer, name))}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** A property's name in an object literal; in brackets, `__proto__` is a name like any other (ECMAScript 2024 section B.3.1). */
export function property(name: string): string {
  if (name === '__proto__') return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name);
}

/** `value.name` or `value["na-me"]`. */
export function member(object: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${text(name)}]`;
}

/** A doc comment; the first line and those after it stand as they are, but for what would end it. */
export function comment(words: string, indent = ''): string {
  const lines = words
    .trim()
    .split(/\r?\n/)
    .map((line) =>
      line
        .replaceAll('*/', '*\u200b/')
        .replace(/[\u2028\u2029]/g, ' ')
        .trimEnd(),
    );
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}

/** A summary as a sentence; what has more lines than one keeps them. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
