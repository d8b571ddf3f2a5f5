import type { Call } from './call.ts';
import { cookiePairs, queryPairs } from './pairs.ts';
import { Problem } from './problem.ts';
import { contractProblems } from './problem-types.ts';
import type { ContractTables, OperationTable } from './tables.ts';

/** What a client sent for one security scheme. */
export interface Credentials {
  /** The key, the token, or for `basic` the password. */
  readonly secret: string;
  /** For `basic` only. */
  readonly user?: string;
  /** The scopes or roles that the operation asks of this scheme. */
  readonly scopes: readonly string[];
}

/**
 * Finds out whose credentials these are.
 *
 * @returns the principal; undefined for credentials that are not accepted (401)
 * @throws Problem `forbidden` (403) for a principal that may not call the operation
 */
export type SecurityHandler = (credentials: Credentials) => unknown;

/** A handler for each scheme: one that is missing or superfluous does not compile. */
export type SecurityHandlers<Scheme extends string> = { readonly [S in Scheme]: SecurityHandler };

/** A Security Scheme Object (OpenAPI 3.0.3 section 4.7.23). */
interface Scheme {
  readonly type?: string;
  readonly scheme?: string;
  readonly in?: string;
  readonly name?: string;
}

/** A handler as openapi-backend runs it: what it returns is the principal, wrapped, as only a truthy result counts as authorized. */
export function runScheme(name: string, scheme: Scheme, handler: SecurityHandler): (context: unknown, call: Call) => Promise<{ principal: unknown }> {
  return async (_context, call) => {
    const credentials = readCredentials(scheme, call);
    if (credentials === undefined) throw new MissingCredentials();
    const scopes = call.operation.security.flatMap((requirement) => requirement[name] ?? []);
    const principal = await handler({ ...credentials, scopes });
    if (principal === undefined) throw new MissingCredentials();
    return { principal };
  };
}

class MissingCredentials extends Error {}

/** openapi-backend keeps `authorized`, a result of its own, beside those of schemes; a scheme may well have that name. */
export const schemeKey = (name: string) => `scheme ${name}`;

interface SchemeResult {
  readonly principal?: unknown;
  readonly error?: unknown;
}

/** The result of each scheme, by its key, as openapi-backend collects them. */
export type SchemeResults = Readonly<Record<string, SchemeResult | boolean | undefined>>;

function resultOf(results: SchemeResults, name: string): SchemeResult | undefined {
  const result = results[schemeKey(name)];
  return typeof result === 'object' ? result : undefined;
}

/** The principal of the first requirement that is met: of its one scheme, or by name of its several. */
export function principalOf(operation: OperationTable, results: SchemeResults): unknown {
  const passed = (name: string) => {
    const result = resultOf(results, name);
    return result !== undefined && result.error === undefined;
  };
  const met = operation.security.find((requirement) => Object.keys(requirement).every(passed));
  const names = Object.keys(met ?? {});
  const principals = names.map((name) => [name, resultOf(results, name)?.principal] as const);
  return principals.length > 1 ? Object.fromEntries(principals) : principals[0]?.[1];
}

/**
 * Why nobody was let in: whatever a handler failed with, a 403 that one threw, or else a 401 with a challenge for each scheme.
 *
 * @see RFC 9110 sections 11.6.1 and 15.5.2
 */
export function refusalOf(tables: ContractTables, operation: OperationTable, results: SchemeResults): unknown {
  const errors = schemesIn(operation.security).map((name) => resultOf(results, name)?.error);
  const decided = errors.find((error) => error !== undefined && !(error instanceof MissingCredentials));
  if (decided !== undefined) return decided;
  return new Problem(contractProblems.unauthorized, {
    detail: 'The operation wants credentials, and there were none that it accepts.',
    headers: { 'WWW-Authenticate': challengesOf(tables, operation) },
  });
}

/** The value of `WWW-Authenticate` for an operation: a challenge for each scheme that it requires. */
export function challengesOf({ securitySchemes }: Pick<ContractTables, 'securitySchemes'>, { security }: Pick<OperationTable, 'security'>): string {
  return schemesIn(security)
    .map((name) => challenge(securitySchemes[name] as Scheme))
    .join(', ');
}

function schemesIn(security: OperationTable['security']): string[] {
  return [...new Set(security.flatMap((requirement) => Object.keys(requirement)))];
}

/** OAuth 2 and OpenID Connect send bearer tokens (RFC 6750 section 2.1). */
function readCredentials(scheme: Scheme, { ctx, query }: Call): { secret: string; user?: string } | undefined {
  const { headers } = ctx.req;
  const name = scheme.name ?? '';
  if (scheme.type === 'apiKey') {
    const pairs = scheme.in === 'query' ? queryPairs(query) : scheme.in === 'cookie' ? cookiePairs(headers.cookie) : undefined;
    const given = pairs === undefined ? headers[name.toLowerCase()] : pairs.get(name);
    // A key that is given twice is no key: nobody could say which one was meant.
    const text = typeof given === 'string' ? given : given?.length === 1 ? given[0] : undefined;
    const secret = text === undefined || pairs === undefined ? text : pairs.decode(text);
    return secret === undefined || secret === '' ? undefined : { secret };
  }
  const [, method = '', text = ''] = /^(\S+) +(\S+) *$/.exec(headers.authorization ?? '') ?? [];
  if (method.toLowerCase() !== methodOf(scheme).toLowerCase()) return undefined;
  if (method.toLowerCase() !== 'basic') return { secret: text };
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon === -1 ? undefined : { user: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

function methodOf(scheme: Scheme): string {
  return scheme.type === 'http' ? (scheme.scheme ?? '') : 'Bearer';
}

/** A key has no registered challenge; its own says where it goes. */
function challenge(scheme: Scheme): string {
  if (scheme.type === 'apiKey') return `ApiKey in="${scheme.in}", name="${scheme.name}"`;
  const method = methodOf(scheme);
  const named = method.charAt(0).toUpperCase() + method.slice(1).toLowerCase();
  return named === 'Basic' ? 'Basic realm="api", charset="UTF-8"' : `${named} realm="api"`;
}
