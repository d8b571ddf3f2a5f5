/** `npm run bench`: measures the service beside other servers, in turn, and prints tables of ratios. */
import { createCommand, runCommand } from '@petsage/openapi-checks/lib';
import { defineRun, parseRun, type RunOptions, type RunValues } from './options.ts';

const command = createCommand<RunValues, RunOptions>({
  name: 'npm run bench --',
  description:
    'Measures the service beside other servers, which take turns on this machine, and prints tables of ratios. On a quiet machine all of it takes less than 25 minutes. Linux only, as processor time is read from /proc.',
  examples: ['$0 && npm run bench:report', '$0 --only smoke-test --rounds 3 --seconds 2'],
  notes:
    'The client is wrk where it is installed, else autocannon. The first run installs the other servers and autocannon in bench/peers, and published documents in test/corpora; one of the servers needs Go.',
  exitCodes: '0 done, 1 a server of the project could not be measured, 2 misused',
  define: defineRun,
  parse: parseRun,
  run: async (options) => (await import('./benchmark.ts')).runBenchmark(options),
});
await runCommand(command);
