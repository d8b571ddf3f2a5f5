import { discriminatedAlternatives } from '../../ir/discriminator.ts';
import { fitsType, isComposed, typesOf } from '../../ir/schema-types.ts';
import { isObject, itemPointers, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../../parse/source-document.ts';
import { addsNull } from '../validators/adapt.ts';
import type { Side } from '../validators/definitions.ts';
import { ObjectTypes, type Replaced } from './object-types.ts';
import { TypeNames } from './type-names.ts';
import { commentOf, intersection, literal, UNKNOWN, union, wrapped } from './type-text.ts';

export interface TypeOptions {
  /** Where defaults stand that are never set. */
  readonly unfitDefaults?: ReadonlySet<string>;
  /** Whether a discriminator's property decides which alternative applies; else the alternatives' own types tell them apart. */
  readonly discriminatorSelects?: boolean;
}

/** The characters of a union that has a name, if it is one of references. */
const LONG = 100;

const isReference = (schema: Json | undefined) => isObject(schema) && typeof schema['$ref'] === 'string' && Object.keys(schema).length === 1;

/** Writes TypeScript types for the schemas of a document, whose references are normalized. */
export class TypeWriter {
  readonly #root: JsonObject;
  readonly #old: boolean;
  readonly #names: TypeNames;
  readonly #objects: ObjectTypes;
  readonly #unfitDefaults: ReadonlySet<string>;
  readonly #discriminatorSelects: boolean;
  /** Declarations by name, as they were asked for. */
  readonly #declarations = new Map<string, string>();
  /** Names of long unions, by their text. */
  readonly #unions = new Map<string, string>();
  /** Where schemas stand that have a declaration of their own. */
  readonly #declared = new Set<string>();

  /** @param reserved names that the module uses itself */
  constructor(root: JsonObject, reserved: readonly string[], { unfitDefaults = new Set(), discriminatorSelects = false }: TypeOptions = {}) {
    this.#root = root;
    this.#discriminatorSelects = discriminatorSelects;
    this.#unfitDefaults = unfitDefaults;
    this.#old = String(root['openapi']).startsWith('3.0.');
    this.#names = new TypeNames(root, reserved);
    this.#objects = new ObjectTypes(root, (pointer, side, indent) => this.type(pointer, side, indent));
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
      this.#declared.add(pointer);
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
      this.#objects.conditional(schema, pointer, side),
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
    const discriminated = this.#discriminatorSelects ? discriminatedAlternatives(this.#root, schema, pointer, side) : undefined;
    if (discriminated !== undefined && 'cases' in discriminated && discriminated.keyword === keyword) {
      const { propertyName, cases } = discriminated;
      return union(
        cases.map(({ values, pointer: at, property }) => {
          if (property === 'absent') return this.named(at, side);
          const mark = property === 'required' ? '' : '?';
          return intersection([`{ ${JSON.stringify(propertyName)}${mark}: ${union(values.map((value) => JSON.stringify(value)))} }`, this.named(at, side)]);
        }),
      );
    }
    const text = union(places.map((at) => this.type(at, side, indent, replaced)));
    const isLong = text.length > LONG && places.every((at) => isReference(valueAt(this.#root, at)));
    return isLong && replaced === undefined && !this.#declared.has(pointer) ? this.#namedUnion(text, joinPointer(pointer, keyword), side) : text;
  }

  /** A union of references that is written out nowhere else has a name, which is the same wherever its alternatives are. */
  #namedUnion(text: string, pointer: string, side: Side): string {
    const known = this.#unions.get(text);
    if (known !== undefined) return known;
    const name = this.#names.nameOf(pointer, side);
    this.#unions.set(text, name);
    this.#declarations.set(name, `export type ${name} = ${text};\n`);
    return name;
  }

  /** What the keywords of the schema itself say, without compositions. */
  #own(schema: JsonObject, pointer: string, side: Side, indent: string, replaced: Replaced | undefined): string {
    const types = typesOf(schema);
    const values = schema['const'] === undefined ? schema['enum'] : [schema['const']];
    if (Array.isArray(values)) {
      const fitting = types === undefined ? values : values.filter((value) => types.some((type) => fitsType(value, type)));
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
        return this.#objects.type(schema, pointer, side, indent, replaced);
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

  /** An interface can be written for it, which compilers read faster than an alias. */
  #isPlainObject(pointer: string): boolean {
    const schema = valueAt(this.#root, pointer);
    if (!isObject(schema) || (this.#old && addsNull(schema))) return false;
    const types = typesOf(schema);
    return types?.length === 1 && types[0] === 'object' && !isComposed(schema) && schema['enum'] === undefined && schema['const'] === undefined;
  }
}
