import type { Finding } from '../diagnostics/diagnostic.ts';
import { STREAMED_FILE } from '../ir/streamed-file.ts';
import { type JsonObject, joinPointer } from '../json.ts';

/**
 * Whether a schema has `x-streamed-file: true` where it counts.
 *
 * @param isReference whether the schema only refers to another one, and what is beside the reference is ignored
 */
export function readStreamedFile(value: JsonObject, isReference: boolean, pointer: string, findings: Finding[]): boolean {
  const flag = value[STREAMED_FILE];
  if (flag === undefined) return false;
  const add = (reason: string) => void findings.push({ code: 'invalid-streamed-file', pointer: joinPointer(pointer, STREAMED_FILE), reason });
  if (typeof flag !== 'boolean') add(`\`${STREAMED_FILE}\` must be true or false`);
  else if (isReference && flag) add(`\`${STREAMED_FILE}\` beside a \`$ref\` is ignored; move it to the target`);
  else return flag;
  return false;
}
