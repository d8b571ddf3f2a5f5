import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { exampleRequests } from '../../src/examples/live-responses.ts';

const refusal = (types: string) => ({ status: 406, detail: `The Accept header excludes every media type that this operation responds with: ${types}.` });

/** The statuses of the requests for an operation with these media types of success and this example of a refusal. */
function requested(types: readonly string[], key: string, example: object): number[] {
  const success = { description: 'd', content: Object.fromEntries(types.map((type) => [type, {}])) };
  const responses = { '200': { $ref: '#/components/responses/Success' }, [key]: { description: 'd', content: { 'application/problem+json': { example } } } };
  const document = { openapi: '3.0.3', paths: { '/a': { get: { responses } } }, components: { responses: { Success: success } } };
  return exampleRequests(document as unknown as JsonObject).map(({ status }) => status);
}

test.each([
  { name: 'names the media type of its success', types: ['application/json'], key: 'default', says: 'application/json', want: [406] },
  { name: 'names another one, as it is shared by operations', types: ['text/csv'], key: 'default', says: 'application/json', want: [] },
  { name: 'names one of two', types: ['application/json', 'text/csv'], key: 'default', says: 'application/json', want: [] },
  { name: 'names another one, and is the operation’s own', types: ['text/csv'], key: '406', says: 'application/json', want: [406] },
])('an example of a 406 that $name', ({ types, key, says, want }) => expect(requested(types, key, refusal(says))).toEqual(want));
