/** `npm run test:fuzz`: random requests to a service of everything that a document can describe. */
import { readArguments, wholeNumber } from '../../../../tools/arguments.ts';
import { EXIT, runCommand } from '../../../../tools/command.ts';
import { readDocument } from './document.ts';
import { type FuzzOptions, fuzz } from './fuzz.ts';

const HELP = `Sends random requests to a service of everything that a document can describe, in a process of its own on loopback: valid ones,
invalid ones and damaged bytes, several on each connection, cut into packets, with clients that close their side, leave or read late.

A run ends by itself. It fails if the service ends or hangs, sends a 5xx that no handler made, a response that is not well-formed, out of
order, missing or not what the request asked for; or if connections, descriptors or memory remain that were not there before.

Usage
  npm run test:fuzz -- [options]

Options
  --requests N   how many requests, from 1 to 100000000 (default 20000)
  --minutes N    ends sooner, after so many minutes (default 60)
  --seed N       the seed of the run, from 0 to 4294967295 (default: the time); the same seed makes the same requests
  --from N       the first connection of the run, to repeat a fault: its line names it (default 0)
  --at-once N    how many connections are open at once (default 64)
  --help         this text

Examples
  npm run test:fuzz -- --requests 1000000
  npm run test:fuzz -- --seed 7 --from 1234 --requests 1

Exit codes: 0 no fault, 1 a fault, 2 misused.
`;

await runCommand({ help: HELP, helpCommand: 'npm run test:fuzz -- --help', parse, run });

function parse(args: string[]): FuzzOptions | undefined {
  const { values } = readArguments({
    args,
    options: {
      requests: { type: 'string', default: '20000' },
      minutes: { type: 'string', default: '60' },
      seed: { type: 'string' },
      from: { type: 'string', default: '0' },
      'at-once': { type: 'string', default: '64' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    requests: wholeNumber('--requests', values.requests, 1, 100_000_000),
    minutes: wholeNumber('--minutes', values.minutes, 1, 1440),
    seed: wholeNumber('--seed', values.seed ?? String(Date.now() % 0x100000000), 0, 0xffffffff),
    from: wholeNumber('--from', values.from, 0, 1_000_000_000),
    atOnce: wholeNumber('--at-once', values['at-once'], 1, 1000),
  };
}

async function run(options: FuzzOptions): Promise<number> {
  const { faults, summary } = await fuzz(readDocument(), options, (line) => process.stdout.write(`${line}\n`));
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(`${summary}\n`);
  return faults.length === 0 ? EXIT.done : EXIT.failed;
}
