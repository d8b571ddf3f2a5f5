import { addsNull } from './adapt.ts';
import type { Side } from './definitions.ts';
import { isDialect, patternsOf, patternsWithoutUnicode } from './keywords.ts';
import { engineOf, LONGEST_BOUNDED } from './patterns/engine.ts';
import { requiredElsewhere, SIDE_KEYWORDS } from './sides.ts';
import { type Fault, type JsonObject, joinPointer } from './source-document.ts';

export interface KeywordOptions {
  readonly side: Side;
  /** Whether the document is of OpenAPI 3.0. */
  readonly old: boolean;
  /** The formats that are checked. */
  readonly formats: ReadonlySet<string>;
}

/** What one schema says by known keywords, the schemas in it aside, and nothing is held to. */
export function* unenforcedKeywords(root: JsonObject, schema: JsonObject, pointer: string, { side, old, formats }: KeywordOptions): Generator<Fault> {
  const { format, $schema: dialect } = schema;
  if (typeof format === 'string' && !formats.has(format)) yield { pointer: joinPointer(pointer, 'format'), reason: `the format ${format}, which is not known` };
  for (const { path, pattern } of patternsWithoutUnicode(schema))
    yield { pointer: joinPointer(pointer, ...path), reason: `Unicode in the pattern ${pattern}, which is read without, as it is none with it` };
  for (const { path, pattern } of patternsOf(schema)) {
    const engine = engineOf(pattern);
    if (engine.kind !== 'bounded') continue;
    const reason = `the pattern ${pattern} on more than ${LONGEST_BOUNDED} characters, as it can take ${engine.cost} time: longer values are refused`;
    yield { pointer: joinPointer(pointer, ...path), reason };
  }
  if (old && schema['nullable'] === true && !addsNull(schema))
    yield { pointer: joinPointer(pointer, 'nullable'), reason: 'nullable, as the enum beside it does not have null' };
  for (const [flag, bound] of [['exclusiveMinimum', 'minimum'] as const, ['exclusiveMaximum', 'maximum'] as const])
    if (old && schema[flag] === true && schema[bound] === undefined)
      yield { pointer: joinPointer(pointer, flag), reason: `${flag}, as there is no ${bound} beside it` };
  if (dialect !== undefined && !isDialect(dialect))
    yield { pointer: joinPointer(pointer, '$schema'), reason: `the dialect ${dialect}, which is read as JSON Schema 2020-12` };
  for (const name of requiredElsewhere(root, pointer, side))
    yield { pointer, reason: `${SIDE_KEYWORDS[side]} of ${name}, which a part that does not say so requires of both sides` };
}
