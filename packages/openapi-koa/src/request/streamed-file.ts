import { Readable, type Writable } from 'node:stream';
import type { FormFile, StreamedFile } from '../operation-spec.ts';
import { DEFAULT_PROBLEM_BYTES, invalidRequest } from '../problems/invalid-request.ts';
import { type BodyStream, follow } from './body-stream.ts';
import { bodyViolation, memberPointer } from './urlencoded.ts';

/** The parser of a multipart body, and the body itself. */
export interface FormSource {
  readonly body: BodyStream;
  readonly parser: Writable;
  /** Resolves when the parser is done: whether the body had its closing boundary. */
  readonly parsed: Promise<boolean>;
}

/**
 * The bytes of one part of a form as they arrive. Once the part has begun, the rest of the body is read and parsed no faster than this stream.
 *
 * Ends when the whole body is read: only then is it certain that the form is well-formed and the part its last one. Fails with a Problem if it
 * isn't, or with the error of the body.
 */
export class FileStream extends Readable {
  readonly #part: Readable;
  readonly #name: string;
  readonly #source: FormSource;
  #isFollowing = false;
  #hasData = false;
  /** What has not ended yet: the part and the body. */
  #unended = 2;

  /** @param name of the part */
  constructor(part: Readable, name: string, source: FormSource) {
    super();
    this.#part = part;
    this.#name = name;
    this.#source = source;
    // An unhandled `error` event would crash the process if the handler does not read the stream.
    this.on('error', () => undefined);
    part.on('data', (chunk: Buffer) => {
      this.#hasData = true;
      if (!this.push(chunk) && this.#isFollowing) source.body.pause();
    });
    part.once('end', () => this.#ended());
  }

  /** Whether bytes have arrived. */
  get hasBytes(): boolean {
    return this.#hasData || this.#part.readableLength > 0;
  }

  /** Waits for the first bytes or the end of the part. */
  begun(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#part.once('data', () => resolve(true)).once('end', () => resolve(this.#hasData));
    });
  }

  /** Fails, as a part follows. */
  refuseNext(): void {
    this.#refuse(memberPointer(this.#name), 'must be the last part of the form');
  }

  override _read(): void {
    if (!this.#isFollowing) this.#follow();
    this.#source.body.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#source.body.destroy();
    callback(error);
  }

  #follow(): void {
    const { body, parser, parsed } = this.#source;
    this.#isFollowing = true;
    follow(body, {
      // The part is never paused, so the parser takes every chunk at once.
      data: (chunk) => void parser.write(chunk),
      end: () => {
        parser.end();
        parsed.then((isClosed) => (isClosed ? this.#ended() : this.#refuse('', NOT_CLOSED)));
      },
      fail: (error) => this.destroy(error),
    });
  }

  #ended(): void {
    if (--this.#unended === 0) this.push(null);
  }

  #refuse(pointer: string, message: string): void {
    this.destroy(invalidRequest([bodyViolation(pointer, 'parse', message)], 0, DEFAULT_PROBLEM_BYTES));
  }
}

export const NOT_CLOSED = 'must end with its closing boundary';

/** A file of which the handler reads the bytes while they arrive. */
export class ArrivingFile implements StreamedFile {
  readonly name: string;
  declare readonly filename?: string;
  readonly contentType: string;
  readonly #bytes: FileStream;

  constructor({ name, filename, contentType }: Pick<FormFile, 'name' | 'filename' | 'contentType'>, bytes: FileStream) {
    this.name = name;
    if (filename !== undefined) this.filename = filename;
    this.contentType = contentType;
    this.#bytes = bytes;
  }

  stream(): Readable {
    return this.#bytes;
  }
}
