import type { Call } from './call.ts';
import { cookiePairs, queryPairs } from './pairs.ts';
import { headerValues } from './parameters.ts';
import { Problem } from './problem.ts';
import { contractProblems } from './problem-types.ts';
import type { ContractTables, OperationTable } from './tables.ts';

/** What a client sent for one security scheme. */
export interface Credentials {
  /** The key, the token, for `basic` the password, or for another method of HTTP all that follows its name. */
  readonly secret: string;
  /** For `basic` only. */
  readonly user?: string;
  /** The scopes or roles that are asked of this scheme: where an operation has alternatives, the handler is called for each set. */
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

/** A Security Scheme Object (OpenAPI 3.0.3 section 4.7.27). */
interface Scheme {
  readonly type?: string;
  readonly scheme?: string;
  readonly in?: string;
  readonly name?: string;
}

/** One scheme that is asked for, with the scopes that are asked of it. */
export interface Check {
  readonly scheme: string;
  readonly scopes: readonly string[];
  /** The same for checks that are one; no name that an object has of its own. */
  readonly key: string;
}

/** What an operation asks for: alternatives, each a list of checks that all have to pass. */
export type Alternatives = readonly (readonly Check[])[];

export function securityAlternatives({ security }: Pick<OperationTable, 'security'>): Alternatives {
  return security.map((requirement) =>
    Object.entries(requirement).map(([scheme, scopes]) => ({ scheme, scopes, key: `scheme ${JSON.stringify([scheme, scopes])}` })),
  );
}

/** A handler as openapi-backend runs it: what it returns is the principal, wrapped, as only a truthy result counts as authorized. */
export function runCheck(scheme: Scheme, scopes: readonly string[], handler: SecurityHandler): (context: unknown, call: Call) => Promise<object> {
  const run = async (call: Call) => {
    const credentials = readCredentials(scheme, call);
    if (credentials === undefined) throw new MissingCredentials();
    const principal = await handler({ ...credentials, scopes });
    if (principal === undefined) throw new MissingCredentials();
    return { principal };
  };
  // openapi-backend runs a check once for each alternative that it stands in.
  const runs = new WeakMap<Call, ReturnType<typeof run>>();
  return (_context, call) => {
    const result = runs.get(call) ?? run(call);
    runs.set(call, result);
    return result;
  };
}

class MissingCredentials extends Error {}

/** The result of each check, by key, as openapi-backend collects them. */
export type CheckResults = Readonly<Record<string, { readonly principal?: unknown; readonly error?: unknown } | boolean | undefined>>;

/** The principal of the first alternative that is met: of its one scheme, or by name of its several. One that asks for nothing comes last, wherever it stands. */
export function principalOf(alternatives: Alternatives, results: CheckResults): unknown {
  const passed = ({ key }: Check) => typeof results[key] === 'object' && results[key].error === undefined;
  const met = alternatives.find((checks) => checks.length > 0 && checks.every(passed)) ?? [];
  const principals = met.map(({ scheme, key }) => [scheme, (results[key] as { principal: unknown }).principal] as const);
  return principals.length > 1 ? Object.fromEntries(principals) : principals[0]?.[1];
}

/**
 * Why nobody was let in: whatever a handler failed with, a 403 that one threw, or else a 401 with a challenge for each scheme.
 *
 * @see RFC 9110 sections 11.6.1 and 15.5.2
 */
export function refusalOf(tables: ContractTables, alternatives: Alternatives, results: CheckResults): unknown {
  const checks = alternatives.flat();
  const errors = checks.flatMap(({ key }) => (typeof results[key] === 'object' && results[key].error !== undefined ? [results[key].error] : []));
  const decided = errors.find((error) => !(error instanceof MissingCredentials));
  if (decided !== undefined) return decided;
  return new Problem(contractProblems.unauthorized, {
    detail: 'The operation wants credentials, and there were none that it accepts.',
    headers: { 'WWW-Authenticate': challengesOf(tables, alternatives) },
  });
}

/** The value of `WWW-Authenticate`: a challenge for each scheme that is asked for. */
export function challengesOf({ securitySchemes }: Pick<ContractTables, 'securitySchemes'>, alternatives: Alternatives): string {
  const names = new Set(alternatives.flatMap((checks) => checks.map(({ scheme }) => scheme)));
  return [...names].map((name) => challenge(securitySchemes[name] as Scheme)).join(', ');
}

/** What a request has for a scheme; undefined where it has nothing, or nothing in the form that the scheme asks for. */
function readCredentials(scheme: Scheme, { ctx, query }: Call): { secret: string; user?: string } | undefined {
  const name = scheme.name ?? '';
  if (scheme.type === 'apiKey') {
    const pairs = scheme.in === 'query' ? queryPairs(query) : scheme.in === 'cookie' ? cookiePairs(ctx.req.headers.cookie) : undefined;
    const given = pairs === undefined ? headerValues(ctx.req, name.toLowerCase()) : pairs.get(name);
    // A key that is given twice is no key: nobody could say which one was meant.
    const text = given?.length === 1 ? (given[0] as string) : undefined;
    const secret = text === undefined || pairs === undefined ? text : pairs.decode(text);
    return secret === undefined || secret === '' ? undefined : { secret };
  }
  // Of two fields Node keeps the first, and somebody in front may have looked at the second.
  const fields = headerValues(ctx.req, 'authorization');
  const [, method = '', text = ''] = (fields.length === 1 && CREDENTIALS.exec(fields[0] as string)) || [];
  const wanted = methodOf(scheme).toLowerCase();
  if (method.toLowerCase() !== wanted) return undefined;
  // A token has no space in it, and neither has what stands for user and password (RFC 6750 section 2.1, RFC 7617 section 2).
  if ((wanted === 'bearer' || wanted === 'basic') && text.includes(' ')) return undefined;
  if (wanted !== 'basic') return { secret: text };
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon === -1 ? undefined : { user: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

/** The name of a method, and a token or parameters (RFC 9110 section 11.4). */
const CREDENTIALS = /^(\S+) +(\S.*)$/;

/** The method of HTTP that a scheme is of: OAuth 2 and OpenID Connect send bearer tokens (RFC 6750 section 2.1). */
function methodOf(scheme: Scheme): string {
  return scheme.type === 'http' ? (scheme.scheme ?? '') : 'Bearer';
}

/** A key has no registered challenge; its own says where it goes. */
function challenge(scheme: Scheme): string {
  if (scheme.type === 'apiKey') {
    const { name = '' } = scheme;
    // As it stands in a query; in a header or cookie it is a token.
    return `ApiKey in="${scheme.in}", name="${scheme.in === 'query' ? encodeURIComponent(name.toWellFormed()) : name}"`;
  }
  const method = methodOf(scheme);
  const named = method.charAt(0).toUpperCase() + method.slice(1).toLowerCase();
  return named === 'Basic' ? 'Basic realm="api", charset="UTF-8"' : `${named} realm="api"`;
}
