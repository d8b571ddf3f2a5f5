import { Duplex } from 'node:stream';

/** One end of a connection in memory, with what `node:http` and this package use of a `net.Socket`. It has no address. */
class MemorySocket extends Duplex {
  bytesRead = 0;
  peer: MemorySocket | undefined;
  #resume: () => void = () => undefined;

  override _read(): void {
    this.#resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    const { peer } = this;
    if (peer !== undefined) peer.bytesRead += chunk.length;
    // What is written to a closed end is lost.
    if (peer === undefined || peer.destroyed || peer.push(chunk)) callback();
    else peer.#resume = callback;
  }

  override _final(callback: () => void): void {
    this.peer?.push(null);
    callback();
  }

  /** Like a closed connection: the other end is over as well. */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const { peer } = this;
    this.peer = undefined;
    this.#resume();
    if (peer !== undefined && !peer.destroyed && !peer.readableEnded) process.nextTick(() => peer.end().push(null));
    callback(error);
  }

  destroySoon(): void {
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy()).end();
  }

  resetAndDestroy(): this {
    return this.destroy();
  }

  // Options of a real connection, which have no effect here.
  setTimeout(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }
}

/** The two ends of a connection: what is written to one is read from the other. */
export function memoryConnection(): readonly [client: Duplex, server: Duplex] {
  const ends = [new MemorySocket(), new MemorySocket()] as const;
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return ends;
}
