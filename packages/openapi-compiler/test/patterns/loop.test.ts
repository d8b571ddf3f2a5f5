import { numbers } from '../../../../test/support/numbers.ts';
import { loopCode } from '../../src/patterns/loop.ts';
import { toRegExp } from '../../src/patterns/regexp.ts';
import { evaluated } from '../support.ts';

interface Tester {
  test(text: string): boolean;
}

const TEXTS = [
  '',
  'a',
  'b',
  'z',
  'aa',
  'ab',
  'abc',
  'a1',
  '1',
  '12',
  '2026-11-28',
  '2026-1-28',
  'a-b_c',
  'A',
  '-',
  'a\n',
  '\n',
  'é',
  '😀',
  '\ud83d',
  '\ude00',
  'aé',
  ' a',
];

const taken = [
  '^[a-z]{1,3}$',
  '^[a-z]{0,16}$',
  '^[a-z]{1,5}$',
  '^a$',
  '^\\d{4}-\\d{2}-\\d{2}$',
  '^[A-Z][a-z]{0,5}$',
  '^[a-z]{1,4}[0-9]{0,3}$',
  '^[a-z]?[0-9]?-?$',
  '^([a-z]{1,3})(-)([a-z_]{1,3})$',
  '^(?:[a-z]{2})$',
  '^a{0}b$',
  '^[a-zA-Z0-9_-]{2,9}$',
  '^\\w{1,3}$',
  '^\\w{1,3}?$',
  '^a{2}a$',
  '^é{1,2}$',
  // Read without Unicode, as it has a needless escape.
  '^[^a]\\_?$',
];
test.each(taken)('a loop matches the same strings as %s', (pattern) => {
  const expression = toRegExp(pattern) as RegExp;
  const [loop] = evaluated([loopCode(pattern, expression.unicode) as string]) as [Tester];
  const random = new RandomSequences(1);
  const texts = [...TEXTS, ...Array.from({ length: 300 }, () => random.text())];
  expect(texts.filter((text) => loop.test(text))).toEqual(texts.filter((text) => expression.test(text)));
});

const others = [
  { pattern: 'a', why: 'can match anywhere' },
  { pattern: '^a', why: 'has no end' },
  { pattern: '^(?:a|b)$', why: 'has alternatives' },
  { pattern: '^a|b$', why: 'has alternatives' },
  { pattern: '^a{0,2}a$', why: 'repeats what follows' },
  { pattern: '^a{0,2}b?a$', why: 'repeats what may follow' },
  { pattern: '^(ab){2}$', why: 'repeats a group' },
  { pattern: '^.$', why: 'has characters of two units' },
  { pattern: '^[^a]$', why: 'has characters of two units' },
  { pattern: '^😀$', why: 'has characters of two units' },
  { pattern: '^(?=a)a$', why: 'looks ahead' },
  { pattern: '^\\ba$', why: 'asserts the end of a word' },
  { pattern: '^\\p{L}$', why: 'has too many ranges' },
  { pattern: '^[a-z]{1,17}$', why: 'matches long strings' },
  { pattern: '^a*$', why: 'matches long strings' },
  { pattern: '^$', why: 'has no characters' },
  { pattern: '^[]$', why: 'matches nothing' },
];
test.each(others)('$pattern has no loop, as it $why', ({ pattern }) => {
  expect(loopCode(pattern, true)).toBeUndefined();
});

test('loops of random patterns match the same strings as regular expressions', () => {
  const random = new RandomSequences(7);
  const patterns = Array.from({ length: 3000 }, () => random.pattern());
  const loops = patterns.flatMap((pattern) => {
    const { unicode } = toRegExp(pattern) as RegExp;
    const code = loopCode(pattern, unicode);
    return code === undefined ? [] : [{ pattern, code }];
  });
  expect(loops.length).toBeGreaterThan(500);
  let matches = 0;
  const differences = (evaluated(loops.map(({ code }) => code)) as Tester[]).flatMap((loop, index) => {
    const { pattern } = loops[index] as (typeof loops)[number];
    const expression = toRegExp(pattern) as RegExp;
    return Array.from({ length: 40 }, () => random.text()).filter((text) => {
      matches += Number(expression.test(text));
      return loop.test(text) !== expression.test(text);
    });
  });
  expect(differences).toEqual([]);
  expect(matches).toBeGreaterThan(500);
});

const CLASSES = ['a', 'b', '1', '-', '[ab]', '[a-z]', '[^a]', '\\d', '\\w', '\\s', '[a-c1-3]', 'é', '\\u00e9', '[\\ud800-\\udbff]', '\\_', '.'];
const COUNTS = ['', '', '{0,5}', '{1,4}', '?', '{2}', '{1,2}', '{0,3}', '*', '{1,3}?'];
const CHARACTERS = ['a', 'b', 'c', 'z', '1', '2', '-', '_', ' ', 'é', '😀', '\ud83d', '\n', 'A'];

/** Makes patterns between `^` and `$`, and strings, the same each time. */
class RandomSequences {
  readonly #below: (below: number) => number;

  constructor(seed: number) {
    this.#below = numbers(seed);
  }

  pattern(): string {
    const parts = Array.from({ length: 1 + this.#below(4) }, () => {
      const part = `${this.#one(CLASSES)}${this.#one(COUNTS)}`;
      return this.#below(4) === 0 ? `(${part})` : part;
    });
    return `^${parts.join('')}$`;
  }

  text(): string {
    return Array.from({ length: this.#below(6) }, () => this.#one(CHARACTERS)).join('');
  }

  #one(list: readonly string[]): string {
    return list[this.#below(list.length)] as string;
  }
}
