import { defineProblems } from '../../packages/openapi-koa/src/index.ts';
import type { Feature } from '../../src/features/feature.ts';
import { mergeFeatures } from '../../src/features/merge.ts';

const { taken } = defineProblems({ taken: { status: 409, title: 'Taken', remedy: 'Take another.' } });
const feature = (parts: object) => ({ handlers: {}, ...parts }) as Feature<never>;

test('features are merged, and the service’s own problems come first', () => {
  const { mine } = defineProblems({ mine: { status: 409, title: 'Mine', remedy: 'Take yours.' } });
  const check = () => undefined;
  const first = feature({ handlers: { a: 1 }, availabilityChecks: { a: check }, accessLevels: { a: 'debug' } });
  expect(mergeFeatures([first, feature({ handlers: { b: 2 }, problems: { mine } })], { taken })).toEqual({
    handlers: { a: 1, b: 2 },
    availabilityChecks: { a: check },
    accessLevels: { a: 'debug' },
    problems: [taken, mine],
  });
});

test.each([
  { name: 'an operation', parts: { handlers: { getPet: 1 } }, want: 'The operationId getPet is used twice.' },
  { name: 'a problem code', parts: { problems: { mine: taken } }, want: 'The problem code mine is used twice.' },
  { name: 'an availability check', parts: { availabilityChecks: { getPet: 1 } }, want: 'The availability check getPet is used twice.' },
  { name: 'an access level', parts: { accessLevels: { getPet: 'info' } }, want: 'The access level getPet is used twice.' },
])('$name that two features have is refused by name', ({ parts, want }) => {
  expect(() => mergeFeatures([feature(parts), feature(parts)], {})).toThrow(new Error(want));
});

test('a feature cannot use a problem code of the service', () => {
  expect(() => mergeFeatures([feature({ problems: { taken } })], { taken })).toThrow(new Error('The problem code taken is used twice.'));
});
