import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/**
 * A temporary file that is only appended to and can be read at any position meanwhile.
 *
 * It is unlinked at once, so that its disk space is freed however the process ends.
 */
export class SpoolFile {
  readonly #handle: FileHandle;
  /** Set on systems that cannot unlink an open file. */
  readonly #path: string | undefined;
  readonly #streams = new Set<Readable>();
  #size = 0;
  #closed: Error | undefined;

  private constructor(handle: FileHandle, path: string | undefined) {
    this.#handle = handle;
    this.#path = path;
  }

  /** @throws the error of the file system */
  static async open(): Promise<SpoolFile> {
    const path = join(tmpdir(), `form-file-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    const isUnlinked = await unlink(path).then(
      () => true,
      () => false,
    );
    return new SpoolFile(handle, isUnlinked ? undefined : path);
  }

  /** In bytes; also the position of the next append. */
  get size(): number {
    return this.#size;
  }

  /**
   * Writes at the end. Calls must not overlap.
   *
   * @throws the reason of `close`, or the error of the file system
   */
  async append(bytes: Buffer): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      this.#checkOpen();
      const { bytesWritten } = await this.#handle.write(bytes, written, bytes.length - written, this.#size);
      written += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  /**
   * Fills a buffer with the bytes from a position on.
   *
   * @throws the reason of `close`, or the error of the file system
   */
  async read(into: Buffer, position: number): Promise<void> {
    for (let read = 0; read < into.length; ) {
      this.#checkOpen();
      const { bytesRead } = await this.#handle.read(into, read, into.length - read, position + read);
      if (bytesRead === 0) throw new Error('The temporary file is shorter than the bytes written to it.');
      read += bytesRead;
    }
  }

  /** Streams the bytes of a range; several streams can be read at once. A stream that has not ended fails when the file is closed. */
  stream(start: number, size: number): Readable {
    const end = start + size;
    let position = start;
    const stream = new Readable({
      read: (maxBytes) => {
        const bytes = Buffer.allocUnsafe(Math.min(maxBytes, end - position));
        if (bytes.length === 0) {
          stream.push(null);
          return;
        }
        this.read(bytes, position).then(
          () => {
            position += bytes.length;
            stream.push(bytes);
          },
          (error: Error) => stream.destroy(error),
        );
      },
    });
    // An unhandled `error` event of an abandoned stream would crash the process.
    stream.on('error', () => undefined);
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    return stream;
  }

  /**
   * Releases the file descriptor and the disk space, even while the file is being written or read.
   *
   * @param reason the error for pending and later writes and reads
   */
  async close(reason: Error): Promise<void> {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    for (const stream of this.#streams) stream.destroy(reason);
    // Waits for operations that the system has already started.
    await this.#handle.close().catch(() => undefined);
    if (this.#path !== undefined) await rm(this.#path, { force: true }).catch(() => undefined);
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw this.#closed;
  }
}
