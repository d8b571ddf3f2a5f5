import { type DocumentOperation, located } from './operations.ts';
import type { JsonObject } from './source-document.ts';

/** The names of the security schemes that an operation requires, alone or beside others, in the order of its requirements. */
export function schemesOf({ security }: Pick<DocumentOperation, 'security'>): string[] {
  return [...new Set((security as JsonObject[]).flatMap((requirement) => Object.keys(requirement)))];
}

/** The names of the security schemes that operations require, in the order in which the document defines them. */
export function requiredSchemes(root: JsonObject, operations: readonly DocumentOperation[]): string[] {
  const required = new Set(operations.flatMap(schemesOf));
  return Object.keys(located(root, '/components/securitySchemes')?.value ?? {}).filter((name) => required.has(name));
}
