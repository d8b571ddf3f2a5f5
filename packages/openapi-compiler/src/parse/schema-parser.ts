import type { Finding } from '../diagnostics/diagnostic.ts';
import type { Applicator, ApplicatorKeyword, Assertions, Discriminator, Schema } from '../ir/schema.ts';
import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../json.ts';
import { type ExactAt, exactAssertions, readInt64 } from './int64.ts';
import type { SchemaVersion } from './schema-version.ts';
import { readStreamedFile } from './streamed-file.ts';

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** In the order of `Schema.applicators`. */
const LISTS: readonly ApplicatorKeyword[] = ['allOf', 'anyOf', 'oneOf'];
const SINGLE: readonly ApplicatorKeyword[] = ['not', 'if', 'then', 'else'];
const INSIDE = ['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'items', 'unevaluatedItems', 'contains'] as const;

/** So many schemas in a row may do nothing but refer to the next one, and be read one by one. */
const MOST_ALIASES = 64;

/** Where a schema stands in another one. */
interface Position {
  readonly keyword: string;
  /** Undefined if it is not for the same instance. */
  readonly whole: Schema | undefined;
}

/** A pointer to a schema that stands in another one for the same instance. */
const PART = /^(?<outer>.*)\/(?:(?<list>allOf|anyOf|oneOf)\/\d+|(?<single>not|if|then|else)|(?<map>dependentSchemas)\/[^/]*)$/;
/** Keywords whose members are named by the author. */
const MAPS = /\/(?:properties|patternProperties|\$defs|definitions|schemas)$/;

/**
 * Reads the schemas of a document, each once, however many refer to it.
 *
 * Not by recursion: a schema is read when it is asked for, and those in it when their turn comes, so that no chain is too long.
 */
export class SchemaParser {
  readonly #root: JsonObject;
  readonly #version: SchemaVersion;
  readonly #exactAt: ExactAt;
  readonly #schemas = new Map<string, Schema>();
  readonly #findings = new Map<Schema, readonly Finding[]>();
  readonly #unread: (readonly [schema: Mutable<Schema>, value: Json])[] = [];
  /** Where the chain of aliases ends that a pointer begins, and how many they are. */
  readonly #ends = new Map<string, { readonly end: string; readonly length: number }>();
  #isReading = false;

  /**
   * @param root    the document, its references normalized
   * @param exactAt the integers that a double cannot represent
   */
  constructor(root: JsonObject, version: SchemaVersion, exactAt: ExactAt = () => undefined) {
    this.#exactAt = exactAt;
    this.#root = root;
    this.#version = version;
  }

  /** The schema at a pointer; undefined where nothing is. */
  at(pointer: string): Schema | undefined {
    const known = this.#schemas.get(pointer);
    if (known !== undefined) return known;
    const value = valueAt(this.#root, pointer);
    if (value === undefined) return undefined;
    const schema = this.#add(pointer, value);
    this.#readAll();
    return schema;
  }

  /** What breaks the specification in the keywords of a schema, those of its subschemas aside. */
  findingsOf(schema: Schema): readonly Finding[] {
    return this.#findings.get(schema) ?? [];
  }

  /** Every schema that was read. */
  schemas(): Iterable<Schema> {
    return this.#schemas.values();
  }

  /** @param position absent where a reference leads to what was not read yet */
  #add(pointer: string, value: Json, position = this.#position(pointer)): Schema {
    const known = this.#schemas.get(pointer);
    if (known !== undefined) return known;
    const schema: Mutable<Schema> = {
      pointer,
      keyword: position?.keyword,
      whole: position?.whole,
      isReference: false,
      assertions: {},
      orNull: false,
      applicators: [],
      deprecated: false,
      readOnly: false,
      writeOnly: false,
    };
    this.#schemas.set(pointer, schema);
    this.#unread.push([schema, value]);
    return schema;
  }

  #position(pointer: string): Position | undefined {
    const { outer, list, single, map } = PART.exec(pointer)?.groups ?? {};
    const keyword = list ?? single ?? map;
    const value = outer === undefined || MAPS.test(outer) ? undefined : valueAt(this.#root, outer);
    return keyword === undefined || value === undefined ? undefined : { keyword, whole: this.#add(outer as string, value) };
  }

  #readAll(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    for (let next = this.#unread.pop(); next !== undefined; next = this.#unread.pop()) this.#read(...next);
    this.#isReading = false;
  }

  #read(schema: Mutable<Schema>, value: Json): void {
    const { pointer } = schema;
    if (typeof value === 'boolean') {
      schema.boolean = value;
      return;
    }
    if (!isObject(value)) {
      schema.boolean = true;
      this.#findings.set(schema, [{ code: 'invalid-schema', pointer, reason: `a schema must be ${this.#version.allowed}` }]);
      return;
    }
    const findings: Finding[] = [];
    const own = this.#knownKeywords(value, pointer, findings);
    findings.push(...duplicateNames(own, pointer), ...this.#version.findings(value, pointer));
    const { assertions, orNull } = this.#version.assertions(own);
    schema.assertions = assertions as Assertions;
    schema.orNull = orNull;
    schema.applicators = this.#applicators(schema, own);
    schema.isReference = own['$ref'] !== undefined && (this.#version.ignoresSiblings || Object.keys(value).length === 1);
    const int64 = readInt64(value, schema.isReference ? {} : schema.assertions, pointer, findings);
    if (int64 !== undefined) schema.int64 = int64;
    if (readStreamedFile(value, schema.isReference, pointer, findings)) schema.streamedFile = true;
    const exact = exactAssertions(own, schema.assertions, pointer, this.#exactAt);
    if (exact.size > 0) schema.exact = exact;
    if (findings.length > 0) this.#findings.set(schema, findings);
    this.#readInside(schema, own);
    readAnnotations(schema, own);
  }

  /** The keywords that the version has, with the values that they may have. */
  #knownKeywords(value: JsonObject, pointer: string, findings: Finding[]): JsonObject {
    const { keywords } = this.#version;
    const own: JsonObject = {};
    for (const [keyword, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const at = joinPointer(pointer, keyword);
      const known = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
      if (keyword === '$ref' || known?.fits(member) === true) own[keyword] = member;
      else if (known !== undefined)
        findings.push({
          code: 'invalid-keyword',
          pointer: at,
          reason: `\`${keyword}\` must be ${known.allowed}${this.#version.hint(keyword, value)}`,
        });
      // A merge key is found in the text.
      else if (!keyword.startsWith('x-') && keyword !== '<<') {
        const finding = this.#version.unknownKeyword(keyword, at);
        if (finding !== undefined) findings.push(finding);
      }
    }
    return own;
  }

  #applicators(whole: Schema, own: JsonObject): Applicator[] {
    const { pointer } = whole;
    const { $ref, dependentSchemas } = own;
    const target = typeof $ref === 'string' ? this.#withoutAliases(refPointer($ref) ?? '') : undefined;
    const applicators: Applicator[] = [];
    const referred = target === undefined ? undefined : valueAt(this.#root, target);
    if (target !== undefined && referred !== undefined) applicators.push({ keyword: '$ref', schemas: [this.#add(target, referred)] });
    for (const keyword of LISTS)
      if (own[keyword] !== undefined) applicators.push({ keyword, schemas: this.#list(own[keyword] as Json[], pointer, { keyword, whole }) });
    for (const keyword of SINGLE) {
      // Without `if`, `then` and `else` have no effect (JSON Schema 2020-12 core, section 10.2.2).
      if (own[keyword] === undefined || ((keyword === 'then' || keyword === 'else') && own['if'] === undefined)) continue;
      applicators.push({ keyword, schemas: [this.#add(joinPointer(pointer, keyword), own[keyword], { keyword, whole })] });
    }
    for (const [property, schema] of Object.entries((dependentSchemas ?? {}) as JsonObject))
      applicators.push({
        keyword: 'dependentSchemas',
        property,
        schemas: [this.#add(joinPointer(pointer, 'dependentSchemas', property), schema as Json, { keyword: 'dependentSchemas', whole })],
      });
    return applicators;
  }

  /**
   * The end of a long chain of schemas that only refer to the next one; of a short one its beginning, as each of them has a name.
   *
   * @param pointer of what may be such a schema
   */
  #withoutAliases(pointer: string): string {
    const path = new Set<string>();
    let at = pointer;
    for (let next = this.#aliasOf(at); next !== undefined && !this.#ends.has(at) && !path.has(at); next = this.#aliasOf(at)) {
      path.add(at);
      at = next;
    }
    // A circle has no end.
    const last = this.#ends.get(at) ?? { end: at, length: path.has(at) ? Number.NEGATIVE_INFINITY : 0 };
    for (const [index, alias] of [...path].reverse().entries()) this.#ends.set(alias, { end: last.end, length: last.length + index + 1 });
    const found = this.#ends.get(pointer);
    return found !== undefined && found.length > MOST_ALIASES ? found.end : pointer;
  }

  #aliasOf(pointer: string): string | undefined {
    const value = valueAt(this.#root, pointer);
    if (!isObject(value) || typeof value['$ref'] !== 'string' || !(this.#version.ignoresSiblings || Object.keys(value).length === 1)) return undefined;
    return refPointer(value['$ref']);
  }

  #readInside(schema: Mutable<Schema>, own: JsonObject): void {
    const { pointer } = schema;
    for (const keyword of ['properties', 'patternProperties'] as const)
      if (own[keyword] !== undefined)
        schema[keyword] = new Map(
          Object.entries(own[keyword] as JsonObject).map(([name, value]) => [
            name,
            this.#add(joinPointer(pointer, keyword, name), value as Json, { keyword, whole: undefined }),
          ]),
        );
    if (own['prefixItems'] !== undefined) schema.prefixItems = this.#list(own['prefixItems'] as Json[], pointer, { keyword: 'prefixItems', whole: undefined });
    for (const keyword of INSIDE)
      if (own[keyword] !== undefined) schema[keyword] = this.#add(joinPointer(pointer, keyword), own[keyword], { keyword, whole: undefined });
  }

  #list(values: readonly Json[], pointer: string, position: Position): Schema[] {
    return values.map((value, index) => this.#add(joinPointer(pointer, position.keyword, index), value, position));
  }
}

/** Each name of `required` once (JSON Schema 2020-12 validation, section 6.5.3). */
function* duplicateNames({ required, dependentRequired }: JsonObject, pointer: string): Generator<Finding> {
  const lists = [
    [required, joinPointer(pointer, 'required')] as const,
    ...Object.entries((dependentRequired ?? {}) as JsonObject).map(([name, names]) => [names, joinPointer(pointer, 'dependentRequired', name)] as const),
  ];
  for (const [names, at] of lists) {
    const seen = new Set<string>();
    for (const [index, name] of ((names ?? []) as string[]).entries()) {
      if (seen.has(name)) yield { code: 'duplicate-required', pointer: joinPointer(at, index), reason: `\`required\` has ${name} twice; remove one` };
      seen.add(name);
    }
  }
}

function readAnnotations(schema: Mutable<Schema>, own: JsonObject): void {
  const { description, deprecated, readOnly, writeOnly, default: preset, discriminator } = own;
  if (typeof description === 'string') schema.description = description;
  schema.deprecated = deprecated === true;
  schema.readOnly = readOnly === true;
  schema.writeOnly = writeOnly === true;
  if (preset !== undefined) schema.default = preset;
  if (isObject(discriminator)) schema.discriminator = discriminatorOf(discriminator);
}

function discriminatorOf({ propertyName, mapping }: JsonObject): Discriminator {
  return {
    propertyName: typeof propertyName === 'string' ? propertyName : undefined,
    mapping: new Map(Object.entries(isObject(mapping) ? mapping : {}).map(([value, target]) => [value, String(target)])),
  };
}
