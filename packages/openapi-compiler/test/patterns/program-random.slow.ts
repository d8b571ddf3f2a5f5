import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Program, programOf } from '../../src/patterns/program.ts';
import { RandomPatterns } from './random-patterns.ts';

const boundedRegExp = createRequire(join(__dirname, 'program'))('../../../openapi-koa/src/validation/bounded-regexp.cjs') as (program: Program) => {
  test(text: string): boolean;
};
const engine = (pattern: string, unicode = true) => boundedRegExp(programOf(pattern, unicode) as Program);

test.each([true, false])('a pattern means the same on the bounded engine; with Unicode: %s', (unicode) => {
  const random = new RandomPatterns(unicode ? 5 : 6, 'all');
  const differences: string[] = [];
  let tests = 0;
  for (let count = 0; count < 5000; count++) {
    const pattern = random.pattern(unicode, 5);
    let expression: RegExp;
    try {
      expression = new RegExp(pattern, unicode ? 'u' : '');
    } catch {
      continue;
    }
    const bounded = engine(pattern, unicode);
    for (let text = random.text(), times = 0; times < 10; text = random.text(), times++) {
      tests++;
      if (bounded.test(text) !== expression.test(text)) differences.push(`${pattern} on ${JSON.stringify(text)}`);
    }
  }
  expect(differences).toEqual([]);
  expect(tests).toBeGreaterThan(20_000);
});
