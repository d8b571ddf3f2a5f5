import type { Operations, SecurityScheme } from '../generated/types.ts';
import {
  ContractError,
  createContract,
  type Handler,
  type Handlers,
  type ResponseOf,
  type SecurityHandler,
  type SecurityHandlers,
} from '../packages/openapi-koa/src/index.ts';
import { petsHandlers } from '../packages/openapi-koa/test/pets-handlers.ts';
import type { FeatureDependencies } from '../src/features/dependencies.ts';
import { createSecurityHandlers } from '../src/security/security-handlers.ts';
import { compileTestDocument } from './support/documents.ts';

/**
 * What the compiler refuses; `npm run typecheck` fails when it no longer does. The document's own operation, and a hand-written one
 * with everything that PetSage's lacks.
 */
type SmokeTest = Handler<Operations['getSmokeTest']>;
const body = { status: 'ok', message: 'm', timestamp: 't' } as const;
const headers = { 'Cache-Control': 'no-store' } as const;

export const right: SmokeTest = () => ({ status: 200, headers, body });
export const rightProblem: SmokeTest = () => ({ status: 406, headers, body: { type: 'a:b', title: 't', status: 406, detail: 'd' } });
export const rightLater: SmokeTest = async () => ({ status: 200, headers, body });

// @ts-expect-error a wrong value of an enum
export const wrongEnum: SmokeTest = () => ({ status: 200, headers, body: { ...body, status: 'fine' } });
// @ts-expect-error a wrong type of a property
export const wrongType: SmokeTest = () => ({ status: 200, headers, body: { ...body, message: 7 } });
// @ts-expect-error a missing property
export const missingProperty: SmokeTest = () => ({ status: 200, headers, body: { status: 'ok', message: 'm' } });
// @ts-expect-error an undeclared status of success
export const undeclaredStatus: SmokeTest = () => ({ status: 201, headers, body });
// @ts-expect-error an undeclared media type
export const undeclaredType: SmokeTest = () => ({ status: 200, headers, type: 'text/html', body: '<p>' });
// @ts-expect-error a body of another status
export const wrongBody: SmokeTest = () => ({ status: 503, headers: { ...headers, 'Retry-After': 5 }, body });
// @ts-expect-error a missing header field
export const missingHeader: SmokeTest = () => ({ status: 200, body });
// @ts-expect-error a header field of the wrong type
export const wrongHeader: SmokeTest = () => ({
  status: 503,
  headers: { ...headers, 'Retry-After': 'soon' },
  body: { type: 'a:b', title: 't', status: 503, detail: 'd' },
});
// @ts-expect-error a missing handler
export const missing: Handlers<Operations> = {};
// @ts-expect-error a superfluous handler
export const superfluous: Handlers<Operations> = { getSmokeTest: right, getNothing: right };

const nobody: SecurityHandler = () => undefined;
export const rightSchemes: SecurityHandlers<'apiKey' | 'token'> = { apiKey: nobody, token: async ({ secret, user, scopes }) => ({ secret, user, scopes }) };
export const noScheme: SecurityHandlers<never> = {};
// @ts-expect-error a missing security handler
export const missingScheme: SecurityHandlers<'apiKey' | 'token'> = { apiKey: nobody };
// @ts-expect-error a superfluous security handler
export const superfluousScheme: SecurityHandlers<'apiKey'> = { apiKey: nobody, token: nobody };
// @ts-expect-error a security handler that wants more than there is
export const wrongScheme: SecurityHandlers<'apiKey'> = { apiKey: ({ password }) => password };
// @ts-expect-error a list of the service without one of its handlers
export const wrongList: (dependencies: FeatureDependencies) => SecurityHandlers<SecurityScheme | 'of no document'> = createSecurityHandlers;

interface Rich {
  readonly makeThing: {
    params: { id: number };
    query: { limit?: number };
    headers: object;
    cookies: object;
    body: { 'application/json': { name: string }; 'application/merge-patch+json': { name?: string } } | undefined;
    responses: {
      '201': { headers: object; content: { 'application/json': { id: number }; 'text/csv': string } };
      '204': { headers: object; content: object };
      '4XX': { headers: object; content: object };
    };
  };
}
type MakeThing = Handler<Rich['makeThing']>;

export const typedInput: MakeThing = ({ params, query, contentType, body: sent }) => {
  const id: number = params.id + (query.limit ?? 0);
  if (contentType === 'application/json') return { status: 201, body: { id, name: sent.name } as { id: number } };
  // @ts-expect-error the body of a merge patch may lack its name
  const name: string = sent?.name;
  return name === undefined ? { status: 204 } : { status: 404 };
};
export const csv: MakeThing = () => ({ status: 201, type: 'text/csv', body: 'a' });
// @ts-expect-error a media type other than JSON has to be said
export const untypedCsv: MakeThing = () => ({ status: 201, body: 'a' });
// @ts-expect-error a body where none is declared
export const bodyOf204: MakeThing = () => ({ status: 204, body: {} });
// @ts-expect-error outside of the declared range
export const outOfRange: MakeThing = () => ({ status: 500 });

// A property too many is seen where the return type is written, as the compiler looks for one in literals of a known type only.
export const tooMuchUnseen: MakeThing = () => ({ status: 201, body: { id: 1, more: 1 } });
// @ts-expect-error a property that the document does not name
export const tooMuch = (): ResponseOf<Rich['makeThing']> => ({ status: 201, body: { id: 1, more: 1 } });

interface Loose {
  readonly getFile: {
    params: object;
    query: object;
    headers: object;
    cookies: object;
    body: undefined;
    responses: { '2xx': { headers: object; content: { 'image/*': Uint8Array; 'application/json': { id: number } } } };
  };
}
type GetFile = Handler<Loose['getFile']>;

export const ofRange: GetFile = () => ({ status: 200, type: 'image/png', body: new Uint8Array() });
export const withParameters: GetFile = () => ({ status: 203, type: 'application/json; charset=utf-8', body: { id: 1 } });
// @ts-expect-error a media type outside of the declared range
export const outOfTypeRange: GetFile = () => ({ status: 200, type: 'text/plain', body: new Uint8Array() });
// @ts-expect-error the body of another media type
export const bodyOfRange: GetFile = () => ({ status: 200, type: 'image/png', body: { id: 1 } });

describe('at start, for what a compiler could not see', () => {
  const operations = compileTestDocument('pets.yaml');
  const log = { child: () => log, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const { getPet: _, ...lacking } = petsHandlers;
  const cases: { name: string; handlers: object; availabilityChecks?: object; securityHandlers?: object; want: string }[] = [
    { name: 'a missing handler', handlers: lacking, want: 'The handlers do not match the document: getPet has no handler.' },
    {
      name: 'a superfluous handler',
      handlers: { ...petsHandlers, getCat: () => ({}) },
      want: 'The handlers do not match the document: getCat has a handler, but the document has no such operation.',
    },
    {
      name: 'a handler that is not a function',
      handlers: { ...petsHandlers, getPet: {} },
      want: 'The handlers do not match the document: the handler of getPet is not a function.',
    },
    {
      name: 'several at once',
      handlers: { ...lacking, getCat: 1 },
      want: 'The handlers do not match the document: getPet has no handler; getCat has a handler, but the document has no such operation.',
    },
    {
      name: 'an availability check of no operation',
      handlers: petsHandlers,
      availabilityChecks: { getCat: () => undefined },
      want: 'The handlers do not match the document: getCat has an availability check, but the document has no such operation.',
    },
    {
      name: 'a handler of no security scheme',
      handlers: petsHandlers,
      securityHandlers: { key: nobody },
      want: 'The handlers do not match the document: key has a security handler, but the document has no such scheme.',
    },
  ];
  test.each(cases)('$name is named', async ({ handlers, availabilityChecks = {}, securityHandlers = {}, want }) => {
    const start = createContract<Record<string, never>>({
      operations,
      handlers: handlers as never,
      availabilityChecks: availabilityChecks as never,
      securityHandlers: securityHandlers as never,
      bodyLimitBytes: 1,
      log,
      problemBase: () => '',
    });
    await expect(start).rejects.toThrow(new ContractError(want));
  });
});
