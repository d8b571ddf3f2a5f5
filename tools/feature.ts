/** `npm run feature`: makes a complete feature from a request. */
import { ROOT } from './child.ts';
import { EXIT, runCommand } from './command.ts';
import { build, checkPlan } from './feature/build.ts';
import type { Plan } from './feature/change.ts';
import { type Command, HELP, parseCommand } from './feature/command.ts';
import { FailedBuild, type Fault, RefusedRequest } from './feature/fault.ts';
import { lockTree } from './feature/lock.ts';
import { planFeature } from './feature/plan-feature.ts';
import { planLists } from './feature/plan-lists.ts';
import { checkHandled, handledOperations, planMissing } from './feature/plan-missing.ts';
import { planRemoval } from './feature/plan-removal.ts';
import { type GivenRequest, readRequest } from './feature/read-request.ts';
import { diffText, faultJson, resultJson, treeText } from './feature/report.ts';
import { Interrupted } from './feature/run-program.ts';
import { writeChanges } from './feature/write-changes.ts';

await runCommand({ help: HELP, helpCommand: 'npm run feature -- --help', parse, run });

function parse(args: string[]): Command | undefined {
  try {
    return parseCommand(args);
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    if (args.includes('--json')) process.stdout.write(faultJson(EXIT.misused, [{ pointer: '', message }]));
    throw error;
  }
}

/** A run that fails or is interrupted restores every file. A refused request is misuse. */
async function run(command: Command): Promise<number> {
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
