import { leadsTo } from '../../src/ir/leads-to.ts';
import { strongComponents } from '../../src/ir/strong-components.ts';

const GRAPH: Readonly<Record<string, readonly string[]>> = { a: ['b'], b: ['c', 'd'], c: ['a'], d: ['e', 'd'], e: [], f: ['e'] };
const nextOf = (node: string) => GRAPH[node] ?? [];

test('components are those whose nodes lead to each other, and follow those that they lead to', () => {
  expect(strongComponents(Object.keys(GRAPH), nextOf).map((component) => component.sort())).toEqual([['e'], ['d'], ['a', 'b', 'c'], ['f']]);
});

test('a chain is longer than any stack', () => {
  const next = (node: number) => (node < 200_000 ? [node + 1] : []);
  expect(strongComponents([0], next)).toHaveLength(200_001);
  expect(leadsTo((node: number) => node === 200_000, next)(0)).toBe(true);
});

test('what a node leads to is found once for each', () => {
  let asked = 0;
  const leads = leadsTo<string>((node) => {
    asked++;
    return node === 'd';
  }, nextOf);
  const found = () => Object.keys(GRAPH).map(leads);
  expect(found()).toEqual([true, true, true, true, false, false]);
  const before = asked;
  expect(found()).toEqual([true, true, true, true, false, false]);
  expect([before, asked]).toEqual([6, 6]);
});
