import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Closes connections whose client does not read: those with bytes to be sent of which none has moved for a time. Node.js counts a socket as
 * active while bytes move, and reports one that was not; a handler that is at work, or a stream that is quiet, makes no bytes, and its
 * connection is left alone.
 *
 * @param timeoutMs 0 for no limit
 * @param isIdle whether no response of a connection is under way: Node.js reports connections that were idle for too long the same way
 * @param onClosed called before a connection is closed because its client does not read
 */
export function closeUnread(server: Server, timeoutMs: number, isIdle: (socket: Socket) => boolean, onClosed: (socket: Socket) => void): void {
  server.timeout = timeoutMs;
  server.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0) {
      onClosed(socket);
      socket.destroy();
    } else if (isIdle(socket)) socket.destroy();
    else socket.setTimeout(timeoutMs);
  });
}
