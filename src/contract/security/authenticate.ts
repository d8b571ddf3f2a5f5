import type { ContractSpec, OperationSpec } from '../operation-spec.ts';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import type { Call } from '../server/call.ts';
import { MissingCredentials, methodOf, readCredentials, type Scheme } from './credentials.ts';

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

/** One scheme that is asked for, with the scopes that are asked of it. */
interface SchemeRequirement {
  readonly scheme: string;
  readonly scopes: readonly string[];
}

/** What an operation asks for: alternatives, each a list of checks that all have to pass. */
export type SecurityRequirements = readonly (readonly SchemeRequirement[])[];

export function securityAlternatives({ security }: Pick<OperationSpec, 'security'>): SecurityRequirements {
  return security.map((requirement) => Object.entries(requirement).map(([scheme, scopes]) => ({ scheme, scopes })));
}

/** Whoever calls. Wrapped, as there may be nobody: an alternative may ask for nothing. */
export interface Authenticated {
  readonly principal: unknown;
}

/**
 * Authenticates the requests of one operation: by the first of its alternatives that is met, in the order of the document. What comes after
 * is not asked, so that a request does not wait for an identity provider that it does not need; one that fails stands in nobody's way who
 * meets another alternative. An alternative that asks for nothing comes last, wherever it stands.
 *
 * @returns the principal of one scheme, or by name of several; undefined of none. It throws whatever a handler failed with, a 403 that one
 *   threw, or else a 401 with a challenge for each scheme
 * @see OpenAPI 3.0.3 section 4.7.10, `security`; RFC 9110 sections 11.6.1 and 15.5.2
 */
export function authenticator(
  tables: Pick<ContractSpec, 'securitySchemes'>,
  alternatives: SecurityRequirements,
  handlers: Readonly<Record<string, SecurityHandler>>,
): (call: Call) => Promise<Authenticated> {
  const inOrder = alternatives.filter((checks) => checks.length > 0);
  const isOptional = inOrder.length < alternatives.length;
  return async (call) => {
    // A scheme may stand in several alternatives with the same scopes; what came of it is not asked again.
    const known = new Map<string, Authenticated | { readonly failure: unknown }>();
    const failures: unknown[] = [];
    for (const checks of inOrder) {
      const principals: [scheme: string, principal: unknown][] = [];
      for (const { scheme, scopes } of checks) {
        const key = JSON.stringify([scheme, scopes]);
        const outcome = known.get(key) ?? (await outcomeOf(tables.securitySchemes[scheme] ?? {}, scopes, handlers[scheme] as SecurityHandler, call));
        known.set(key, outcome);
        if ('failure' in outcome) {
          failures.push(outcome.failure);
          break;
        }
        principals.push([scheme, outcome.principal]);
      }
      if (principals.length === checks.length) return { principal: principals.length > 1 ? Object.fromEntries(principals) : principals[0]?.[1] };
    }
    if (isOptional) return { principal: undefined };
    throw refusalOf(tables, alternatives, failures);
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

function refusalOf(tables: Pick<ContractSpec, 'securitySchemes'>, alternatives: SecurityRequirements, failures: readonly unknown[]): unknown {
  const missing = failures.filter((failure) => failure instanceof MissingCredentials);
  if (missing.length < failures.length) return failures.find((failure) => !(failure instanceof MissingCredentials)) ?? new Error('A security handler failed.');
  const hints = new Set(missing.flatMap(({ hint }) => hint ?? []));
  return new Problem(contractProblems.unauthorized, {
    detail: ['The operation wants credentials, and there were none that it accepts.', ...hints].join(' '),
    headers: { 'WWW-Authenticate': challengesOf(tables, alternatives) },
  });
}

/** The value of `WWW-Authenticate`: a challenge for each scheme that is asked for. */
export function challengesOf({ securitySchemes }: Pick<ContractSpec, 'securitySchemes'>, alternatives: SecurityRequirements): string {
  const names = new Set(alternatives.flatMap((checks) => checks.map(({ scheme }) => scheme)));
  return [...names].map((name) => challenge(securitySchemes[name] as Scheme)).join(', ');
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
