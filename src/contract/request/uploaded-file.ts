import { Readable } from 'node:stream';
import type { FormFile } from '../operation-spec.ts';
import { type BodyShare, UNCOUNTED } from './body-memory.ts';
import { SpoolFile } from './spool-file.ts';

/** A file up to this size stays in memory, as long as the files of its form together do not hold more than `MEMORY_BYTES`. */
const SMALL_BYTES = 64 * 1024;
const MEMORY_BYTES = 1024 * 1024;

/** What is known of a file before it is read. */
type About = Pick<FormFile, 'name' | 'filename' | 'contentType'>;

/** The files of one form. Those that do not stay in memory are in one temporary file, one after the other. */
export class FormFiles {
  readonly #share: BodyShare;
  #memory = 0;
  #spool: SpoolFile | undefined;
  #released: Error | undefined;
  #begun: Promise<unknown> = Promise.resolve();
  #stored: Promise<unknown> = Promise.resolve();

  /** @param share what the bytes that stay in memory count towards */
  constructor(share: BodyShare = UNCOUNTED) {
    this.#share = share;
  }

  /**
   * Takes a file from a stream, once the files before are stored.
   *
   * @throws what the stream or the file system fails with, or the reason of `release`
   */
  store(source: AsyncIterable<Buffer>, about: About): Promise<FormFile> {
    this.#begun = this.#stored;
    const file = this.#begun.then(() => this.#take(source, about));
    this.#stored = file.catch(() => undefined);
    return file;
  }

  /** Resolves when the newest file is being stored: what is read before that would wait in memory. */
  get begun(): Promise<unknown> {
    return this.#begun;
  }

  /**
   * Gives the room on the disk back.
   *
   * @param reason what fails with it is what still stores a file, or reads one that is not in memory
   */
  async release(reason: Error): Promise<void> {
    this.#released ??= reason;
    await this.#spool?.close(reason);
  }

  async #take(source: AsyncIterable<Buffer>, about: About): Promise<FormFile> {
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
    return spooled === undefined ? new StoredFile(about, inMemory(Buffer.concat(chunks))) : new StoredFile(about, inSpool(spooled.spool, spooled.start, size));
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

/** Where the bytes of a file are. */
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

  constructor({ name, filename, contentType }: About, content: Content) {
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
