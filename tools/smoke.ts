/** `npm run smoke`, and the command `petsage-smoke`: waits until a deployed service answers by the contract. */
import { type Command, HELP, parseCommand } from './smoke/options.ts';
import { createProgress } from './smoke/progress.ts';
import { reportJson, reportText } from './smoke/report.ts';
import { smoke } from './smoke/smoke.ts';

/** 0 the service answers by the contract, 1 it does not, 2 misused. */
const EXIT = { failed: 1, misused: 2 } as const;

async function main(args: string[]): Promise<number> {
  let command: Command | undefined;
  try {
    command = parseCommand(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('\n')[0]} See --help.\n`);
    return EXIT.misused;
  }
  if (command === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const progress = createProgress(process.stderr, process.env['TERM']);
  const outcome = await smoke(command, (fault) => progress.update(fault));
  progress.end();
  process.stdout.write((command.json ? reportJson : reportText)(command, outcome));
  return outcome.ok ? 0 : EXIT.failed;
}

// No await at the top level: this program is also bundled as CommonJS, which has none.
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
