import { EXIT } from '@petsage/openapi-compiler/command-line';
import type { Check, CheckOutcome } from './check.ts';
import type { ContractOptions } from './checks.ts';
import { CHECK_NAMES, loadCheck } from './checks.ts';
import { StartedService } from './started-service.ts';

let interrupted = false;

/** Runs the selected checks, one after another, and prints what they find. @returns an exit code */
export async function runChecks(options: ContractOptions): Promise<number> {
  const { start, service } = options;
  const started = start === undefined || service === undefined ? undefined : new StartedService(start, service);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void interrupt(started));
  try {
    return await runAll(options, started);
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

async function runAll(options: ContractOptions, service: StartedService | undefined): Promise<number> {
  const out = options.changelog === '-' ? process.stderr : process.stdout;
  let exit: number = EXIT.done;
  for (const name of CHECK_NAMES.filter((name) => options.only.includes(name))) {
    const startMs = performance.now();
    const { faults, done, notRun } = await outcome(await loadCheck[name](), options, service);
    // The service is shutting down, and its responses mean nothing.
    if (interrupted) return EXIT.failed;
    const failed = faults.length > 0 || (notRun !== undefined && options.require.includes(name));
    if (failed) exit = EXIT.failed;
    for (const fault of faults) out.write(`${name}: ${fault}\n`);
    const found = [
      ...(failed ? ['FAILED'] : notRun === undefined ? ['ok'] : []),
      ...(done === undefined ? [] : [done]),
      ...(notRun === undefined ? [] : [`not run: ${notRun}`]),
    ].join('; ');
    out.write(`${name}: exit ${failed ? EXIT.failed : EXIT.done}, ${found} (${((performance.now() - startMs) / 1000).toFixed(1)} s)\n`);
  }
  return exit;
}

/** A check that throws has failed; the checks after it still run. */
async function outcome(check: Check, options: ContractOptions, service: StartedService | undefined): Promise<CheckOutcome> {
  try {
    if (check.needsService) await service?.ready();
    return await check.run(options);
  } catch (error) {
    return { faults: [(error as Error).message] };
  }
}
