import { type FileKind, fileKind, isBinary } from '../ir/file-parts.ts';
import { type Description, itemOf, memberOf, namesOf, otherMemberOf, patternMemberOf } from '../ir/members.ts';
import { isObject, type Json, type JsonObject } from '../parse/source-document.ts';
import { meantTypes } from './coercion.ts';
import { isUnparsed, partTypesOf } from './part-types.ts';
import type { SchemaConverter } from './validators/schema-converter.ts';

/** The member of a form that is a file, or may be one. */
export interface FileMember {
  readonly kind: Exclude<FileKind, 'text'>;
  /** Whether it is a list of them. */
  readonly list: boolean;
}

/** Which members of a form are files. */
export interface FileMembers {
  readonly named: ReadonlyMap<string, FileMember>;
  readonly patterns: ReadonlyMap<string, FileMember>;
  readonly others: FileMember | undefined;
}

/**
 * Whether a member is a file, or may be one, by all that is said of it; undefined where it is none. An object in XML is one, as the example
 * of OpenAPI 3.0.3 section 4.7.15.2 has it: its bytes are for the handler to read.
 *
 * @param contentTypes those of its parts, where the document names them
 */
export function fileMember(root: JsonObject, member: Description, contentTypes: readonly string[] | undefined): FileMember | undefined {
  const list = meantTypes(root, member)?.includes('array') ?? false;
  const item = list ? (itemOf(root, member) ?? itemOf(root, member, 0)) : member;
  if (isUnparsed(contentTypes) && isComposed(root, member)) return { kind: 'file', list };
  // Of what nothing is said, the type of the part tells (OpenAPI 3.1.1 section 4.8.14.3).
  const kind = item === undefined ? 'either' : (fileKind(root, item) ?? 'either');
  return kind === 'text' ? undefined : { kind, list };
}

/** Whether a member is an object or a list, and neither a text nor a list of them. */
export function isComposed(root: JsonObject, member: Description): boolean {
  const types = meantTypes(root, member) ?? [];
  const item = types.includes('array') ? itemOf(root, member) : undefined;
  const itemTypes = item === undefined ? types : (meantTypes(root, item) ?? []);
  return !types.includes('string') && !itemTypes.includes('string') && itemTypes.some((type) => type === 'object' || type === 'array');
}

/** The members of the form whose schema stands at a pointer that are files, or may be, where anything is said of their values. */
export function fileMembers(root: JsonObject, pointer: string): FileMembers {
  const form = { at: pointer };
  const file = (member: Description | undefined, name?: string) => {
    const found = member && fileMember(root, member, name === undefined ? undefined : partTypesOf(root, pointer, name));
    return found?.list || (member && meantTypes(root, member)) ? found : undefined;
  };
  const members = (keyword: 'properties' | 'patternProperties', find: typeof memberOf) => {
    const isNamed = keyword === 'properties';
    const found = namesOf(root, form, keyword).map((name) => [name, file(find(root, form, name), isNamed ? name : undefined)] as const);
    return new Map(found.filter((entry): entry is [string, FileMember] => entry[1] !== undefined));
  };
  return { named: members('properties', memberOf), patterns: members('patternProperties', patternMemberOf), others: file(otherMemberOf(root, form)) };
}

/**
 * The schema of a multipart form: the document's own, but for its files, which no schema can look into: they are objects by the time
 * that the form is validated, and only how many of them there are is checked.
 */
export function formSchema(root: JsonObject, pointer: string, converter: SchemaConverter): Json {
  const files = fileMembers(root, pointer);
  if (files.named.size === 0 && files.patterns.size === 0 && files.others === undefined) return converter.convert(pointer);
  return new FormSchema(files, converter).of(converter.convert(pointer));
}

const FILE: JsonObject = { type: 'object' };
/** Keywords that look into items, or compare them. */
const OF_ITEMS: readonly string[] = ['items', 'prefixItems', 'unevaluatedItems', 'contains', 'minContains', 'maxContains', 'uniqueItems'];
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
/** More references than there are in a row. */
const HOPS = 32;

class FormSchema {
  readonly #files: FileMembers;
  readonly #converter: SchemaConverter;

  constructor(files: FileMembers, converter: SchemaConverter) {
    this.#files = files;
    this.#converter = converter;
  }

  /** A converted schema, and those for the same data, with what their files become. */
  of(schema: Json): Json {
    return this.#each(schema, (part) => {
      const { named, patterns, others } = this.#files;
      const map = (keyword: string, files: ReadonlyMap<string, FileMember>) => {
        const members = part[keyword];
        if (!isObject(members)) return;
        part[keyword] = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, this.#member(member as Json, files.get(name))]));
      };
      map('properties', named);
      map('patternProperties', patterns);
      for (const keyword of ['additionalProperties', 'unevaluatedProperties']) if (isObject(part[keyword])) part[keyword] = this.#member(part[keyword], others);
      return part;
    });
  }

  #member(schema: Json, file: FileMember | undefined): Json {
    if (file === undefined) return schema;
    if (!file.list) return file.kind === 'file' ? {} : this.#either(schema);
    return this.#each(schema, (part) => {
      const { items } = part;
      for (const keyword of OF_ITEMS) delete part[keyword];
      if (file.kind === 'either' && items !== undefined) part['items'] = this.#either(items);
      return part;
    });
  }

  /** What is a file or a text: an alternative that means a file takes one, and what is said of texts says nothing of files. */
  #either(schema: Json, hops = 0): Json {
    if (!this.#meansFile(schema)) return schema;
    const { default: preset, allOf, anyOf, oneOf, ...own } = this.#inlined(schema as JsonObject);
    if (isBinary(own) || hops > HOPS) return FILE;
    const all = (Array.isArray(allOf) ? allOf : []).map((part) => (this.#meansFile(part) ? this.#either(part, hops + 1) : { anyOf: [FILE, part] }));
    for (const [keyword, parts] of Object.entries({ anyOf, oneOf }))
      if (Array.isArray(parts)) all.push({ [keyword]: parts.map((part) => this.#either(part, hops + 1)) });
    if (Object.keys(own).length > 0) all.push({ anyOf: [FILE, own] });
    return { allOf: all, ...(preset === undefined ? undefined : { default: preset }) };
  }

  /** Whether a schema, or one for the same data, means a file. */
  #meansFile(schema: Json | undefined, hops = 0): boolean {
    if (!isObject(schema) || hops > HOPS) return false;
    const whole = this.#inlined(schema);
    return isBinary(whole) || LISTS.some((keyword) => Array.isArray(whole[keyword]) && whole[keyword].some((part) => this.#meansFile(part, hops + 1)));
  }

  /** A schema, and those for the same data, each changed once those inside are. */
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
