import { decodeComponent } from '@petsage/openapi-koa/spec';
import { isObject, type Json, type JsonObject, joinPointer, parsePointer, valueAt } from '../json.ts';
import { FIELDS, type Kind } from './fields.ts';
import type { FileSet } from './file-set.ts';
import type { Origin } from './source.ts';

/** What a reference can lead to, with the section of the components for it; what has none is written in place of the reference. */
const SECTIONS: Partial<Readonly<Record<Kind | 'schema' | 'Callback', string>>> = {
  schema: 'schemas',
  Response: 'responses',
  Parameter: 'parameters',
  'Request Body': 'requestBodies',
  Header: 'headers',
  'Security Scheme': 'securitySchemes',
  Example: 'examples',
  Link: 'links',
  Callback: 'callbacks',
};
type Referable = Kind | 'schema' | 'Callback';

/** Keywords of schemas with a schema, a list of schemas, or a map of schemas by names of the author's. */
const ONE = ['items', 'contains', 'additionalProperties', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties', 'not', 'if', 'then', 'else'];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];

/** Names of components (OpenAPI 3.0.3 section 4.7.7). */
const NOT_IN_NAMES = /[^A-Za-z0-9._-]+/g;

/** A value of the bundle that comes from a file. */
interface Part {
  readonly value: Json | undefined;
  /** The path of its file. */
  readonly file: string;
  /** Where it stands in the bundle. */
  readonly at: string;
  /** What was written in place of a reference to get here; undefined for what the file itself has. */
  readonly trail?: Trail | undefined;
}

/** A target that was written in place of a reference, and those that it stands in or was reached through. */
interface Trail {
  readonly target: Origin;
  /** Where it stands in the bundle. */
  readonly at: string;
  readonly outer: Trail | undefined;
}

/** One document made of several files: what other files have becomes components. */
export interface Bundle {
  readonly root: JsonObject;
  /** Where something in the bundle comes from; `file` is a path. */
  readonly originOf: (pointer: string) => Origin;
  /** Why references were not followed, by their place in the bundle. */
  readonly unresolved: ReadonlyMap<string, string>;
}

/** Bundles the files of a document. References of the main file to itself, and everything else that refers to no other file, stay as they are. */
export function bundle(files: FileSet): Bundle {
  const root = files.documents.get(files.main)?.root as JsonObject;
  if (!refersOutside(root)) return { root, originOf: (pointer) => ({ file: files.main, pointer }), unresolved: new Map() };
  const bundler = new Bundler(files);
  bundler.run();
  return bundler;
}

/** Whether anything in a document looks like a reference to another file. */
function refersOutside(root: Json): boolean {
  const open: Json[] = [root];
  // Not by recursion, which takes twice as long.
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      const { $ref, mapping } = value;
      if (typeof $ref === 'string' && !$ref.startsWith('#')) return true;
      if (isObject(mapping) && Object.values(mapping).some((ref) => typeof ref === 'string' && /^[^#].*[#/.]/s.test(ref))) return true;
    }
    for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) open.push(member);
  }
  return false;
}

class Bundler implements Bundle {
  readonly root: JsonObject;
  readonly unresolved = new Map<string, string>();
  readonly #files: FileSet;
  /** Where each part comes from that does not stand where it stood in the main file. */
  readonly #origins = new Map<string, Origin>();
  /** The components made of other files, by kind, file and pointer. */
  readonly #components = new Map<string, string>();
  readonly #open: (() => void)[] = [];

  constructor(files: FileSet) {
    this.#files = files;
    // Aliases of YAML make one object stand in several places, which are changed one by one.
    this.root = JSON.parse(JSON.stringify(files.documents.get(files.main)?.root)) as JsonObject;
  }

  run(): void {
    this.#fields({ value: this.root, file: this.#files.main, at: '' }, 'OpenAPI');
    // An array is iterated over what is added meanwhile, too. Not by recursion, as files may refer to each other in chains of any length.
    for (const next of this.#open) next();
  }

  readonly originOf = (pointer: string): Origin => {
    const rest: string[] = [];
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const origin = this.#origins.get(at);
      if (origin !== undefined) return { file: origin.file, pointer: `${origin.pointer}${rest.join('')}` };
      if (at === '') return { file: this.#files.main, pointer };
      rest.unshift(at.slice(at.lastIndexOf('/')));
    }
  };

  /** An object of OpenAPI, whose reference is followed. */
  #object({ value, file, at, trail }: Part, kind: Referable): void {
    if (!isObject(value)) return;
    const own = typeof value['$ref'] === 'string' ? this.#reference(value, { file, at, trail }, kind) : undefined;
    this.#inside(own ?? { value, file, at, trail }, kind);
  }

  #inside(part: Part, kind: Referable): void {
    if (kind === 'schema') this.#schema(part);
    else if (kind === 'Callback') this.#map(part, 'Path Item');
    else this.#fields(part, kind);
  }

  /**
   * Rewrites a reference to another file.
   *
   * @returns what stands in place of the reference now, if it was written out; only the members from the other file
   */
  #reference(holder: JsonObject, { file, at, trail: outer }: Omit<Part, 'value'>, kind: Referable): Part | undefined {
    const target = this.#target(String(holder['$ref']), file, joinPointer(at, '$ref'));
    if (target === undefined) return undefined;
    if (target.file === this.#files.main) {
      if (file !== this.#files.main) holder['$ref'] = `#${encodePointer(target.pointer)}`;
      return undefined;
    }
    const section = SECTIONS[kind];
    if (section !== undefined) {
      holder['$ref'] = `#${encodePointer(this.#component(target, kind, section))}`;
      return undefined;
    }
    // Written out again it would never end. In a circle of references it is the reference itself, which is reported later.
    const known = written(target, outer);
    if (known !== undefined) {
      holder['$ref'] = `#${encodePointer(known.at)}`;
      return undefined;
    }
    const found = valueAt(this.#files.documents.get(target.file)?.root ?? null, target.pointer);
    if (!isObject(found)) {
      this.unresolved.set(joinPointer(at, '$ref'), `the reference ${holder['$ref']} leads to no object; correct it`);
      return undefined;
    }
    delete holder['$ref'];
    const added: JsonObject = {};
    for (const [name, value] of Object.entries(structuredClone(found))) {
      if (holder[name] !== undefined) continue;
      added[name] = value;
      holder[name] = value;
      this.#origins.set(joinPointer(at, name), { file: target.file, pointer: joinPointer(target.pointer, name) });
    }
    const place = { file: target.file, at, trail: { target, at, outer } };
    // A reference may lead to another one.
    if (typeof holder['$ref'] === 'string') {
      this.#open.push(() => this.#object({ value: holder, ...place }, kind));
      return { value: {}, ...place };
    }
    return { value: added, ...place };
  }

  /** The target of a reference, if it is in another file or its own file is another one; undefined if it stays as it is. */
  #target(ref: string, file: string, at: string): Origin | undefined {
    const mark = ref.indexOf('#');
    const uri = mark === -1 ? ref : ref.slice(0, mark);
    const fragment = mark === -1 ? '' : (decodeComponent(ref.slice(mark + 1)) ?? '');
    if (uri === '' && file === this.#files.main) return undefined;
    // An anchor, which is resolved where all anchors are known.
    if (fragment !== '' && !fragment.startsWith('/')) return undefined;
    const found = uri === '' ? { path: file, document: this.#files.documents.get(file) } : this.#files.file(file, uri);
    if ('reason' in found) {
      this.unresolved.set(at, found.reason);
      return undefined;
    }
    if (found.document === undefined || valueAt(found.document.root, fragment) === undefined) {
      this.unresolved.set(at, `there is no ${ref}; correct the reference, or add its target`);
      return undefined;
    }
    return { file: found.path, pointer: fragment };
  }

  /** Where a part of another file stands among the components; added the first time. */
  #component(target: Origin, kind: Referable, section: string): string {
    const key = `${kind} ${target.file} ${target.pointer}`;
    const known = this.#components.get(key);
    if (known !== undefined) return known;
    const components = memberObject(this.root, 'components');
    const members = memberObject(components, section);
    const last = parsePointer(target.pointer).at(-1) ?? /([^/\\]*?)(?:\.[^./\\]*)?$/.exec(target.file)?.[1];
    const base = (last ?? '').replace(NOT_IN_NAMES, '-') || section;
    let name = base;
    for (let count = 2; Object.hasOwn(members, name); count++) name = `${base}${count}`;
    const at = joinPointer('/components', section, name);
    const value = structuredClone(valueAt(this.#files.documents.get(target.file)?.root ?? null, target.pointer)) as Json;
    this.#components.set(key, at);
    this.#origins.set(at, target);
    members[name] = value;
    this.#open.push(() => this.#object({ value, file: target.file, at }, kind));
    return at;
  }

  #fields({ value, file, at, trail }: Part, kind: Kind): void {
    if (!isObject(value)) return;
    for (const [name, field] of Object.entries(FIELDS[kind])) {
      const member = value[name];
      if (member === undefined) continue;
      const part: Part = { value: member, file, at: joinPointer(at, name), trail };
      if (name === 'webhooks') this.#map(part, 'Path Item');
      else if (name === 'callbacks') this.#map(part, 'Callback');
      else if (['anything', 'prose', 'text', 'flag', 'requirements'].includes(field.holds)) continue;
      else if (field.many === undefined) this.#object(part, field.holds as Referable);
      else this.#map(part, field.holds as Referable);
    }
  }

  /** The members of a map, or the items of a list; the map itself may be in another file. */
  #map({ value, file, at, trail }: Part, kind: Referable): void {
    if (typeof value !== 'object' || value === null) return;
    if (isObject(value) && typeof value['$ref'] === 'string' && kind !== 'Callback') {
      const target = this.#target(value['$ref'], file, joinPointer(at, '$ref'));
      const found = target === undefined ? undefined : valueAt(this.#files.documents.get(target.file)?.root ?? null, target.pointer);
      if (target !== undefined && isObject(found) && written(target, trail) === undefined) {
        delete value['$ref'];
        Object.assign(value, structuredClone(found));
        this.#origins.set(at, target);
        this.#open.push(() => this.#map({ value, file: target.file, at, trail: { target, at, outer: trail } }, kind));
        return;
      }
    }
    for (const [name, member] of Object.entries(value)) this.#object({ value: member, file, at: joinPointer(at, name), trail }, kind);
  }

  /** The schemas in a schema. */
  #schema({ value: schema, file, at }: Part): void {
    if (!isObject(schema)) return;
    // It would be the base of the references that lead out of it now.
    if (file !== this.#files.main) delete schema['$id'];
    const inner = (value: Json | undefined, ...path: readonly (string | number)[]) => {
      if (value !== undefined) this.#open.push(() => this.#object({ value, file, at: joinPointer(at, ...path) }, 'schema'));
    };
    for (const keyword of ONE) inner(schema[keyword], keyword);
    for (const keyword of LISTS) if (Array.isArray(schema[keyword])) for (const [index, part] of schema[keyword].entries()) inner(part, keyword, index);
    for (const keyword of MAPS) {
      const members = schema[keyword];
      if (isObject(members)) for (const [name, part] of Object.entries(members)) inner(part, keyword, name);
    }
    const { discriminator } = schema;
    if (isObject(discriminator) && isObject(discriminator['mapping']))
      this.#mapping(discriminator['mapping'], file, joinPointer(at, 'discriminator', 'mapping'));
  }

  /** A mapping names components, or refers to schemas (OpenAPI 3.0.3 section 4.7.25). */
  #mapping(mapping: JsonObject, file: string, at: string): void {
    for (const [value, ref] of Object.entries(mapping)) {
      if (typeof ref !== 'string' || !/[#/.]/.test(ref)) continue;
      const place = joinPointer(at, value);
      const target = this.#target(ref, file, place);
      // A name with a dot isn't a file.
      if (target === undefined) this.unresolved.delete(place);
      else if (target.file === this.#files.main) mapping[value] = `#${encodePointer(target.pointer)}`;
      else mapping[value] = `#${encodePointer(this.#component(target, 'schema', 'schemas'))}`;
    }
  }
}

function written({ file, pointer }: Origin, trail: Trail | undefined): Trail | undefined {
  let at = trail;
  while (at !== undefined && (at.target.file !== file || at.target.pointer !== pointer)) at = at.outer;
  return at;
}

function memberObject(holder: JsonObject, name: string): JsonObject {
  const member = holder[name];
  if (isObject(member)) return member;
  const added: JsonObject = {};
  holder[name] = added;
  return added;
}

/** RFC 6901 section 6. */
function encodePointer(pointer: string): string {
  return encodeURI(pointer).replaceAll('#', '%23').replaceAll('?', '%3F');
}
