import type { Json } from '@petsage/openapi-compiler/internal';

/** What happened to a keyword, for the end of a sentence. */
export function changeText(from: Json | undefined, to: Json | undefined): string {
  if (isNothing(from)) return `was set to ${text(to)}`;
  return isNothing(to) ? 'was removed' : `changed from ${text(from)} to ${text(to)}`;
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function text(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(text).join(' and ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
