import { runTargets, summaryOf } from '../../../tools/test-all/targets.ts';

test('every target is run, and what was not run is listed with its reason', async () => {
  const called: string[] = [];
  const codes: Record<string, number> = { test: 1, 'test:fuzz': 0, 'test:browser': 3 };
  const results = await runTargets(
    [
      { script: 'test' },
      { script: 'test:slow', obstacle: () => 'there is no nginx on the PATH' },
      { script: 'test:fuzz', args: ['--requests', '9'], obstacle: () => undefined },
      { script: 'test:browser', notRunCode: 3 },
    ],
    async (script, args) => {
      called.push([script, ...args].join(' '));
      return codes[script] as number;
    },
  );
  expect(called).toEqual(['test', 'test:fuzz --requests 9', 'test:browser']);
  expect(results.map(({ fault, notRun }) => [fault !== undefined, notRun !== undefined])).toEqual([
    [true, false],
    [false, true],
    [false, false],
    [false, true],
  ]);
  expect(summaryOf(results)).toBe(
    [
      'npm run test                       FAILED: exit code 1\n',
      'npm run test:slow                  not run: there is no nginx on the PATH\n',
      'npm run test:fuzz -- --requests 9  passed\n',
      'npm run test:browser               not run: it checked nothing; see its output\n',
    ].join(''),
  );
});
