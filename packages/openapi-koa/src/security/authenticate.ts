import type { OperationSpec, OperationsSpec } from '../operation-spec.ts';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import type { Call } from '../server/context.ts';
import { MissingCredentials, methodOf, readCredentials, type Scheme } from './credentials.ts';

/** The credentials that a client sent for one security scheme. */
export interface Credentials {
  /** The API key, the token, the password (`basic`), or for another HTTP authentication scheme everything after its name. */
  readonly secret: string;
  /** Only for `basic`. */
  readonly user?: string;
  /** The scopes or roles required of this scheme. If an operation has several security requirements, the handler is called for each set. */
  readonly scopes: readonly string[];
}

/**
 * Validates credentials.
 *
 * @returns the principal; undefined if the credentials are not accepted (401)
 * @throws Problem `forbidden` (403) if the principal may not call the operation
 */
export type SecurityHandler = (credentials: Credentials) => unknown;

/** A handler for each security scheme. A missing or superfluous one does not compile. */
export type SecurityHandlers<Scheme extends string> = { readonly [S in Scheme]: SecurityHandler };

/** One security scheme that must be met, with its scopes. */
interface SchemeRequirement {
  readonly scheme: string;
  readonly scopes: readonly string[];
}

/** The security requirements of an operation. One of them must be met, which means each of its schemes. */
export type SecurityRequirements = readonly (readonly SchemeRequirement[])[];

export function securityAlternatives({ security }: Pick<OperationSpec, 'security'>): SecurityRequirements {
  return security.map((requirement) => Object.entries(requirement).map(([scheme, scopes]) => ({ scheme, scopes })));
}

/** The result of authentication. The principal is undefined if an empty requirement (`{}`) was met. */
export interface Authenticated {
  readonly principal: unknown;
}

/**
 * Authenticates the requests of one operation by the first security requirement that is met, in document order. Later ones are not
 * evaluated, so that a request does not wait for an identity provider that it doesn't need; a handler that fails doesn't matter if another
 * requirement is met. An empty requirement is tried last, wherever it stands.
 *
 * @returns a function that resolves to the principal of one scheme, to an object of principals by scheme name for several, or to undefined
 *   for none. It rejects with the error that a handler failed with, a 403 that one threw, or a 401 with a challenge for each scheme
 * @see OpenAPI 3.0.3 section 4.7.10, `security`; RFC 9110 sections 11.6.1 and 15.5.2
 */
export function authenticator(
  operations: Pick<OperationsSpec, 'securitySchemes'>,
  requirements: SecurityRequirements,
  handlers: Readonly<Record<string, SecurityHandler>>,
): (call: Call) => Promise<Authenticated> {
  const nonEmpty = requirements.filter((schemes) => schemes.length > 0);
  const isOptional = nonEmpty.length < requirements.length;
  return async (call) => {
    // A scheme may stand in several requirements with the same scopes; its handler is called once.
    const known = new Map<string, Authenticated | { readonly failure: unknown }>();
    const failures: unknown[] = [];
    for (const schemes of nonEmpty) {
      const principals: [scheme: string, principal: unknown][] = [];
      for (const { scheme, scopes } of schemes) {
        const key = JSON.stringify([scheme, scopes]);
        const outcome = known.get(key) ?? (await outcomeOf(operations.securitySchemes[scheme] ?? {}, scopes, handlers[scheme] as SecurityHandler, call));
        known.set(key, outcome);
        if ('failure' in outcome) {
          failures.push(outcome.failure);
          break;
        }
        principals.push([scheme, outcome.principal]);
      }
      if (principals.length === schemes.length) return { principal: principals.length > 1 ? Object.fromEntries(principals) : principals[0]?.[1] };
    }
    if (isOptional) return { principal: undefined };
    throw refusalOf(operations, requirements, failures);
  };
}

async function outcomeOf(
  scheme: Scheme,
  scopes: readonly string[],
  handler: SecurityHandler,
  call: Call,
): Promise<Authenticated | { readonly failure: unknown }> {
  try {
    const principal = await handler({ ...readCredentials(scheme, call), scopes });
    return principal === undefined ? { failure: new MissingCredentials() } : { principal };
  } catch (failure) {
    return { failure };
  }
}

function refusalOf(operations: Pick<OperationsSpec, 'securitySchemes'>, requirements: SecurityRequirements, failures: readonly unknown[]): unknown {
  const missing = failures.filter((failure) => failure instanceof MissingCredentials);
  if (missing.length < failures.length) return failures.find((failure) => !(failure instanceof MissingCredentials)) ?? new Error('A security handler failed.');
  const hints = new Set(missing.flatMap(({ hint }) => hint ?? []));
  return new Problem(contractProblems.unauthorized, {
    detail: ['This operation requires credentials, and none of those sent were accepted.', ...hints].join(' '),
    headers: { 'WWW-Authenticate': challengesOf(operations, requirements) },
  });
}

/** The value of `WWW-Authenticate`: a challenge for each scheme of the requirements. */
export function challengesOf({ securitySchemes }: Pick<OperationsSpec, 'securitySchemes'>, requirements: SecurityRequirements): string {
  const names = new Set(requirements.flatMap((schemes) => schemes.map(({ scheme }) => scheme)));
  return [...names].map((name) => challenge(securitySchemes[name] as Scheme)).join(', ');
}

/** API keys have no registered challenge; this one says where the key goes. */
function challenge(scheme: Scheme): string {
  if (scheme.type === 'apiKey') {
    const { name = '' } = scheme;
    // Percent-encoded as in a query; the name of a header or cookie is a token.
    return `ApiKey in="${scheme.in}", name="${scheme.in === 'query' ? encodeURIComponent(name.toWellFormed()) : name}"`;
  }
  const method = methodOf(scheme);
  const named = method.charAt(0).toUpperCase() + method.slice(1).toLowerCase();
  return named === 'Basic' ? 'Basic realm="api", charset="UTF-8"' : `${named} realm="api"`;
}
