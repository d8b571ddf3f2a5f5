/** `npm run contract`: what a CI runs to hold document, generated code and running service against each other. */
import { EXIT, runCommand } from '../../../tools/command.ts';
import { breaking } from './breaking.ts';
import type { Check, Outcome } from './check.ts';
import { conformance } from './conformance.ts';
import { drift } from './drift.ts';
import { examples } from './examples.ts';
import { lint } from './lint.ts';
import { type Options, parseOptions } from './options.ts';
import { StartedService } from './started-service.ts';

const CHECKS: readonly Check[] = [lint, drift, breaking, conformance, examples];

const HELP = `Holds document, generated code and running service against each other.

Usage
  npm run contract -- [options]

Options
  --only NAME        make this check only
  --require NAME     a check that cannot be made here, or not in full, fails
  --document FILE    the OpenAPI document (default openapi/openapi.yaml)
  --rules FILE       rules for lint, of Redocly CLI (default openapi/redocly.yaml)
  --generated FOLDER what npm run generate wrote for the document (default generated, of our own document)
  --base FILE        the released document (default that of the last git tag vX.Y.Z)
  --changelog FILE   write what changed since the release, as Markdown; - is stdout, and the results then go to stderr
  --service URL      a running service (default: our own is started for our own document)
  --start COMMAND    starts that service when it is needed, and ends it after the checks
  --cases N          requests that conformance makes up, at least (default 2000); 0 asks the fixed ones only
  --seed N           what the made-up requests follow from (default 1)
  --varies NAME      a member or header field that need not be as in the example, beside timestamp, instance and X-Request-Id
  --help             this text

--only, --require and --varies may be given several times, or a list with commas.

Checks
${CHECKS.map(({ name, about }) => `  ${name.padEnd(13)} ${about}`).join('\n')}

Examples
  npm run contract
  npm run contract -- --only lint,drift
  npm run contract -- --only breaking --changelog -
  npm run contract -- --require breaking,conformance
  npm run contract -- --document ../shop/openapi.yaml --service http://localhost:8080
  npm run contract -- --document ../shop/openapi.yaml --service http://localhost:8080 --start 'npm --prefix ../shop start'

Each check ends with a line: its name, its exit code, what it found, and the time it took.
Exit codes: 0 none failed, 1 one failed or it was interrupted, 2 misused.
`;

let interrupted = false;
const names = CHECKS.map(({ name }) => name);
await runCommand({ help: HELP, helpCommand: 'npm run contract -- --help', parse: (args) => parseOptions(args, names), run });

async function run(options: Options): Promise<number> {
  const { start, service } = options;
  const started = start === undefined || service === undefined ? undefined : new StartedService(start, service);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void interrupt(started));
  try {
    return await runChecks(options, started);
  } finally {
    await started?.stop();
  }
}

/** Every program that was started ends with this one, and every temporary folder. One that somebody else wrote is asked first. */
async function interrupt(started: StartedService | undefined): Promise<void> {
  if (!interrupted) {
    interrupted = true;
    process.stderr.write('Interrupted.\n');
    await started?.stop();
  }
  process.exit(EXIT.failed);
}

async function runChecks(options: Options, service: StartedService | undefined): Promise<number> {
  const out = options.changelog === '-' ? process.stderr : process.stdout;
  let exit: number = EXIT.done;
  for (const check of CHECKS.filter(({ name }) => options.only.includes(name))) {
    const startMs = performance.now();
    const { faults, done, notRun } = await outcome(check, options, service);
    // The service ends already, and its answers mean nothing.
    if (interrupted) return EXIT.failed;
    const failed = faults.length > 0 || (notRun !== undefined && options.require.includes(check.name));
    if (failed) exit = EXIT.failed;
    for (const fault of faults) out.write(`${check.name}: ${fault}\n`);
    const found = [
      ...(failed ? ['FAILED'] : notRun === undefined ? ['ok'] : []),
      ...(done === undefined ? [] : [done]),
      ...(notRun === undefined ? [] : [`not run: ${notRun}`]),
    ].join('; ');
    out.write(`${check.name}: exit ${failed ? EXIT.failed : EXIT.done}, ${found} (${((performance.now() - startMs) / 1000).toFixed(1)} s)\n`);
  }
  return exit;
}

/** A check that throws has failed like any other, and those after it are still made. */
async function outcome(check: Check, options: Options, service: StartedService | undefined): Promise<Outcome> {
  try {
    if (check.calls) await service?.ready();
    return await check.run(options);
  } catch (error) {
    return { faults: [(error as Error).message] };
  }
}
