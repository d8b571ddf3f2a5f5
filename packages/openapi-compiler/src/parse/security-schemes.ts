import type { DocumentOperation } from './operations.ts';
import { isObject, type Json, type JsonObject, joinPointer, located } from './source-document.ts';

/** The names of the security schemes that an operation requires, alone or beside others, in the order of its requirements. */
export function schemesOf({ security }: Pick<DocumentOperation, 'security'>): string[] {
  return [...new Set((security as JsonObject[]).flatMap((requirement) => Object.keys(requirement)))];
}

/** The names of the security schemes that operations require, in the order in which the document defines them. */
export function requiredSchemes(root: JsonObject, operations: readonly DocumentOperation[]): string[] {
  const required = new Set(operations.flatMap(schemesOf));
  return Object.keys(located(root, '/components/securitySchemes')?.value ?? {}).filter((name) => required.has(name));
}

/** The names of the keys that an operation's security schemes look for in the query. */
export function queryKeys(root: JsonObject, operation: DocumentOperation): string[] {
  return schemesOf(operation).flatMap((name) => {
    const scheme = located(root, joinPointer('/components/securitySchemes', name))?.value;
    return scheme?.['type'] === 'apiKey' && scheme['in'] === 'query' ? [String(scheme['name'])] : [];
  });
}

/** Whether nobody is let in without credentials: an empty list and an empty alternative both let everyone in (OpenAPI 3.0.3 section 4.7.30). */
export function needsCredentials(security: unknown): boolean {
  return Array.isArray(security) && security.length > 0 && !security.some((alternative) => isObject(alternative) && Object.keys(alternative).length === 0);
}

/** Whether a value is a list of Security Requirement Objects (OpenAPI 3.0.3 section 4.7.30): lists of scopes by the names of schemes. */
export function isRequirements(security: Json | undefined): security is JsonObject[] {
  const isScopes = (scopes: Json | undefined) => Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string');
  return Array.isArray(security) && security.every((requirement) => isObject(requirement) && Object.values(requirement).every(isScopes));
}
