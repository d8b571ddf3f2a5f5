import { inPlace, nextOf } from './applicators.ts';
import { leadsTo } from './leads-to.ts';
import { fact } from './memo.ts';
import type { Int64, Schema } from './schema.ts';

/** The extension by which handlers get and give an integer exactly. */
export const INT64 = 'x-int64';

export const INT64_FORMS: readonly Int64[] = ['string', 'bigint'];

/**
 * What integers of a schema's instances are for a handler, by its own `x-int64`, that of a schema that applies to the same instance, or that
 * of one that it is a part of; undefined for doubles.
 */
export const int64Of = fact((schema: Schema): Int64 | undefined => {
  const within = inPlace(schema, 'conditional').find(({ int64 }) => int64 !== undefined);
  if (within !== undefined) return within.int64;
  for (let { whole } = schema; whole !== undefined; whole = whole.whole) {
    const beside = inPlace(whole, 'certain').find(({ int64 }) => int64 !== undefined);
    if (beside !== undefined) return beside.int64;
  }
  return undefined;
});

/** Whether a schema, or one that it leads to, has such integers. */
export const hasInt64 = leadsTo<Schema>(({ int64 }) => int64 !== undefined, nextOf, new WeakMap());
