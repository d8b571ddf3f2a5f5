import type { NestedSpec, NestingSpec } from '../operation-spec.ts';
import { memberSpec } from './coercion.ts';

/**
 * The most levels whatever the schema describes, so that a handler can return what it gets: `JSON.stringify` overflows the stack at 2,300 levels
 * of objects with many properties, and at twice as many of others.
 */
const MOST_LEVELS = 2000;

/** JSON from a client is nested too deeply. The message is sent to the client. */
export class NestingError extends RangeError {
  constructor(limit: number) {
    super(`must not be nested more than ${limit} levels deep${limit === MOST_LEVELS ? '' : ' (jsonDepthLimit)'}`);
    this.name = 'NestingError';
  }
}

/** Limits on the nesting of one JSON value. */
export interface NestingLimits {
  /** The most nested levels of arrays and objects that no schema describes. */
  readonly jsonDepthLimit: number;
  /** The nesting that the schema describes; if undefined, every level counts. */
  readonly nesting?: NestingSpec | undefined;
  /** The index in `nesting` of the part that describes the value; -1 for none, 0 by default. */
  readonly part?: number;
}

/** Whether a JSON text is long enough to be nested too deeply: each level has two brackets. */
export function mayBeTooDeep(length: number, limits: NestingLimits): boolean {
  return length > 2 * limitOf(limits);
}

const limitOf = ({ jsonDepthLimit }: NestingLimits) => Math.min(jsonDepthLimit, MOST_LEVELS);

/**
 * Checks the nesting of a value. `JSON.parse` itself does not overflow.
 *
 * @throws NestingError
 */
export function checkNesting(value: unknown, limits: NestingLimits): void {
  const limit = limitOf(limits);
  if (!isComposite(value) || !isDeeper(value, limit)) return;
  if (limits.nesting === undefined) throw new NestingError(limit);
  checkDescribed(value, limits.nesting, { limit, part: limits.part ?? 0 });
}

function isDeeper(value: object, levels: number): boolean {
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    // Looping by index takes a fifth of the time of an iterator for arrays of numbers.
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (isComposite(item) && isDeeper(item, levels - 1)) return true;
    }
    return false;
  }
  for (const name in value) {
    const property: unknown = (value as Record<string, unknown>)[name];
    if (isComposite(property) && isDeeper(property, levels - 1)) return true;
  }
  return false;
}

/** Like `isDeeper`, but does not count levels that the schema describes. Not recursive, as there may be many levels. */
function checkDescribed(root: object, nesting: NestingSpec, { limit, part }: { readonly limit: number; readonly part: number }): void {
  const open: { readonly value: object; readonly spec: NestedSpec | undefined; readonly undescribed: number; readonly depth: number }[] = [];
  const add = (value: unknown, index: number | undefined, undescribed: number, depth: number) => {
    const spec = index === undefined ? undefined : nesting[index];
    if (isComposite(value)) open.push({ value, spec, undescribed: spec === undefined ? undescribed + 1 : 0, depth });
  };
  add(root, part, 0, 1);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, spec, undescribed, depth } = next;
    if (undescribed > limit) throw new NestingError(limit);
    if (depth > MOST_LEVELS) throw new NestingError(MOST_LEVELS);
    if (Array.isArray(value)) for (const [index, item] of value.entries()) add(item, spec?.prefixItems?.[index] ?? spec?.items, undescribed, depth + 1);
    else for (const [name, property] of Object.entries(value)) add(property, spec && memberSpec(name, spec.properties, spec), undescribed, depth + 1);
  }
}

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;
