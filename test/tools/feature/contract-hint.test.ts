import { contractHint } from '../../../tools/feature/contract-hint.ts';

const hint = (...requirements: string[]) => contractHint({ feature: 'find_vets', description: 'd' }, requirements);

test.each([
  'Search by postcode',
  'Sorted by distance',
  'Filters by species',
  'An owner can upload a photo',
  'Vets are listed page by page',
  'Bookings can be cancelled',
])('%s needs a contract', (requirement) => expect(hint(requirement)).toMatch(`"${requirement}": the operation made here takes no input.`));

test.each(['Responds within a second', 'none', 'In three languages', 'Never cached'])('%s does not', (requirement) =>
  expect(hint(requirement)).toBeUndefined(),
);

test('names the requirements that are not met, and has a parameter for each value that they name', () => {
  const text = hint('Responds within a second', 'Search by the postcode', 'Filter by species', 'Sort by distance') ?? '';
  expect(text).toMatch(/^"Search by the postcode", "Filter by species", "Sort by distance": /);
  expect([...text.matchAll(/- name: (\w+)/g)].map(([, name]) => name)).toEqual(['postcode', 'species', 'sort']);
  expect(text).toMatch(/enum:\n +- distance\n/);
});

test('a request that brings a contract gets none', () => {
  expect(contractHint({ feature: 'a', description: 'd', openapi: {} }, ['Search by postcode'])).toBeUndefined();
});
