import { adapt, evaluatedIf, exclusiveBounds, nullable } from './adapt.ts';
import { closingOf } from './closing.ts';
import { type Alternatives, alternativesOf, discriminate } from './discriminator.ts';
import { KEYWORDS, NOT_ENFORCED, OLD_KEYWORDS } from './keywords.ts';
import { fileName } from './operations.ts';
import { isForOtherSide, requiredOf } from './sides.ts';
import { type Fault, isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from './source-document.ts';

/** Which way a schema's data goes. Answers are closed: what the document does not name is refused in them. */
export type Side = 'request' | 'response';

/** A schema that others refer to, in one of its forms. */
export interface Definition {
  readonly id: string;
  /** The name of its module, without extension. */
  readonly file: string;
  readonly pointer: string;
  readonly closed: boolean;
  schema: Json;
}

/** The keyword, not of JSON Schema, that removes a member: `readOnly` in requests. */
export const REMOVE = 'x-remove';

/**
 * Turns schemas of a document into JSON Schema 2020-12 for Ajv. Every schema that is referred to becomes one definition, shared by all
 * who refer to it, in an open form and, for answers, a closed one.
 */
export class SchemaConverter {
  readonly side: Side;
  readonly definitions = new Map<string, Definition>();
  readonly faults: Fault[] = [];
  readonly notEnforced: Fault[] = [];
  /** Schemas that set a default, each with the place of the schema that gives it; those inside of others first. */
  readonly defaults = new Map<JsonObject, string>();
  readonly #root: JsonObject;
  /** OpenAPI 3.0's schemas differ from JSON Schema (section 4.7.24). */
  readonly #old: boolean;
  readonly #formats: ReadonlySet<string>;
  readonly #strict: boolean;
  #hasUnevaluated: boolean | undefined;
  readonly #files = new Set<string>();
  readonly #byId = new Map<string, Definition>();

  /**
   * @param root    the document, its references normalized
   * @param formats names of the formats that are checked
   * @param strict  whether answers are closed
   */
  constructor(root: JsonObject, side: Side, formats: ReadonlySet<string>, strict: boolean) {
    this.#root = root;
    this.side = side;
    this.#old = String(root['openapi']).startsWith('3.0.');
    this.#formats = formats;
    this.#strict = strict;
  }

  /** @param pointer where the schema stands in the document */
  convert(pointer: string): Json {
    return this.#schema(pointer, this.#closes);
  }

  /** The definition that a converted reference names. */
  byId(id: string): Definition | undefined {
    return this.#byId.get(id);
  }

  /** The same with the references of the schema itself, and of what it is composed of, written out. */
  convertInline(pointer: string): Json {
    const inline = (schema: Json, hops: number): Json => {
      if (!isObject(schema) || hops > 32) return schema;
      const { $ref, ...rest } = schema;
      const target = typeof $ref === 'string' ? this.byId($ref)?.schema : undefined;
      const whole: JsonObject =
        target === undefined
          ? { ...schema }
          : Object.keys(rest).length === 0 && isObject(target)
            ? { ...target }
            : { ...rest, allOf: [target, ...((rest['allOf'] ?? []) as Json[])] };
      for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
        const parts = whole[keyword];
        if (Array.isArray(parts)) whole[keyword] = parts.map((part) => inline(part, hops + 1));
      }
      return typeof whole['$ref'] === 'string' ? inline(whole, hops + 1) : whole;
    };
    return inline(this.convert(pointer), 0);
  }

  /** Whether it matters which members and items a schema has evaluated. */
  get #tracksEvaluated(): boolean {
    this.#hasUnevaluated ??= /"unevaluated(?:Items|Properties)":/.test(JSON.stringify(this.#root));
    return this.#closes || this.#hasUnevaluated;
  }

  /** Whether data that goes this way may have only what the document names. */
  get #closes(): boolean {
    return this.#strict && this.side === 'response';
  }

  #schema(pointer: string, closed: boolean): Json {
    const schema = valueAt(this.#root, pointer);
    if (typeof schema === 'boolean') return schema;
    if (!isObject(schema)) return this.#fault(pointer, 'a schema is an object or a boolean');
    const ref = schema['$ref'];
    if (typeof ref === 'string' && (this.#old || Object.keys(schema).length === 1)) return { $ref: this.#define(refPointer(ref) ?? '', closed) };
    const converted = this.#object(schema, pointer);
    const closing = closed ? closingOf(this.#root, schema, pointer) : undefined;
    if (closing !== undefined) {
      const { unnamed, keyword } = closing;
      converted[keyword] = false;
      if (unnamed.length > 0)
        converted['properties'] = { ...Object.fromEntries(unnamed.map((name) => [name, true])), ...(converted['properties'] as JsonObject) };
    }
    const whole = this.#old && schema['nullable'] === true ? nullable(converted) : converted;
    if (this.side === 'request' && schema['default'] !== undefined) {
      whole['default'] = schema['default'];
      this.defaults.set(whole, pointer);
    }
    return whole;
  }

  /** The id of the shared definition of what stands at a pointer. */
  #define(pointer: string, closed: boolean): string {
    const key = `${closed ? 'closed' : 'open'}:${pointer}`;
    const known = this.definitions.get(key);
    if (known !== undefined) return known.id;
    const file = fileName(`${shortName(pointer)}${closed === this.#closes ? '' : '-open'}`, this.#files);
    const definition: Definition = { id: idOf(this.side, file), file, pointer, closed, schema: true };
    this.definitions.set(key, definition);
    this.#byId.set(definition.id, definition);
    definition.schema = this.#schema(pointer, closed);
    return definition.id;
  }

  #object(schema: JsonObject, pointer: string): JsonObject {
    const converted: JsonObject = {};
    const discriminated = this.#alternatives(schema, pointer);
    for (const [keyword, value] of Object.entries(schema)) {
      if (value === undefined || keyword === discriminated?.keyword) continue;
      const at = joinPointer(pointer, keyword);
      if (keyword === '$ref') {
        converted['$ref'] = this.#define(refPointer(String(value)) ?? '', false);
        continue;
      }
      const known = (this.#old ? OLD_KEYWORDS : KEYWORDS)[keyword];
      if (known === undefined) this.#unknown(keyword, at);
      else if (!known.fits(value)) this.#fault(at, `${keyword} has to be ${known.allowed}`);
      else {
        const part = this.#keyword(known.kind, value, at);
        if (part !== undefined) converted[keyword] = part;
      }
    }
    if (typeof schema['format'] === 'string' && !this.#formats.has(schema['format'])) {
      this.notEnforced.push({ pointer: joinPointer(pointer, 'format'), reason: `the format ${schema['format']}, which is not known` });
      delete converted['format'];
    }
    if (Array.isArray(converted['required'])) converted['required'] = requiredOf(this.#root, pointer, this.side);
    if (this.#old) exclusiveBounds(converted);
    adapt(converted);
    if (isObject(converted['if']) && this.#tracksEvaluated) converted['then'] = evaluatedIf(converted);
    if (discriminated === undefined) return converted;
    const chosen = discriminate(discriminated, (target) => ({ $ref: this.#define(target, false) }));
    return { ...converted, allOf: [...((converted['allOf'] ?? []) as Json[]), chosen] };
  }

  #alternatives(schema: JsonObject, pointer: string): Alternatives | undefined {
    const alternatives = alternativesOf(this.#root, schema, pointer);
    if (alternatives === undefined) return undefined;
    const at = joinPointer(pointer, 'discriminator');
    if ('reason' in alternatives) {
      this.notEnforced.push({ pointer: at, reason: alternatives.reason });
      return undefined;
    }
    for (const value of alternatives.strays)
      this.#fault(joinPointer(at, 'mapping', value), `the value ${value} is mapped to no schema of ${alternatives.keyword}`);
    return alternatives;
  }

  #keyword(kind: (typeof KEYWORDS)[string]['kind'], value: Json, at: string): Json | undefined {
    switch (kind) {
      case 'plain':
        return value;
      case 'annotation':
        return undefined;
      case 'inner':
        return this.#schema(at, this.#closes);
      case 'inner-map':
        return at.endsWith('/properties') ? this.#properties(value as JsonObject, at) : this.#map(value as JsonObject, at, this.#closes);
      case 'inner-list':
        return (value as Json[]).map((_, index) => this.#schema(joinPointer(at, index), this.#closes));
      case 'same':
        return this.#schema(at, false);
      case 'same-map':
        return this.#map(value as JsonObject, at, false);
      case 'same-list':
        return (value as Json[]).map((_, index) => this.#schema(joinPointer(at, index), false));
    }
  }

  /** 3.0 has no keywords but its own; in 3.1 others are annotations (JSON Schema 2020-12 core, section 6.5). */
  #unknown(keyword: string, at: string): void {
    if (keyword.startsWith('x-')) return;
    if (this.#old && !NOT_ENFORCED.has(keyword)) this.#fault(at, `the schema keyword ${keyword} is not known in OpenAPI 3.0`);
    else this.notEnforced.push({ pointer: at, reason: keyword });
  }

  #map(value: JsonObject, pointer: string, closed: boolean): Json {
    return Object.fromEntries(Object.keys(value).map((name) => [name, this.#schema(joinPointer(pointer, name), closed)]));
  }

  #properties(value: JsonObject, pointer: string): Json {
    return Object.fromEntries(
      Object.keys(value).map((name) => {
        // What only clients send never leaves, and what only the service sends is taken out, as clients send back what they got.
        if (isForOtherSide(this.#root, value[name], this.side)) return [name, this.side === 'response' ? false : { [REMOVE]: true }];
        const schema = this.#schema(joinPointer(pointer, name), this.#closes);
        return [name, this.side === 'request' ? this.withDefault(schema) : schema];
      }),
    );
  }

  /** A reference with the default of what it refers to beside it, as a default is set where it stands. */
  withDefault(schema: Json): Json {
    if (!isObject(schema) || schema['default'] !== undefined) return schema;
    let target: Json | undefined = schema;
    for (let hops = 0; isObject(target) && target['default'] === undefined && hops < 64; hops++) target = this.byId(String(target['$ref']))?.schema;
    if (!isObject(target) || target['default'] === undefined) return schema;
    const holder = { ...schema, default: target['default'] };
    this.defaults.set(holder, this.defaults.get(target) ?? '');
    return holder;
  }

  #fault(pointer: string, reason: string): Json {
    this.faults.push({ pointer, reason });
    return true;
  }
}

/** The name of a component, or the pointer of what has no name. */
function shortName(pointer: string): string {
  const components = '/components/schemas/';
  return pointer.startsWith(components) ? pointer.slice(components.length) : pointer.slice(1);
}

const idOf = (side: Side, file: string) => `https://${side}/${file}`;
