/** `npm run dev`: the service, restarted on a change of the code, and regenerated on a change of the document. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { watch } from 'chokidar';
import { ROOT, startNode } from './child.ts';
import { onceAskedToEnd } from './ending.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 150;

let service = start();
let leaving = false;
const timers = new Map<() => void, NodeJS.Timeout>();
const watchers = [onChange(['openapi'], regenerate), onChange(['src', 'generated'], restart)];
onceAskedToEnd(() => {
  leaving = true;
  for (const timer of timers.values()) clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  service.kill('SIGTERM');
});

/** Calls once for all changes that come close together, whichever way files are replaced, which Node's own recursive watch loses sight of. */
function onChange(folders: readonly string[], act: () => void): { close(): Promise<void> } {
  const watcher = watch(
    folders.map((folder) => join(ROOT, folder)),
    { ignoreInitial: true },
  );
  return watcher.on('all', () => {
    clearTimeout(timers.get(act));
    timers.set(act, setTimeout(act, SETTLE_MS));
  });
}

function start(): ChildProcess {
  return startNode([join(ROOT, 'src/main.ts')], 'inherit', { LOG_LEVEL: 'debug', DRAIN_MS: '0', ...process.env });
}

/** What ends by itself, for a fault in the code, is started again at the next change. */
async function restart(): Promise<void> {
  const old = service;
  if (old.exitCode === null && old.signalCode === null) {
    const ended = once(old, 'exit');
    old.kill('SIGTERM');
    await ended;
  }
  // Whoever came first while it ended has started the next one.
  if (leaving || service !== old) return;
  process.stderr.write('the code has changed: starting anew\n');
  service = start();
}

/** New files in `generated/` make the service restart. What cannot be generated leaves it as it runs. */
function regenerate(): void {
  process.stderr.write('openapi/ has changed: generating\n');
  const { status } = spawnSync(process.execPath, ['packages/openapi-compiler/src/cli.ts', '--document', 'openapi/openapi.yaml', '--output', 'generated'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.stderr.write(status === 0 ? 'generated\n' : 'not generated; the service runs on with the old contract\n');
}
