import { EXIT } from '@petsage/openapi-checks/lib';
import { ROOT } from '../lib/root.ts';
import { build, checkPlan } from './build.ts';
import type { Plan } from './change.ts';
import type { Command } from './command.ts';
import { FailedBuild, type Fault, RefusedRequest } from './fault.ts';
import { lockTree } from './lock.ts';
import { planFeature } from './plan-feature.ts';
import { planLists } from './plan-lists.ts';
import { checkHandled, handledOperations, planMissing } from './plan-missing.ts';
import { planRemoval } from './plan-removal.ts';
import { type GivenRequest, readRequest } from './read-request.ts';
import { diffText, faultJson, resultJson, treeText } from './report.ts';
import { Interrupted } from './run-program.ts';
import { writeChanges } from './write-changes.ts';

/**
 * A run that fails or is interrupted restores every file. A refused request is misuse.
 *
 * @returns an exit code
 */
export async function runFeature(command: Command): Promise<number> {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort());
  try {
    return await make(command, interrupt.signal);
  } catch (error) {
    return failure(error, command.json);
  }
}

async function make(command: Command, signal: AbortSignal): Promise<number> {
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const given = command.remove === undefined && !command.missing && !command.lists ? await readRequest(ROOT, command) : undefined;
  if (!command.dryRun) process.once('exit', lockTree(ROOT));
  if (given !== undefined) await checkHandled(ROOT);
  const plan = await planOf(command, given);
  const options = { root: ROOT, progress, signal };
  await checkPlan(plan, options);
  if (command.dryRun) {
    process.stdout.write(
      command.json
        ? resultJson(plan, { dryRun: true, tests: '' })
        : `${treeText(plan.changes)}${notesText(plan)}\n${diffText(plan.changes)}Nothing was written\n`,
    );
    return EXIT.done;
  }
  // What is in the folders may be half done, so the lists are written whether they compile or not.
  const tests = command.lists ? '' : await build(plan, options);
  if (command.lists) writeChanges(ROOT, plan.changes);
  process.stdout.write(command.json ? resultJson(plan, { dryRun: false, tests }) : doneText(plan, tests));
  return EXIT.done;
}

async function planOf(command: Command, given: GivenRequest | undefined): Promise<Plan> {
  if (command.lists) return planLists(ROOT);
  if (command.remove !== undefined) return planRemoval(ROOT, command.remove, command.force);
  if (given === undefined) return planMissing(ROOT, await handledOperations(ROOT), command.flags ?? {});
  return planFeature(given.request, { root: ROOT, folder: given.folder, force: command.force });
}

function doneText(plan: Plan, tests: string): string {
  const checklist = plan.checklist.map((entry) => `  [ ] ${entry.replace(/\s*\n\s*/g, ' ')}\n`).join('');
  const left = checklist === '' ? '' : `Left to do, each with a test to be written:\n${checklist}`;
  return `${treeText(plan.changes)}${notesText(plan)}${left}${tests === '' ? '' : `Tests: ${tests}\n`}Next: ${plan.next}\n`;
}

function notesText({ notes }: Plan): string {
  return notes.map((note) => `Note: ${note}\n`).join('');
}

/** An error of the file system, such as EACCES. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

function failure(error: unknown, json: boolean): number {
  const faults: readonly Fault[] | undefined =
    error instanceof RefusedRequest
      ? error.faults
      : error instanceof FailedBuild
        ? [{ pointer: '', message: error.message }]
        : error instanceof Interrupted
          ? [{ pointer: '', message: 'Interrupted. Nothing has changed.' }]
          : isSystemError(error)
            ? [{ pointer: '', message: `${error.path ?? 'A file'} cannot be read or written (${error.code}). Nothing has changed.` }]
            : undefined;
  if (faults === undefined) throw error;
  const code = error instanceof RefusedRequest ? EXIT.misused : EXIT.failed;
  if (json) process.stdout.write(faultJson(code, faults));
  process.stderr.write(`${error instanceof RefusedRequest ? error.message : (faults[0] as Fault).message}\n`);
  return code;
}
