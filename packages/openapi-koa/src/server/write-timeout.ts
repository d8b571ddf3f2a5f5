import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Starts the timer of a socket that has bytes to send. Node.js emits `timeout` once none of them has moved for so long. Sockets are checked
 * at intervals, as setting the timer costs every request processor time and few have unread bytes.
 */
export function timeUnread(socket: Socket, timeoutMs: number): void {
  if (socket.writableLength > 0 && socket.timeout !== timeoutMs) socket.setTimeout(timeoutMs);
}

/**
 * Closes connections whose client doesn't read: those whose pending bytes have made no progress for some time. A connection without pending
 * bytes, whose handler is running or whose stream is quiet, is left open.
 *
 * @param isIdle returns whether a connection has no response under way; Node.js emits `timeout` for idle connections, too
 * @param onClosed called before a connection is closed because its client doesn't read
 */
export function closeUnread(server: Server, isIdle: (socket: Socket) => boolean, onClosed: (socket: Socket) => void): void {
  server.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0) {
      onClosed(socket);
      socket.destroy();
    } else if (isIdle(socket)) socket.destroy();
    else socket.setTimeout(0);
  });
}
