import type { SchemaView } from '../../schemas/schema-view.ts';
import type { Place } from '../../schemas/side.ts';
import type { Difference } from '../break.ts';

/** Who sends the values: what a client sends breaks where fewer values are accepted, what it reads breaks where more are sent. */
export type Direction = 'sent' | 'read';

/**
 * A comparison of two schemas, as the rules for single keywords see it: whether the values of `inner` are among those of `outer`, with the
 * reasons why not. Of what clients send, the released values must be accepted still; of what they read, the values that are sent now must
 * have been possible before. Both are the same question, and `inTime` tells which of the two is the released one.
 */
export interface Comparison {
  readonly isSent: boolean;
  /** The released schema of a pair, and the one after it. */
  inTime<Value>(inner: Value, outer: Value): readonly [before: Value, after: Value];
  /** @returns no difference if every value of `inner` is valid for `outer`, too */
  included(inner: SchemaView, outer: SchemaView): Difference[];
  between(before: SchemaView, after: SchemaView): Difference[];
  /** A difference of a keyword, at its place in the revision if that has it, else at the schema that lost it. */
  difference(id: string, message: (name: string) => string, inner: SchemaView, outer: SchemaView, ...keywords: readonly string[]): Difference;
  /** @param named what the message is about, if it is not what stands at that place */
  differenceAt(id: string, message: (name: string) => string, at?: Place, named?: Place): Difference;
  /** A schema as messages name it: by its own name, else by what it describes. */
  nameOf(place: Place): string;
}
