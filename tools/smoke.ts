/** `npm run smoke`, and the command `petsage-smoke`: waits until a deployed service answers by the contract. */
import { EXIT, runCommand } from './command.ts';
import { type Command, HELP, parseCommand } from './smoke/options.ts';
import { createProgress } from './smoke/progress.ts';
import { reportJson, reportText } from './smoke/report.ts';
import { smoke } from './smoke/smoke.ts';

async function run(command: Command): Promise<number> {
  const progress = createProgress(process.stderr, process.env['TERM']);
  const outcome = await smoke(command, (fault) => progress.update(fault));
  progress.end();
  process.stdout.write((command.json ? reportJson : reportText)(command, outcome));
  return outcome.ok ? EXIT.done : EXIT.failed;
}

// No await at the top level: this program is also bundled as CommonJS, which has none.
void runCommand({ help: HELP, helpCommand: '--help', parse: parseCommand, run });
