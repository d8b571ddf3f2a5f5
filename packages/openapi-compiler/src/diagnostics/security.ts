import { TOKEN } from '@petsage/openapi-koa/spec';
import { type JsonObject, joinPointer, type Located, located } from '../json.ts';
import type { DocumentOperation } from '../parse/operations.ts';
import { isRequirements, unverifiable } from '../parse/security-schemes.ts';
import type { Finding } from './diagnostic.ts';

/** What a Security Scheme Object has to say for its credentials to be found (OpenAPI 3.0.3 section 4.7.27). */
const SCHEMES: Readonly<Record<string, (scheme: JsonObject) => boolean>> = {
  apiKey: ({ in: place, name }) => ['header', 'query', 'cookie'].includes(String(place)) && typeof name === 'string' && (place === 'query' || TOKEN.test(name)),
  http: ({ scheme }) => typeof scheme === 'string' && TOKEN.test(scheme),
  oauth2: () => true,
  openIdConnect: () => true,
};

/** What each of them must have. */
const HOW: Readonly<Record<string, string>> = {
  apiKey: 'add `in: header`, `query` or `cookie`, and the `name` of the header, parameter or cookie',
  http: 'add `scheme`, such as bearer',
};

/** Everything about a security scheme by itself that cannot be served. Of mutualTLS, whoever ends TLS knows more than an HTTP service. */
export function* schemeFindings(name: string, { value, pointer }: Located): Generator<Finding> {
  const type = String(value['type']);
  if (type === 'mutualTLS') return;
  const fits = Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined;
  const code = 'invalid-security-scheme';
  if (fits === undefined) {
    const found = value['type'] === undefined ? `the security scheme ${name} has no type` : `the security scheme ${name} has the unknown type ${type}`;
    yield { code, pointer, reason: `${found}; use ${Object.keys(SCHEMES).join(', ')} or mutualTLS` };
  } else if (!fits(value)) yield { code, pointer, reason: `the security scheme ${name} does not say where its credentials are; ${HOW[type]}` };
}

/**
 * Everything that operations require and that cannot be served.
 *
 * @param operations with all that the document requires, whether or not it can be served
 */
export function* requirementFindings(root: JsonObject, operations: readonly DocumentOperation[]): Generator<Finding> {
  for (const { pointer, value } of operations) {
    const declared = value['security'] ?? root['security'] ?? [];
    const requirements = isRequirements(declared) ? declared : [];
    const at = value['security'] === undefined ? '/security' : joinPointer(pointer, 'security');
    const names = [...new Set(requirements.flatMap((requirement) => Object.keys(requirement)))];
    for (const name of names)
      if (located(root, joinPointer('/components/securitySchemes', name)) === undefined)
        yield { code: 'undefined-security-scheme', pointer, reason: `the security scheme ${name} is not defined; define it in \`components.securitySchemes\`` };
    const reasons = requirements.map((requirement) => Object.keys(requirement).flatMap((name) => unverifiable(root, name) ?? []));
    const isServed = reasons.some((each) => each.length === 0);
    for (const [index, each] of reasons.entries())
      for (const { pointer: scheme, reason } of each) {
        if (isServed)
          yield {
            code: 'unsupported-security-alternative',
            pointer: joinPointer(at, index),
            reason: `${reason}; this alternative is not served, the others are`,
          };
        else
          yield {
            code: 'unsupported-security-scheme',
            pointer: scheme,
            reason: `${reason}; require ${Object.keys(SCHEMES).join(', ')}, or add such an alternative`,
            operation: pointer,
          };
      }
  }
}
