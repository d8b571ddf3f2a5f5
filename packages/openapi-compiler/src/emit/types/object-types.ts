import { isComposed, resolved, subschemas } from '../../ir/applicators.ts';
import { conditionalProperties } from '../../ir/conditional-properties.ts';
import { type Direction, hiddenFrom, requiredIn } from '../../ir/read-write-only.ts';
import type { Schema } from '../../ir/schema.ts';
import { ownTypes } from '../../ir/types.ts';
import { commentOf, propertyName, UNKNOWN, union } from './type-text.ts';

/** Members that every object has: where one may be left out, what is there then is a function. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What stands in place of the types of some properties: those of a form that are files. */
export interface Replaced {
  readonly named: ReadonlyMap<string, string>;
  /** Of properties without a name. */
  readonly others: string | undefined;
}

/** Writes the types of objects, property by property. */
export class ObjectTypes {
  readonly #keepReadOnly: boolean;
  readonly #typeOf: (schema: Schema, direction: Direction, indent: string) => string;

  /**
   * @param typeOf       writes the type of a schema
   * @param keepReadOnly whether read-only properties of requests are kept
   */
  constructor(typeOf: (schema: Schema, direction: Direction, indent: string) => string, keepReadOnly: boolean) {
    this.#typeOf = typeOf;
    this.#keepReadOnly = keepReadOnly;
  }

  #isSent(property: Schema, direction: Direction): boolean {
    return (direction === 'request' && this.#keepReadOnly) || hiddenFrom(property, direction) !== 'always';
  }

  /** What the keywords of a schema say of objects, without its applicators. */
  type(schema: Schema, direction: Direction, indent: string, replaced: Replaced | undefined): string {
    const required = new Set(requiredIn(schema, direction));
    const inner = `${indent}  `;
    const lines: string[] = [];
    for (const [name, property] of schema.properties ?? []) {
      if (!this.#isSent(property, direction)) continue;
      const mark = required.delete(name) ? '' : '?';
      const said = replaced?.named.get(name) ?? this.#typeOf(property, direction, inner);
      const type = mark === '?' && INHERITED.has(name) ? UNKNOWN : said;
      lines.push(`${commentOf(property, inner)}${inner}${propertyName(name)}${mark}: ${type};`);
    }
    const others = this.#others(schema, direction, inner, replaced?.others);
    // The type of every property, named ones included: only `unknown` is sure to cover them.
    const index = others === undefined || others === 'never' || lines.length === 0 ? others : UNKNOWN;
    // What is required only, and declared nowhere, is not all that there is.
    const open = index === undefined && schema.properties === undefined && !isComposed(schema) && schema.whole === undefined;
    for (const name of required) lines.push(`${inner}${propertyName(name)}: ${others ?? UNKNOWN};`);
    if (!open && (index === 'never' || index === undefined)) {
      if (lines.length > 0) return `{\n${lines.join('\n')}\n${indent}}`;
      // What the parts say of properties is all that there is to say, if they say that it is an object.
      if (index === undefined && isComposed(schema)) return partsAreObjects(schema) ? UNKNOWN : 'object';
    }
    return `{\n${[...lines, `${inner}[key: string]: ${index ?? UNKNOWN};`].join('\n')}\n${indent}}`;
  }

  /** Properties that are there under a condition, which no type can say: whatever they are then. */
  conditional(schema: Schema, direction: Direction): string {
    const { named, open } = conditionalProperties(schema);
    const names = [...named].filter(([, property]) => this.#isSent(property, direction)).map(([name]) => `${propertyName(name)}?: ${UNKNOWN}`);
    const members = [...names, ...(open ? [`[key: string]: ${UNKNOWN}`] : [])];
    return members.length === 0 ? UNKNOWN : `{ ${members.join('; ')} }`;
  }

  /** What properties without a name are; `never` where there are none, undefined where nothing is said of them. */
  #others(schema: Schema, direction: Direction, indent: string, replaced: string | undefined): string | undefined {
    const isSent = (property: Schema) => this.#isSent(property, direction);
    const patterns = [...(schema.patternProperties?.values() ?? [])].filter(isSent);
    const { additionalProperties, unevaluatedProperties } = schema;
    const others = additionalProperties ?? unevaluatedProperties;
    if (others === undefined) return patterns.length === 0 ? undefined : UNKNOWN;
    const isForbidden = others.boolean === false || !isSent(others);
    // What parts have evaluated is none of the properties that are left (JSON Schema 2020-12 core, section 11.3).
    if (additionalProperties === undefined && isComposed(schema)) return isForbidden && patterns.length === 0 ? undefined : UNKNOWN;
    if (!isForbidden && replaced !== undefined) return replaced;
    return union([...(isForbidden ? [] : [others]), ...patterns].map((property) => this.#typeOf(property, direction, indent)));
  }
}

/** Whether the parts of a schema allow objects only. */
function partsAreObjects(schema: Schema, above: ReadonlySet<Schema> = new Set()): boolean {
  if (above.has(schema)) return false;
  const seen = new Set([...above, schema]);
  const isObjects = (part: Schema): boolean => {
    const target = resolved(part);
    const types = target.orNull ? undefined : ownTypes(target);
    return (types?.length === 1 && types[0] === 'object') || partsAreObjects(part, seen);
  };
  return (
    subschemas(schema, '$ref', 'allOf').some(isObjects) ||
    schema.applicators.some(({ keyword, schemas }) => (keyword === 'oneOf' || keyword === 'anyOf') && schemas.every(isObjects))
  );
}
