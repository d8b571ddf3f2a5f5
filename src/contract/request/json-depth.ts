import type { NestedSpec, NestingSpec } from '../operation-spec.ts';
import { memberTable } from './coercion.ts';

/** No JSON is read that is nested deeper, whatever its schema describes: `JSON.stringify` overflows the stack not far beyond. */
const MOST_LEVELS = 4096;

/** JSON from a client that is nested too deeply. Its message is for the client. */
export class NestingError extends RangeError {
  /** All of it, parsed. */
  readonly value: unknown;

  constructor(limit: number, value: unknown) {
    super(`must not be nested more than ${limit} levels deep${limit === MOST_LEVELS ? '' : ' (jsonDepthLimit)'}`);
    this.name = 'NestingError';
    this.value = value;
  }
}

/** Whether an error says that the stack overflowed: functions that follow a value down do so on one that is nested too deeply. */
export function isStackOverflow(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return name === 'RangeError' && String(message).startsWith('Maximum call stack');
}

/** What bounds the nesting of one JSON value. */
export interface NestingLimits {
  /** The most levels of arrays and objects in each other that no schema describes. */
  readonly jsonDepthLimit: number;
  /** What the schema describes; undefined where that is counted like all else. */
  readonly nesting?: NestingSpec | undefined;
  /** Which of its parts describes the value; none of them where there is no such index. */
  readonly part?: number;
}

/** Whether a JSON text has enough brackets to be nested too deeply, which few have. The engine's own search looks for them. */
export function mayBeTooDeep(text: string, { jsonDepthLimit }: NestingLimits): boolean {
  // Each level has two brackets.
  if (text.length <= 2 * jsonDepthLimit) return false;
  let count = 0;
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count++;
      if (count > jsonDepthLimit) return true;
    }
  return false;
}

/**
 * Checks the nesting of a value. `JSON.parse` itself does not overflow.
 *
 * @throws NestingError
 */
export function checkNesting(value: unknown, limits: NestingLimits): void {
  const limit = Math.min(limits.jsonDepthLimit, MOST_LEVELS);
  if (!isComposite(value) || !isDeeper(value, limit)) return;
  if (limits.nesting === undefined) throw new NestingError(limit, value);
  checkDescribed(value, limits.nesting, { limit, part: limits.part ?? 0 });
}

function isDeeper(value: object, levels: number): boolean {
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    // By index, which takes a fifth of the time of an iterator for lists of numbers.
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (isComposite(item) && isDeeper(item, levels - 1)) return true;
    }
    return false;
  }
  for (const name in value) {
    const member: unknown = (value as Record<string, unknown>)[name];
    if (isComposite(member) && isDeeper(member, levels - 1)) return true;
  }
  return false;
}

/** The same where levels that the schema describes are not counted. Not by recursion, as there may be many. */
function checkDescribed(root: object, nesting: NestingSpec, { limit, part }: { readonly limit: number; readonly part: number }): void {
  const open: { readonly value: object; readonly spec: NestedSpec | undefined; readonly undescribed: number; readonly depth: number }[] = [];
  const add = (value: unknown, index: number | undefined, undescribed: number, depth: number) => {
    const spec = index === undefined ? undefined : nesting[index];
    if (isComposite(value)) open.push({ value, spec, undescribed: spec === undefined ? undescribed + 1 : 0, depth });
  };
  add(root, part, 0, 1);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, spec, undescribed, depth } = next;
    if (undescribed > limit) throw new NestingError(limit, root);
    if (depth > MOST_LEVELS) throw new NestingError(MOST_LEVELS, root);
    if (Array.isArray(value)) for (const [index, item] of value.entries()) add(item, spec?.prefixItems?.[index] ?? spec?.items, undescribed, depth + 1);
    else for (const [name, member] of Object.entries(value)) add(member, spec && memberTable(name, spec.properties, spec), undescribed, depth + 1);
  }
}

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;
