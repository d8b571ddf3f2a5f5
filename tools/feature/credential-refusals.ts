import { type DocumentOperation, type JsonObject, joinPointer, located, schemesOf } from '@petsage/openapi-compiler/internal';
import { challengesOf, securityAlternatives } from '@petsage/openapi-koa/internal';
import type { OperationSpec } from '@petsage/openapi-koa/spec';
import { type ExampleBody, type RequestExample, requestParts } from './request-example.ts';

/** A request, or what differs from the one that is accepted. */
export interface Given {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: ExampleBody;
}

/** A request that the operation refuses. */
export interface Refusal {
  readonly name: string;
  readonly given: Given;
  readonly want: {
    readonly status: number;
    readonly code: string;
    /** The value of `WWW-Authenticate`. */
    readonly challenge: string;
  };
}

/** A secret that no handler accepts. */
const SECRET = 'unknown';

/** Requests without credentials, and with unknown ones for each alternative: 401, with a challenge for each scheme (RFC 9110 section 11.6.1). */
export function credentialRefusals(root: JsonObject, operation: DocumentOperation, example: RequestExample): Refusal[] {
  const security = operation.security as OperationSpec['security'];
  const schemeOf = (name: string) => located(root, joinPointer('/components/securitySchemes', name))?.value ?? {};
  const securitySchemes = Object.fromEntries(schemesOf(operation).map((name) => [name, schemeOf(name)]));
  const want = { status: 401, code: 'unauthorized', challenge: challengesOf({ securitySchemes }, securityAlternatives({ security })) } as const;
  const ways = security.map((requirement) => Object.keys(requirement));
  return [
    { name: 'a request without credentials', given: {}, want },
    ...ways.map((names) => ({
      name: `unknown credentials of ${names.join(' and ')}`,
      given: withUnknown(operation, example, names.map(schemeOf)),
      want,
    })),
  ];
}

/** What differs from the request that is taken when it has unknown credentials of some schemes. */
function withUnknown(operation: DocumentOperation, example: RequestExample, schemes: readonly JsonObject[]): Given {
  const { target, headers } = requestParts(operation, example.parameters);
  const fields: Record<string, string> = { ...headers };
  let path = target;
  for (const { type, scheme, in: place, name } of schemes) {
    const pair = `${encodeURIComponent(String(name))}=${SECRET}`;
    if (type !== 'apiKey') fields['Authorization'] = authorization(type === 'http' ? String(scheme) : 'Bearer');
    else if (place === 'query') path += `${path.includes('?') ? '&' : '?'}${pair}`;
    else if (place === 'cookie') fields['Cookie'] = fields['Cookie'] === undefined ? pair : `${fields['Cookie']}; ${pair}`;
    else fields[String(name)] = SECRET;
  }
  return { ...(path !== target && { path }), ...(Object.keys(fields).length > 0 && { headers: fields }) };
}

/** The user and password of `basic` are in base64 (RFC 7617 section 2). */
function authorization(method: string): string {
  return method.toLowerCase() === 'basic' ? `Basic ${Buffer.from(`nobody:${SECRET}`).toString('base64')}` : `${method} ${SECRET}`;
}
