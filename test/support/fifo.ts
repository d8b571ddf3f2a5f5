import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A FIFO with both ends open, for a writer that meets a reader of the test's choice. Whoever makes one closes it. */
export class Fifo {
  /** The end to write to; writing returns `EAGAIN` when the FIFO is full. */
  readonly writer: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'fifo-'));
  readonly #path = join(this.#folder, 'fifo');
  #reader: number;

  constructor() {
    execFileSync('mkfifo', [this.#path]);
    this.#reader = this.#openReader();
    this.writer = openSync(this.#path, constants.O_WRONLY | constants.O_NONBLOCK);
  }

  /** Takes what is in the FIFO now, at most `bytes` of it; empty when there is nothing. */
  read(bytes = 1 << 20): Buffer {
    const chunks: Buffer[] = [];
    for (let rest = bytes; rest > 0; ) {
      const chunk = Buffer.alloc(Math.min(rest, 65_536));
      const count = readNow(this.#reader, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      rest -= count;
    }
    return Buffer.concat(chunks);
  }

  /** The reader goes away, as a program that ends. What it has not read stays in the FIFO. */
  closeReader(): void {
    closeSync(this.#reader);
  }

  openReader(): void {
    this.#reader = this.#openReader();
  }

  close(): void {
    closeSync(this.writer);
    closeSync(this.#reader);
    rmSync(this.#folder, { recursive: true });
  }

  #openReader(): number {
    return openSync(this.#path, constants.O_RDONLY | constants.O_NONBLOCK);
  }
}

function readNow(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
