import { connect } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './cases.ts';

/** What a client saw of one connection. */
export interface Exchanged {
  readonly bytes: Buffer;
  /** How the server ended it; `open` where it was still there when the client left. */
  readonly end: 'closed' | 'reset' | 'open';
  /** Whether the client waited in vain. */
  readonly isHung: boolean;
}

/** How long a connection may take, whatever happens on it: several times the limits of the server. */
const HANG_MS = 20_000;
const LATE_MS = 50;

/**
 * Plays a case over a connection of its own.
 *
 * @param isComplete whether all is there that is to come
 */
export async function exchange(port: number, { packets, ending }: Case, isComplete: (bytes: Buffer) => boolean): Promise<Exchanged> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let end: Exchanged['end'] = 'open';
  let isHung = false;
  let checked = 0;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const deadline = setTimeout(() => {
    isHung = true;
    socket.destroy();
  }, HANG_MS);
  const look = () => {
    const bytes = Buffer.concat(chunks);
    if (bytes.length === checked) return;
    checked = bytes.length;
    if (isComplete(bytes)) socket.destroy();
  };
  socket.on('error', () => {
    if (end === 'open') end = 'reset';
  });
  socket.on('end', () => {
    end = 'closed';
    socket.end();
  });
  const read = () =>
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (ending === 'reads' || ending === 'reads late') setImmediate().then(look);
    });
  if (ending === 'reads late') socket.pause();
  else read();
  for (const packet of packets) {
    if (socket.destroyed || !socket.writable) break;
    socket.write(packet);
    await setImmediate();
  }
  if (ending === 'aborts') socket.destroy();
  else if (ending === 'half-closes') socket.end();
  else if (ending === 'reads late') {
    await sleep(LATE_MS);
    read().resume();
  }
  await closed;
  clearTimeout(deadline);
  return { bytes: Buffer.concat(chunks), end, isHung };
}
