import { type Pairs, queryPairs } from './pairs.ts';
import type { Violation } from './problem.ts';
import { readPairs } from './styles.ts';
import type { FieldTable, ParameterTable } from './tables.ts';

/** The typed members of a form, and what could not be read. */
export interface Form {
  readonly members: Record<string, unknown>;
  readonly violations: readonly Violation[];
}

export const NO_FIELDS: Readonly<Record<string, FieldTable>> = Object.freeze({});

export const bodyViolation = (pointer: string, keyword: string, message: string): Violation => ({ in: 'body', pointer, keyword, message });

export const memberPointer = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * Reads a form.
 *
 * @param text a whole body
 * @see WHATWG URL, application/x-www-form-urlencoded; OpenAPI 3.0.3 section 4.7.14.2
 */
export function readForm(text: string, fields: Readonly<Record<string, FieldTable>>): Form {
  const pairs = queryPairs(text);
  const { members, violations } = readMembers(pairs, fields);
  if (!pairs.unreadable) return { members, violations };
  return { members, violations: [...violations, bodyViolation('', 'parse', 'has a member whose name has a percent sign that begins no valid UTF-8 escape')] };
}

/** Gives each member of a form the type that its field takes. Members that no field takes stay strings. */
export function readMembers(pairs: Pairs, fields: Readonly<Record<string, FieldTable>>): Form {
  const members: [string, unknown][] = [];
  const violations: Violation[] = [];
  const taken = new Set<string>();
  for (const [name, field] of Object.entries(fields)) {
    if (field.file) continue;
    for (const given of namesOf(name, field, pairs)) taken.add(given);
    const parameter: ParameterTable = { name, in: 'query', required: false, ...field };
    const outcome = field.value === undefined && field.list ? readList(name, pairs) : readPairs(parameter, pairs);
    if (outcome === undefined) continue;
    if ('refusal' in outcome) violations.push({ in: 'body', pointer: memberPointer(name), ...outcome.refusal });
    else members.push([name, outcome.value]);
  }
  for (const name of pairs.names()) {
    if (taken.has(name)) continue;
    const texts = (pairs.get(name) ?? []).map((text) => pairs.decode(text));
    if (texts.includes(undefined)) violations.push(bodyViolation(memberPointer(name), 'parse', 'has a percent sign that begins no valid UTF-8 escape'));
    else members.push([name, texts.length === 1 ? texts[0] : texts]);
  }
  return { members: Object.fromEntries(members.filter(([name]) => name !== '__proto__')), violations: [...violations, ...protoViolation(members)] };
}

/** The name would be a prototype to whoever copies the members. */
function protoViolation(members: readonly [string, unknown][]): Violation[] {
  return members.some(([name]) => name === '__proto__') ? [bodyViolation('/__proto__', 'parse', 'must not be there')] : [];
}

/** The names under which a field's texts are sent. */
function namesOf(name: string, { style, explode, value }: FieldTable, pairs: Pairs): readonly string[] {
  if (style === 'deepObject') return pairs.names().filter((given) => given.startsWith(`${name}[`) && given.endsWith(']'));
  return explode && value?.types.includes('object') && value.properties !== undefined ? Object.keys(value.properties) : [name];
}

/** A list of JSON texts: one for each item, or one for all. */
function readList(name: string, pairs: Pairs): ReturnType<typeof readPairs> {
  const field = { name, in: 'query', required: false, style: 'form', explode: true } as const;
  const items: unknown[] = [];
  const given = pairs.get(name);
  if (given === undefined) return undefined;
  for (const text of given) {
    const outcome = readPairs(field, { ...pairs, get: () => [text] });
    if (outcome === undefined || 'refusal' in outcome) return outcome;
    if (given.length === 1 && Array.isArray(outcome.value)) return outcome;
    items.push(outcome.value);
  }
  return { value: items };
}
