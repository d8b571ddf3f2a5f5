import { createHash } from 'node:crypto';

const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/;
/** Names of devices on Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A file name for something that the document names, without extension: the name itself where every file system can hold it, else what
 * can be kept of it and a hash.
 *
 * @param taken the names given so far, in lower case, as some file systems hold `a` and `A` for the same; the new one is added
 */
export function fileName(name: string, taken: Set<string>): string {
  let chosen = name;
  // The hash of names that differ may be the same, such as of two halves of a character.
  for (let count = 0; !PLAIN_NAME.test(chosen) || DEVICE.test(chosen) || taken.has(chosen.toLowerCase()); count++) {
    const hash = createHash('sha256')
      .update(count === 0 ? name : `${name} ${count}`)
      .digest('hex')
      .slice(0, 8);
    chosen = `${name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 80)}-${hash}`;
  }
  taken.add(chosen.toLowerCase());
  return chosen;
}
