import { decodeComponent } from '@petsage/openapi-koa/spec';
import type { Finding } from '../diagnostics/diagnostic.ts';
import { isObject, type Json, type JsonObject, joinPointer, valueAt } from '../json.ts';
import { isOpenApi30 } from './version.ts';

/** Keywords whose members are named by the author: what looks like a keyword inside is a name. */
const MAPS: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'],
  ...['schemas', 'responses', 'parameters', 'requestBodies', 'headers', 'securitySchemes', 'links', 'callbacks', 'pathItems', 'paths', 'webhooks', 'content'],
]);
/** Keywords whose value is data, or text for people. */
const DATA: ReadonlySet<string> = new Set(['example', 'examples', 'enum', 'const', 'default', 'mapping', 'title', 'summary', 'description']);
/** What may stand beside a reference, and says nothing about data. */
const BESIDE: ReadonlySet<string> = new Set(['$ref', 'title', 'summary', 'description', 'example', 'deprecated', 'externalDocs']);
/** The reference of a Path Item is a field of it. */
const PATH_ITEM = /^\/paths\/[^/]+$|\/callbacks\/[^/]+\/[^/]+$/;
/** The base of a document that names none (RFC 3986 section 5.1.4). */
const DOCUMENT = 'file:///';

type Unresolved = Pick<Finding, 'code' | 'reason'>;

interface Place {
  readonly value: JsonObject;
  readonly pointer: string;
  /** The URI of the schema resource that it stands in. */
  readonly base: string;
}

/**
 * A copy of the document in which every reference is a JSON Pointer from its root: `$id`, `$anchor` and `$dynamicRef` of JSON Schema
 * 2020-12 are resolved here, so that nobody after has to know them.
 *
 * @see JSON Schema 2020-12 core, sections 8.2 and 9.1; OpenAPI 3.0.3 section 4.7.23: what is beside a reference counts for nothing
 * @param whyUnresolved why a reference to another file was not followed, if it was tried
 * @returns the copy, a finding for each reference without a target and for what stands beside one, and where the objects stand whose reference has no target
 */
export function normalizeReferences(
  root: JsonObject,
  whyUnresolved: (pointer: string) => string | undefined = () => undefined,
): { root: JsonObject; findings: Finding[]; unusable: string[] } {
  const copy = structuredClone(root);
  const index = new ReferenceIndex(copy);
  const findings: Finding[] = [];
  const unusable: string[] = [];
  const isOld = isOpenApi30(root);
  for (const { value, pointer, base } of index.places) {
    if (isOld && typeof value['$ref'] === 'string' && !PATH_ITEM.test(pointer)) findings.push(...dropSiblings(value, pointer));
    const targets: string[] = [];
    for (const keyword of ['$ref', '$dynamicRef'] as const) {
      const ref = value[keyword];
      if (ref === undefined) continue;
      if (typeof ref !== 'string') {
        findings.push({
          code: 'unresolved-reference',
          pointer: joinPointer(pointer, keyword),
          reason: `\`${keyword}\` must be a string, such as '#/components/schemas/A'`,
        });
        continue;
      }
      const outcome = keyword === '$ref' ? index.target(ref, base) : index.dynamicTarget(ref, base);
      if (typeof outcome === 'object') {
        const at = joinPointer(pointer, keyword);
        findings.push({ ...outcome, reason: whyUnresolved(at) ?? outcome.reason, pointer: at });
      } else targets.push(`#${encodePointer(outcome)}`);
      delete value[keyword];
    }
    if (targets.length === 0) unusable.push(pointer);
    const [first, second] = targets;
    if (first !== undefined) value['$ref'] = first;
    if (second !== undefined) value['allOf'] = [...(Array.isArray(value['allOf']) ? value['allOf'] : []), { $ref: second }];
  }
  return { root: copy, findings, unusable };
}

function* dropSiblings(value: JsonObject, pointer: string): Generator<Finding> {
  for (const name of Object.keys(value)) {
    if (BESIDE.has(name) || name.startsWith('x-')) continue;
    delete value[name];
    yield { code: 'field-beside-reference', pointer: joinPointer(pointer, name), reason: `\`${name}\` beside a \`$ref\` is ignored; move it to the target` };
  }
}

class ReferenceIndex {
  readonly places: Place[] = [];
  readonly #root: JsonObject;
  readonly #resources = new Map<string, string>([[DOCUMENT, '']]);
  readonly #anchors = new Map<string, string>();
  /** By base and reference: most of a document's are the same few. */
  readonly #targets = new Map<string, string | Unresolved>();
  /** Where each name is a `$dynamicAnchor`. */
  readonly #dynamic = new Map<string, string[]>();

  constructor(root: JsonObject) {
    this.#root = root;
    this.#index(root, '', DOCUMENT, false);
  }

  /** @returns the pointer that a reference names, or why there is none */
  target(ref: string, base: string): string | Unresolved {
    const key = `${base} ${ref}`;
    const found = this.#targets.get(key) ?? this.#find(ref, base);
    this.#targets.set(key, found);
    return found;
  }

  #find(ref: string, base: string): string | Unresolved {
    const absolute = resolveUri(ref, base);
    if (absolute === undefined) return { code: 'unresolved-reference', reason: `${ref} is not a URI reference` };
    const mark = absolute.indexOf('#');
    const uri = mark === -1 ? absolute : absolute.slice(0, mark);
    const fragment = mark === -1 ? '' : decodeComponent(absolute.slice(mark + 1));
    const resource = this.#resources.get(uri);
    if (resource === undefined) return { code: 'external-reference', reason: `${ref} is in another file, which is read for a document that is a file itself` };
    const pointer = fragment === '' || fragment?.startsWith('/') ? `${resource}${fragment}` : this.#anchors.get(`${uri}#${fragment}`);
    return pointer === undefined || valueAt(this.#root, pointer) === undefined
      ? { code: 'unresolved-reference', reason: `there is no ${ref}; correct the reference, or add its target` }
      : pointer;
  }

  /** What a dynamic reference names at run time is known here only where its name is given once. */
  dynamicTarget(ref: string, base: string): string | Unresolved {
    const pointer = this.target(ref, base);
    if (typeof pointer === 'object') return pointer;
    const name = ref.slice(ref.indexOf('#') + 1);
    const target = valueAt(this.#root, pointer);
    if (!isObject(target) || target['$dynamicAnchor'] !== name) return pointer;
    const places = this.#dynamic.get(name) ?? [];
    return places.length === 1
      ? pointer
      : {
          code: 'ambiguous-reference',
          reason: `the \`$dynamicRef\` ${ref} could mean any of ${places.length} places with this \`$dynamicAnchor\`; use \`$ref\``,
        };
  }

  #index(value: Json | undefined, pointer: string, base: string, isMap: boolean): void {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) this.#index(item, joinPointer(pointer, index), base, false);
    if (!isObject(value)) return;
    let inner = base;
    if (!isMap) {
      if (typeof value['$id'] === 'string') {
        inner = resolveUri(value['$id'], base)?.replace(/#$/, '') ?? base;
        this.#resources.set(inner, pointer);
      }
      for (const keyword of ['$anchor', '$dynamicAnchor'] as const) {
        const name = value[keyword];
        if (typeof name !== 'string') continue;
        this.#anchors.set(`${inner}#${name}`, pointer);
        if (keyword === '$dynamicAnchor') this.#dynamic.set(name, [...(this.#dynamic.get(name) ?? []), pointer]);
      }
      if (value['$ref'] !== undefined || value['$dynamicRef'] !== undefined) this.places.push({ value, pointer, base: inner });
    }
    for (const [name, member] of Object.entries(value)) {
      if (isMap || (!DATA.has(name) && !name.startsWith('x-'))) this.#index(member, joinPointer(pointer, name), inner, !isMap && MAPS.has(name));
    }
  }
}

function resolveUri(ref: string, base: string): string | undefined {
  return URL.canParse(ref, base) ? new URL(ref, base).href : undefined;
}

/** RFC 6901 section 6. */
function encodePointer(pointer: string): string {
  if (/^[\w./~-]*$/.test(pointer)) return pointer;
  return encodeURI(pointer).replaceAll('#', '%23').replaceAll('?', '%3F');
}
