import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder that is removed when this process ends, at the latest. */
export class ScratchFolder {
  readonly path: string;
  readonly #atExit = () => this.remove();

  /** @param name part of the folder's name */
  constructor(name: string) {
    this.path = mkdtempSync(join(tmpdir(), `openapi-checks-${name}-`));
    process.once('exit', this.#atExit);
  }

  remove(): void {
    process.off('exit', this.#atExit);
    // A process that was ended a moment ago may still write into it.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
