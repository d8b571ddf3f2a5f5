import { type DocumentOperation, isObject, type JsonObject, joinPointer } from '@petsage/openapi-compiler/internal';
import { drainProblems } from '@petsage/openapi-koa';
import { ownExample } from './example.ts';

/** The status that an operation has for an instance which is leaving. */
export const LEAVING = String(drainProblems.draining.status);

/** Whether an operation tells monitors if the instance is well: the example of its 503 is the service's own problem `draining`. */
export function isHealthCheck(root: JsonObject, { responses }: DocumentOperation): boolean {
  const leaving = responses.find(([status]) => status === LEAVING)?.[1];
  if (leaving === undefined) return false;
  const example = ownExample(root, joinPointer(leaving.pointer, 'content', 'application/problem+json'));
  return isObject(example) && typeof example['type'] === 'string' && example['type'].endsWith(`#${drainProblems.draining.code}`);
}
