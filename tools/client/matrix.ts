import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { ROOT } from '../lib/root.ts';
import { requestValues } from './request-values.ts';

/** What becomes of a value that a client sends. */
export type Outcome = 'arrives' | 'altered' | 'dropped' | 'refused' | 'not sent' | 'not compiled';

/** The outcome of each kind of value in each language whose client was called. `npm run test:clients -- --update` writes it. */
export type Matrix = Readonly<Record<string, Readonly<Record<string, Outcome>>>>;

export const MATRIX_FILE = join(ROOT, 'tools/client/matrix.json');

const MEANINGS: Readonly<Record<Exclude<Outcome, 'arrives'>, string>> = {
  altered: 'the service gets another value than the caller gave',
  dropped: 'the service does not get it, which is an error only where it is required',
  refused: 'the service responds with 400 or 415 to what this client sends',
  'not sent': 'this client fails before it sends anything',
  'not compiled': 'the code of this client does not compile',
};

export function readMatrix(): Matrix {
  return JSON.parse(readFileSync(MATRIX_FILE, 'utf8')) as Matrix;
}

/**
 * What a client cannot send of what a document asks for, one line for each value.
 *
 * @returns none for a language whose clients were not called
 */
export function clientWarnings(language: string, root: JsonObject, matrix: Matrix = readMatrix()): string[] {
  return requestValues(root).flatMap(({ operation, name, kind }) => {
    const outcome = matrix[kind]?.[language] ?? 'arrives';
    return outcome === 'arrives' ? [] : [`${operation}: ${name} (${kind}): ${MEANINGS[outcome]}.`];
  });
}
