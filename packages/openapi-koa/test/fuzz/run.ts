/** `npm run test:fuzz`: random requests to a service of everything that a document can describe. */
import { createCommand, EXIT, runCommand, wholeNumber } from '@petsage/openapi-checks/lib';
import type { FuzzOptions } from './fuzz.ts';

interface Values {
  readonly requests: string;
  readonly minutes: string;
  readonly seed?: string;
  readonly from: string;
  readonly atOnce: string;
}

const command = createCommand<Values, FuzzOptions>({
  name: 'npm run test:fuzz --',
  description:
    'Sends random requests to a service of everything that a document can describe, in a process of its own on loopback: valid ones, invalid ones and damaged bytes, several on each connection, cut into packets, with clients that close their side, leave or read late.',
  examples: ['$0 --requests 1000000', '$0 --seed 7 --from 1234 --requests 1'],
  notes: `
A run ends by itself. It fails if the service ends or hangs, sends a 5xx that no handler made, a response that is not well-formed, out of
order, missing or not what the request asked for; or if connections, descriptors or memory remain that were not there before.`,
  exitCodes: '0 no fault, 1 a fault, 2 misused',
  define: (command) =>
    command
      .option('--requests <number>', 'how many requests, from 1 to 100000000', '20000')
      .option('--minutes <number>', 'ends sooner, after so many minutes', '60')
      .option('--seed <number>', 'the seed of the run, from 0 to 4294967295; the same seed makes the same requests (default: the time)')
      .option('--from <number>', 'the first connection of the run, to repeat a fault: its line names it', '0')
      .option('--at-once <number>', 'how many connections are open at once', '64'),
  parse: (values) => ({
    requests: wholeNumber('--requests', values.requests, 1, 100_000_000),
    minutes: wholeNumber('--minutes', values.minutes, 1, 1440),
    seed: wholeNumber('--seed', values.seed ?? String(Date.now() % 0x100000000), 0, 0xffffffff),
    from: wholeNumber('--from', values.from, 0, 1_000_000_000),
    atOnce: wholeNumber('--at-once', values.atOnce, 1, 1000),
  }),
  run,
});
await runCommand(command);

async function run(options: FuzzOptions): Promise<number> {
  const [{ readDocument }, { fuzz }] = await Promise.all([import('./document.ts'), import('./fuzz.ts')]);
  const { faults, summary } = await fuzz(readDocument(), options, (line) => process.stdout.write(`${line}\n`));
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(`${summary}\n`);
  return faults.length === 0 ? EXIT.done : EXIT.failed;
}
