import { escapePart } from '../http/json-pointer.ts';
import type { EncodingSpec, FormSpec, ParameterSpec } from '../operation-spec.ts';
import type { Violation } from '../problems/problem.ts';
import type { CoercedValue } from './coercion.ts';
import { memberSpec, type ReadValue } from './coercion.ts';
import type { JsonOptions } from './json-text.ts';
import { readJsonField, readPairs } from './parameter-styles.ts';
import { type Pairs, queryPairs } from './query.ts';

/** The typed fields of a form, and the violations of those that could not be parsed. */
export interface Form {
  readonly members: Record<string, unknown>;
  readonly violations: readonly Violation[];
  /** Fields that could be coerced to another type. */
  readonly coercedValues: readonly CoercedValue[];
}

export const bodyViolation = (pointer: string, keyword: string, message: string): Violation => ({ in: 'body', pointer, keyword, message });

export const memberPointer = (name: string) => `/${escapePart(name)}`;

/**
 * Reads a form.
 *
 * @param text the whole body
 * @see WHATWG URL, application/x-www-form-urlencoded; OpenAPI 3.0.3 section 4.7.14.2
 */
export function readForm(text: string, spec: FormSpec, jsonDepthLimit: number): Form {
  const pairs = queryPairs(text);
  const form = readMembers(pairs, spec, jsonDepthLimit);
  if (!pairs.unreadable) return form;
  const message = 'must not have a field whose name has invalid percent-encoding';
  return { ...form, violations: [...form.violations, bodyViolation('', 'parse', message)] };
}

/** The name would become a prototype when the object is copied. */
const PROTO = bodyViolation('/__proto__', 'parse', 'must not be present');

/** How a field is serialized; undefined if the document does not describe it. */
export const fieldOf = (name: string, spec: FormSpec): EncodingSpec | undefined => memberSpec(name, spec.fields, spec);

/** Coerces the fields of a form to their declared types. Undeclared fields stay strings. */
export function readMembers(pairs: Pairs, spec: FormSpec, jsonDepthLimit: number): Form {
  const members: Record<string, unknown> = {};
  const violations: Violation[] = [];
  const coercedValues: CoercedValue[] = [];
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
      const coerced = { pointer: memberPointer(name), holder: members, name };
      if (value !== undefined) coercedValues.push({ ...coerced, value, read: (other) => readPairs({ ...parameter, value: other }, pairs, jsonDepthLimit) });
      else if (list?.isWhole) coercedValues.push({ ...coerced, read: () => ({ value: [outcome.value] }) });
    }
  };
  const handled = new Set<string>();
  for (const [name, field] of Object.entries(spec.fields ?? {})) {
    for (const sentName of sentNames(name, field, pairs)) handled.add(sentName);
    read(name, field);
  }
  for (const name of pairs.names()) {
    if (handled.has(name)) continue;
    const field = fieldOf(name, spec);
    if (name === '__proto__') violations.push(PROTO);
    // The properties of this object are sent under their own names; ignoring the pair would lose what the client sent.
    else if (spec.fields !== undefined && Object.hasOwn(spec.fields, name))
      violations.push(bodyViolation(memberPointer(name), 'parse', `must be sent in the style ${field?.style}, each property separately`));
    else if (field !== undefined) read(name, field);
    else {
      const values = (pairs.get(name) ?? []).map((text) => pairs.decode(text));
      if (values.includes(undefined)) violations.push(bodyViolation(memberPointer(name), 'parse', 'must be valid percent-encoded UTF-8'));
      else members[name] = values.length === 1 ? values[0] : values;
    }
  }
  return { members, violations, coercedValues };
}

/** How a JSON text in a field is parsed: of a list, the text may be the whole list or one item. */
export function partOptions(text: string | undefined, { nesting, list, int64 }: EncodingSpec, jsonDepthLimit: number): JsonOptions {
  const isItem = list === true && !text?.trimStart().startsWith('[');
  return { jsonDepthLimit, nesting, int64, part: isItem ? (nesting?.[0]?.items ?? -1) : 0 };
}

/** The names under which the values of a field are sent. */
function sentNames(name: string, { style, explode, value }: EncodingSpec, pairs: Pairs): readonly string[] {
  if (style === 'deepObject') return [name, ...pairs.names().filter((sent) => sent.startsWith(`${name}[`))];
  return explode && value?.types.includes('object') && value.properties !== undefined ? Object.keys(value.properties) : [name];
}

/**
 * Reads a list of JSON texts: one for each item, or one for the whole list, or for null in its place.
 *
 * @returns the list, and whether a single text was read as the whole list; it could also be one item if items are lists or null
 */
function readList(
  values: readonly string[] | undefined,
  field: EncodingSpec,
  { decode }: Pairs,
  jsonDepthLimit: number,
): { readonly outcome: ReadValue; readonly isWhole?: boolean } {
  const items: unknown[] = [];
  if (values === undefined) return { outcome: undefined };
  for (const encoded of values) {
    const text = decode(encoded);
    const outcome = readJsonField(text, partOptions(text, field, jsonDepthLimit));
    if (outcome === undefined || 'refusal' in outcome) return { outcome };
    if (values.length === 1 && (Array.isArray(outcome.value) || outcome.value === null)) return { outcome, isWhole: true };
    items.push(outcome.value);
  }
  return { outcome: { value: items } };
}
