import { Readable } from 'node:stream';
import type { FormFile } from '../operation-spec.ts';
import { type BodyShare, UNCOUNTED } from './body-memory.ts';
import { SpoolFile } from './spool-file.ts';

/** A file up to this size stays in memory, unless the files of its form in memory would exceed `MEMORY_BYTES` together. */
const SMALL_BYTES = 64 * 1024;
const MEMORY_BYTES = 1024 * 1024;

/** The metadata of a file from the headers of its part. */
type Metadata = Pick<FormFile, 'name' | 'filename' | 'contentType'>;

/** The files of one form. Those that are not kept in memory are stored one after the other in one temporary file. */
export class FormFiles {
  readonly #share: BodyShare;
  #memory = 0;
  #spool: SpoolFile | undefined;
  #released: Error | undefined;
  #begun: Promise<unknown> = Promise.resolve();
  #stored: Promise<unknown> = Promise.resolve();

  /** @param share the share that bytes in memory count towards */
  constructor(share: BodyShare = UNCOUNTED) {
    this.#share = share;
  }

  /**
   * Stores a file from a stream, once all earlier files are stored.
   *
   * @throws the error of the stream or the file system, or the reason of `release`
   */
  store(source: AsyncIterable<Buffer>, metadata: Metadata): Promise<FormFile> {
    this.#begun = this.#stored;
    const file = this.#begun.then(() => this.#take(source, metadata));
    this.#stored = file.catch(() => undefined);
    return file;
  }

  /** Resolves when the newest file is being stored; bytes read before that would have to wait in memory. */
  get begun(): Promise<unknown> {
    return this.#begun;
  }

  /**
   * Frees the disk space.
   *
   * @param reason the error for files that are still being stored, and for reads of files that are not in memory
   */
  async release(reason: Error): Promise<void> {
    this.#released ??= reason;
    await this.#spool?.close(reason);
  }

  async #take(source: AsyncIterable<Buffer>, metadata: Metadata): Promise<FormFile> {
    const chunks: Buffer[] = [];
    let size = 0;
    let spooled: { readonly spool: SpoolFile; readonly start: number } | undefined;
    for await (const chunk of source) {
      size += chunk.length;
      if (spooled !== undefined) await spooled.spool.append(chunk);
      else if (size <= SMALL_BYTES && this.#memory + chunk.length <= MEMORY_BYTES) {
        this.#share.take(chunk.length);
        this.#memory += chunk.length;
        chunks.push(chunk);
      } else {
        const spool = await this.#open();
        spooled = { spool, start: spool.size };
        const kept = chunks.reduce((sum, { length }) => sum + length, 0);
        this.#memory -= kept;
        this.#share.giveBack(kept);
        await spool.append(Buffer.concat([...chunks.splice(0), chunk]));
      }
    }
    return spooled === undefined
      ? new StoredFile(metadata, inMemory(Buffer.concat(chunks)))
      : new StoredFile(metadata, inSpool(spooled.spool, spooled.start, size));
  }

  async #open(): Promise<SpoolFile> {
    if (this.#spool !== undefined) return this.#spool;
    if (this.#released !== undefined) throw this.#released;
    const spool = await SpoolFile.open();
    if (this.#released !== undefined) {
      await spool.close(this.#released);
      throw this.#released;
    }
    this.#spool = spool;
    return spool;
  }
}

/** Access to the bytes of a file, in memory or in the temporary file. */
type Content = Pick<FormFile, 'size' | 'stream' | 'bytes'>;

const inMemory = (bytes: Buffer): Content => ({
  size: bytes.length,
  stream: () => Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false }),
  bytes: async () => bytes,
});

const inSpool = (spool: SpoolFile, start: number, size: number): Content => ({
  size,
  stream: () => spool.stream(start, size),
  async bytes() {
    const bytes = Buffer.allocUnsafe(size);
    await spool.read(bytes, start);
    return bytes;
  },
});

class StoredFile implements FormFile {
  readonly name: string;
  declare readonly filename?: string;
  readonly contentType: string;
  readonly size: number;
  readonly #content: Content;

  constructor({ name, filename, contentType }: Metadata, content: Content) {
    this.name = name;
    if (filename !== undefined) this.filename = filename;
    this.contentType = contentType;
    this.size = content.size;
    this.#content = content;
  }

  stream(): Readable {
    return this.#content.stream();
  }

  bytes(): Promise<Buffer> {
    return this.#content.bytes();
  }
}
