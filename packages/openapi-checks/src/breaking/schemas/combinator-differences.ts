import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '@petsage/openapi-compiler/internal';
import { declaredNames, requiredOf, schemaFor } from '../../schemas/members.ts';
import { type Alternative, type Group, kindOf, SchemaView } from '../../schemas/schema-view.ts';
import { type Located, member } from '../../schemas/side.ts';
import type { Difference } from '../break.ts';
import type { Comparison } from './comparison.ts';
import { accepts } from './value-rules.ts';

/** Why a value that is valid for `inner` may be invalid for the conditions of `outer`. */
export function combinatorDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  return [
    ...notDifferences(comparison, inner, outer),
    ...conditionDifferences(comparison, inner, outer),
    ...dependentDifferences(comparison, inner, outer),
    ...contentDifferences(comparison, inner, outer),
  ];
}

/**
 * The difference that no alternative of `outer` takes these values.
 *
 * @param chosen the alternatives that they come from
 */
export function alternativeDifference(comparison: Comparison, chosen: readonly Alternative[], outer: SchemaView): Difference {
  const { keyword, at } = outer.groups[0] as Group;
  const owner = { document: at.document, pointer: at.pointer.slice(0, at.pointer.lastIndexOf('/')) };
  const of = `\`${keyword}\` of ${comparison.nameOf(owner)}`;
  const [alternative] = chosen;
  const [was, whole] = comparison.isSent ? ['was removed from', 'was added'] : ['was added to', 'was removed'];
  if (alternative === undefined) return comparison.differenceAt('schema-combinator-changed', () => `${of} ${whole}.`, at);
  const name = alternative.name.startsWith('#') ? `\`${alternative.name.split('/').at(-1)}\`` : 'An alternative';
  return comparison.differenceAt('schema-combinator-changed', () => `${name} ${was} ${of}.`, alternative.at);
}

/**
 * The difference that values may match several alternatives of a `oneOf`, and so be invalid, though one of them takes each.
 *
 * @param chosen  the alternatives that the values come from: those of a `oneOf` exclude each other already
 * @param matched the alternatives that take them
 */
export function overlapDifferences(
  comparison: Comparison,
  inner: SchemaView,
  chosen: readonly Alternative[],
  matched: readonly Alternative[],
  outer: SchemaView,
): Difference[] {
  const groups = outer.groups.filter(({ keyword }) => keyword === 'oneOf');
  const overlapping = groups.find(({ alternatives }) => {
    const own = alternatives.find((each) => matched.includes(each));
    if (own === undefined || chosen.some(({ isExclusive }) => isExclusive)) return false;
    return alternatives.some((other) => other !== own && mayMatch(comparison, inner, other.view));
  });
  return overlapping === undefined ? [] : [alternativeDifference(comparison, [], outer)];
}

/** Whether a value of `inner`, with properties that it declares only, may be valid for an alternative, too. */
function mayMatch(comparison: Comparison, inner: SchemaView, other: SchemaView): boolean {
  if (isDisjoint(inner, other)) return false;
  if (!inner.kinds.has('object') || !other.kinds.has('object')) return comparison.included(inner, other).length === 0;
  const names = declaredNames(inner);
  if (!requiredOf(other).every((name) => names.includes(name))) return false;
  return declaredNames(other).every((name) => !names.includes(name) || !isDisjoint(schemaFor(inner, name), schemaFor(other, name)));
}

/** Of what is not valid, more may become valid in what clients send, and nothing in what they read. */
function notDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const own = inner.values('not');
  return outer.values('not').flatMap((theirs) => {
    const isKept = own.some((each) => comparison.included(SchemaView.of(theirs), SchemaView.of(each)).length === 0);
    return isKept || isDisjoint(inner, SchemaView.of(theirs)) ? [] : [keywordDifference(comparison, 'not', inner, outer)];
  });
}

function isDisjoint(one: SchemaView, other: SchemaView): boolean {
  if (one.listed?.every((value) => !isObject(value) && !accepts(other, value, kindOf(value)))) return true;
  return ![...one.kinds].some((kind) => other.kinds.has(kind));
}

function keywordDifference(comparison: Comparison, keyword: string, inner: SchemaView, outer: SchemaView): Difference {
  const [before, after] = comparison.inTime(inner, outer);
  const [was, is] = [before.at(keyword), after.at(keyword)];
  const change = was === undefined ? 'was added' : is === undefined ? 'was removed' : 'changed';
  return comparison.difference('schema-combinator-changed', (name) => `\`${keyword}\` of ${name} ${change}.`, inner, outer, keyword);
}

/** `if` with `then` and `else`, of one part. A condition that changes moves values from one branch to the other. */
function conditionDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const own = conditions(inner);
  return conditions(outer).flatMap((theirs) => {
    const same = own.find((each) => isSame(comparison, each.if, theirs.if));
    return (['then', 'else'] as const).flatMap((branch) => {
      const limit = member(theirs.holder, branch);
      if (limit === undefined || comparison.included(inner, SchemaView.of(limit)).length === 0) return [];
      if (same === undefined) return [keywordDifference(comparison, 'if', inner, outer)];
      const released = member(same.holder, branch);
      return released === undefined
        ? [keywordDifference(comparison, branch, inner, outer)]
        : comparison.included(SchemaView.of(released), SchemaView.of(limit));
    });
  });
}

/** The schema that has the keywords, and its `if`. */
interface Condition {
  readonly holder: Located<JsonObject>;
  readonly if: Located;
}

function conditions(view: SchemaView): Condition[] {
  return view.parts.flatMap((part) => {
    if (!isObject(part.value)) return [];
    const holder = part as Located<JsonObject>;
    const condition = member(holder, 'if');
    return condition === undefined ? [] : [{ holder, if: condition }];
  });
}

function isSame(comparison: Comparison, one: Located, other: Located): boolean {
  if (isDeepStrictEqual(one.value, other.value)) return true;
  const [first, second] = [SchemaView.of(one), SchemaView.of(other)];
  return comparison.included(first, second).length === 0 && comparison.included(second, first).length === 0;
}

function dependentDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const [required, schemas] = ['dependentRequired', 'dependentSchemas'] as const;
  const own = lists(inner);
  const missing = [...lists(outer)].filter(
    ([name, names]) => !names.every((each) => own.get(name)?.includes(each) === true || requiredOf(inner).includes(each)),
  );
  return [
    ...(missing.length > 0 ? [keywordDifference(comparison, required, inner, outer)] : []),
    ...outer.values(schemas).flatMap((map) =>
      Object.keys(isObject(map.value) ? map.value : {}).flatMap((name) => {
        const theirs = SchemaView.of(member(map as Located<JsonObject>, name));
        if (comparison.included(inner, theirs).length === 0) return [];
        const same = inner.values(schemas).flatMap((each) => (isObject(each.value) ? (member(each as Located<JsonObject>, name) ?? []) : []));
        return same.length > 0 ? comparison.included(SchemaView.of(...same), theirs) : [keywordDifference(comparison, schemas, inner, outer)];
      }),
    ),
  ];
}

function lists(view: SchemaView): Map<string, readonly string[]> {
  const entries = view.values('dependentRequired').flatMap(({ value }) => (isObject(value) ? Object.entries(value) : []));
  return new Map(entries.map(([name, names]) => [name, Array.isArray(names) ? names.map(String) : []]));
}

/** What a string contains (JSON Schema 2020-12, Validation section 8.5). */
function contentDifferences(comparison: Comparison, inner: SchemaView, outer: SchemaView): Difference[] {
  const [own, theirs] = [inner.values('contentSchema'), outer.values('contentSchema')];
  if (theirs.length === 0) return [];
  return own.length === 0
    ? [keywordDifference(comparison, 'contentSchema', inner, outer)]
    : comparison.included(SchemaView.of(...own), SchemaView.of(...theirs));
}
