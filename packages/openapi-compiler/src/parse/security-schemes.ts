import { isObject, type Json, type JsonObject, joinPointer, located } from '../json.ts';

/** The names of the security schemes that an operation requires, alone or beside others, in the order of its requirements. */
export function schemesOf({ security }: { readonly security: Json }): string[] {
  return [...new Set((security as JsonObject[]).flatMap((requirement) => Object.keys(requirement)))];
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

/**
 * Methods of HTTP's registry (RFC 9110 section 16.4.1) whose credentials respond to a challenge of the server or sign the request, so that
 * a handler cannot verify them by themselves.
 */
const BOUND: ReadonlySet<string> = new Set([
  ...['concealed', 'digest', 'dpop', 'gnap', 'hoba', 'mutual', 'negotiate', 'oauth', 'privatetoken', 'scram-sha-1', 'scram-sha-256'],
]);

/** Why a handler cannot verify the credentials of a scheme, and where the document says so; undefined if it can. */
export function unverifiable(root: JsonObject, name: string): { readonly pointer: string; readonly reason: string } | undefined {
  const scheme = located(root, joinPointer('/components/securitySchemes', name));
  if (scheme === undefined) return undefined;
  const { type, scheme: method } = scheme.value;
  if (type === 'mutualTLS') return { pointer: scheme.pointer, reason: `${name} is of the type mutualTLS, which is a matter of the connection` };
  if (type !== 'http' || !BOUND.has(String(method).toLowerCase())) return undefined;
  return {
    pointer: joinPointer(scheme.pointer, 'scheme'),
    reason: `${name} is of the HTTP scheme ${method}, whose credentials respond to a challenge or sign the request`,
  };
}

/** The security requirements of an operation that can be served: those of which a handler can verify every scheme. */
export function servedRequirements(root: JsonObject, security: Json): Json {
  if (!isRequirements(security)) return [];
  const served = security.filter((requirement) => Object.keys(requirement).every((name) => unverifiable(root, name) === undefined));
  // With none left, what is required stays as it is: an empty list would let everyone in.
  return served.length === 0 ? security : served;
}
