import type { JsonType } from '@petsage/openapi-koa/spec';
import { inPlace, inside, referenced } from '../ir/applicators.ts';
import { propertyOf } from '../ir/members.ts';
import { fact } from '../ir/memo.ts';
import { outermost } from '../ir/read-write-only.ts';
import type { Schema } from '../ir/schema.ts';
import { isOfType } from '../ir/types.ts';
import { type Json, joinPointer } from '../json.ts';
import type { Finding } from './diagnostic.ts';

/**
 * What schemas say that is valid, and nearly always a mistake.
 *
 * @param starts the schemas of the document that are in no other
 */
export function* schemaFindings(starts: readonly Schema[]): Generator<Finding> {
  const schemas = starts.flatMap((schema) => [...schemasIn(schema)]);
  const parts = targetsOfParts(schemas);
  for (const schema of schemas) {
    yield* impossibleValues(schema);
    yield* undeclaredRequired(schema, parts);
  }
}

/** A schema and all that stand in it; without conditions, which may require what the instance does not have. */
function* schemasIn(schema: Schema): Generator<Schema> {
  yield schema;
  for (const { keyword, schemas } of schema.applicators)
    if (keyword !== '$ref' && keyword !== 'not' && keyword !== 'if') for (const part of schemas) yield* schemasIn(part);
  for (const part of inside(schema)) yield* schemasIn(part);
}

/** The targets that are a part of other schemas: what one of these requires, another part may declare. */
function targetsOfParts(schemas: readonly Schema[]): ReadonlySet<Schema> {
  const targets = new Set<Schema>();
  for (const schema of schemas) {
    const target = referenced(schema);
    if (target !== undefined && (schema.whole !== undefined || !schema.isReference)) targets.add(target);
  }
  return targets;
}

/** JSON Schema 2020-12 validation, sections 6.1.1 to 6.1.3. */
function* impossibleValues({ pointer, assertions: { type, enum: values, const: constant }, default: preset, orNull }: Schema): Generator<Finding> {
  if (type === undefined) return;
  const fits = (value: Json) => (value === null && orNull) || type.some((each) => isOfType(value, each));
  for (const [index, value] of (values ?? []).entries())
    if (!fits(value)) yield { code: 'impossible-value', pointer: joinPointer(pointer, 'enum', index), reason: impossible(value, type) };
  if (constant !== undefined && !fits(constant)) yield { code: 'impossible-value', pointer: joinPointer(pointer, 'const'), reason: impossible(constant, type) };
  if (preset !== undefined && !fits(preset))
    yield {
      code: 'invalid-default',
      pointer: joinPointer(pointer, 'default'),
      reason: 'the default is not valid against its own schema, so it is never set; correct it',
    };
}

function impossible(value: Json, types: readonly JsonType[]): string {
  const isText = types.includes('string') && (typeof value !== 'object' || value === null);
  return `${JSON.stringify(value)} is not of the type ${types.join(' or ')}, so no value can be equal to it; ${isText ? 'quote it' : 'correct it'}, or change the type`;
}

/** JSON Schema 2020-12 validation, section 6.5.3. */
function* undeclaredRequired(schema: Schema, parts: ReadonlySet<Schema>): Generator<Finding> {
  const { required = [] } = schema.assertions;
  const whole = outermost(schema);
  if (parts.has(whole) || parts.has(schema)) return;
  for (const [index, name] of required.entries()) {
    const { names, hasOthers, isOpen } = declaredBy(whole);
    if (names.has(name) || isOpen || (hasOthers && propertyOf(whole, name) !== undefined)) continue;
    yield {
      code: 'undeclared-required',
      pointer: joinPointer(schema.pointer, 'required', index),
      reason: `\`required\` names ${name}, which no \`properties\` declare; correct the name, or declare it`,
    };
  }
}

/** The properties that all parts of a schema declare together: it may have many, and require as many names. */
const declaredBy = fact((schema: Schema) => {
  const parts = inPlace(schema, 'conditional');
  const allows = (others: Schema | undefined) => others !== undefined && others.boolean !== false;
  return {
    names: new Set(parts.flatMap(({ properties }) => [...(properties?.keys() ?? [])])),
    /** Whether a part describes properties that it doesn't name. */
    hasOthers: parts.some(
      ({ patternProperties, additionalProperties, unevaluatedProperties }) => patternProperties ?? additionalProperties ?? unevaluatedProperties,
    ),
    /** Whether a part says by itself that there may be properties without a name. */
    isOpen: inPlace(schema, 'possible').some(
      ({ additionalProperties, unevaluatedProperties }) => allows(additionalProperties) || allows(unevaluatedProperties),
    ),
  };
});
