import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** Starts a Node program that ends when this one does, by a signal. */
export function startNode(
  args: readonly string[],
  stdio: StdioOptions,
  env: NodeJS.ProcessEnv = process.env,
  signal: NodeJS.Signals = 'SIGTERM',
): ChildProcess {
  return endedWithThis(spawn(process.execPath, args, { cwd: ROOT, stdio, env }), signal);
}

/** Has a program end when this one does, before anything else is done about that: what it works on may be removed then. */
export function endedWithThis<Child extends ChildProcess>(child: Child, signal: NodeJS.Signals): Child {
  const end = () => child.kill(signal);
  process.prependOnceListener('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
}

/** The file of a command that a package brings. */
export function packageFile(path: string): string {
  return join(ROOT, 'node_modules', path);
}
