import { escapePart } from '../http/json-pointer.ts';
import type { EncodingSpec, FormSpec, ParameterSpec } from '../operation-spec.ts';
import type { Violation } from '../problems/problem.ts';
import type { CoercedValue } from './coerced-value.ts';
import { memberTable } from './coercion.ts';
import type { NestingLimits } from './json-depth.ts';
import { type Pairs, queryPairs } from './pairs.ts';
import { type Outcome, readJson, readPairs } from './parameter-styles.ts';

/** The typed members of a form, and what could not be read. */
export interface Form {
  readonly members: Record<string, unknown>;
  readonly violations: readonly Violation[];
  /** Members that may be read once more, in another way. */
  readonly readings: readonly CoercedValue[];
}

export const bodyViolation = (pointer: string, keyword: string, message: string): Violation => ({ in: 'body', pointer, keyword, message });

export const memberPointer = (name: string) => `/${escapePart(name)}`;

/**
 * Reads a form.
 *
 * @param text a whole body
 * @see WHATWG URL, application/x-www-form-urlencoded; OpenAPI 3.0.3 section 4.7.14.2
 */
export function readForm(text: string, table: FormSpec, jsonDepthLimit: number): Form {
  const pairs = queryPairs(text);
  const form = readMembers(pairs, table, jsonDepthLimit);
  if (!pairs.unreadable) return form;
  const message = 'has a member whose name has a percent sign that begins no valid UTF-8 escape';
  return { ...form, violations: [...form.violations, bodyViolation('', 'parse', message)] };
}

/** It would be a prototype to whoever copies the members. */
const PROTO = bodyViolation('/__proto__', 'parse', 'must not be there');

/** How the member of a name is written; undefined where the document says nothing of it. */
export const fieldOf = (name: string, table: FormSpec): EncodingSpec | undefined => memberTable(name, table.fields, table);

/** Gives each member of a form the type that its field takes. Members that no field takes stay strings. */
export function readMembers(pairs: Pairs, table: FormSpec, jsonDepthLimit: number): Form {
  const members: Record<string, unknown> = {};
  const violations: Violation[] = [];
  const readings: CoercedValue[] = [];
  const read = (name: string, field: EncodingSpec) => {
    const { value } = field;
    const parameter: ParameterSpec = { name, in: 'query', required: false, ...field };
    const list = value === undefined && field.list ? readList(pairs.get(name), field, pairs, jsonDepthLimit) : undefined;
    const outcome = list === undefined ? readPairs(parameter, pairs, jsonDepthLimit) : list.outcome;
    if (outcome === undefined) return;
    if (name === '__proto__') violations.push(PROTO);
    else if ('refusal' in outcome) violations.push({ in: 'body', pointer: memberPointer(name), ...outcome.refusal });
    else {
      members[name] = outcome.value;
      const reading = { pointer: memberPointer(name), holder: members, name };
      if (value !== undefined) readings.push({ ...reading, value, read: (other) => readPairs({ ...parameter, value: other }, pairs, jsonDepthLimit) });
      else if (list?.isWhole) readings.push({ ...reading, read: () => ({ value: [outcome.value] }) });
    }
  };
  const taken = new Set<string>();
  for (const [name, field] of Object.entries(table.fields ?? {})) {
    for (const given of namesOf(name, field, pairs)) taken.add(given);
    read(name, field);
  }
  for (const name of pairs.names()) {
    if (taken.has(name)) continue;
    const field = fieldOf(name, table);
    if (name === '__proto__') violations.push(PROTO);
    // Of an object whose members are sent under names of their own; to pass over it would lose what the client sent.
    else if (table.fields !== undefined && Object.hasOwn(table.fields, name))
      violations.push(bodyViolation(memberPointer(name), 'parse', `must be written in the style ${field?.style}, member by member`));
    else if (field !== undefined) read(name, field);
    else {
      const texts = (pairs.get(name) ?? []).map((text) => pairs.decode(text));
      if (texts.includes(undefined)) violations.push(bodyViolation(memberPointer(name), 'parse', 'has a percent sign that begins no valid UTF-8 escape'));
      else members[name] = texts.length === 1 ? texts[0] : texts;
    }
  }
  return { members, violations, readings };
}

/** How a JSON text of a field may be nested: a list may be in one text, or each of its items. */
export function partLimits(text: string | undefined, { nesting, list }: EncodingSpec, jsonDepthLimit: number): NestingLimits {
  const isItem = list === true && !text?.trimStart().startsWith('[');
  return { jsonDepthLimit, nesting, part: isItem ? (nesting?.[0]?.items ?? -1) : 0 };
}

/** The names under which a field's texts are sent. */
function namesOf(name: string, { style, explode, value }: EncodingSpec, pairs: Pairs): readonly string[] {
  if (style === 'deepObject') return pairs.names().filter((given) => given.startsWith(`${name}[`) && given.endsWith(']'));
  return explode && value?.types.includes('object') && value.properties !== undefined ? Object.keys(value.properties) : [name];
}

/**
 * A list of JSON texts: one for each item, or one for all.
 *
 * @returns the list, and whether one text is taken for all of it, which is an item where items are lists, too
 */
function readList(
  given: readonly string[] | undefined,
  field: EncodingSpec,
  { decode }: Pairs,
  jsonDepthLimit: number,
): { readonly outcome: Outcome; readonly isWhole?: boolean } {
  const items: unknown[] = [];
  if (given === undefined) return { outcome: undefined };
  for (const encoded of given) {
    const text = decode(encoded);
    const outcome = readJson(text, partLimits(text, field, jsonDepthLimit));
    if (outcome === undefined || 'refusal' in outcome) return { outcome };
    if (given.length === 1 && Array.isArray(outcome.value)) return { outcome, isWhole: true };
    items.push(outcome.value);
  }
  return { outcome: { value: items } };
}
