import { ErrorTypes } from '../../src/conformance/error-types.ts';

const content = (...types: string[]) => ({ description: 'd', content: Object.fromEntries(types.map((type) => [type, {}])) });
const documentOf = (responses: object) => ({
  openapi: '3.0.3',
  paths: { '/a': { get: { responses: { 200: content('text/csv'), ...responses } } } },
  components: { responses: { Own: content('application/vnd.own+json') } },
});

const cases: { name: string; given: object; type: string | null; want: string | undefined }[] = [
  { name: 'a problem', given: {}, type: 'application/problem+json', want: undefined },
  { name: 'a problem with a parameter', given: {}, type: 'application/problem+json; charset=utf-8', want: undefined },
  { name: 'what the document declares', given: { 404: content('application/json') }, type: 'application/json', want: undefined },
  {
    name: 'what the document declares by reference',
    given: { default: { $ref: '#/components/responses/Own' } },
    type: 'application/vnd.own+json',
    want: undefined,
  },
  { name: 'what a declared range includes', given: { '4XX': content('text/*') }, type: 'text/plain', want: undefined },
  { name: 'nothing, where the document declares nothing', given: { 404: { description: 'd' } }, type: null, want: undefined },
  { name: 'nothing else', given: {}, type: null, want: 'is of no media type, not application/problem+json' },
  {
    name: 'no undeclared type',
    given: { 404: content('application/json') },
    type: 'text/html',
    want: 'is text/html, not application/problem+json or application/json',
  },
  { name: 'no type of a success', given: {}, type: 'text/csv', want: 'is text/csv, not application/problem+json' },
];
test.each(cases)('an error may be $name', ({ given, type, want }) => {
  expect(new ErrorTypes(documentOf(given)).fault(type)).toBe(want);
});
