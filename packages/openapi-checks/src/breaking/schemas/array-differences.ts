import { isObject } from '@petsage/openapi-compiler/internal';
import { itemAt, prefixLength } from '../../schemas/members.ts';
import { SchemaView } from '../../schemas/schema-view.ts';
import type { Difference } from '../break.ts';
import type { Comparison } from './comparison.ts';

/** Why an array that is valid for `inner` may be invalid for `outer`. */
export function arrayDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  if (!inner.kinds.has('array') || !outer.kinds.has('array')) return [];
  const count = Math.max(prefixLength(inner), prefixLength(outer));
  const most = Number(inner.value('maxItems') ?? Infinity);
  const indexes = Array.from({ length: count + 1 }, (_, index) => index).filter((index) => index < most);
  return [...indexes.flatMap((index) => itemDifferences(comparison, index, inner, outer)), ...containsDifferences(comparison, inner, outer)];
}

function itemDifferences(comparison: Comparison, index: number, inner: SchemaView, outer: SchemaView): Difference[] {
  const [own, theirs] = [itemAt(inner, index), itemAt(outer, index)];
  if (own.isNever || theirs.parts.length === 0) return [];
  if (!theirs.isNever && own.parts.length > 0) return comparison.included(own, theirs);
  const keywords = ['prefixItems', 'items', 'unevaluatedItems'];
  if (!theirs.isNever && !theirs.parts.some(({ value }) => isObject(value) && Object.keys(value).length > 0)) return [];
  const message = (name: string) =>
    `Items of ${name} ${theirs.isNever ? `from index ${index} on ` : ''}${comparison.isSent ? 'are limited' : 'are no longer limited'}.`;
  return [comparison.difference('schema-constraint-changed', message, inner, outer, ...keywords)];
}

/** JSON Schema 2020-12, Core section 10.3.1.3, and Validation section 6.4. */
function containsDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const [own, theirs] = [inner.values('contains'), outer.values('contains')];
  if (theirs.length === 0) return [];
  if (own.length === 0) {
    const message = (name: string) => `\`contains\` of ${name} ${comparison.isSent ? 'was added' : 'was removed'}.`;
    return [comparison.difference('schema-constraint-changed', message, inner, outer, 'contains')];
  }
  const [least, most] = [(view: SchemaView) => Number(view.value('minContains') ?? 1), (view: SchemaView) => Number(view.value('maxContains') ?? Infinity)];
  const changed = [...(least(inner) < least(outer) ? ['minContains'] : []), ...(most(inner) > most(outer) ? ['maxContains'] : [])];
  return [
    ...changed.map((keyword) =>
      comparison.difference('schema-constraint-changed', (name) => `\`${keyword}\` of ${name} changed.`, inner, outer, keyword, 'contains'),
    ),
    ...comparison.included(SchemaView.of(...own), SchemaView.of(...theirs)),
  ];
}
