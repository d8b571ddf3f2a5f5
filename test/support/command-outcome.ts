import { type CommandSpec, createCommand, type createProgram, runCommand } from '@petsage/openapi-compiler/command-line';

export interface CommandOutcome {
  readonly code: typeof process.exitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, as `runCommand` does in a program of its own. */
export async function commandOutcome<Values extends object, Options>(
  command: CommandSpec<Values, Options> | ReturnType<typeof createProgram>,
  args: readonly string[],
): Promise<CommandOutcome> {
  const text = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      text[name] += chunk;
      return true;
    }),
  );
  const before = process.exitCode;
  try {
    await runCommand('run' in command ? createCommand(command) : command, args);
    return { code: process.exitCode, ...text };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
