import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Schema } from './values.ts';

/** The document that uses everything. */
export function readDocument(): Schema {
  return parse(readFileSync(join(import.meta.dirname, 'document.yaml'), 'utf8')) as Schema;
}
