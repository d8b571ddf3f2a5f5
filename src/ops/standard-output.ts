import { constants, fstatSync, openSync } from 'node:fs';

const STDOUT = 1;
/** Opening this path on Linux opens the pipe, FIFO or terminal of the descriptor again (proc(5)). */
const STDOUT_PATH = '/proc/self/fd/1';

/**
 * Returns a descriptor of standard output on which a write fails with `EAGAIN` instead of blocking.
 *
 * A regular file never blocks. It keeps its descriptor, as other programs and standard error share its position. A pipe, FIFO or terminal is
 * opened again, so that `O_NONBLOCK` applies to this process only: set on the descriptor itself, it would affect every program that shares
 * it. If it cannot be opened again (a socket, as systemd uses; the pipe of another user), libuv sets the flag, and Node.js resets it when
 * the process ends.
 *
 * A terminal of another user (after `su`) is the exception: writing to it blocks while it is paused.
 *
 * @returns the descriptor, which stays open as long as the process runs
 */
export function openStandardOutput(): number {
  const kind = kindOf(STDOUT);
  if (kind === 'other' || process.platform === 'win32') return STDOUT;
  try {
    return openSync(STDOUT_PATH, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // The first access to `process.stdout` opens it, and libuv makes a pipe or socket non-blocking then.
    if (kind === 'stream') process.stdout.on('error', () => undefined);
    return STDOUT;
  }
}

/** What the descriptor is: a pipe or socket (`stream`), a character device, or `other` for files and closed descriptors. */
function kindOf(fd: number): 'stream' | 'device' | 'other' {
  try {
    const stats = fstatSync(fd);
    if (stats.isFIFO() || stats.isSocket()) return 'stream';
    return stats.isCharacterDevice() ? 'device' : 'other';
  } catch {
    return 'other';
  }
}
