import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json, type JsonObject, joinPointer, METHODS, parsePointer, valueAt } from '@petsage/openapi-compiler/internal';
import { isMap, isScalar, type Node, parseDocument } from 'yaml';
import type { DocumentText } from './document-text.ts';
import { dataOf, type Fragment } from './fragment.ts';
import { componentsIn, operationsIn } from './fragment-operations.ts';

/** What a feature put into the document. */
export interface Merged {
  readonly operations: readonly { readonly method: string; readonly path: string; readonly operationId: string }[];
  /** Such as `schemas/Pet`. */
  readonly components: readonly string[];
  /** Components of the house that were missing. */
  readonly standard: readonly string[];
  readonly tags: readonly string[];
}

const STANDARD = join(import.meta.dirname, 'standard-components.yaml');
const SPACIOUS: ReadonlySet<string> = new Set(['schemas', 'responses']);

/**
 * Puts a complete fragment without conflicts into the document.
 *
 * @param description of tags that have none
 */
export function mergeFragment(document: DocumentText, fragment: Fragment, description: string): Merged {
  const data = dataOf(fragment);
  const operations = operationsIn(data).map(({ path, method, value }) => ({ method: method.toUpperCase(), path, operationId: String(value['operationId']) }));
  const tags = mergeTags(document, data, description);
  for (const path of Object.keys(data['paths'] as JsonObject)) mergePath(document, fragment, path);
  const components: string[] = [];
  for (const { kind, name } of componentsIn(data)) {
    if (document.value(['components', kind, name]) !== undefined) continue;
    document.add(['components', kind], name, node(fragment, ['components', kind, name]), SPACIOUS.has(kind));
    components.push(`${kind}/${name}`);
  }
  return { operations, components, standard: addStandard(document, data), tags };
}

function mergePath(document: DocumentText, fragment: Fragment, path: string): void {
  if (document.value(['paths', path]) === undefined) {
    document.add(['paths'], path, node(fragment, ['paths', path]), true);
    return;
  }
  for (const method of METHODS)
    if (fragment.getIn(['paths', path, method]) !== undefined) document.add(['paths', path], method, node(fragment, ['paths', path, method]));
}

function mergeTags(document: DocumentText, data: JsonObject, description: string): string[] {
  const list = (value: unknown) => (Array.isArray(value) ? (value as JsonObject[]) : []);
  const present = new Set(list(document.value(['tags'])).map(({ name }) => name));
  const described = new Map(list(data['tags']).map((tag) => [tag['name'], tag]));
  const used = new Set(operationsIn(data).flatMap(({ value }) => (Array.isArray(value['tags']) ? value['tags'] : [])));
  const added = [...used].filter((name) => !present.has(name)).map(String);
  for (const name of added) document.push(['tags'], { name, description, ...described.get(name) });
  return added;
}

/** Adds the house's components that are referred to and missing. */
function addStandard(document: DocumentText, data: JsonObject): string[] {
  const source = parseDocument(readFileSync(STANDARD, 'utf8'), { version: '1.2' });
  const root = source.toJS() as JsonObject;
  const added: string[] = [];
  const visit = (value: Json | undefined): void => {
    for (const pointer of referencesIn(value)) {
      const [, kind = '', name = ''] = parsePointer(pointer);
      const standard = valueAt(root, pointer);
      if (standard === undefined || document.value(['components', kind, name]) !== undefined) continue;
      document.add(['components', kind], name, node(source, ['components', kind, name]), SPACIOUS.has(kind));
      added.push(`${kind}/${name}`);
      visit(standard);
    }
  };
  visit({ paths: data['paths'], components: data['components'] } as JsonObject);
  return added;
}

/** The pointers of all references to components. */
export function referencesIn(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' && typeof member === 'string' && member.startsWith('#/components/')
      ? [joinPointer('', ...parsePointer(member.slice(1)).slice(0, 3).map(decodeURIComponent))]
      : referencesIn(member),
  );
}

/** A part of a fragment, without the empty lines that stood before its members. */
function node(fragment: Fragment, path: readonly string[]): unknown {
  const part = fragment.getIn(path, true) as Node;
  if (isMap(part) || isScalar(part)) part.spaceBefore = false;
  return part;
}
