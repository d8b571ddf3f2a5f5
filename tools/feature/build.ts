import type { Plan } from './change.ts';
import { lintFaults, testFaults, typeFaults } from './checks.ts';
import { FailedBuild, RefusedRequest } from './fault.ts';
import { DOCUMENT } from './planned-contract.ts';
import { Interrupted } from './run-program.ts';
import { writeChanges } from './write-changes.ts';

export interface BuildOptions {
  readonly root: string;
  /** Prints a line of progress. */
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** @throws RefusedRequest if the planned document breaks a lint rule */
export async function checkPlan({ changes, contract }: Plan, { root, signal }: BuildOptions): Promise<void> {
  const document = changes.find(({ path }) => path === DOCUMENT);
  if (document?.after === undefined) return;
  const faults = await lintFaults(root, document.before ?? '', document.after, signal);
  if (faults.length > 0)
    throw new RefusedRequest(faults.map((message) => ({ pointer: contract, message: `would break a lint rule in the document: ${message}` })));
}

/**
 * Writes a plan, then runs the type check and the new tests. If one fails, every file is restored.
 *
 * @returns Jest's summary of the new tests
 * @throws FailedBuild or Interrupted; the tree is as it was
 */
export async function build(plan: Plan, options: BuildOptions): Promise<string> {
  const { root, progress, signal } = options;
  if (plan.changes.length === 0) return '';
  let undo = writeChanges(root, plan.changes);
  try {
    progress('type check …');
    let types = await typeFaults(root, signal);
    if (types.length > 0) {
      // Files that did not compile before are not the feature's fault, even if the compiler words the error differently now.
      undo();
      const changed = new Set(plan.changes.map(({ path }) => path));
      const known = new Set([...(await typeFaults(root, signal)).map(fileOf).filter((file) => !changed.has(file)), ...(plan.faulty ?? [])]);
      types = types.filter((line) => !known.has(fileOf(line)));
      if (types.length > 0) throw new FailedBuild(`The type check failed, and every file was restored:\n${types.join('\n')}`);
      undo = writeChanges(root, plan.changes);
    }
    if (plan.tests.length > 0) progress('new tests …');
    const { faults, summary } = await testFaults(root, plan.tests, signal);
    if (faults.length > 0) throw new FailedBuild(`The new tests failed, and every file was restored:\n${faults.join('\n')}`);
    if (signal.aborted) throw new Interrupted();
    return summary;
  } catch (error) {
    undo();
    throw error;
  }
}

/** The file of a fault such as `src/app.ts(39,54): error TS2322: …`. */
function fileOf(fault: string): string {
  return /^([^(]+)\(\d+,\d+\): /.exec(fault)?.[1] ?? '';
}
