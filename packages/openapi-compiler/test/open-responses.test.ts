import { compile, compileFolder, document } from '../../../test/support/documents.ts';

const Item = { type: 'object', properties: { name: { type: 'string' }, secret: { type: 'string', writeOnly: true } } };
const LIST = { type: 'object', properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Item' } } } };
const CLOSED = { ...LIST, additionalProperties: false };
const ALL_OF = { allOf: [{ $ref: '#/components/schemas/Item' }, LIST] };
const responseOf = (schema: object, more: object = {}) => ({ description: 'd', content: { 'application/json': { schema } }, ...more });

function validatorsOf(operation: object, responses: object, options = {}) {
  const text = document({ get: { operationId: 'op', responses, ...operation } }, { schemas: { Item }, responses: { Open: responseOf(LIST, OPEN) } });
  return compileFolder('open.json', text, options).operations.list[0]?.load().validators.responses ?? {};
}
const OPEN = { 'x-open-response': true };
const TOP = { id: 7, items: [{ name: 'a' }] };
const DEEP = { items: [{ name: 'a', status: 'ok' }] };

const rows: { name: string; operation?: object; responses: object; options?: object; want: Record<string, boolean[]> }[] = [
  { name: 'no response', responses: { 200: responseOf(LIST) }, want: { 200: [false, false] } },
  {
    name: 'every response of an operation',
    operation: OPEN,
    responses: { 200: responseOf(LIST), 404: responseOf(LIST) },
    want: { 200: [true, true], 404: [true, true] },
  },
  { name: 'one response', responses: { 200: responseOf(LIST, OPEN), 404: responseOf(LIST) }, want: { 200: [true, true], 404: [false, false] } },
  { name: 'a response behind a reference', responses: { 200: { $ref: '#/components/responses/Open' } }, want: { 200: [true, true] } },
  { name: 'parts of a schema', responses: { 200: responseOf(ALL_OF, OPEN), 404: responseOf(ALL_OF) }, want: { 200: [true, true], 404: [false, false] } },
  { name: 'what the document closes itself', responses: { 200: responseOf(CLOSED, OPEN) }, want: { 200: [false, true] } },
  { name: 'all responses by an option', responses: { 200: responseOf(LIST) }, options: { strict: false }, want: { 200: [true, true] } },
  { name: 'no response where it is not true', operation: { 'x-open-response': false }, responses: { 200: responseOf(LIST) }, want: { 200: [false, false] } },
];

test.each(rows)('x-open-response lets properties through that the document does not name: $name', ({ operation = {}, responses, options, want }) => {
  const validators = validatorsOf(operation, responses, options);
  const found = Object.entries(validators).map(([key, { content }]) => [key, [TOP, DEEP].map((value) => content?.['application/json']?.(value))]);
  expect(Object.fromEntries(found)).toEqual(want);
});

test('an open response is validated like any other, and has nothing that is write-only', () => {
  const validate = validatorsOf(OPEN, { 200: responseOf(LIST) })['200']?.content?.['application/json'];
  expect([{ items: [{ name: 1 }] }, { items: [{ secret: 's' }] }, { items: [{ name: 'a' }] }].map((value) => validate?.(value))).toEqual([false, false, true]);
});

test('the headers of an open response may have properties that the document does not name', () => {
  const header = { 'X-Item': { content: { 'application/json': { schema: Item } } } };
  const validate = (more: object) => validatorsOf(more, { 200: responseOf(LIST, { headers: header }) })['200']?.headers?.({ 'x-item': { other: 1 } });
  expect([validate({}), validate(OPEN)]).toEqual([false, true]);
});

test('a request is as open as its schema says, whether its responses are open or not', () => {
  const content = { 'application/json': { schema: LIST } };
  const text = document({ post: { operationId: 'op', ...OPEN, requestBody: { content }, responses: { 200: responseOf(LIST) } } }, { schemas: { Item } });
  expect(compile('open.json', text).list[0]?.load().validators.bodies?.['application/json']?.(TOP)).toBe(true);
});
