import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { dirname, join } from 'node:path';

const WATCH_MS = 500;
/** A reference to another file, in YAML or JSON. */
const REFERENCE = /["']?\$ref["']?\s*:\s*["']?([^"'#\s,}]+)/g;

/** Watches a document and the files that it refers to, which may change with it. */
export class WatchedFiles {
  readonly #onChange: () => void;
  readonly #files = new Set<string>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Watches a file, and those that it refers to; more are never fewer: a file that is no longer referred to does no harm. */
  follow(file: string): void {
    if (!this.#files.has(file)) {
      this.#files.add(file);
      watchFile(file, { interval: WATCH_MS, persistent: false }, () => {
        this.#followReferences(file);
        this.#onChange();
      });
    }
    this.#followReferences(file);
  }

  #followReferences(file: string): void {
    for (const other of referencesOf(file)) if (!this.#files.has(other)) this.follow(other);
  }

  close(): void {
    for (const file of this.#files) unwatchFile(file);
  }
}

function referencesOf(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // It was removed, or is being written.
    return [];
  }
  return [...text.matchAll(REFERENCE)].flatMap(([, target]) => (target === undefined || /^[a-z]+:/i.test(target) ? [] : [join(dirname(file), target)]));
}
