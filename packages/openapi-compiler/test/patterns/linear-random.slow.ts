import { createRequire } from 'node:module';
import { join } from 'node:path';
import { linearPattern } from '../../src/patterns/linear.ts';
import { RandomPatterns } from './random-patterns.ts';

const linearRegExp = createRequire(join(__dirname, 'linear'))('../../../openapi-koa/src/validation/linear-regexp.cjs') as (
  source: string,
  unicode: boolean,
) => { test(text: string): boolean };

test.each([true, false])('a pattern means the same on the linear engine; with Unicode: %s', (unicode) => {
  const random = new RandomPatterns(unicode ? 7 : 8, 'regular');
  const differences: string[] = [];
  let tests = 0;
  for (let count = 0; count < 2000; count++) {
    const pattern = random.pattern(unicode);
    let expression: RegExp;
    try {
      expression = new RegExp(pattern, unicode ? 'u' : '');
    } catch {
      continue;
    }
    const source = linearPattern(pattern, unicode);
    if (source === undefined) throw new Error(`${pattern} is not taken`);
    const linear = linearRegExp(source, unicode);
    for (let text = random.text(), times = 0; times < 10; text = random.text(), times++) {
      tests++;
      if (linear.test(text) !== expression.test(text)) differences.push(`${pattern} on ${JSON.stringify(text)}`);
    }
  }
  expect(differences).toEqual([]);
  expect(tests).toBeGreaterThan(10_000);
});
