import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RefusedDocument } from '@petsage/openapi-compiler';
import { type DocumentOperation, isObject } from '@petsage/openapi-compiler/internal';
import type { FeatureDependencies } from '../../src/features/dependencies.ts';
import type { Feature } from '../../src/features/feature.ts';
import type { Change, Plan } from './change.ts';
import { checklistOf } from './checklist.ts';
import { FailedBuild, type Fault, RefusedRequest } from './fault.ts';
import { featureFiles, type MadeFile } from './feature-files.ts';
import { featureModelOf } from './feature-model.ts';
import { existingFeatures, placesOf } from './feature-places.ts';
import { FEATURES_FOLDER } from './features-list.ts';
import { namesOf } from './names.ts';
import { listChanges } from './plan-lists.ts';
import { compilePlanned, DOCUMENT, type PlannedContract } from './planned-contract.ts';
import { type FeatureRequest, requirementsOf } from './request.ts';
import { requestFaults } from './request-schema.ts';
import { missingHandlers } from './scheme-handler.ts';
import { SECURITY_FOLDER } from './security-list.ts';
import { changeOf, generatedChanges, readText, textsAfter } from './tree.ts';
import { sentence } from './typescript.ts';

/** The options of `--missing`: the name of one feature for all operations, and its description. */
export type MissingOptions = Pick<Partial<FeatureRequest>, 'feature' | 'description' | 'requirements'>;

/**
 * Plans features for the operations of the document that have no handler; the document stays as it is.
 *
 * @param handled the operationIds that have one
 * @returns a plan without changes where every operation has one
 * @throws RefusedRequest for the name of an existing feature
 */
export function planMissing(root: string, handled: ReadonlySet<string>, options: MissingOptions): Plan {
  const contract = compiled(readText(root, DOCUMENT) ?? '');
  const missing = contract.operations.filter(({ operationId }) => !handled.has(operationId));
  const groups = missing.length === 0 ? [] : groupsOf(root, contract, missing, options);
  const faults = groups.flatMap(({ request }) => [...requestFaults(root, request), ...takenFaults(root, request.feature)]);
  if (faults.length > 0) throw new RefusedRequest(faults);
  const changes: Change[] = missing.length === 0 ? [] : [...generatedChanges(root, contract.files)];
  const checklist: string[] = [];
  const made: MadeFile[] = [];
  for (const { request, operations } of groups) {
    const names = namesOf(request.feature);
    const requirements = requirementsOf(request);
    const operationIds = operations.map(({ operationId }) => operationId);
    // A handler that comes with one feature is there for those after it.
    const handlers = missingHandlers(contract, operationIds, textsAfter(root, SECURITY_FOLDER, made));
    const model = featureModelOf(root, contract, { names, description: request.description, requirements, operationIds, handlers });
    if (!('operations' in model)) throw new FailedBuild(model.map(({ pointer, message }) => `${DOCUMENT}#${pointer}: ${message}.`).join('\n'));
    checklist.push(...checklistOf(model));
    made.push(...featureFiles(root, model, request, { operations: [], components: [], standard: [], tags: [] }));
  }
  changes.push(...made.flatMap(({ path, about, after }) => changeOf(root, path, about, after)), ...listChanges(root, made));
  return {
    feature: groups.map(({ request }) => namesOf(request.feature).kebab).join(', '),
    changes,
    operations: missing.map(({ operationId, method, path }) => ({ operationId, method: method.toUpperCase(), path })),
    checklist,
    notes: [],
    contract: '',
    tests: changes.filter(({ path }) => path.endsWith('.test.ts')).map(({ path }) => path),
    next: 'npm run dev',
  };
}

/**
 * The operationIds that the features of a tree have handlers for. The features are created with the dependencies of tests, which open nothing.
 *
 * @throws FailedBuild for a feature that cannot be created
 */
export async function handledOperations(root: string): Promise<Set<string>> {
  const load = (path: string) => import(pathToFileURL(join(root, path)).href) as Promise<Record<string, unknown>>;
  const handled = new Set<string>();
  for (const { path, name } of existingFeatures(root)) {
    try {
      const { createTestDependencies } = (await load(`${FEATURES_FOLDER}/dependencies.ts`)) as { createTestDependencies: () => FeatureDependencies };
      const create = (await load(path))[name] as (dependencies: FeatureDependencies) => Feature;
      for (const operationId of Object.keys(create(createTestDependencies()).handlers)) handled.add(operationId);
    } catch (error) {
      throw new FailedBuild(`${path}: the feature cannot be created, so its operations are unknown: ${(error as Error).message}`);
    }
  }
  return handled;
}

/**
 * Checks that every operation of the document has a handler. Without one the service does not start, so a new feature could not be tested.
 *
 * @throws FailedBuild naming the operations that have none
 */
export async function checkHandled(root: string): Promise<void> {
  const handled = await handledOperations(root);
  const missing = compiled(readText(root, DOCUMENT) ?? '').operations.flatMap(({ operationId }) => (handled.has(operationId) ? [] : [operationId]));
  if (missing.length > 0)
    throw new FailedBuild(`${DOCUMENT} has operations without a handler: ${missing.join(', ')}. Run npm run feature -- --missing first, which makes them.`);
}

interface Group {
  readonly request: FeatureRequest;
  readonly operations: readonly DocumentOperation[];
}

/** A feature for each tag; where the tag's feature already exists, or its name can be none, one for each operation. */
function groupsOf(
  root: string,
  contract: PlannedContract,
  missing: readonly DocumentOperation[],
  { feature, description, requirements }: MissingOptions,
): Group[] {
  const asked = { ...(requirements !== undefined && { requirements }) };
  if (feature !== undefined) return [{ request: { feature, description: description ?? summaries(missing), ...asked }, operations: missing }];
  const groups = new Map<string, DocumentOperation[]>();
  for (const operation of missing) {
    const tag = tagOf(operation);
    const ofTag = namesOf(tag ?? operation.operationId).kebab;
    const fits = [...requestFaults(root, { feature: ofTag, description: 'x' }), ...takenFaults(root, ofTag)].length === 0;
    const name = fits ? ofTag : namesOf(operation.operationId).kebab;
    groups.set(name, [...(groups.get(name) ?? []), operation]);
  }
  return [...groups].map(([name, operations]) => {
    const described =
      description ??
      (namesOf(tagOf(operations[0] as DocumentOperation) ?? '').kebab === name
        ? tagDescription(contract, tagOf(operations[0] as DocumentOperation))
        : undefined);
    return { request: { feature: name, description: described ?? summaries(operations), ...asked }, operations };
  });
}

function summaries(operations: readonly DocumentOperation[]): string {
  return operations
    .map(({ value, operationId }) => sentence(String(value['summary'] ?? namesOf(operationId).title)))
    .join(' ')
    .slice(0, 2000);
}

function tagOf({ value }: DocumentOperation): string | undefined {
  const [tag] = Array.isArray(value['tags']) ? value['tags'] : [];
  return typeof tag === 'string' ? tag : undefined;
}

function tagDescription({ root }: PlannedContract, tag: string | undefined): string | undefined {
  const tags = Array.isArray(root['tags']) ? root['tags'] : [];
  const description = tags.find((entry) => isObject(entry) && entry['name'] === tag);
  return isObject(description) && typeof description['description'] === 'string' ? description['description'] : undefined;
}

function takenFaults(root: string, feature: string): Fault[] {
  const names = namesOf(feature);
  return placesOf(root, names).length > 0
    ? [{ pointer: '/feature', message: `the feature ${names.kebab} already exists`, allowed: 'another name, with --name' }]
    : [];
}

function compiled(text: string): PlannedContract {
  try {
    return compilePlanned(text);
  } catch (error) {
    if (error instanceof RefusedDocument) throw new FailedBuild(error.message);
    throw error;
  }
}
