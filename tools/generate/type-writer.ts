import { addsNull } from './adapt.ts';
import { conditionalMembers } from './conditional-members.ts';
import type { Side } from './definitions.ts';
import { alternativesOf } from './discriminator.ts';
import { requiredOf, sideOf, wholeOf } from './sides.ts';
import { isObject, itemPointers, type Json, type JsonObject, joinPointer, refPointer, valueAt } from './source-document.ts';
import { TypeNames } from './type-names.ts';
import { commentOf, intersection, literal, propertyName, UNKNOWN, union, wrapped } from './type-text.ts';

/** Members that every object has: where one may be left out, what is there then is a function. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What stands in place of the types of some members: those of a form that are files. */
export interface Replaced {
  readonly named: ReadonlyMap<string, string>;
  /** Of members without a name. */
  readonly others: string | undefined;
}

/** Writes TypeScript types for the schemas of a document, whose references are normalized. */
export class TypeWriter {
  readonly #root: JsonObject;
  readonly #old: boolean;
  readonly #names: TypeNames;
  readonly #unfitDefaults: ReadonlySet<string>;
  /** Declarations by name, as they were asked for. */
  readonly #declarations = new Map<string, string>();

  /**
   * @param reserved names that the module uses itself
   * @param unfitDefaults where defaults stand that are never set
   */
  constructor(root: JsonObject, reserved: readonly string[], unfitDefaults: ReadonlySet<string> = new Set()) {
    this.#root = root;
    this.#unfitDefaults = unfitDefaults;
    this.#old = String(root['openapi']).startsWith('3.0.');
    this.#names = new TypeNames(root, reserved);
  }

  /** The declarations of every schema that was referred to, sorted by name. */
  declarations(): string[] {
    return [...this.#declarations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  }

  /** The name of what stands at a pointer, declared if it was not yet. */
  named(pointer: string, side: Side): string {
    const name = this.#names.nameOf(pointer, side);
    if (!this.#declarations.has(name)) {
      this.#declarations.set(name, '');
      const text = this.type(pointer, side, '');
      const comment = commentOf(valueAt(this.#root, pointer), '');
      const isInterface = text.startsWith('{') && text.endsWith('}') && this.#isPlainObject(pointer);
      this.#declarations.set(name, `${comment}export ${isInterface ? `interface ${name} ${text}` : `type ${name} = ${text};`}\n`);
    }
    return name;
  }

  /** Whether a value is set where there is none, by the schema at a pointer or the one that it refers to. */
  hasDefault(pointer: string): boolean {
    let at = pointer;
    for (let hops = 0; hops < 64; hops++) {
      const schema = valueAt(this.#root, at);
      if (!isObject(schema)) return false;
      const { default: preset, $ref } = schema;
      if (preset !== undefined && !(this.#old && $ref !== undefined)) return !this.#unfitDefaults.has(joinPointer(at, 'default'));
      if (typeof $ref !== 'string') return false;
      at = refPointer($ref) ?? '';
    }
    return false;
  }

  /**
   * The type of the schema at a pointer.
   *
   * @param indent what its closing brace is indented by
   */
  type(pointer: string, side: Side, indent: string, replaced?: Replaced): string {
    const schema = valueAt(this.#root, pointer);
    if (schema === false) return 'never';
    if (!isObject(schema)) return UNKNOWN;
    const { $ref } = schema;
    if (typeof $ref === 'string' && (this.#old || Object.keys(schema).length === 1)) return this.#reference($ref, side, indent, replaced);
    const parts = [
      ...(typeof $ref === 'string' ? [this.#reference($ref, side, indent, replaced)] : []),
      this.#own(schema, pointer, side, indent, replaced),
      this.#conditional(schema, pointer, side),
      ...itemPointers(schema, pointer, 'allOf').map((at) => this.type(at, side, indent, replaced)),
      ...(['oneOf', 'anyOf'] as const).map((keyword) => this.#alternatives(schema, pointer, keyword, side, indent, replaced)),
    ];
    const whole = intersection(parts);
    return this.#old && addsNull(schema) ? union([whole, 'null']) : whole;
  }

  /** A form whose members are replaced has no name: its schema is written out. */
  #reference(ref: string, side: Side, indent: string, replaced: Replaced | undefined): string {
    const pointer = refPointer(ref) ?? '';
    return replaced === undefined ? this.named(pointer, side) : this.type(pointer, side, indent, replaced);
  }

  #alternatives(schema: JsonObject, pointer: string, keyword: 'oneOf' | 'anyOf', side: Side, indent: string, replaced: Replaced | undefined): string {
    const places = itemPointers(schema, pointer, keyword);
    if (places.length === 0) return UNKNOWN;
    const told = alternativesOf(this.#root, schema, pointer, side);
    if (told !== undefined && 'cases' in told && told.keyword === keyword) {
      const { propertyName, cases } = told;
      return union(
        cases.map(({ values, pointer: at, property }) => {
          if (property === 'absent') return this.named(at, side);
          const mark = property === 'required' ? '' : '?';
          return intersection([`{ ${JSON.stringify(propertyName)}${mark}: ${union(values.map((value) => JSON.stringify(value)))} }`, this.named(at, side)]);
        }),
      );
    }
    return union(places.map((at) => this.type(at, side, indent, replaced)));
  }

  /** What the keywords of the schema itself say, without compositions. */
  #own(schema: JsonObject, pointer: string, side: Side, indent: string, replaced: Replaced | undefined): string {
    const types = typesOf(schema);
    const values = schema['const'] === undefined ? schema['enum'] : [schema['const']];
    if (Array.isArray(values)) {
      const fitting = types === undefined ? values : values.filter((value) => types.some((type) => fits(value, type)));
      return union(fitting.map(literal));
    }
    if (types === undefined) return UNKNOWN;
    return union(types.map((type) => this.#ofType(type, schema, pointer, side, indent, replaced)));
  }

  #ofType(type: string, schema: JsonObject, pointer: string, side: Side, indent: string, replaced: Replaced | undefined): string {
    switch (type) {
      case 'integer':
      case 'number':
        return 'number';
      case 'array':
        return this.#array(schema, pointer, side, indent);
      case 'object':
        return this.#object(schema, pointer, side, indent, replaced);
      default:
        return type;
    }
  }

  #array(schema: JsonObject, pointer: string, side: Side, indent: string): string {
    // What parts, or `contains`, have evaluated is none of the items that are left (JSON Schema 2020-12 core, section 11.2).
    const left = isComposed(schema) || schema['contains'] !== undefined ? undefined : schema['unevaluatedItems'];
    const keyword = schema['items'] === undefined && left !== undefined ? 'unevaluatedItems' : 'items';
    const rest = schema[keyword] === undefined ? UNKNOWN : this.type(joinPointer(pointer, keyword), side, indent);
    const first = itemPointers(schema, pointer, 'prefixItems').map((at) => this.type(at, side, indent));
    if (first.length === 0) return `${wrapped(rest)}[]`;
    const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
    const elements = first.map((element, index) => (index < least ? element : `${wrapped(element)}?`));
    if (rest !== 'never') elements.push(`...${wrapped(rest)}[]`);
    return `[${elements.join(', ')}]`;
  }

  #object(schema: JsonObject, pointer: string, side: Side, indent: string, replaced: Replaced | undefined): string {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const required = new Set(requiredOf(this.#root, pointer, side));
    const inner = `${indent}  `;
    const lines: string[] = [];
    for (const [name, property] of Object.entries(properties)) {
      const at = joinPointer(pointer, 'properties', name);
      if (sideOf(this.#root, at, side) === 'always') continue;
      const mark = required.delete(name) ? '' : '?';
      const said = replaced?.named.get(name) ?? this.type(at, side, inner);
      const type = mark === '?' && INHERITED.has(name) ? UNKNOWN : said;
      lines.push(`${commentOf(property, inner)}${inner}${propertyName(name)}${mark}: ${type};`);
    }
    const others = this.#others(schema, pointer, side, inner, replaced?.others);
    // The type of every member, named ones included: only `unknown` is sure to cover them.
    const index = others === undefined || others === 'never' || lines.length === 0 ? others : UNKNOWN;
    // What is required only, and described nowhere, is not all that there is.
    const open = index === undefined && schema['properties'] === undefined && !isComposed(schema) && wholeOf(pointer) === pointer;
    for (const name of required) lines.push(`${inner}${propertyName(name)}: ${others ?? UNKNOWN};`);
    if (!open && (index === 'never' || index === undefined)) {
      if (lines.length > 0) return `{\n${lines.join('\n')}\n${indent}}`;
      // What the parts say of members is all that there is to say, if they say that it is an object.
      if (index === undefined && isComposed(schema)) return this.#partsAreObjects(pointer, new Set()) ? UNKNOWN : 'object';
    }
    return `{\n${[...lines, `${inner}[key: string]: ${index ?? UNKNOWN};`].join('\n')}\n${indent}}`;
  }

  /** What members without a name are; `never` where there are none, undefined where nothing is said of them. */
  #others(schema: JsonObject, pointer: string, side: Side, indent: string, replaced: string | undefined): string | undefined {
    const isSent = (at: string) => sideOf(this.#root, at, side) !== 'always';
    const patterns = Object.keys(isObject(schema['patternProperties']) ? schema['patternProperties'] : {})
      .map((pattern) => joinPointer(pointer, 'patternProperties', pattern))
      .filter(isSent);
    const own = schema['additionalProperties'] !== undefined;
    const keyword = own ? 'additionalProperties' : 'unevaluatedProperties';
    const said = isSent(joinPointer(pointer, keyword)) ? schema[keyword] : false;
    // What parts have evaluated is none of the members that are left (JSON Schema 2020-12 core, section 11.3).
    if (!own && said !== undefined && isComposed(schema)) return said === false && patterns.length === 0 ? undefined : UNKNOWN;
    if (said === undefined) return patterns.length === 0 ? undefined : UNKNOWN;
    if (said !== false && replaced !== undefined) return replaced;
    const others = said === false ? [] : [joinPointer(pointer, keyword)];
    return union([...others, ...patterns].map((at) => this.type(at, side, indent)));
  }

  /** Whether what a schema is composed of takes objects only. */
  #partsAreObjects(pointer: string, seen: Set<string>): boolean {
    const schema = valueAt(this.#root, pointer);
    if (!isObject(schema) || seen.has(pointer)) return false;
    seen.add(pointer);
    const isObjects = (at: string): boolean => {
      const part = valueAt(this.#root, at);
      const types = isObject(part) && !(this.#old && addsNull(part)) ? typesOf(part) : undefined;
      return (types?.length === 1 && types[0] === 'object') || this.#partsAreObjects(at, seen);
    };
    return (
      (typeof schema['$ref'] === 'string' && isObjects(refPointer(schema['$ref']) ?? '')) ||
      itemPointers(schema, pointer, 'allOf').some(isObjects) ||
      (['oneOf', 'anyOf'] as const).some((keyword) => schema[keyword] !== undefined && itemPointers(schema, pointer, keyword).every(isObjects))
    );
  }

  /** Members that are there under a condition, which no type can say: whatever they are then. */
  #conditional(schema: JsonObject, pointer: string, side: Side): string {
    const { pointers, open } = conditionalMembers(this.#root, schema, pointer);
    const named = [...pointers].filter(([, at]) => sideOf(this.#root, at, side) !== 'always');
    const members = [...named.map(([name]) => `${propertyName(name)}?: ${UNKNOWN}`), ...(open ? [`[key: string]: ${UNKNOWN}`] : [])];
    return members.length === 0 ? UNKNOWN : `{ ${members.join('; ')} }`;
  }

  /** An interface can be written for it, which compilers read faster than an alias. */
  #isPlainObject(pointer: string): boolean {
    const schema = valueAt(this.#root, pointer);
    if (!isObject(schema) || (this.#old && addsNull(schema))) return false;
    const types = typesOf(schema);
    return types?.length === 1 && types[0] === 'object' && !isComposed(schema) && schema['enum'] === undefined && schema['const'] === undefined;
  }
}

/** Whether other schemas have a say about the same data. */
function isComposed(schema: JsonObject): boolean {
  return ['$ref', 'allOf', 'oneOf', 'anyOf', 'if', 'then', 'else', 'dependentSchemas'].some((keyword) => schema[keyword] !== undefined);
}

/** The types that a schema names; those that its keywords are about where it names none, as that is what authors mean. */
function typesOf(schema: JsonObject): readonly string[] | undefined {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.map(String);
  if (['properties', 'required', 'additionalProperties', 'patternProperties'].some((keyword) => schema[keyword] !== undefined)) return ['object'];
  return schema['items'] !== undefined || schema['prefixItems'] !== undefined ? ['array'] : undefined;
}

function fits(value: Json, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
