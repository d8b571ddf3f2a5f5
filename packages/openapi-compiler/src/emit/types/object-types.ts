import { conditionalMembers } from '../../ir/conditional-properties.ts';
import { requiredOf, sideOf, wholeOf } from '../../ir/read-write-only.ts';
import { isComposed, typesOf } from '../../ir/schema-types.ts';
import { isObject, itemPointers, type JsonObject, joinPointer, refPointer, valueAt } from '../../parse/source-document.ts';
import { addsNull } from '../validators/adapt.ts';
import type { Side } from '../validators/definitions.ts';
import { commentOf, propertyName, UNKNOWN, union } from './type-text.ts';

/** Members that every object has: where one may be left out, what is there then is a function. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What stands in place of the types of some members: those of a form that are files. */
export interface Replaced {
  readonly named: ReadonlyMap<string, string>;
  /** Of members without a name. */
  readonly others: string | undefined;
}

/** Writes the types of objects, member by member. */
export class ObjectTypes {
  readonly #root: JsonObject;
  readonly #old: boolean;
  readonly #typeAt: (pointer: string, side: Side, indent: string) => string;

  /**
   * @param root   the document, its references normalized
   * @param typeAt writes the type of the schema at a pointer
   */
  constructor(root: JsonObject, typeAt: (pointer: string, side: Side, indent: string) => string) {
    this.#root = root;
    this.#old = String(root['openapi']).startsWith('3.0.');
    this.#typeAt = typeAt;
  }

  /** What the keywords of a schema for objects say of them, without compositions. */
  type(schema: JsonObject, pointer: string, side: Side, indent: string, replaced: Replaced | undefined): string {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const required = new Set(requiredOf(this.#root, pointer, side));
    const inner = `${indent}  `;
    const lines: string[] = [];
    for (const [name, property] of Object.entries(properties)) {
      const at = joinPointer(pointer, 'properties', name);
      if (sideOf(this.#root, at, side) === 'always') continue;
      const mark = required.delete(name) ? '' : '?';
      const said = replaced?.named.get(name) ?? this.#typeAt(at, side, inner);
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

  /** Members that are there under a condition, which no type can say: whatever they are then. */
  conditional(schema: JsonObject, pointer: string, side: Side): string {
    const { pointers, open } = conditionalMembers(this.#root, schema, pointer);
    const named = [...pointers].filter(([, at]) => sideOf(this.#root, at, side) !== 'always');
    const members = [...named.map(([name]) => `${propertyName(name)}?: ${UNKNOWN}`), ...(open ? [`[key: string]: ${UNKNOWN}`] : [])];
    return members.length === 0 ? UNKNOWN : `{ ${members.join('; ')} }`;
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
    return union([...others, ...patterns].map((at) => this.#typeAt(at, side, indent)));
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
}
