import { TOKEN } from '@petsage/openapi-koa/spec';
import { type DocumentOperation, type Located, located } from './operations.ts';
import { schemesOf } from './security-schemes.ts';
import { type Fault, type JsonObject, joinPointer } from './source-document.ts';

/** What a Security Scheme Object has to say for its credentials to be found (OpenAPI 3.0.3 section 4.7.27). */
const SCHEMES: Readonly<Record<string, (scheme: JsonObject) => boolean>> = {
  apiKey: ({ in: place, name }) => ['header', 'query', 'cookie'].includes(String(place)) && typeof name === 'string' && (place === 'query' || TOKEN.test(name)),
  http: ({ scheme }) => typeof scheme === 'string' && TOKEN.test(scheme),
  oauth2: () => true,
  openIdConnect: () => true,
};

/**
 * Methods of HTTP's registry (RFC 9110 section 16.4.1) whose credentials answer a challenge of their own, or sign the request: they do
 * not tell by themselves whose they are.
 */
const BOUND: ReadonlySet<string> = new Set([
  ...['concealed', 'digest', 'dpop', 'gnap', 'hoba', 'mutual', 'negotiate', 'oauth', 'privatetoken', 'scram-sha-1', 'scram-sha-256'],
]);

/** Everything about a security scheme by itself that could not be honoured. Of mutualTLS, whoever ends TLS knows more than an HTTP service. */
export function* schemeFaults(name: string, { value, pointer }: Located): Generator<Fault> {
  const type = String(value['type']);
  if (type === 'mutualTLS') return;
  const fits = Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined;
  if (fits === undefined) yield { pointer, reason: `the security scheme ${name} is of the type ${type}; ${Object.keys(SCHEMES).join(', ')} can be required` };
  else if (!fits(value)) yield { pointer, reason: `the security scheme ${name} does not say where its credentials are` };
}

/** Everything about what operations require that could not be honoured. */
export function* requirementFaults(root: JsonObject, operations: readonly DocumentOperation[]): Generator<Fault> {
  for (const operation of operations) {
    const { pointer } = operation;
    for (const name of schemesOf(operation)) {
      const scheme = located(root, joinPointer('/components/securitySchemes', name));
      if (scheme === undefined) {
        yield { pointer, reason: `the security scheme ${name} is not defined` };
        continue;
      }
      const { type, scheme: method } = scheme.value;
      if (type === 'mutualTLS')
        yield { pointer: scheme.pointer, reason: `the security scheme ${name} is of the type ${type}; ${Object.keys(SCHEMES).join(', ')} can be required` };
      else if (type === 'http' && BOUND.has(String(method).toLowerCase()))
        yield {
          pointer: joinPointer(scheme.pointer, 'scheme'),
          reason: `the security scheme ${name} is of the method ${method}, whose credentials answer a challenge or sign the request; basic, bearer and methods of your own can be required`,
        };
    }
  }
}
