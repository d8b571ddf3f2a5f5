import { cpuGrowth } from '../../../test/support/cpu-growth.ts';
import { Negotiation } from '../src/response/negotiation.ts';

const JSON_AND_CSV = ['application/json', 'text/csv'];

const cases: { name: string; given: string | undefined; offered?: string[]; want: string[] }[] = [
  { name: 'an absent field takes everything, document order', given: undefined, want: JSON_AND_CSV },
  { name: 'an empty field takes everything', given: '', want: JSON_AND_CSV },
  { name: '*/* takes everything', given: '*/*', want: JSON_AND_CSV },
  { name: 'the higher q comes first', given: 'application/json;q=0.5, text/csv', want: ['text/csv', 'application/json'] },
  { name: 'q=0 rules a type out', given: 'application/json;q=0, */*', want: ['text/csv'] },
  { name: 'a range takes its types only', given: 'text/*', want: ['text/csv'] },
  { name: 'a specific type overrides its range', given: 'text/*;q=0.9, text/csv;q=0, application/json;q=0.1', want: ['application/json'] },
  { name: 'a charset is ignored', given: 'application/json; charset="utf-8"', want: ['application/json'] },
  { name: 'case does not matter', given: 'TEXT/CSV', want: ['text/csv'] },
  { name: 'a comma in a quoted string separates nothing', given: 'text/csv;a="b, application/json", text/csv;q=0.1', want: ['text/csv'] },
  { name: 'a quoted string without an end is read to the end', given: 'text/csv, application/json;a="b, text/csv;q=0', want: ['text/csv'] },
  { name: 'a parameter that is not offered excludes its range', given: 'text/csv;header=absent, application/json', want: ['application/json'] },
  { name: 'a range with parameters comes before one without', given: 'text/csv;q=0.1, text/csv;a=B', offered: ['text/csv;a=b'], want: ['text/csv;a=b'] },
  { name: 'a weight that is not a number takes nothing', given: 'text/csv;q=high, application/json', want: ['application/json'] },
  {
    name: 'a type that is named twice counts with its higher q',
    given: 'image/png;q=0.1, image/webp;q=0.5, image/png',
    offered: ['image/*'],
    want: ['image/png', 'image/webp'],
  },
  { name: 'a type that is named with parameters only is not that type', given: 'image/png;a=b', offered: ['image/*'], want: [] },
  { name: 'spaces before a charset are ignored with it', given: 'application/json ; charset=utf-8 ;q=0.5, text/csv', want: ['text/csv', 'application/json'] },
  {
    name: 'a type in a range that is offered has its own q',
    given: 'image/png, */*;q=0.5',
    offered: ['text/csv', 'Image/*'],
    want: ['image/png', 'Image/*', 'text/csv'],
  },
  { name: 'a type and its range are both offered', given: 'image/png', offered: ['image/*', 'image/png', 'text/csv'], want: ['image/png'] },
  { name: 'a type with q=0 does not take its range', given: 'image/png;q=0, text/csv', offered: ['image/*', 'text/csv'], want: ['text/csv'] },
  { name: 'a range with q=0 leaves the types in it that are taken', given: 'image/*;q=0, image/png', offered: ['image/*'], want: ['image/png'] },
  { name: 'something else takes nothing', given: 'image/png', want: [] },
  { name: 'what is no media type takes nothing', given: 'nonsense', want: [] },
  { name: 'a type that falls under an offered range is named', given: 'Image/PNG', offered: ['image/*'], want: ['image/png'] },
  { name: 'one that falls under none is not', given: 'text/html, image/png', offered: ['image/*'], want: ['image/png'] },
  { name: 'a range that is asked for is the range', given: 'image/*', offered: ['image/*'], want: ['image/*'] },
  { name: 'q counts under a range', given: 'image/png;q=0.5, image/webp', offered: ['image/*'], want: ['image/webp', 'image/png'] },
  { name: 'a type that is ruled out is not under its range', given: 'image/*, image/png;q=0', offered: ['image/*'], want: ['image/*'] },
  { name: 'a suffix has a range', given: 'application/ld+json', offered: ['application/*+json'], want: ['application/ld+json'] },
  { name: 'what an offered type and a range take is there once', given: 'text/csv', offered: ['text/*', 'text/csv'], want: ['text/csv'] },
  { name: 'nothing is under the range of another kind', given: 'text/html', offered: ['image/*', 'application/json'], want: [] },
  { name: 'a field of spaces takes no time that grows with its square', given: `text/csv${' '.repeat(300_000)}x`, want: [] },
  { name: 'where success has no body, everything goes', given: 'image/png', offered: ['*/*'], want: ['*/*'] },
];

test.each(cases)('$name', ({ given, offered = JSON_AND_CSV, want }) => {
  const table = new Negotiation(offered);
  expect(table.choose(given)).toEqual(want);
  // Once more, from what it kept.
  expect(table.choose(given)).toEqual(want);
});

test('a flood of different fields does not grow the table, nor change its outcomes', () => {
  const table = new Negotiation(JSON_AND_CSV);
  for (let index = 0; index < 1000; index++) expect(table.choose(`text/csv;q=0.${index + 1}, image/png`)).toEqual(['text/csv']);
});

const many = (size: number, member: (index: number) => string) => Array.from({ length: size }, (_, index) => member(index)).join();
const growing: { name: string; offered: string[]; field: (size: number) => string }[] = [
  { name: 'types under an offered range', offered: ['image/*', 'text/*'], field: (size) => many(size, (index) => `image/${index}`) },
  { name: 'types with weights', offered: ['image/*'], field: (size) => many(size, (index) => `image/${index};q=0.${index}`) },
  { name: 'the same type', offered: ['image/*'], field: (size) => many(size, () => 'image/png') },
  { name: 'types of which none is offered', offered: JSON_AND_CSV, field: (size) => many(size, (index) => `image/${index}`) },
  { name: 'parameters', offered: ['image/*'], field: (size) => `image/png${many(size, (index) => `;p${index}=1`)}` },
  { name: 'quoted strings without an end', offered: ['image/*'], field: (size) => 'image/png;a="'.repeat(size) },
  { name: 'commas', offered: ['image/*'], field: (size) => ','.repeat(20 * size) },
  { name: 'charsets', offered: JSON_AND_CSV, field: (size) => 'text/csv;charset="'.repeat(size) },
];

test.each(growing)('a field of many $name takes time in proportion to its length', ({ offered, field }) => {
  // The table keeps the outcomes of short fields only.
  const table = new Negotiation(offered);
  expect(cpuGrowth((size) => table.choose(field(size)), 500)).toBeLessThan(8);
});
