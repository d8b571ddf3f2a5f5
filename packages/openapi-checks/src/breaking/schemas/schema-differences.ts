import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, parsePointer } from '@petsage/openapi-compiler/internal';
import { type Case, type Kind, kindOf, SchemaView, typesText } from '../../schemas/schema-view.ts';
import type { Located, Place } from '../../schemas/side.ts';
import type { Difference } from '../break.ts';
import { arrayDifferences } from './array-differences.ts';
import { changeText } from './change-text.ts';
import { alternativeDifference, combinatorDifferences, overlapDifferences } from './combinator-differences.ts';
import type { Comparison, Direction } from './comparison.ts';
import { discriminatorDifferences } from './discriminator-differences.ts';
import { defaultChange, objectDifferences } from './object-differences.ts';
import { accepts, VALUE_RULES } from './value-rules.ts';

const NOWHERE: Place = { document: 'revision', pointer: '' };

/** What is compared. */
export interface Subject {
  readonly direction: Direction;
  /** Whether values are text, as in parameters, headers and forms: a string then takes every primitive value. */
  readonly isText: boolean;
  /** What the schemas describe, for messages, such as `the query parameter \`limit\``. */
  readonly label: string;
}

/**
 * Lists the differences of two schemas that break clients.
 *
 * @param before the schema of the released document; undefined allows any value
 * @param after  the schema that takes its place
 */
export function schemaDifferences(before: Located | undefined, after: Located | undefined, subject: Subject): Difference[] {
  return new SchemaComparison(subject, [before, after]).between(SchemaView.of(before), SchemaView.of(after));
}

/** The difference of what a request without a value means. */
export function schemaDefaultDifferences(before: Located | undefined, after: Located | undefined, subject: Subject): Difference[] {
  return defaultChange(new SchemaComparison(subject, [before, after]), SchemaView.of(before), SchemaView.of(after));
}

class SchemaComparison implements Comparison {
  readonly subject: Subject;
  readonly #roots: readonly (Located | undefined)[];
  /** Undefined while a pair is being compared: a recursive schema is included if everything else is. */
  readonly #compared = new Map<string, Difference[] | undefined>();
  /** The pairs of this document whose differences are the same wherever they are used: large documents share most of their schemas. */
  readonly #known: Map<string, unknown>;
  /** Pairs that were assumed to be included. */
  readonly #assumed = new Set<string>();

  constructor(subject: Subject, roots: readonly (Located | undefined)[]) {
    this.subject = subject;
    this.#roots = roots;
    this.#known = roots.find((root) => root !== undefined)?.side.memory ?? new Map();
  }

  get isSent(): boolean {
    return this.subject.direction === 'sent';
  }

  between(before: SchemaView, after: SchemaView): Difference[] {
    return this.isSent ? this.included(before, after) : this.included(after, before);
  }

  inTime<Value>(inner: Value, outer: Value): readonly [before: Value, after: Value] {
    return this.isSent ? [inner, outer] : [outer, inner];
  }

  included(inner: SchemaView, outer: SchemaView): Difference[] {
    if (outer.parts.length === 0 && inner.parts.length === 0) return [];
    const { direction, isText } = this.subject;
    const key = `${direction} ${isText} ${inner.key} < ${outer.key}`;
    const known = this.#known.get(key) ?? this.#compared.get(key);
    if (known !== undefined) return known as Difference[];
    if (this.#compared.has(key)) {
      this.#assumed.add(key);
      return [];
    }
    this.#compared.set(key, undefined);
    const [before, after] = this.inTime(inner, outer);
    const outerCases = outer.cases();
    const alternatives = inner.cases().flatMap((each) => this.#inSomeCase(each, outerCases, outer));
    const found = distinct([...discriminatorDifferences(this, before, after), ...alternatives]);
    this.#compared.set(key, found);
    this.#assumed.delete(key);
    if (this.#assumed.size === 0) this.#known.set(key, found);
    return found;
  }

  /** Each alternative has to be among the values of one alternative. If none takes them, the one of the same name says why. */
  #inSomeCase({ view, chosen }: Case, cases: readonly Case[], outer: SchemaView): Difference[] {
    const results = cases.map((each) => ({ chosen: each.chosen, differences: this.#caseIncluded(view, each.view) }));
    const [first] = results;
    if (first === undefined) return [];
    const match = results.find(({ differences }) => differences.length === 0);
    if (match !== undefined) return overlapDifferences(this, view, chosen, match.chosen, outer);
    if (results.length === 1) return first.differences;
    // Values of several types may be valid for several alternatives.
    const perKind = view.kinds.size > 1 ? [...view.kinds].map((kind) => new SchemaView(view.parts, kind)) : [];
    if (perKind.length > 0 && perKind.every((each) => cases.some((other) => this.#caseIncluded(each, other.view).length === 0))) return [];
    const same = results.find((each) => each.chosen.every(({ name }) => chosen.some((own) => own.name === name)));
    if (same !== undefined) return same.differences;
    const common = first.differences.filter((each) => results.every(({ differences }) => differences.some((other) => isDeepStrictEqual(other, each))));
    return common.length > 0 ? common : [alternativeDifference(this, chosen, outer)];
  }

  #caseIncluded(inner: SchemaView, outer: SchemaView): Difference[] {
    // No value is among any values.
    if (inner.isNever) return [];
    const { listed } = inner;
    const finite = listed?.filter((value) => accepts(inner, value, kindOf(value)));
    if (finite?.every((value) => !isObject(value) && !Array.isArray(value)))
      return [...this.#listIncluded(finite, inner, outer), ...combinatorDifferences(this, inner, outer)];
    return [
      ...this.#kindsIncluded(inner, outer),
      ...this.#valuesIncluded(inner, outer),
      ...objectDifferences(this, inner, outer),
      ...arrayDifferences(this, inner, outer),
      ...combinatorDifferences(this, inner, outer),
    ];
  }

  /** Of a few values, each is checked. */
  #listIncluded(values: readonly Json[], inner: SchemaView, outer: SchemaView): Difference[] {
    // As text, a number may be a string.
    const sent = (value: Json): Json => (this.subject.isText && !outer.kinds.has(kindOf(value)) && outer.kinds.has('string') ? String(value) : value);
    const refused = values.filter((value) => !accepts(outer, sent(value), kindOf(sent(value))));
    if (refused.length === 0) return [];
    const list = refused.map((value) => JSON.stringify(value)).join(', ');
    return this.isSent
      ? [this.difference('enum-values-removed', (name) => `${name} no longer accepts ${list}.`, inner, outer, 'enum', 'const', 'type', 'pattern')]
      : [this.difference('enum-values-added', (name) => `${name} may now be ${list}.`, inner, outer, 'enum', 'const')];
  }

  #kindsIncluded(inner: SchemaView, outer: SchemaView): Difference[] {
    const missing = [...inner.kinds].filter((kind) => !outer.kinds.has(kind) && !(this.#isTextOf(outer) && !['array', 'object', 'null'].includes(kind)));
    const found: Difference[] = [];
    const [before, after] = this.inTime(inner, outer);
    if (missing.length > 0) {
      const change = `changed from ${typesText(before.kinds)} to ${typesText(after.kinds)}`;
      found.push(this.difference('schema-type-changed', (name) => `The type of ${name} ${change}.`, inner, outer, 'type', 'nullable'));
    }
    const { listed } = outer;
    // A list of all values that there are, such as both booleans, lists nothing.
    if (listed !== undefined && missing.length < inner.kinds.size && ![...inner.kinds].every((kind) => isWhole(kind, listed))) {
      const [id, what] = this.isSent ? (['enum-values-removed', 'only takes'] as const) : (['enum-values-added', 'is no longer limited to'] as const);
      const list = listed.map((value) => JSON.stringify(value)).join(', ');
      found.push(this.difference(id, (name) => `${name} ${what} ${list}.`, inner, outer, 'enum', 'const'));
    }
    return found;
  }

  /** Whether every boolean and number, as text, is valid. */
  #isTextOf(outer: SchemaView): boolean {
    return (
      this.subject.isText && outer.kinds.has('string') && outer.listed === undefined && outer.at('pattern', 'format', 'minLength', 'maxLength') === undefined
    );
  }

  #valuesIncluded(inner: SchemaView, outer: SchemaView): Difference[] {
    const [before, after] = this.inTime(inner, outer);
    return VALUE_RULES.flatMap((rule) => {
      if (!rule.kinds.some((kind) => inner.kinds.has(kind) && outer.kinds.has(kind))) return [];
      const [from, to] = [rule.limit(before), rule.limit(after)];
      if (rule.within((rule.implied ?? rule.limit)(inner), rule.limit(outer))) return [];
      const message = (name: string) => `\`${rule.keywords[0]}\` of ${name} ${changeText(from, to)}.`;
      return [this.difference('schema-constraint-changed', message, inner, outer, ...rule.keywords)];
    });
  }

  difference(id: string, message: (name: string) => string, inner: SchemaView, outer: SchemaView, ...keywords: readonly string[]): Difference {
    const [before, after] = this.inTime(inner, outer);
    const at = after.at(...keywords) ?? after.place ?? before.at(...keywords) ?? before.place ?? this.#roots.find((root) => root !== undefined);
    return this.differenceAt(id, message, at, after.place ?? at);
  }

  differenceAt(id: string, message: (name: string) => string, at: Place = NOWHERE, named: Place = at): Difference {
    return { id, message: sentence(message(this.nameOf(named))), at: { document: at.document, pointer: at.pointer } };
  }

  nameOf({ document, pointer }: Place): string {
    const parts = parsePointer(pointer);
    if (parts[0] === 'components' && parts[1] === 'schemas') return `\`${parts[2]}${path(parts.slice(3))}\``;
    const root = this.#roots.find((each) => each?.document === document && pointer.startsWith(each.pointer));
    let inner = root === undefined ? '' : path(parts.slice(parsePointer(root.pointer).length));
    let owner = this.subject.label;
    for (; inner.startsWith('[]'); inner = inner.slice(2)) owner = `each item of ${owner}`;
    return inner === '' ? owner : `\`${inner.replace(/^\./, '')}\` of ${owner}`;
  }
}

/** Where the keywords of a path lead in an instance: `.name`, `[]` for items, `.*` for other properties. */
function path(parts: readonly string[]): string {
  let text = '';
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    if (part === 'properties' && index + 1 < parts.length) text += `.${parts[++index]}`;
    else if (part === 'items' || part === 'prefixItems' || part === 'contains') text += '[]';
    else if (part === 'additionalProperties' || part === 'patternProperties' || part === 'unevaluatedProperties') text += '.*';
    // Names in other maps, and indexes.
    if (part === 'patternProperties' || part === 'dependentSchemas' || part === 'prefixItems') index++;
  }
  return text;
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
}

function isWhole(kind: Kind, listed: readonly Json[]): boolean {
  const has = (value: Json) => listed.some((other) => isDeepStrictEqual(other, value));
  return kind === 'boolean' ? has(true) && has(false) : kind === 'null' && has(null);
}

function distinct(differences: readonly Difference[]): Difference[] {
  return [...new Map(differences.map((each) => [JSON.stringify([each.id, each.message, each.at.pointer]), each])).values()];
}
