/** One npm script that tests. */
export interface Target {
  readonly script: string;
  readonly args?: readonly string[];
  /** Why it cannot be run on this machine; undefined if it can. */
  obstacle?(): string | undefined;
  /** The exit code with which the script says that it has checked nothing. */
  readonly notRunCode?: number;
}

/** What became of a target: passed unless there is a fault, or a reason why it was not run. */
export interface TargetResult {
  readonly name: string;
  readonly fault?: string;
  readonly notRun?: string;
}

/**
 * Runs targets in turn, the failed ones included.
 *
 * @param runScript runs an npm script with arguments, and returns its exit code
 */
export async function runTargets(
  targets: readonly Target[],
  runScript: (script: string, args: readonly string[]) => Promise<number>,
): Promise<readonly TargetResult[]> {
  const results: TargetResult[] = [];
  for (const { script, args = [], obstacle, notRunCode } of targets) {
    const name = `npm run ${script}${args.length > 0 ? ` -- ${args.join(' ')}` : ''}`;
    const reason = obstacle?.();
    if (reason !== undefined) {
      results.push({ name, notRun: reason });
      continue;
    }
    const code = await runScript(script, args);
    if (code === 0) results.push({ name });
    else if (code === notRunCode) results.push({ name, notRun: 'it checked nothing; see its output' });
    else results.push({ name, fault: `exit code ${code}` });
  }
  return results;
}

/** A line for each target, in columns. */
export function summaryOf(results: readonly TargetResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const outcome = ({ fault, notRun }: TargetResult) => (fault !== undefined ? `FAILED: ${fault}` : notRun !== undefined ? `not run: ${notRun}` : 'passed');
  return results.map((result) => `${result.name.padEnd(width)}  ${outcome(result)}\n`).join('');
}
