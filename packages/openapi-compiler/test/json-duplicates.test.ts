import { refusal } from '../../../test/support/refusal.ts';
import { repeatedMembers } from '../src/parse/json-locations.ts';

const cases: { name: string; given: string; want: string[] }[] = [
  { name: 'none', given: '{ "a": 1, "b": { "a": 1 }, "c": [{ "a": 1 }, { "a": 1 }] }', want: [] },
  { name: 'one', given: '{ "a": 1, "a": 2 }', want: ['a at 10'] },
  { name: 'one that is written in another way', given: '{ "a": 1, "\\u0061": 2 }', want: ['a at 10'] },
  { name: 'one inside of a list, behind an object', given: '[{ "a": {}, "b": [], "a" : 1 }]', want: ['a at 21'] },
  { name: 'no texts', given: '{ "a": "a", "b": ["a", "a", "{\\"a\\":[", "\\\\"] }', want: [] },
];

test.each(cases)('finds $name', ({ given, want }) => {
  expect(repeatedMembers(given).map(({ name, offset }) => `${name} at ${offset}`)).toEqual(want);
});

test('a document in JSON with a member that is there twice is refused, like one in YAML', () => {
  const paths = '{ "/a": { "get": { "operationId": "a", "responses": { "204": { "description": "d" } },\n "operationId": "b" } } }';
  expect(refusal(`{ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": ${paths} }`)).toBe('2:2 duplicate-key');
  expect(refusal('openapi: 3.0.3\nopenapi: 3.0.3\n')).toContain('2:1 duplicate-key');
});
