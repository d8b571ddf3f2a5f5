import { base, en, Faker } from '@faker-js/faker';
import { type Direction, isObject, type Json, type JsonObject } from '@petsage/openapi-compiler/internal';
import { patternExample } from '../lib/pattern-example.ts';
import { declaredNames, itemAt, matches, others, patterns, prefixLength, requiredOf, schemaFor } from '../schemas/members.ts';
import { type Alternative, type Kind, kindOf, SchemaView } from '../schemas/schema-view.ts';
import { type Located, member } from '../schemas/side.ts';
import { plausibleNumber, plausibleText } from './plausible-scalars.ts';

/** How often a value is drawn until it is valid. */
const DRAWS = 60;
/** In so many last drawings, lists have as few items as they may. */
const LAST = 10;
/** Beyond this depth, objects have what they require only, and lists as few items as they may. */
const DEEP = 4;
/** An alternative is of the same value, but may lead back to its own schema. */
const ALTERNATIVE_DEPTH = 0.25;
/** A schema that requires itself has no value. */
const DEEPEST = 24;
const HIDDEN: Readonly<Record<Direction, string>> = { request: 'readOnly', response: 'writeOnly' };
/** Kinds of values in the order in which they are preferred. */
const PREFERRED: readonly Kind[] = ['object', 'array', 'string', 'integer', 'fraction', 'boolean', 'null'];

/**
 * A value that a person may take for real: examples and defaults of the document come first, then values by format and by the name of the
 * property.
 *
 * @param isValid   decides: not every keyword is read
 * @param seed      the same one gives the same value
 * @param direction what only the other side sends is left out: `writeOnly` in responses, `readOnly` in requests
 * @returns undefined if no valid value is found
 */
export function plausibleValue(
  schema: Located | undefined,
  isValid: (value: Json) => boolean,
  seed: string,
  direction: Direction = 'response',
): Json | undefined {
  const faker = new Faker({ locale: [en, base] });
  for (let draw = 0; draw < DRAWS; draw++) {
    faker.seed(hash(`${seed} ${draw}`));
    const value = new Drawing(faker, draw, HIDDEN[direction]).value(SchemaView.of(schema), '', 0);
    if (value !== undefined && isValid(value)) return value;
  }
  return undefined;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
}

class Drawing {
  readonly #faker: Faker;
  /** Every other drawing uses no examples, which may be invalid, and later ones fewer optional properties. */
  readonly #count: number;
  /** The keyword of properties that only the other side sends. */
  readonly #hidden: string;

  constructor(faker: Faker, count: number, hidden: string) {
    this.#faker = faker;
    this.#count = count;
    this.#hidden = hidden;
  }

  /** @returns undefined if no value is found */
  value(view: SchemaView, name: string, depth: number): Json | undefined {
    if (depth > DEEPEST || view.isNever) return undefined;
    const given = this.#count < DRAWS / 2 && this.#count % 2 === 0 ? this.#documented(view) : undefined;
    if (given !== undefined) return given;
    const { listed } = view;
    const possible = listed?.filter((each) => view.kinds.has(kindOf(each)));
    if (possible !== undefined) return possible.length === 0 ? undefined : this.#faker.helpers.arrayElement(possible);
    if (view.groups.length > 0) return this.#ofAlternative(view, name, depth);
    return this.#ofKind(this.#conditional(view), name, depth);
  }

  #documented(view: SchemaView): Json | undefined {
    const examples = [
      ...view.values('example'),
      ...view.values('examples').flatMap((list) => (Array.isArray(list.value) ? list.value.map((value) => ({ value })) : [])),
    ];
    return (examples.length > 0 ? this.#faker.helpers.arrayElement(examples) : view.values('default')[0])?.value;
  }

  #ofAlternative(view: SchemaView, name: string, depth: number): Json | undefined {
    const cases = view.cases();
    const { view: chosen, chosen: alternatives } =
      depth > DEEP ? (cases.find((each) => each.view.kinds.has('null')) ?? this.#faker.helpers.arrayElement(cases)) : this.#faker.helpers.arrayElement(cases);
    const value = chosen === view ? this.#ofKind(view, name, depth) : this.value(chosen, name, depth + ALTERNATIVE_DEPTH);
    const property = discriminatorOf(view)?.['propertyName'];
    if (!isObject(value) || typeof property !== 'string' || !(property in value)) return value;
    const own = schemaFor(chosen, property);
    return own.listed !== undefined ? value : { ...value, [property]: discriminatorValue(view, alternatives) ?? value[property] };
  }

  /** One branch of each `if`. */
  #conditional(view: SchemaView): SchemaView {
    const branches = view.parts.flatMap((part) => {
      if (!isObject(part.value) || part.value['if'] === undefined) return [];
      const holder = part as Located<JsonObject>;
      return this.#faker.datatype.boolean() ? [member(holder, 'if'), member(holder, 'then')] : [member(holder, 'else')];
    });
    return branches.length === 0 ? view : new SchemaView([...view.parts, ...SchemaView.of(...branches).parts]);
  }

  #ofKind(view: SchemaView, name: string, depth: number): Json | undefined {
    const kind = this.#kind(view);
    switch (kind) {
      case 'object':
        return this.#object(view, depth);
      case 'array':
        return this.#array(view, name, depth);
      case 'string':
        return plausibleText(view, name, this.#faker);
      case 'integer':
      case 'fraction':
        return plausibleNumber(view, name, kind === 'integer', this.#faker);
      case 'boolean':
        return this.#faker.datatype.boolean();
      default:
        return kind === undefined ? undefined : null;
    }
  }

  #kind(view: SchemaView): Kind | undefined {
    const excluded = view
      .values('not')
      .flatMap(({ value }) => (isObject(value) && Object.keys(value).length === 1 && typeof value['type'] === 'string' ? [value['type']] : []));
    const possible = PREFERRED.filter(
      (kind) => view.kinds.has(kind) && !excluded.includes(kind) && !(excluded.includes('number') && ['integer', 'fraction'].includes(kind)),
    );
    const isObjectLike = view.at('properties', 'required', 'additionalProperties', 'patternProperties') !== undefined;
    const isArrayLike = view.at('items', 'prefixItems', 'contains') !== undefined;
    // A schema without a type means what its keywords describe, and text if there are none.
    const likely: readonly Kind[] = possible.length < 5 || isObjectLike ? possible : [isArrayLike ? 'array' : 'string'];
    const first = likely.includes('null') && likely.length > 1 && this.#faker.number.int(9) === 0 ? 'null' : likely[0];
    return first === 'integer' && likely.includes('fraction') ? 'fraction' : first;
  }

  #object(whole: SchemaView, depth: number): Json | undefined {
    let view = whole;
    const found: Record<string, Json> = {};
    const forbidden = view.values('not').flatMap(({ value }) => (isObject(value) && Array.isArray(value['required']) ? value['required'].map(String) : []));
    const [least, most] = [Number(view.value('minProperties') ?? 0), Number(view.value('maxProperties') ?? Infinity)];
    const required = new Set(requiredOf(view));
    const isWanted = (name: string) => required.has(name) || (depth < DEEP && !forbidden.includes(name) && this.#faker.number.int(DRAWS) > this.#count);
    const queue = [...required, ...declaredNames(view).filter((name) => !required.has(name) && isWanted(name))];
    for (const name of queue) {
      if (Object.hasOwn(found, name) || (!required.has(name) && Object.keys(found).length >= most)) continue;
      const schema = schemaFor(view, name);
      if (schema.value(this.#hidden) === true) continue;
      const value = this.value(schema, name, depth + 1);
      if (value === undefined) {
        if (required.has(name)) return undefined;
        continue;
      }
      Object.defineProperty(found, name, { value, enumerable: true, writable: true, configurable: true });
      for (const { value: map } of view.values('dependentRequired'))
        if (isObject(map) && Object.hasOwn(map, name)) for (const other of (map[name] as Json[] | undefined) ?? []) add(String(other), required, queue);
      const more = view.values('dependentSchemas').flatMap((map) => (isObject(map.value) ? (member(map as Located<JsonObject>, name) ?? []) : []));
      if (more.length > 0) {
        view = new SchemaView([...view.parts, ...SchemaView.of(...more).parts]);
        for (const other of requiredOf(view)) add(other, required, queue);
      }
    }
    this.#fill(view, found, least, depth);
    return found;
  }

  /** Adds properties of other names: as many as there have to be, or a few of a map. */
  #fill(view: SchemaView, found: Record<string, Json>, least: number, depth: number): void {
    const rest = others(view);
    const isMap = !rest.isNever && rest.parts.some(({ value }) => isObject(value) && Object.keys(value).length > 0);
    const count = Math.max(least, isMap && depth < DEEP ? Math.min(2, Number(view.value('maxProperties') ?? 2)) : 0);
    const [pattern] = patterns(view).keys();
    const rules = view.values('propertyNames');
    for (let draw = 0; Object.keys(found).length < count && draw < DRAWS; draw++) {
      const unused = declaredNames(view).find((each) => !Object.hasOwn(found, each) && schemaFor(view, each).value(this.#hidden) !== true);
      const name = unused ?? (pattern === undefined ? this.#nameOf(rules) : this.#matching(pattern, draw));
      const value = name === undefined || Object.hasOwn(found, name) ? undefined : this.value(schemaFor(view, name), name, depth + 1);
      if (name !== undefined && value !== undefined) found[name] = value;
    }
  }

  /** A name that the schemas of `propertyNames` allow. */
  #nameOf(rules: readonly Located[]): string | undefined {
    if (rules.length === 0) return this.#faker.word.noun().replace(/\W/g, '');
    const name = this.value(SchemaView.of(...rules), '', 0);
    return typeof name === 'string' ? name : undefined;
  }

  #matching(pattern: string, draw: number): string | undefined {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const example = patternExample(pattern);
    // Another letter at the end gives other names.
    const other = example === undefined ? undefined : `${example.slice(0, -1)}${letters[draw % letters.length]}`;
    return other !== undefined && matches(pattern, other) ? other : example;
  }

  #array(view: SchemaView, name: string, depth: number): Json[] | undefined {
    const [least, most] = [Number(view.value('minItems') ?? 0), Number(view.value('maxItems') ?? Infinity)];
    const contains = view.values('contains');
    const matching = contains.length === 0 ? 0 : Number(view.value('minContains') ?? 1);
    const usual = depth > DEEP || this.#count > DRAWS - LAST ? 0 : this.#faker.number.int({ min: 1, max: 3 });
    const count = Math.min(Math.max(least, matching, usual, prefixLength(view)), most);
    const isUnique = view.values('uniqueItems').some(({ value }) => value === true);
    const found: Json[] = [];
    const seen = new Set<string>();
    for (let draw = 0; found.length < count && draw < DRAWS + count; draw++) {
      const item = itemAt(view, found.length);
      if (item.isNever) break;
      const value = this.value(
        found.length < matching ? new SchemaView([...item.parts, ...SchemaView.of(...contains).parts]) : item,
        name.replace(/s$/, ''),
        depth + 1,
      );
      if (value === undefined) break;
      const key = JSON.stringify(value);
      if (isUnique && seen.has(key)) continue;
      seen.add(key);
      found.push(value);
    }
    return found.length < least ? undefined : found;
  }
}

function add(name: string, required: Set<string>, queue: string[]): void {
  required.add(name);
  queue.push(name);
}

function discriminatorOf(view: SchemaView): JsonObject | undefined {
  const found = view.value('discriminator');
  return isObject(found) ? found : undefined;
}

/** The value that stands for a schema: that of the mapping, else its name (OpenAPI 3.0.3 section 4.7.25). */
function discriminatorValue(view: SchemaView, chosen: readonly Alternative[]): string | undefined {
  const ref = chosen.map(({ name }) => name).find((name) => name.startsWith('#'));
  if (ref === undefined) return undefined;
  const mapping = discriminatorOf(view)?.['mapping'];
  const name = ref.split('/').at(-1);
  const mapped = Object.entries(isObject(mapping) ? mapping : {}).find(([, target]) => target === ref || target === name);
  return mapped?.[0] ?? name;
}
