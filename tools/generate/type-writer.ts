import { alternativesOf } from './discriminator.ts';
import type { Side } from './schema-converter.ts';
import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from './source-document.ts';
import { TypeNames } from './type-names.ts';

const UNKNOWN = 'unknown';
/** Members that every object has: where one may be left out, what is there then is a function. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What stands in place of the types of some members: those of a form that are files. */
export type Replaced = ReadonlyMap<string, string>;

/** Writes TypeScript types for the schemas of a document, whose references are normalized. */
export class TypeWriter {
  readonly #root: JsonObject;
  readonly #old: boolean;
  readonly #names: TypeNames;
  /** Declarations by name, as they were asked for. */
  readonly #declarations = new Map<string, string>();

  /** @param reserved names that the module uses itself */
  constructor(root: JsonObject, reserved: readonly string[]) {
    this.#root = root;
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
      ...this.#list(schema, pointer, 'allOf').map((at) => this.type(at, side, indent, replaced)),
      ...(['oneOf', 'anyOf'] as const).map((keyword) => this.#alternatives(schema, pointer, keyword, side, indent, replaced)),
    ];
    const whole = intersection(parts);
    return this.#old && schema['nullable'] === true ? union([whole, 'null']) : whole;
  }

  /** A form whose members are replaced has no name: its schema is written out. */
  #reference(ref: string, side: Side, indent: string, replaced: Replaced | undefined): string {
    const pointer = refPointer(ref) ?? '';
    return replaced === undefined ? this.named(pointer, side) : this.type(pointer, side, indent, replaced);
  }

  #alternatives(schema: JsonObject, pointer: string, keyword: 'oneOf' | 'anyOf', side: Side, indent: string, replaced: Replaced | undefined): string {
    const places = this.#list(schema, pointer, keyword);
    if (places.length === 0) return UNKNOWN;
    const told = alternativesOf(this.#root, schema, pointer);
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
    const rest = schema['items'] === undefined ? UNKNOWN : this.type(joinPointer(pointer, 'items'), side, indent);
    const first = this.#list(schema, pointer, 'prefixItems').map((at) => this.type(at, side, indent));
    if (first.length === 0) return `${wrapped(rest)}[]`;
    const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
    const elements = first.map((element, index) => (index < least ? element : `${wrapped(element)}?`));
    if (schema['items'] !== false) elements.push(`...${wrapped(rest)}[]`);
    return `[${elements.join(', ')}]`;
  }

  #object(schema: JsonObject, pointer: string, side: Side, indent: string, replaced: Replaced | undefined): string {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const required = new Set(Array.isArray(schema['required']) ? schema['required'].map(String) : []);
    const inner = `${indent}  `;
    const lines: string[] = [];
    for (const [name, property] of Object.entries(properties)) {
      required.delete(name);
      if (this.#names.isForOtherSide(property, side)) continue;
      const mark = Array.isArray(schema['required']) && schema['required'].includes(name) ? '' : '?';
      const said = replaced?.get(name) ?? this.type(joinPointer(pointer, 'properties', name), side, inner);
      const type = mark === '?' && INHERITED.has(name) ? UNKNOWN : said;
      lines.push(`${commentOf(property, inner)}${inner}${propertyName(name)}${mark}: ${type};`);
    }
    for (const name of required) lines.push(`${inner}${propertyName(name)}: unknown;`);
    const index = this.#index(schema, pointer, side, inner, lines.length > 0);
    if (index !== undefined) lines.push(`${inner}[key: string]: ${index};`);
    return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
  }

  /** What members that are not named are; undefined where there are none, or nothing is said of them. */
  #index(schema: JsonObject, pointer: string, side: Side, indent: string, named: boolean): string | undefined {
    const additional = schema['additionalProperties'] ?? schema['unevaluatedProperties'];
    if (schema['patternProperties'] !== undefined) return UNKNOWN;
    if (additional === false) return named ? undefined : 'never';
    if (additional === undefined) return named ? undefined : UNKNOWN;
    // The type of every member, named ones included: only `unknown` is sure to cover them.
    if (named || !isObject(additional)) return UNKNOWN;
    return this.type(joinPointer(pointer, schema['additionalProperties'] === undefined ? 'unevaluatedProperties' : 'additionalProperties'), side, indent);
  }

  #list(schema: JsonObject, pointer: string, keyword: string): string[] {
    const parts = schema[keyword];
    return Array.isArray(parts) ? parts.map((_, index) => joinPointer(pointer, keyword, index)) : [];
  }

  /** An interface can be written for it, which compilers read faster than an alias. */
  #isPlainObject(pointer: string): boolean {
    const schema = valueAt(this.#root, pointer);
    if (!isObject(schema) || (this.#old && schema['nullable'] === true)) return false;
    const types = typesOf(schema);
    return (
      types?.length === 1 && types[0] === 'object' && !['$ref', 'allOf', 'oneOf', 'anyOf', 'enum', 'const'].some((keyword) => schema[keyword] !== undefined)
    );
  }
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

function literal(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (isObject(value))
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${propertyName(name)}: ${literal(member as Json)}`)
      .join('; ')} }`;
  return JSON.stringify(value);
}

export function union(types: readonly string[]): string {
  if (types.includes(UNKNOWN)) return UNKNOWN;
  const members = [...new Set(types)].filter((type) => type !== 'never');
  return members.length === 0 ? 'never' : members.map((type) => (members.length > 1 ? inUnion(type) : type)).join(' | ');
}

function intersection(types: readonly string[]): string {
  const members = [...new Set(types)].filter((type) => type !== UNKNOWN);
  return members.length === 0 ? UNKNOWN : members.map((type) => (members.length > 1 ? wrapped(type) : type)).join(' & ');
}

/** An intersection binds closer than a union, and needs no brackets in one. */
const inUnion = (type: string) => type;

/** A type that can stand before `[]`, `?` or `&`. */
function wrapped(type: string): string {
  return /[|&]/.test(withoutBraces(type)) ? `(${type})` : type;
}

/** The outermost level of a type, so that a `|` inside of an object or a text does not count. */
function withoutBraces(type: string): string {
  let depth = 0;
  let text = '';
  for (let index = 0; index < type.length; index++) {
    const character = type[index] as string;
    if (character === '"') {
      const end = closingQuote(type, index);
      index = end;
      continue;
    }
    if (character === '/' && type[index + 1] === '*') {
      index = type.indexOf('*/', index) + 1;
      continue;
    }
    if ('{[('.includes(character)) depth++;
    else if ('}])'.includes(character)) depth--;
    else if (depth === 0) text += character;
  }
  return text;
}

function closingQuote(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}

export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A doc comment from a description; empty without one. */
export function commentOf(schema: Json | undefined, indent: string): string {
  const text = isObject(schema) ? (schema['description'] ?? schema['summary']) : undefined;
  const deprecated = isObject(schema) && schema['deprecated'] === true ? ['@deprecated'] : [];
  const lines = [...(typeof text === 'string' && text.trim() !== '' ? text.trim().split(/\r?\n/) : []), ...deprecated].map((line) =>
    line.replaceAll('*/', '*\u200b/').trimEnd(),
  );
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}
