import { isBinary } from '../../ir/file-parts.ts';
import { type FileProperties, type FileProperty, fileProperties } from '../../ir/form-files.ts';
import type { MediaType } from '../../ir/operation.ts';
import type { Schema } from '../../ir/schema.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { SchemaConverter } from './json-schema-2020.ts';
import { FILE, NO_FILE } from './keywords/form-file.ts';

/**
 * The schema of a multipart form: the document's own, except for its files, which no schema can look into: they are objects by the time
 * that the form is validated, and only how many of them there are is checked.
 */
export function formSchema(media: MediaType & { readonly schema: Schema }, converter: SchemaConverter): Json {
  const files = fileProperties(media);
  const converted = converter.convert(media.schema);
  if (files.named.size === 0 && files.patterns.size === 0 && files.others === undefined) return converted;
  return new FormSchema(files, converter).of(converted);
}

/** Keywords that look into items, or compare them. */
const OF_ITEMS: readonly string[] = ['items', 'prefixItems', 'unevaluatedItems', 'contains', 'minContains', 'maxContains', 'uniqueItems'];
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
/** More references than there are in a row. */
const HOPS = 32;

class FormSchema {
  readonly #files: FileProperties;
  readonly #converter: SchemaConverter;

  constructor(files: FileProperties, converter: SchemaConverter) {
    this.#files = files;
    this.#converter = converter;
  }

  /** A converted schema, and those for the same instance, with what their files become. */
  of(schema: Json): Json {
    return this.#each(schema, (part) => {
      const { named, patterns, others } = this.#files;
      const map = (keyword: string, files: ReadonlyMap<string, FileProperty>) => {
        const members = part[keyword];
        if (!isObject(members)) return;
        part[keyword] = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, this.#property(member as Json, files.get(name))]));
      };
      map('properties', named);
      map('patternProperties', patterns);
      for (const keyword of ['additionalProperties', 'unevaluatedProperties'])
        if (isObject(part[keyword])) part[keyword] = this.#property(part[keyword], others);
      return part;
    });
  }

  #property(schema: Json, file: FileProperty | undefined): Json {
    if (file === undefined) return schema;
    if (!file.list) return file.kind === 'file' ? {} : this.#either(schema);
    return this.#each(schema, (part) => {
      const { items } = part;
      for (const keyword of OF_ITEMS) delete part[keyword];
      if (file.kind === 'either' && items !== undefined) part['items'] = this.#either(items);
      return part;
    });
  }

  /** A file or a string: an alternative that means a file allows one, and what is said of strings says nothing of files. */
  #either(schema: Json, hops = 0): Json {
    if (!this.#meansFile(schema)) return schema;
    const { default: preset, allOf, anyOf, oneOf, ...own } = this.#inlined(schema as JsonObject);
    if (isBinary(own) || hops > HOPS) return FILE;
    const all = (Array.isArray(allOf) ? allOf : []).map((part) => (this.#meansFile(part) ? this.#either(part, hops + 1) : { anyOf: [FILE, part] }));
    for (const [keyword, parts] of Object.entries({ anyOf, oneOf }))
      if (Array.isArray(parts)) all.push({ [keyword]: parts.map((part) => this.#alternative(part, hops + 1)) });
    if (Object.keys(own).length > 0) all.push({ anyOf: [FILE, own] });
    return { allOf: all, ...(preset === undefined ? undefined : { default: preset }) };
  }

  /** An alternative that means no file takes none, although a file is an object. */
  #alternative(schema: Json, hops: number): Json {
    if (this.#meansFile(schema) || !isObject(schema)) return this.#either(schema, hops);
    const { type } = this.#inlined(schema);
    return type === undefined || [type].flat().includes('object') ? { allOf: [NO_FILE, schema] } : schema;
  }

  /** Whether a schema, or one for the same instance, means a file. */
  #meansFile(schema: Json | undefined, hops = 0): boolean {
    if (!isObject(schema) || hops > HOPS) return false;
    const whole = this.#inlined(schema);
    return isBinary(whole) || LISTS.some((keyword) => Array.isArray(whole[keyword]) && whole[keyword].some((part) => this.#meansFile(part, hops + 1)));
  }

  /** A schema, and those for the same instance, each changed once those inside are. */
  #each(schema: Json, change: (part: JsonObject) => JsonObject, hops = 0): Json {
    if (!isObject(schema) || hops > HOPS) return schema;
    const each = (part: Json) => this.#each(part, change, hops + 1);
    const whole = this.#inlined(schema);
    for (const keyword of LISTS) {
      const parts = whole[keyword];
      if (Array.isArray(parts)) whole[keyword] = parts.map(each);
    }
    for (const keyword of ['if', 'then', 'else'] as const) if (whole[keyword] !== undefined) whole[keyword] = each(whole[keyword]);
    const { dependentSchemas } = whole;
    if (isObject(dependentSchemas))
      whole['dependentSchemas'] = Object.fromEntries(Object.entries(dependentSchemas).map(([name, part]) => [name, each(part as Json)]));
    return change(whole);
  }

  /** A copy of a schema with what it refers to written out. */
  #inlined(schema: JsonObject, hops = 0): JsonObject {
    const { $ref, ...rest } = schema;
    const target = typeof $ref === 'string' ? this.#converter.definitions.byId($ref)?.schema : undefined;
    if (target === undefined || hops > HOPS) return { ...schema };
    if (Object.keys(rest).length === 0 && isObject(target)) return this.#inlined(target, hops + 1);
    return { ...rest, allOf: [target, ...((rest['allOf'] ?? []) as Json[])] };
  }
}
