import { adaptProto } from '../emit/validators/adapt.ts';
import type { Side } from '../emit/validators/definitions.ts';
import { REFUSED, refusedWhere } from '../emit/validators/keywords/write-only.ts';
import { isObject, itemPointers, type Json, type JsonObject, joinPointer, refPointer, resolve, valueAt } from '../parse/source-document.ts';
import { describing } from './applicators.ts';
import { memberOf, namesOf } from './members.ts';
import { Questions } from './memo.ts';

/**
 * Whether only the other side sends what a schema describes: `readOnly` in requests, `writeOnly` in answers. It `depends` on the value
 * where a part says so that need not apply, such as an alternative.
 */
export type Sided = 'always' | 'depends' | 'never';

type Convert = (pointer: string) => Json;

/** A schema for the same data. */
interface Part {
  readonly pointer: string;
  /** Takes the data that it applies to; absent where that is all. */
  readonly where?: (convert: Convert) => Json;
}

/** The schemas that a schema is composed of: those that apply, under a condition or not, and sets of alternatives. */
interface Parts {
  readonly applied: readonly Part[];
  readonly alternatives: readonly (readonly Part[])[];
}

const SIDES = new Questions<Sided>('never');

/** How each side knows what only the other one sends. */
export const SIDE_KEYWORDS = { request: 'readOnly', response: 'writeOnly' } as const;

/**
 * Whether what a schema describes is the other side's.
 *
 * @see OpenAPI 3.0.3 section 4.7.24.2; JSON Schema 2020-12 validation, section 9.4: of all that applies, one that says so is enough
 */
export function sideOf(root: JsonObject, pointer: string, side: Side): Sided {
  return SIDES.ask(root, `${side} ${pointer}`, () => {
    const schema = valueAt(root, pointer);
    if (!isObject(schema)) return 'never';
    if (schema[SIDE_KEYWORDS[side]] === true) return 'always';
    return combined([], inPlaceParts(schema, pointer), (part) => sideOf(root, part.pointer, side));
  });
}

/** What parts say together: of alternatives one applies at least, of what has a condition perhaps none. */
function combined(own: readonly Sided[], { applied, alternatives }: Parts, of: (part: Part) => Sided): Sided {
  const inner = applied.map((part) => ({ part, sided: of(part) }));
  const chosen = alternatives.map((parts): Sided => {
    const sides = parts.map(of);
    return sides.every((sided) => sided === 'always') ? 'always' : sides.some(isSided) ? 'depends' : 'never';
  });
  const certain = [...own, ...inner.filter(({ part }) => part.where === undefined).map(({ sided }) => sided), ...chosen];
  if (certain.includes('always')) return 'always';
  return [...certain, ...inner.map(({ sided }) => sided)].some(isSided) ? 'depends' : 'never';
}

const isSided = (sided: Sided) => sided !== 'never';

/**
 * A schema that takes what the other side alone sends, among the data that is valid by a schema of which that depends on the value.
 *
 * @param convert makes the schema at a pointer, for asking whether data fits it
 */
export function sideCondition(root: JsonObject, pointer: string, side: Side, convert: Convert): Json {
  const { applied, alternatives } = inPlaceParts(valueAt(root, pointer) as JsonObject, pointer);
  const conditions = [...applied, ...alternatives.flat()].flatMap(({ pointer: at, where }) => {
    const sided = sideOf(root, at, side);
    if (sided === 'never') return [];
    const inner = sided === 'depends' ? [sideCondition(root, at, side, convert)] : [];
    return [{ allOf: [...(where === undefined ? [] : [where(convert)]), ...inner] }];
  });
  return { anyOf: conditions };
}

function inPlaceParts(schema: JsonObject, pointer: string): Parts {
  const { $ref, dependentSchemas } = schema;
  const at = (keyword: string) => joinPointer(pointer, keyword);
  const list = (keyword: string) => itemPointers(schema, pointer, keyword);
  const fitting = (part: string): Part => ({ pointer: part, where: (convert) => convert(part) });
  const applied: Part[] = [
    ...(typeof $ref === 'string' ? [{ pointer: refPointer($ref) ?? '' }] : []),
    ...list('allOf').map((part) => ({ pointer: part })),
    ...Object.keys(isObject(dependentSchemas) ? dependentSchemas : {}).map((name) => ({
      pointer: joinPointer(pointer, 'dependentSchemas', name),
      where: () => ({ type: 'object', required: [name] }),
    })),
  ];
  const alternatives = ['anyOf', 'oneOf'].map((keyword) => list(keyword).map(fitting)).filter((parts) => parts.length > 0);
  if (schema['if'] === undefined) return { applied, alternatives };
  const branches: Part[] = [
    { pointer: at('then'), where: (convert) => convert(at('if')) },
    { pointer: at('else'), where: (convert) => ({ not: convert(at('if')) }) },
  ];
  return { applied: [...applied, fitting(at('if'))], alternatives: [...alternatives, branches] };
}

/** Whether only the other side sends a member of an object, by a schema and what it is composed of. */
export function memberSide(root: JsonObject, pointer: string, name: string, side: Side): Sided {
  return SIDES.ask(root, `${side} ${pointer} ${name}`, () => {
    const schema = valueAt(root, pointer);
    if (!isObject(schema)) return 'never';
    const own = describing(schema, pointer, name).map((at) => sideOf(root, at, side));
    return combined(own, inPlaceParts(schema, pointer), (part) => memberSide(root, part.pointer, name, side));
  });
}

/**
 * Schemas that refuse what must not leave, among the data that is valid by another alternative: an answer that two alternatives of `anyOf`
 * describe has no member that one of them says is `writeOnly`.
 *
 * @param convert makes the schema at a pointer, for asking whether data fits it
 */
export function exposures(root: JsonObject, pointer: string, convert: Convert): Json[] {
  const schema = valueAt(root, pointer);
  if (!isObject(schema)) return [];
  const alternatives = itemPointers(schema, pointer, 'anyOf');
  return alternatives.flatMap((at) => {
    const others = alternatives.filter((other) => other !== at);
    const hidden = namesOf(root, { at }, 'properties').filter(
      (name) =>
        memberSide(root, at, name, 'response') === 'always' &&
        others.some((other) => memberOf(root, { at: other }, name) !== undefined && memberSide(root, other, name, 'response') !== 'always'),
    );
    if (hidden.length === 0) return [];
    const refusal: JsonObject = { properties: Object.fromEntries(hidden.map((name) => [name, { ...REFUSED }])) };
    adaptProto(refusal);
    return [refusedWhere(convert(at), refusal)];
  });
}

/**
 * The members that a schema requires of one side: what only the other one may send is never among them, whether the schema itself says
 * so or one that it is a part of. What is asked by `not` and `if` stays as it is.
 */
export function requiredOf(root: JsonObject, pointer: string, side: Side): string[] {
  const schema = valueAt(root, pointer);
  const names = isObject(schema) && Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const wholes = wholesOf(pointer);
  if (names.length === 0 || [pointer, ...wholes].some((at) => wholes.length > 0 && /\/(?:not|if)$/.test(at))) return names;
  return names.filter((name) => memberSide(root, pointer, name, side) === 'never' && wholes.every((at) => memberSide(root, at, name, side) !== 'always'));
}

/**
 * Members that only the other side sends by one part of a schema, and that another part, which others refer to as well, requires of
 * both sides and does not know to be so.
 */
export function requiredElsewhere(root: JsonObject, pointer: string, side: Side): string[] {
  const schema = valueAt(root, pointer);
  if (!isObject(schema)) return [];
  const { applied } = inPlaceParts(schema, pointer);
  const parts = applied.filter(({ where }) => where === undefined).map((part) => resolve(root, part.pointer).pointer);
  const names = new Set(parts.filter((part) => !part.startsWith(`${pointer}/`)).flatMap((part) => requiredNames(root, part, side, new Set())));
  return [...names].filter((name) => memberSide(root, pointer, name, side) === 'always');
}

function requiredNames(root: JsonObject, pointer: string, side: Side, seen: Set<string>): string[] {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || seen.has(pointer)) return [];
  seen.add(pointer);
  const { applied } = inPlaceParts(schema, pointer);
  const inner = applied.filter(({ where }) => where === undefined).flatMap((part) => requiredNames(root, part.pointer, side, seen));
  return [...requiredOf(root, pointer, side), ...inner];
}

/** Keywords whose members are named by the author. */
const MAPS = /\/(?:properties|patternProperties|\$defs|definitions|schemas)$/;

/** The schema that another one is a part of, for the same data: that of an `allOf` for each of its parts. */
export function wholeOf(pointer: string): string {
  return wholesOf(pointer).at(-1) ?? pointer;
}

/** The schemas that one is a part of, for the same data, the nearest first. */
function wholesOf(pointer: string): string[] {
  const wholes: string[] = [];
  for (let part = pointer; ; ) {
    const [, outer] = /^(.*)\/(?:(?:allOf|anyOf|oneOf)\/\d+|not|if|then|else|dependentSchemas\/[^/]*)$/.exec(part) ?? [];
    if (outer === undefined || MAPS.test(outer)) return wholes;
    wholes.push(outer);
    part = outer;
  }
}
