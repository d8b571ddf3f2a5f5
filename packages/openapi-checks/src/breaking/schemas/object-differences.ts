import { isDeepStrictEqual } from 'node:util';
import { isObject } from '@petsage/openapi-compiler/internal';
import { declared, declaredNames, others, patterns, requiredOf, schemaFor } from '../../schemas/members.ts';
import { SchemaView } from '../../schemas/schema-view.ts';
import type { Difference } from '../break.ts';
import { changeText } from './change-text.ts';
import type { Comparison } from './comparison.ts';

/** Why an object that is valid for `inner` may be invalid for `outer`. */
export function objectDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  if (!inner.kinds.has('object') || !outer.kinds.has('object')) return [];
  const [before, after] = comparison.inTime(inner, outer);
  return [
    ...requiredDifferences(comparison, inner, outer),
    ...declaredNames(before, after).flatMap((name) => propertyDifferences(comparison, name, before, after)),
    ...patternDifferences(comparison, inner, outer),
    ...otherDifferences(comparison, inner, outer),
    ...nameDifferences(comparison, inner, outer),
  ];
}

const isReadOnly = (view: SchemaView) => view.value('readOnly') === true;
const isWriteOnly = (view: SchemaView) => view.value('writeOnly') === true;
/** OpenAPI 3.0.3 section 4.7.24.2: `required` then applies to the other direction only. */
const isElsewhere = (comparison: Comparison, view: SchemaView) => (comparison.isSent ? isReadOnly(view) : isWriteOnly(view));

function requiredDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const [before, after] = comparison.inTime(inner, outer);
  const missing = requiredOf(outer).filter((name) => {
    if (requiredOf(inner).includes(name) && !isElsewhere(comparison, schemaFor(inner, name))) return false;
    // A property that is gone is reported as such.
    if (!comparison.isSent && declared(before, name).length > 0 && declared(after, name).length === 0 && !takes(schemaFor(after, name))) return false;
    return !isElsewhere(comparison, schemaFor(outer, name)) && !(!comparison.isSent && isWriteOnly(schemaFor(inner, name)));
  });
  return missing.map((name) => {
    if (!comparison.isSent)
      return comparison.difference('required-properties-removed', (owner) => `\`${name}\` of ${owner} is no longer required.`, inner, outer, 'required');
    if (isReadOnly(schemaFor(before, name)))
      return comparison.difference(
        'required-of-requests',
        (owner) => `\`${name}\` of ${owner} is no longer \`readOnly\`: requests must have it.`,
        inner,
        outer,
        'required',
      );
    return comparison.difference('required-properties-added', (owner) => `\`${name}\` of ${owner} became required.`, inner, outer, 'required');
  });
}

function propertyDifferences(comparison: Comparison, name: string, before: SchemaView, after: SchemaView): Difference[] {
  const [was, is] = [schemaFor(before, name), schemaFor(after, name)];
  const [wasDeclared, isDeclared] = [declared(before, name), declared(after, name)];
  const sent = comparison.isSent;
  // The other direction has it.
  if (isElsewhere(comparison, was)) return [];
  if (isElsewhere(comparison, is)) {
    if (wasDeclared.length === 0) return [];
    const [id, what] = sent
      ? (['became-read-only', '`readOnly`: requests can no longer have it'] as const)
      : (['became-write-only', '`writeOnly`: responses no longer have it'] as const);
    return [comparison.differenceAt(id, (owner) => `${owner} became ${what}.`, is.place)];
  }
  if (wasDeclared.length > 0 && isDeclared.length === 0 && !takes(is)) {
    const refused = sent && is.isNever ? ', and is rejected' : '';
    const at = after.at('properties') ?? after.place;
    return [comparison.differenceAt('property-removed', (owner) => `${owner} was removed${refused}.`, at, wasDeclared[0])];
  }
  // Clients tolerate new properties in responses, and send no properties that were not declared.
  if (wasDeclared.length === 0 && !takes(was)) return [];
  return [...comparison.between(was, is), ...(sent ? defaultDifferences(comparison, name, [before, after], [was, is]) : [])];
}

/** Whether a schema describes values that exist: `true` and `{}` only allow them. */
function takes(view: SchemaView): boolean {
  return !view.isNever && view.parts.some(({ value }) => isObject(value) && Object.keys(value).length > 0);
}

/** What the service takes for a property that is left out. */
function defaultDifferences(
  comparison: Comparison,
  name: string,
  owners: readonly [SchemaView, SchemaView],
  [was, is]: readonly [SchemaView, SchemaView],
): Difference[] {
  // Without the property, such a request is refused before and after, or reported already.
  if (owners.some((owner) => requiredOf(owner).includes(name))) return [];
  return defaultChange(comparison, was, is);
}

export function defaultChange(comparison: Comparison, was: SchemaView, is: SchemaView): Difference[] {
  const [from, to] = [was.value('default'), is.value('default')];
  if (isDeepStrictEqual(from, to)) return [];
  const message = (owner: string) => `\`default\` of ${owner} ${changeText(quoted(from), quoted(to))}: a request without it means something else.`;
  return [comparison.difference('default-changed', message, was, is, 'default')];
}

const quoted = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

function patternDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const [own, theirs] = [patterns(inner), patterns(outer)];
  return [
    ...[...theirs].flatMap(([pattern, schemas]) => {
      const same = own.get(pattern);
      const limit = same === undefined ? others(inner) : SchemaView.of(...same);
      if (same !== undefined || limit.isNever || takes(limit)) return comparison.included(limit, SchemaView.of(...schemas));
      return [patternDifference(comparison, pattern, inner, outer)];
    }),
    ...[...own].flatMap(([pattern, schemas]) => {
      if (theirs.has(pattern)) return [];
      const limit = others(outer);
      if (comparison.isSent && limit.isNever) return [patternDifference(comparison, pattern, inner, outer)];
      return takes(limit) ? comparison.included(SchemaView.of(...schemas), limit) : [];
    }),
  ];
}

function patternDifference(comparison: Comparison, pattern: string, inner: SchemaView, outer: SchemaView): Difference {
  const [, after] = comparison.inTime(inner, outer);
  const was = patterns(after).has(pattern) ? 'was added to' : 'was removed from';
  const message = (name: string) => `The pattern \`${pattern}\` ${was} the \`patternProperties\` of ${name}.`;
  return comparison.difference('schema-constraint-changed', message, inner, outer, 'patternProperties');
}

/** Properties that neither `properties` nor `patternProperties` names. */
function otherDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const [own, theirs] = [others(inner), others(outer)];
  const keywords = ['additionalProperties', 'unevaluatedProperties'];
  if (theirs.isNever) {
    // Clients tolerate new properties in responses.
    if (!comparison.isSent || own.isNever) return [];
    return [comparison.difference('additional-properties-refused', (name) => `Properties that ${name} does not name are rejected.`, inner, outer, ...keywords)];
  }
  if (own.isNever || theirs.parts.length === 0) return [];
  if (own.parts.length > 0) return comparison.included(own, theirs);
  if (!takes(theirs)) return [];
  const message = (name: string) =>
    `Properties that ${name} does not name ${comparison.isSent ? 'are limited by a schema' : 'are no longer limited by a schema'}.`;
  return [comparison.difference('schema-constraint-changed', message, inner, outer, ...keywords)];
}

function nameDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const [own, theirs] = [inner.values('propertyNames'), outer.values('propertyNames')];
  if (theirs.length === 0) return [];
  if (own.length > 0) return comparison.included(SchemaView.of(...own), SchemaView.of(...theirs));
  const message = (name: string) => `\`propertyNames\` of ${name} ${comparison.isSent ? 'was added' : 'was removed'}.`;
  return [comparison.difference('schema-constraint-changed', message, inner, outer, 'propertyNames')];
}
