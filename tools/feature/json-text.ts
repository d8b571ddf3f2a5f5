import { repeatedMembers } from '@petsage/openapi-compiler/internal';

/**
 * Parses a text that may be JSON.
 *
 * @returns the value, what is wrong with it, or undefined for a text that is none: YAML may begin with a brace, too
 */
export function readJson(text: string): { readonly value: unknown } | { readonly fault: string } | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const [repeated] = repeatedMembers(text);
  if (repeated === undefined) return { value };
  const lines = text.slice(0, repeated.offset).split('\n');
  return { fault: `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: the member ${repeated.name} already exists` };
}
