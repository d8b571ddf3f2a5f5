import { documentOf, findings } from '../../../../test/support/refusal.ts';

const served = (servers: string) => documentOf('  {}', `servers: ${servers}`);

const cases: { name: string; given: string; want: string[] }[] = [
  { name: 'a path', given: '[{ url: https://example.org/v2 }]', want: ['5:13 info server-path'] },
  { name: 'a path alone', given: '[{ url: /v2/ }]', want: ['5:13 info server-path'] },
  { name: 'a path in a variable', given: "[{ url: 'https://a.example/{v}', variables: { v: { default: v2 } } }]", want: ['5:13 info server-path'] },
  { name: 'one of several', given: '[{ url: / }, { url: //a.example/b }]', want: ['5:25 info server-path'] },
  { name: 'no path', given: "[{ url: / }, { url: https://example.org }, { url: 'https://a.example:8080/' }, { url: https://a.example?b=/c }]", want: [] },
];

test.each(cases)('$name', ({ given, want }) => {
  expect(findings(served(given))).toEqual(want);
});
