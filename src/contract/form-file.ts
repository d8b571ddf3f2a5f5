import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FormFile } from './tables.ts';

/** A file up to this size stays in memory, as long as the files of its form together do not hold more than `MEMORY_BYTES`. */
const SMALL_BYTES = 64 * 1024;
const MEMORY_BYTES = 1024 * 1024;

/** The files of one form. */
export class FormFiles {
  readonly #handles = new Set<FileHandle>();
  #memory = 0;
  #released = false;

  /**
   * Takes a file from a stream.
   *
   * @throws what the stream fails with, or the file system
   */
  async store(source: AsyncIterable<Buffer>, about: Pick<FormFile, 'name' | 'filename' | 'contentType'>): Promise<FormFile> {
    const chunks: Buffer[] = [];
    let handle: FileHandle | undefined;
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (handle !== undefined) await writeAll(handle, chunk);
      else if (size <= SMALL_BYTES && this.#memory + chunk.length <= MEMORY_BYTES) {
        this.#memory += chunk.length;
        chunks.push(chunk);
      } else {
        handle = await this.#open();
        for (const earlier of chunks) this.#memory -= earlier.length;
        await writeAll(handle, Buffer.concat([...chunks.splice(0), chunk]));
      }
    }
    return handle === undefined ? new SmallFile(Buffer.concat(chunks), about) : new LargeFile(handle, size, about);
  }

  /** Gives the room on the disk back. */
  async release(): Promise<void> {
    this.#released = true;
    const handles = [...this.#handles];
    this.#handles.clear();
    await Promise.all(handles.map((handle) => handle.close().catch(() => undefined)));
  }

  async #open(): Promise<FileHandle> {
    const path = join(tmpdir(), `form-file-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    // It has no name from the beginning, so that nothing can leave it behind: its room is free once the handle is closed.
    await rm(path);
    if (this.#released) {
      await handle.close();
      throw new Error('The form was given up while a file of it was stored.');
    }
    this.#handles.add(handle);
    return handle;
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) written += (await handle.write(bytes, written)).bytesWritten;
}

type About = Pick<FormFile, 'name' | 'filename' | 'contentType'>;

class SmallFile implements FormFile {
  readonly name: string;
  declare readonly filename?: string;
  readonly contentType: string;
  readonly size: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, { name, filename, contentType }: About) {
    this.name = name;
    if (filename !== undefined) this.filename = filename;
    this.contentType = contentType;
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  stream(): Readable {
    return Readable.from(this.#bytes.length === 0 ? [] : [this.#bytes], { objectMode: false });
  }

  async bytes(): Promise<Buffer> {
    return this.#bytes;
  }
}

class LargeFile implements FormFile {
  readonly name: string;
  declare readonly filename?: string;
  readonly contentType: string;
  readonly size: number;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle, size: number, { name, filename, contentType }: About) {
    this.name = name;
    if (filename !== undefined) this.filename = filename;
    this.contentType = contentType;
    this.size = size;
    this.#handle = handle;
  }

  stream(): Readable {
    return this.#handle.createReadStream({ start: 0, autoClose: false });
  }

  async bytes(): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(this.size);
    for (let read = 0; read < this.size; ) {
      const { bytesRead } = await this.#handle.read(bytes, read, this.size - read, read);
      if (bytesRead === 0) throw new Error('The temporary file is shorter than what was written to it.');
      read += bytesRead;
    }
    return bytes;
  }
}
