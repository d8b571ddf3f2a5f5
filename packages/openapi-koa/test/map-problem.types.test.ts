import type { MapProblem, ServerOptions } from '../src/index.ts';

/** The mappings that do not compile; `npm run typecheck` fails when one of them does. */
interface Operations {
  getPet: Operation<{
    '200': Content<{ 'application/json': { name: string } }>;
    '404': Content<{ 'application/json': ApiError }>;
    '4XX': Content<{ 'application/vnd.legacy+json': { error: string } }>;
  }>;
  addPet: Operation<{ '201': Content<Record<never, never>>; '422': Content<{ 'application/json': InvalidPet }>; default: Content<{ 'text/plain': string }> }>;
  touchPet: Operation<{ '204': Content<Record<never, never>>; '500': Content<Record<never, never>> }>;
}
interface Operation<Responses extends object> {
  params: Record<never, never>;
  query: Record<never, never>;
  headers: Record<never, never>;
  cookies: Record<never, never>;
  body: undefined;
  responses: Responses;
}
interface Content<C extends object> {
  headers: Record<never, never>;
  content: C;
}
interface ApiError {
  code: 'not-found' | 'failed';
}
interface InvalidPet {
  fields: string[];
}
type Mapping = MapProblem<Operations>;

export const right: Mapping = (problem, { operationId, mediaTypes, requestId, toJson }) => {
  if (operationId === 'touchPet') return undefined;
  if (mediaTypes.includes('text/plain')) return { type: 'text/plain', body: problem.message };
  if (mediaTypes.includes('application/vnd.legacy+json')) return { type: 'application/vnd.legacy+json', body: { error: `${toJson()['title']} ${requestId}` } };
  if (problem.violations !== undefined) return { status: 422, body: { fields: problem.violations.map(({ name = '' }) => name) } };
  return { body: { code: problem.status === 404 ? 'not-found' : 'failed' }, headers: { 'X-Reason': 'r' } };
};
export const option: ServerOptions<Operations>['mapProblem'] = right;

// @ts-expect-error a wrong value of an enum
export const wrongEnum: Mapping = () => ({ body: { code: 'gone' } });
// @ts-expect-error the body of a success
export const success: Mapping = () => ({ body: { name: 'Minka' } });
// @ts-expect-error a missing property
export const missing: Mapping = () => ({ body: {} });
// @ts-expect-error no body
export const nothing: Mapping = () => ({ status: 500 });
// @ts-expect-error a media type other than JSON has to be said
export const untyped: Mapping = () => ({ body: 'text' });
// @ts-expect-error an undeclared media type
export const undeclared: Mapping = () => ({ type: 'application/xml', body: 'text' });
// @ts-expect-error the body of another media type
export const other: Mapping = () => ({ type: 'text/plain', body: { code: 'failed' } });
// @ts-expect-error a promise
export const later: Mapping = async () => ({ body: { code: 'failed' } });

test('the mapping above compiles, and those below do not', () => {
  expect(typeof right).toBe('function');
});
