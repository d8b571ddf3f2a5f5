import { join } from 'node:path';

/** The root of this repository. */
export const ROOT = join(import.meta.dirname, '../..');
