import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REDOCLY_ENV, ScratchFolder } from '@petsage/openapi-checks/lib';
import { runProgram } from './run-program.ts';

interface LintProblem {
  readonly ruleId: string;
  readonly message: string;
  readonly location: readonly { readonly pointer?: string }[];
}

/**
 * Checks the planned document against the lint rules.
 *
 * @param before the document as it is, whose own faults are not the feature's
 * @returns a line for each fault that was not there before
 */
export async function lintFaults(root: string, before: string, planned: string, signal: AbortSignal): Promise<string[]> {
  const found = await lint(root, planned, signal);
  if (found.length === 0) return [];
  const known = new Set(await lint(root, before, signal));
  return found.filter((line) => !known.has(line));
}

async function lint(root: string, text: string, signal: AbortSignal): Promise<string[]> {
  const scratch = new ScratchFolder('feature');
  try {
    const file = join(scratch.path, 'openapi.yaml');
    writeFileSync(file, text);
    const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
    const { output } = await runProgram(root, [redocly, 'lint', '--format=json', '--config', join(root, 'openapi/redocly.yaml'), file], signal, REDOCLY_ENV);
    const start = output.indexOf('{');
    const json = output.slice(start, output.lastIndexOf('}') + 1);
    const { problems } = JSON.parse(json) as { problems: LintProblem[] };
    return problems.map(({ ruleId, message, location }) => `${location[0]?.pointer ?? '#/'}: ${message.replace(/\s+/g, ' ').trim()} (${ruleId})`);
  } finally {
    scratch.remove();
  }
}

/** @returns the faults that the compiler finds in the tree, each a line and those that go on with it */
export async function typeFaults(root: string, signal: AbortSignal): Promise<string[]> {
  const { code, output } = await runProgram(root, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--pretty', 'false'], signal);
  return code === 0 ? [] : output.split(/\n(?=\S)/);
}

/** Runs test files. @returns what Jest says where one fails */
export async function testFaults(root: string, tests: readonly string[], signal: AbortSignal): Promise<{ faults: string[]; summary: string }> {
  if (tests.length === 0) return { faults: [], summary: '' };
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--ci',
    '--colors=false',
    '--runTestsByPath',
    ...tests,
  ];
  const { code, output } = await runProgram(root, jest, signal, { ...process.env, NO_COLOR: '1' });
  const summary = /^Tests: +(.*)$/m.exec(output)?.[1] ?? '';
  return { faults: code === 0 ? [] : [output], summary };
}
