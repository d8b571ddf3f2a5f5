import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { EXIT, onShutdown, startNode } from '@petsage/openapi-checks/lib';
import { watch } from 'chokidar';
import { ROOT } from '../lib/root.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 150;
const GENERATE = ['packages/openapi-compiler/src/cli.ts'];

/** Runs the service until this process should end. @returns an exit code */
export async function runService(): Promise<number> {
  let service = start();
  let leaving = false;

  /** A service that ended because of an error in the code is started again, too. */
  const restart = async () => {
    const old = service;
    if (old.exitCode === null && old.signalCode === null) {
      const ended = once(old, 'exit');
      old.kill('SIGTERM');
      await ended;
    }
    // Another change came while it ended, and has already started the next one.
    if (leaving || service !== old) return;
    process.stderr.write('the code has changed: restarting\n');
    service = start();
  };
  const stops = [onChange(['openapi', 'openapi.config.json'], regenerate), onChange(['src', 'generated'], restart)];
  await new Promise<void>((resolve) => onShutdown(resolve));
  leaving = true;
  for (const stop of stops) stop();
  service.kill('SIGTERM');
  return EXIT.done;
}

/**
 * Calls once for all changes that come close together. Node's own recursive watch misses files that are replaced.
 *
 * @returns a function that stops watching
 */
function onChange(paths: readonly string[], act: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(
    paths.map((path) => join(ROOT, path)),
    { ignoreInitial: true },
  );
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(act, SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

function start(): ChildProcess {
  return startNode([join(ROOT, 'src/main.ts')], 'inherit', { LOG_LEVEL: 'debug', DRAIN_MS: '0', ...process.env });
}

/** New files in `generated/` restart the service. If the document is refused, the service keeps running unchanged. */
function regenerate(): void {
  process.stderr.write('openapi/ has changed: generating\n');
  const { status } = spawnSync(process.execPath, GENERATE, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  process.stderr.write(status === 0 ? 'generated\n' : 'not generated; the service keeps running with the old contract\n');
}
