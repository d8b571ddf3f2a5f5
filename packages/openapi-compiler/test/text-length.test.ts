import { compile, document } from '../../../test/support/documents.ts';

const BOUNDS = [0, 1, 2, 3, 4, 5];
/** A character of one UTF-16 unit, one of two, and half of one. */
const PARTS = ['a', '💩', '\ud83d'];
/** Up to six of them. */
const TEXTS = BOUNDS.reduce((texts) => [...new Set(['', ...texts.flatMap((text) => PARTS.map((part) => text + part)), ...texts])], ['']);

const schemas = BOUNDS.flatMap((bound) => [
  [`min${bound}`, { type: 'string', minLength: bound }],
  [`max${bound}`, { type: 'string', maxLength: bound }],
]);
const content = { 'application/json': { schema: { type: 'object', properties: Object.fromEntries(schemas) } } };
const operation = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content } } };
const { bodies, responses } = compile('d.json', document({ post: operation })).list[0]?.load().validators ?? { responses: {} };

type Validate = (value: unknown) => boolean;

test.each([
  ['requests', bodies?.['application/json'] as Validate],
  ['responses', responses['200']?.content?.['application/json'] as Validate],
])('the length of a text in %s is the number of its characters', (_, validate) => {
  expect(TEXTS.length).toBeGreaterThan(700);
  const wrong = TEXTS.flatMap((text) =>
    BOUNDS.flatMap((bound) => {
      const length = [...text].length;
      return [
        validate({ [`min${bound}`]: text }) === length >= bound ? [] : [`minLength ${bound}: ${JSON.stringify(text)}`],
        validate({ [`max${bound}`]: text }) === length <= bound ? [] : [`maxLength ${bound}: ${JSON.stringify(text)}`],
      ].flat();
    }),
  );
  expect(wrong).toEqual([]);
});
