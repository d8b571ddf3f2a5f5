import { addsNull } from '../emit/validators/adapt.ts';
import type { Side } from '../emit/validators/definitions.ts';
import { requiredElsewhere, SIDE_KEYWORDS } from '../ir/read-write-only.ts';
import { isDialect, patternsOf, patternsWithoutUnicode } from '../parse/keywords.ts';
import { type JsonObject, joinPointer } from '../parse/source-document.ts';
import { engineOf, LONGEST_BOUNDED } from '../patterns/engine.ts';
import type { Finding } from './diagnostic.ts';

export interface KeywordOptions {
  readonly side: Side;
  /** Whether the document is of OpenAPI 3.0. */
  readonly old: boolean;
  /** The formats that are checked. */
  readonly formats: ReadonlySet<string>;
}

/** What one schema says by known keywords, the schemas in it aside, and is not enforced. */
export function* unsupportedKeywords(root: JsonObject, schema: JsonObject, pointer: string, { side, old, formats }: KeywordOptions): Generator<Finding> {
  const { format, $schema: dialect } = schema;
  if (typeof format === 'string' && !formats.has(format))
    yield {
      code: 'unknown-format',
      pointer: joinPointer(pointer, 'format'),
      reason: `the format ${format} is unknown and not checked`,
    };
  for (const { path, pattern } of patternsWithoutUnicode(schema))
    yield {
      code: 'pattern-without-unicode',
      pointer: joinPointer(pointer, ...path),
      reason: `the pattern ${pattern} is not valid with Unicode, so it is read without; remove needless backslashes`,
    };
  for (const { path, pattern } of patternsOf(schema)) {
    const engine = engineOf(pattern);
    if (engine.kind !== 'bounded') continue;
    const reason = `the pattern ${pattern} can take ${engine.cost} time, so strings of more than ${LONGEST_BOUNDED} characters are refused; add \`maxLength\`, or simplify it`;
    yield { code: 'bounded-pattern', pointer: joinPointer(pointer, ...path), reason };
  }
  if (old && schema['nullable'] === true && !addsNull(schema))
    yield {
      code: 'ineffective-keyword',
      pointer: joinPointer(pointer, 'nullable'),
      reason: '`nullable` has no effect, because `enum` does not have null; add it there',
    };
  for (const [flag, bound] of [['exclusiveMinimum', 'minimum'] as const, ['exclusiveMaximum', 'maximum'] as const])
    if (old && schema[flag] === true && schema[bound] === undefined)
      yield { code: 'ineffective-keyword', pointer: joinPointer(pointer, flag), reason: `\`${flag}\` has no effect without \`${bound}\`; add it` };
  if (dialect !== undefined && !isDialect(dialect))
    yield { code: 'unknown-dialect', pointer: joinPointer(pointer, '$schema'), reason: `the dialect ${dialect} is unknown and read as JSON Schema 2020-12` };
  for (const name of requiredElsewhere(root, pointer, side))
    yield {
      code: 'unenforced-read-write-only',
      pointer,
      reason: `\`${SIDE_KEYWORDS[side]}\` of ${name} is not enforced, because another part, which does not say so, requires it of requests and responses`,
    };
}
