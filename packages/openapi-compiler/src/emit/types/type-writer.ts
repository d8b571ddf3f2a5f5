import { applicator, isComposed, referenced, subschemas } from '../../ir/applicators.ts';
import { discriminatedAlternatives } from '../../ir/discriminator.ts';
import { int64Of } from '../../ir/int64.ts';
import type { Direction } from '../../ir/read-write-only.ts';
import type { Schema } from '../../ir/schema.ts';
import { isOfType, ownTypes } from '../../ir/types.ts';
import { type Json, joinPointer } from '../../json.ts';
import { ObjectTypes, type Replaced } from './object-types.ts';
import { TypeNames } from './type-names.ts';
import { commentOf, intersection, literal, UNKNOWN, union, wrapped } from './type-text.ts';

export interface TypeOptions {
  /** Where defaults stand that are never set. */
  readonly unsetDefaults?: ReadonlySet<string>;
  /** Whether a discriminator's property decides which alternative applies; else the alternatives' own types distinguish them. */
  readonly discriminatorSelects?: boolean;
  /** Whether read-only properties of requests are kept. */
  readonly keepReadOnly?: boolean;
}

/** The characters of a union that has a name, if it is one of references. */
const LONG = 100;

/** So many schemas are declared each because of the one before: most documents need fewer. */
const MOST_DEPTH = 200;

/** Writes TypeScript types for schemas. */
export class TypeWriter {
  readonly #names: TypeNames;
  readonly #objects: ObjectTypes;
  readonly #unsetDefaults: ReadonlySet<string>;
  readonly #discriminatorSelects: boolean;
  /** Declarations by name, as they were needed. */
  readonly #declarations = new Map<string, string>();
  /** Names of long unions, by their text. */
  readonly #unions = new Map<string, string>();
  /** What writes the declarations that are still empty. */
  readonly #undeclared: (() => void)[] = [];
  /** How many declarations are being written, each because of the one before. */
  #depth = 0;
  /** Schemas that have a declaration of their own. */
  readonly #declared = new Set<Schema>();

  /**
   * @param components the schemas that have a name
   * @param reserved   names that the module uses itself
   */
  constructor(
    components: Iterable<Schema>,
    reserved: readonly string[],
    { unsetDefaults = new Set(), discriminatorSelects = false, keepReadOnly = false }: TypeOptions = {},
  ) {
    this.#discriminatorSelects = discriminatorSelects;
    this.#unsetDefaults = unsetDefaults;
    this.#names = new TypeNames(components, reserved);
    this.#objects = new ObjectTypes((schema, direction, indent) => this.type(schema, direction, indent), keepReadOnly);
  }

  /** The declarations of every schema that was referred to, sorted by name. */
  declarations(): string[] {
    return [...this.#declarations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  }

  /** The name of a schema, declared if it was not yet. */
  named(schema: Schema, direction: Direction): string {
    const name = this.#names.nameOf(schema, direction);
    if (!this.#declarations.has(name)) {
      this.#declarations.set(name, '');
      this.#declared.add(schema);
      // At once, as the names of unions depend on where they are met first; but a chain of schemas may be longer than any stack.
      if (this.#depth === MOST_DEPTH) this.#undeclared.push(() => this.#declare(name, schema, direction));
      else {
        this.#depth++;
        this.#declare(name, schema, direction);
        if (this.#depth === 1) for (let next = this.#undeclared.pop(); next !== undefined; next = this.#undeclared.pop()) next();
        this.#depth--;
      }
    }
    return name;
  }

  #declare(name: string, schema: Schema, direction: Direction): void {
    const text = this.type(schema, direction, '');
    const isInterface = text.startsWith('{') && text.endsWith('}') && isPlainObject(schema);
    this.#declarations.set(name, `${commentOf(schema, '')}export ${isInterface ? `interface ${name} ${text}` : `type ${name} = ${text};`}\n`);
  }

  /** Whether a value is set where there is none, by a schema or the one that it refers to. */
  hasDefault(schema: Schema): boolean {
    const seen = new Set<Schema>();
    for (let next: Schema | undefined = schema; next !== undefined && !seen.has(next); next = referenced(next)) {
      if (next.default !== undefined) return !this.#unsetDefaults.has(joinPointer(next.pointer, 'default'));
      seen.add(next);
    }
    return false;
  }

  /**
   * The type of a schema.
   *
   * @param indent what its closing brace is indented by
   */
  type(schema: Schema, direction: Direction, indent: string, replaced?: Replaced): string {
    if (schema.boolean !== undefined) return schema.boolean ? UNKNOWN : 'never';
    const target = referenced(schema);
    if (target !== undefined && schema.isReference) return this.#reference(target, direction, indent, replaced);
    const parts = [
      ...(target === undefined ? [] : [this.#reference(target, direction, indent, replaced)]),
      this.#own(schema, direction, indent, replaced),
      this.#objects.conditional(schema, direction),
      ...subschemas(schema, 'allOf').map((part) => this.type(part, direction, indent, replaced)),
      ...(['oneOf', 'anyOf'] as const).map((keyword) => this.#alternatives(schema, keyword, direction, indent, replaced)),
    ];
    const whole = intersection(parts);
    return schema.orNull ? union([whole, 'null']) : whole;
  }

  /** A form whose properties are replaced has no name: its schema is written out. */
  #reference(target: Schema, direction: Direction, indent: string, replaced: Replaced | undefined): string {
    return replaced === undefined ? this.named(target, direction) : this.type(target, direction, indent, replaced);
  }

  #alternatives(schema: Schema, keyword: 'oneOf' | 'anyOf', direction: Direction, indent: string, replaced: Replaced | undefined): string {
    const parts = applicator(schema, keyword)?.schemas;
    if (parts === undefined) return UNKNOWN;
    const discriminated = this.#discriminatorSelects ? discriminatedAlternatives(schema, direction) : undefined;
    if (discriminated !== undefined && 'cases' in discriminated && discriminated.keyword === keyword) {
      const { propertyName, cases } = discriminated;
      return union(
        cases.map(({ values, schema: one, property }) => {
          if (property === 'absent') return this.named(one, direction);
          const mark = property === 'required' ? '' : '?';
          return intersection([
            `{ ${JSON.stringify(propertyName)}${mark}: ${union(values.map((value) => JSON.stringify(value)))} }`,
            this.named(one, direction),
          ]);
        }),
      );
    }
    const text = union(parts.map((part) => this.type(part, direction, indent, replaced)));
    const isLong = text.length > LONG && parts.every((part) => part.isReference);
    return isLong && replaced === undefined && !this.#declared.has(schema) ? this.#namedUnion(text, schema, keyword, direction) : text;
  }

  /** A union of references that is written out nowhere else has a name, which is the same wherever its alternatives are. */
  #namedUnion(text: string, schema: Schema, keyword: string, direction: Direction): string {
    const known = this.#unions.get(text);
    if (known !== undefined) return known;
    const differs = direction === 'request' && subschemas(schema, 'oneOf', 'anyOf').some((part) => this.#names.differs(part));
    const name = this.#names.nameAt(joinPointer(schema.pointer, keyword), differs ? 'Input' : '');
    this.#unions.set(text, name);
    this.#declarations.set(name, `export type ${name} = ${text};\n`);
    return name;
  }

  /** What the keywords of the schema itself say, without applicators. */
  #own(schema: Schema, direction: Direction, indent: string, replaced: Replaced | undefined): string {
    const types = ownTypes(schema);
    const { enum: listed, const: constant } = schema.assertions;
    const values = constant === undefined ? listed : [constant];
    if (values !== undefined) {
      const isPossible = (value: Json) => types === undefined || types.some((type) => isOfType(value, type));
      return union(values.flatMap((value, index) => (isPossible(value) ? [valueType(schema, value, constant === undefined ? `enum/${index}` : 'const')] : [])));
    }
    if (types === undefined) return UNKNOWN;
    return union(types.map((type) => this.#ofType(type, schema, direction, indent, replaced)));
  }

  #ofType(type: string, schema: Schema, direction: Direction, indent: string, replaced: Replaced | undefined): string {
    switch (type) {
      case 'integer':
      case 'number':
        return int64Of(schema) ?? 'number';
      case 'array':
        return this.#array(schema, direction, indent);
      case 'object':
        return this.#objects.type(schema, direction, indent, replaced);
      default:
        return type;
    }
  }

  #array(schema: Schema, direction: Direction, indent: string): string {
    // What parts, or `contains`, have evaluated is none of the items that are left (JSON Schema 2020-12 core, section 11.2).
    const left = isComposed(schema) || schema.contains !== undefined ? undefined : schema.unevaluatedItems;
    const others = schema.items ?? left;
    const rest = others === undefined ? UNKNOWN : this.type(others, direction, indent);
    const first = (schema.prefixItems ?? []).map((item) => this.type(item, direction, indent));
    if (first.length === 0) return `${wrapped(rest)}[]`;
    const least = schema.assertions.minItems ?? 0;
    const elements = first.map((element, index) => (index < least ? element : `${wrapped(element)}?`));
    if (rest !== 'never') elements.push(`...${wrapped(rest)}[]`);
    return `[${elements.join(', ')}]`;
  }
}

/**
 * The type of one value of a schema.
 *
 * @param keyword where it stands, as `Schema.exact` names it
 */
function valueType(schema: Schema, value: Json, keyword: string): string {
  const as = Number.isInteger(value) ? int64Of(schema) : undefined;
  if (as === undefined) return literal(value);
  const digits = String(schema.exact?.get(keyword) ?? BigInt(value as number));
  return as === 'string' ? JSON.stringify(digits) : `${digits}n`;
}

/** Whether an interface can be written for a schema, which compilers read faster than an alias. */
function isPlainObject(schema: Schema): boolean {
  const types = ownTypes(schema);
  const { enum: values, const: value } = schema.assertions;
  return !schema.orNull && types?.length === 1 && types[0] === 'object' && !isComposed(schema) && values === undefined && value === undefined;
}
