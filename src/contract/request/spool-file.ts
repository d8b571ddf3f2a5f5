import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/**
 * A temporary file that is written from its beginning to its end, and read in any place meanwhile.
 *
 * It has no name, so that nothing stays behind however the process ends: its room is free once it is closed.
 */
export class SpoolFile {
  readonly #handle: FileHandle;
  /** Of a system that keeps the name of an open file. */
  readonly #path: string | undefined;
  readonly #streams = new Set<Readable>();
  #size = 0;
  #closed: Error | undefined;

  private constructor(handle: FileHandle, path: string | undefined) {
    this.#handle = handle;
    this.#path = path;
  }

  /** @throws what the file system fails with */
  static async open(): Promise<SpoolFile> {
    const path = join(tmpdir(), `form-file-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    const isUnlinked = await unlink(path).then(
      () => true,
      () => false,
    );
    return new SpoolFile(handle, isUnlinked ? undefined : path);
  }

  /** In bytes: where the next ones will stand. */
  get size(): number {
    return this.#size;
  }

  /**
   * Writes at the end. One call at a time.
   *
   * @throws what the file was closed with, or what the file system fails with
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
   * Fills a buffer with what stands from a position on.
   *
   * @throws what the file was closed with, or what the file system fails with
   */
  async read(into: Buffer, position: number): Promise<void> {
    for (let read = 0; read < into.length; ) {
      this.#checkOpen();
      const { bytesRead } = await this.#handle.read(into, read, into.length - read, position + read);
      if (bytesRead === 0) throw new Error('The temporary file is shorter than what was written to it.');
      read += bytesRead;
    }
  }

  /** The bytes of a range; any number of streams may be read at once. A stream that is still read when the file is closed fails. */
  stream(start: number, size: number): Readable {
    const end = start + size;
    let position = start;
    const stream = new Readable({
      read: (wanted) => {
        const bytes = Buffer.allocUnsafe(Math.min(wanted, end - position));
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
    // An unhandled `error` event of a stream that nobody reads any more would crash the process.
    stream.on('error', () => undefined);
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    return stream;
  }

  /**
   * Gives the descriptor and the room on the disk back, also where something is still being written or read.
   *
   * @param reason what such writers and readers fail with
   */
  async close(reason: Error): Promise<void> {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    for (const stream of this.#streams) stream.destroy(reason);
    // It waits for the one operation of each that the system already has.
    await this.#handle.close().catch(() => undefined);
    if (this.#path !== undefined) await rm(this.#path, { force: true }).catch(() => undefined);
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw this.#closed;
  }
}
