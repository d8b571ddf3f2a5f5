import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';

/** Starts a Node program in the current folder that ends, by a signal, when this process does. */
export function startNode(
  args: readonly string[],
  stdio: StdioOptions,
  env: NodeJS.ProcessEnv = process.env,
  signal: NodeJS.Signals = 'SIGTERM',
): ChildProcess {
  return endWithThisProcess(spawn(process.execPath, args, { stdio, env }), signal);
}

/** Signals a child when this process exits, before any other exit handler: those may remove files that the child works on. */
export function endWithThisProcess<Child extends ChildProcess>(child: Child, signal: NodeJS.Signals): Child {
  const end = () => child.kill(signal);
  process.prependOnceListener('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
}
