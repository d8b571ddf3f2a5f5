import { RefusedDocument } from '@petsage/openapi-compiler';
import { isObject, isRequirements, type Json, type JsonObject, joinPointer, parsePointer, schemesOf } from '@petsage/openapi-compiler/internal';
import type { Change, Plan } from './change.ts';
import { DocumentText } from './document-text.ts';
import { FailedBuild, type Fault, RefusedRequest } from './fault.ts';
import { type FeatureManifest, hashOf, manifestPath, readManifest } from './feature-manifest.ts';
import { formatted } from './format.ts';
import { operationsIn } from './fragment-operations.ts';
import { referencesIn } from './merge-fragment.ts';
import { namesOf } from './names.ts';
import { listChanges } from './plan-lists.ts';
import { compilePlanned, DOCUMENT } from './planned-contract.ts';
import { SECURITY_FOLDER } from './security-list.ts';
import { changeOf, filesOf, generatedChanges, readText } from './tree.ts';

const NAME = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;

/**
 * Plans the removal of a feature: exactly what was made of it.
 *
 * @param force whether files go, too, that were changed or added since
 * @throws RefusedRequest where the feature was not made by the builder, others use its schemas, or work would be lost
 */
export function planRemoval(root: string, name: string, force: boolean): Plan {
  const { kebab } = namesOf(name);
  const pointer = '/feature';
  // Other text could become the name of another feature, which nobody meant to remove.
  const manifest = NAME.test(name) ? readManifest(root, kebab) : undefined;
  if (manifest === undefined) {
    const there = NAME.test(name) && filesOf(root, `src/features/${kebab}`).length > 0;
    const message = there ? `the feature ${kebab} was made by hand: it has no feature.json` : `no feature is called ${JSON.stringify(name)}`;
    throw new RefusedRequest([
      { pointer, message, allowed: `${madeFeatures(root).join(', ') || 'nothing, because npm run feature made none of the features'}` },
    ]);
  }
  const text = readText(root, DOCUMENT) ?? '';
  const { document, faults, kept } = takeBack(text, manifest);
  const folders = [...filesOf(root, `src/features/${kebab}`), ...filesOf(root, `test/features/${kebab}`)];
  const present = [...folders, ...filesOf(root, SECURITY_FOLDER).filter((path) => manifest.files[path] !== undefined)];
  const ours = new Set([...Object.keys(manifest.files), manifestPath(kebab)]);
  const changed = present.filter((path) => manifest.files[path] !== undefined && hashOf(readText(root, path) ?? '') !== manifest.files[path]);
  const added = present.filter((path) => !ours.has(path));
  const lost = force ? [] : [...changed.map((path) => `${path} was changed since it was made`), ...added.map((path) => `${path} was added since`)];
  const all = [...faults, ...lost.map((message) => ({ pointer, message, allowed: '--force to discard it' }))];
  if (all.length > 0) throw new RefusedRequest(all);
  return {
    feature: kebab,
    changes: [
      ...changeOf(root, DOCUMENT, 'without the operations and their schemas', document),
      ...generatedChanges(root, compiled(document)),
      ...listChanges(
        root,
        present.map((path) => ({ path })),
      ),
      ...handedOver(root, kebab, kept),
      ...present.flatMap((path): Change[] => changeOf(root, path, 'the feature', undefined)),
    ],
    operations: takenOperations(text, manifest),
    checklist: [],
    // A feature that `--missing` made leaves its operations in the document.
    ...(manifest.operations.length > 0
      ? { notes: [] }
      : { notes: ['the document still has its operations, now without handlers; npm run feature -- --missing makes them'], faulty: ['src/app.ts'] }),
    contract: '',
    tests: [],
    next: 'npm test',
  };
}

function compiled(text: string): ReadonlyMap<string, string> {
  try {
    return compilePlanned(text).files;
  } catch (error) {
    if (error instanceof RefusedDocument) throw new FailedBuild(`Without the feature the document would be refused:\n${error.message}`);
    throw error;
  }
}

/** What was missing when the feature came and is needed still goes with another one, so that the last one takes it back. */
function handedOver(root: string, kebab: string, kept: readonly string[]): Change[] {
  const heir = madeFeatures(root).find((other) => other !== kebab);
  const manifest = heir === undefined || kept.length === 0 ? undefined : readManifest(root, heir);
  if (heir === undefined || manifest === undefined) return [];
  const standard = [...new Set([...manifest.standard, ...kept])];
  const text = JSON.stringify({ ...manifest, standard }, undefined, 2);
  return changeOf(root, manifestPath(heir), 'the standard components that it needs now', formatted(root, manifestPath(heir), text));
}

/** The features that have a manifest. */
function madeFeatures(root: string): string[] {
  return filesOf(root, 'src/features').flatMap((path) => /^src\/features\/([^/]+)\/feature\.json$/.exec(path)?.[1] ?? []);
}

/** The operations that go: those that a feature put into the document and that are there still, by the ids that they have now. */
function takenOperations(text: string, manifest: FeatureManifest): Plan['operations'] {
  const document = new DocumentText(text);
  return manifest.operations.flatMap((operation) => {
    const [method = '', path = ''] = operation.split(' ');
    const operationId = document.value(['paths', path, method.toLowerCase(), 'operationId']);
    return typeof operationId === 'string' ? [{ operationId, method, path }] : [];
  });
}

/** The document without what a feature put into it, who else uses that, and the components of the house that stay, as somebody needs them. */
export function takeBack(text: string, manifest: FeatureManifest): { document: string; faults: Fault[]; kept: string[] } {
  const document = new DocumentText(text);
  for (const operation of manifest.operations) {
    const [method = '', path = ''] = operation.split(' ');
    document.remove(['paths', path, method.toLowerCase()]);
    const item = document.value(['paths', path]) as JsonObject | undefined;
    if (item !== undefined && operationsIn({ paths: { [path]: item } }).length === 0) document.remove(['paths', path]);
  }
  const parts = (component: string) => {
    const [kind = '', name = ''] = component.split('/');
    return ['components', kind, name] as const;
  };
  const owned = manifest.components.map(parts).filter((path) => document.value(path) !== undefined);
  const rest = withoutComponents(document.value([]) as JsonObject, owned);
  // Without its handler a scheme of the document cannot be used either.
  const handled = manifest.schemes.map((scheme) => `securitySchemes/${scheme}`).filter((component) => !manifest.components.includes(component));
  const faults = [...owned, ...handled.map(parts)].flatMap((path) =>
    usersOf(rest, joinPointer('', ...path)).map((user) => ({
      pointer: '/feature',
      message: `${user} uses /${path.join('/')}`,
      allowed: 'removing or changing what uses it first',
    })),
  );
  for (const path of owned) document.remove(path);
  removeUnused(document, manifest.standard.map(parts));
  for (const tag of manifest.tags) removeTag(document, tag);
  return { document: document.text, faults, kept: manifest.standard.filter((component) => document.value(parts(component)) !== undefined) };
}

/** Removes standard components that nothing refers to. One may refer to another, so this repeats until none is removed. */
function removeUnused(document: DocumentText, components: readonly (readonly string[])[]): void {
  let left = components.filter((path) => document.value(path) !== undefined);
  for (;;) {
    const unused = left.filter((path) => usersOf(document.value([]) as JsonObject, joinPointer('', ...path), path).length === 0);
    if (unused.length === 0) return;
    for (const path of unused) document.remove(path);
    left = left.filter((path) => !unused.includes(path));
  }
}

function removeTag(document: DocumentText, tag: string): void {
  const root = document.value([]) as JsonObject;
  if (operationsIn(root).some(({ value }) => Array.isArray(value['tags']) && value['tags'].includes(tag))) return;
  const tags = Array.isArray(root['tags']) ? root['tags'] : [];
  const index = tags.findIndex((entry) => isObject(entry) && entry['name'] === tag);
  if (index !== -1) document.remove(['tags', index]);
}

function withoutComponents(root: JsonObject, paths: readonly (readonly string[])[]): JsonObject {
  const copy = structuredClone(root);
  for (const [, kind = '', name = ''] of paths) {
    const kinds = copy['components'];
    const members = isObject(kinds) ? kinds[kind] : undefined;
    if (isObject(members)) delete members[name];
  }
  return copy;
}

/** The operations and components that refer to a component, or require it where it is a security scheme. */
function usersOf(root: JsonObject, pointer: string, itself: readonly string[] = []): string[] {
  const [, of = '', called = ''] = parsePointer(pointer);
  const requires = (security: Json | undefined) => of === 'securitySchemes' && isRequirements(security) && schemesOf({ security }).includes(called);
  const uses = (value: Json | undefined) => referencesIn(value).includes(pointer);
  const operations = operationsIn(root)
    .filter(({ value }) => uses(value) || requires(value['security']))
    .map(({ value }) => `the operation ${value['operationId']}`);
  const kinds = isObject(root['components']) ? root['components'] : {};
  const components = Object.entries(kinds).flatMap(([kind, members]) =>
    Object.entries(isObject(members) ? members : {})
      .filter(([name, value]) => !(itself[1] === kind && itself[2] === name) && uses(value))
      .map(([name]) => `/components/${kind}/${name}`),
  );
  return [...(requires(root['security']) ? ['the document’s own security'] : []), ...operations, ...components];
}
