import validation from '@petsage/openapi-koa/validation';
import { discriminatedAlternatives } from '../ir/discriminator.ts';
import { isOpened } from '../ir/forms.ts';
import { type Direction, HIDING, hiddenFrom, propertyHidden, requiredElsewhere } from '../ir/read-write-only.ts';
import type { Schema } from '../ir/schema.ts';
import { elementsOf, type Use, usesOf } from '../ir/uses.ts';
import { joinPointer } from '../json.ts';
import type { SchemaParser } from '../parse/schema-parser.ts';
import { engineOf, LONGEST_BOUNDED } from '../patterns/engine.ts';
import { toRegExp } from '../patterns/regexp.ts';
import { type Code, specOf } from './codes.ts';
import type { Finding } from './diagnostic.ts';

/**
 * What is wrong in the schemas that instances are validated against, or not enforced of them.
 *
 * @param starts  the schemas of operations
 * @param options whether read-only properties of requests are kept
 */
export function* schemaUseFindings(
  parser: SchemaParser,
  starts: readonly Use[],
  direction: Direction,
  options: { readonly keepReadOnly: boolean },
): Generator<Finding> {
  for (const { schema, form } of starts) if (form !== 'condition') yield* ineffectiveHiding(schema, direction);
  const seen = new Set<Schema>();
  for (const { schema, form } of usesOf(starts, direction, options)) {
    if (form !== 'condition') for (const element of elementsOf(schema)) yield* ineffectiveHiding(element, direction);
    if (schema.isReference) continue;
    if (isOpened(schema, form, direction === 'response'))
      yield {
        code: 'open-properties',
        pointer: schema.pointer,
        reason: 'objects inside of this schema may have undeclared properties, because several of its parts describe the same property',
      };
    if (direction === 'request' && form !== 'condition' && !options.keepReadOnly) yield* removedProperties(schema);
    if (seen.has(schema)) continue;
    seen.add(schema);
    yield* parser.findingsOf(schema);
    yield* keywordFindings(schema);
    yield* directionFindings(schema, direction);
  }
}

/** The errors of all schemas, whether or not an operation uses them. */
export function* unusedSchemaErrors(parser: SchemaParser): Generator<Finding> {
  const isError = ({ code }: { readonly code: Code }) => specOf(code).severity === 'error';
  for (const schema of parser.schemas()) {
    yield* parser.findingsOf(schema).filter(isError);
    // Nothing else of a schema has errors, and most have none of these.
    if (schema.assertions.pattern === undefined && schema.patternProperties === undefined && schema.discriminator === undefined) continue;
    yield* [...keywordFindings(schema), ...directionFindings(schema, 'request')].filter(isError);
  }
}

/** What the keywords of a schema itself say that is not enforced, or cannot be. */
function* keywordFindings(schema: Schema): Generator<Finding> {
  const { pointer } = schema;
  const { format, pattern } = schema.assertions;
  if (format !== undefined && !Object.hasOwn(validation.formats, format))
    yield { code: 'unknown-format', pointer: joinPointer(pointer, 'format'), reason: `the format ${format} is unknown and not checked` };
  if (pattern !== undefined) yield* patternFindings(pattern, joinPointer(pointer, 'pattern'));
  for (const name of schema.patternProperties?.keys() ?? []) yield* patternFindings(name, joinPointer(pointer, 'patternProperties', name));
}

function* patternFindings(pattern: string, pointer: string): Generator<Finding> {
  if (toRegExp(pattern)?.unicode === false)
    yield {
      code: 'pattern-without-unicode',
      pointer,
      reason: `the pattern ${pattern} is not valid with Unicode, so it is read without; remove needless backslashes`,
    };
  const engine = engineOf(pattern);
  if (engine.kind === 'bounded')
    yield {
      code: 'bounded-pattern',
      pointer,
      reason: `the pattern ${pattern} can take ${engine.cost} time, so strings of more than ${LONGEST_BOUNDED} characters are refused; add \`maxLength\`, or simplify it`,
    };
  if (engine.kind === 'none')
    yield { code: 'unbounded-pattern', pointer, reason: `the pattern ${pattern} repeats too much to be checked in bounded time; simplify it` };
}

/** What of a schema is not enforced in one direction, or cannot be. */
function* directionFindings(schema: Schema, direction: Direction): Generator<Finding> {
  const { pointer } = schema;
  for (const name of requiredElsewhere(schema, direction))
    yield {
      code: 'unenforced-read-write-only',
      pointer,
      reason: `\`${HIDING[direction]}\` of ${name} is not enforced, because another part, which does not say so, requires it of requests and responses`,
    };
  if (direction === 'request' && schema.properties?.has('__proto__'))
    yield {
      code: 'refused-property',
      pointer: joinPointer(pointer, 'properties', '__proto__'),
      reason: 'requests with a property named __proto__ are refused; rename it',
    };
  const alternatives = discriminatedAlternatives(schema, direction);
  if (alternatives === undefined) return;
  const at = joinPointer(pointer, 'discriminator');
  if ('reason' in alternatives)
    yield { code: 'unenforced-discriminator', pointer: at, reason: `${alternatives.reason} cannot be followed, so every alternative is tried` };
  else
    for (const value of alternatives.strays)
      yield {
        code: 'invalid-discriminator',
        pointer: joinPointer(at, 'mapping', value),
        reason: `the value ${value} is mapped to a schema that is not in \`${alternatives.keyword}\`; add it there`,
      };
}

/** Required properties that are taken out of requests (OpenAPI 3.0.3 section 4.7.24.2). */
function* removedProperties(schema: Schema): Generator<Finding> {
  for (const [index, name] of (schema.assertions.required ?? []).entries())
    if (propertyHidden(schema, name, 'request') === 'always')
      yield {
        code: 'removed-read-only',
        pointer: joinPointer(schema.pointer, 'required', index),
        reason: `requests need not have ${name}, which is read-only, and it is removed from them; \`--keep-read-only\` keeps it`,
      };
}

/** Only a property can be left out. */
function* ineffectiveHiding(schema: Schema, direction: Direction): Generator<Finding> {
  if (hiddenFrom(schema, direction) !== 'never')
    yield {
      code: 'unenforced-read-write-only',
      pointer: schema.pointer,
      reason: `\`${HIDING[direction]}\` has no effect on what is not a property; move it to a property`,
    };
}
