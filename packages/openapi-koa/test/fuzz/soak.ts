/** `npm run test:soak`: good and bad load for a while, and what remains of it. */
import { createCommand, runCommand, wholeNumber } from '@petsage/openapi-checks/lib';
import type { SoakOptions } from './sustained-load.ts';

interface Values {
  readonly minutes: string;
  readonly windows: string;
  readonly seed?: string;
}

const command = createCommand<Values, SoakOptions>({
  name: 'npm run test:soak --',
  description:
    'Loads a service of everything that a document can describe, in a process of its own on loopback: the requests of npm run test:fuzz, and beside them clients that pipeline thousands of requests, do not read, leave in the middle, or never finish what they begin.',
  examples: ['$0 --minutes 10', '$0 --minutes 600 --windows 60'],
  notes: `
The run is cut into windows. After each, when no connection is open any more, memory after garbage collection and open descriptors are
measured. The run fails as npm run test:fuzz does, and if descriptors remain, or memory grows from the second third of windows to the last.`,
  exitCodes: '0 no fault, 1 a fault, 2 misused',
  define: (command) =>
    command
      .option('--minutes <number>', 'how long the load lasts, from 1 to 1440', '10')
      .option('--windows <number>', 'how often it is measured, from 3 to 1000', '12')
      .option('--seed <number>', 'the seed of the run, from 0 to 4294967295 (default: the time)'),
  parse: (values) => ({
    minutes: wholeNumber('--minutes', values.minutes, 1, 1440),
    windows: wholeNumber('--windows', values.windows, 3, 1000),
    seed: wholeNumber('--seed', values.seed ?? String(Date.now() % 0x100000000), 0, 0xffffffff),
  }),
  run: async (options) => (await import('./sustained-load.ts')).soak(options),
});
await runCommand(command);
