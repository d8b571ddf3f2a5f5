import { EXIT } from '@petsage/openapi-compiler/command-line';
import { RefusedDocument } from '@petsage/openapi-compiler/internal';
import type { Check, CheckOutcome } from './check.ts';
import type { ContractOptions } from './checks.ts';
import { CHECK_NAMES, loadCheck } from './checks.ts';
import { applyExceptions, type Exception, InvalidExceptions, readExceptions } from './exceptions.ts';
import { runSetUp } from './set-up.ts';
import { StartedService } from './started-service.ts';

let interrupted = false;

/** Runs the selected checks, one after another, and prints what they find. @returns an exit code */
export async function runChecks(options: ContractOptions): Promise<number> {
  const { start, service, setUp } = options;
  let exceptions: readonly Exception[];
  try {
    exceptions = options.exceptions.flatMap(readExceptions);
  } catch (error) {
    if (!(error instanceof InvalidExceptions || error instanceof RefusedDocument)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.misused;
  }
  const started = start === undefined || service === undefined ? undefined : new StartedService(start, service);
  const prepare = once(async () => {
    await started?.ready();
    if (service !== undefined) await runSetUp(setUp, service);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void interrupt(started));
  try {
    return await runAll(options, exceptions, prepare);
  } finally {
    await started?.stop();
  }
}

/** Every child process and temporary folder ends with this process; a service started by a command gets time to shut down. */
async function interrupt(started: StartedService | undefined): Promise<void> {
  if (!interrupted) {
    interrupted = true;
    process.stderr.write('Interrupted.\n');
    await started?.stop();
  }
  process.exit(EXIT.failed);
}

/** @param prepare starts a service that a command starts, and sets it up, once */
async function runAll(options: ContractOptions, exceptions: readonly Exception[], prepare: () => Promise<void>): Promise<number> {
  const out = options.changelog === '-' ? process.stderr : process.stdout;
  let exit: number = EXIT.done;
  for (const name of CHECK_NAMES.filter((name) => options.only.includes(name))) {
    const startMs = performance.now();
    const { faults: found, done, notRun } = await outcome(await loadCheck[name](), options, prepare);
    // The service is shutting down, and its responses mean nothing.
    if (interrupted) return EXIT.failed;
    const own = exceptions.filter(({ check }) => check === name);
    const { faults, accepted } = applyExceptions(own, found, notRun === undefined);
    const failed = faults.length > 0 || (notRun !== undefined && options.require.includes(name));
    if (failed) exit = EXIT.failed;
    for (const fault of faults) out.write(`${name}: ${fault}\n`);
    const summary = [
      ...(failed ? ['FAILED'] : notRun === undefined ? ['ok'] : []),
      ...(done === undefined ? [] : [done]),
      ...(accepted === 0 ? [] : [`${accepted} accepted by exceptions`]),
      ...(notRun === undefined ? [] : [`not run: ${notRun}`]),
    ].join('; ');
    out.write(`${name}: exit ${failed ? EXIT.failed : EXIT.done}, ${summary} (${((performance.now() - startMs) / 1000).toFixed(1)} s)\n`);
  }
  return exit;
}

/** A check that throws has failed; the checks after it still run. */
async function outcome(check: Check, options: ContractOptions, prepare: () => Promise<void>): Promise<CheckOutcome> {
  try {
    if (check.needsService) await prepare();
    return await check.run(options);
  } catch (error) {
    return { faults: [(error as Error).message] };
  }
}

/** Calls a function when it is first needed; a failure is kept, too. */
function once(prepare: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= prepare());
}
