import type { JsonObject } from '@petsage/openapi-compiler/internal';

/** What every security handler takes. */
const SECRET = 'secret';

/** Credentials, by where they are sent. */
export interface Credentials {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
}

/**
 * Credentials that meet the first of an operation's security requirements.
 *
 * @param schemes `components.securitySchemes`
 */
export function credentialsFor(security: readonly Readonly<Record<string, readonly string[]>>[], schemes: Readonly<Record<string, object>>): Credentials {
  const found = { query: {}, headers: {}, cookies: {} } as Record<keyof Credentials, Record<string, string>>;
  const required = Object.keys(security[0] ?? {}).map((name) => (schemes[name] ?? {}) as JsonObject);
  // A key in the header Authorization is whatever another scheme has there.
  for (const { type, in: place, scheme, name: parameter } of required.toSorted(
    (one, other) => Number(other['type'] === 'apiKey') - Number(one['type'] === 'apiKey'),
  )) {
    if (type === 'apiKey') found[place === 'query' ? 'query' : place === 'cookie' ? 'cookies' : 'headers'][String(parameter)] = SECRET;
    else if (type === 'http' && String(scheme).toLowerCase() === 'basic') found.headers['Authorization'] = `Basic ${btoa(`ann:${SECRET}`)}`;
    else found.headers['Authorization'] = `${type === 'http' ? scheme : 'Bearer'} ${SECRET}`;
  }
  return found;
}

/** Whether an operation refuses requests without credentials. */
export function isLocked(security: readonly Readonly<Record<string, readonly string[]>>[]): boolean {
  return security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0);
}
