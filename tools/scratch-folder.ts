import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder that is gone when this program ends, at the latest. */
export class ScratchFolder {
  readonly path: string;
  readonly #atExit = () => this.remove();

  /** @param name what the folder's name says of its use */
  constructor(name: string) {
    this.path = mkdtempSync(join(tmpdir(), `petsage-${name}-`));
    process.once('exit', this.#atExit);
  }

  remove(): void {
    process.off('exit', this.#atExit);
    // A program that was ended a moment ago may still write into it.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
