import { constants, fstatSync, openSync } from 'node:fs';

const STDOUT = 1;
/** Linux opens the pipe, FIFO or terminal behind a descriptor once more under this name (proc(5)). */
const STDOUT_PATH = '/proc/self/fd/1';

/**
 * Gives a descriptor of standard output on which a write returns `EAGAIN` instead of waiting for a reader.
 *
 * A regular file has no reader to wait for. It keeps its descriptor, as the position in it is shared with standard error and with other
 * programs. A pipe, FIFO or terminal is opened again, so that `O_NONBLOCK` stays with this process: a flag of the descriptor itself
 * would hold for every program that shares it. What cannot be opened again (a socket, as systemd gives; the pipe of another user) gets
 * the flag from libuv, which Node.js takes back when the process ends.
 *
 * A terminal of another user (after `su`) is the exception: writing to it waits while it is paused.
 *
 * @returns the descriptor; it stays open as long as the process runs
 */
export function openStandardOutput(): number {
  const kind = kindOf(STDOUT);
  if (kind === 'other' || process.platform === 'win32') return STDOUT;
  try {
    return openSync(STDOUT_PATH, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // Node.js opens standard output when it is first read, and libuv makes a pipe or socket non-blocking then.
    if (kind === 'stream') process.stdout.on('error', () => undefined);
    return STDOUT;
  }
}

/** Whether somebody reads from the descriptor: through a pipe or socket, or at a device; `other` for files and closed descriptors. */
function kindOf(fd: number): 'stream' | 'device' | 'other' {
  try {
    const stats = fstatSync(fd);
    if (stats.isFIFO() || stats.isSocket()) return 'stream';
    return stats.isCharacterDevice() ? 'device' : 'other';
  } catch {
    return 'other';
  }
}
