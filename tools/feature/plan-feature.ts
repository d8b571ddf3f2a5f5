import { RefusedDocument } from '@petsage/openapi-compiler';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { Document } from 'yaml';
import type { Change, Plan } from './change.ts';
import { fragmentFaults } from './check-fragment.ts';
import { checklistOf } from './checklist.ts';
import { completeFragment } from './complete-fragment.ts';
import { contractHint } from './contract-hint.ts';
import { DocumentText } from './document-text.ts';
import { exampleFragment } from './example-fragment.ts';
import { type Fault, RefusedRequest } from './fault.ts';
import { featureFiles } from './feature-files.ts';
import { readManifest } from './feature-manifest.ts';
import { featureModelOf } from './feature-model.ts';
import { indexOf, placesOf } from './feature-places.ts';
import { dataOf, type Fragment, readFragment } from './fragment.ts';
import { mergeFragment } from './merge-fragment.ts';
import { namesOf } from './names.ts';
import { plainForm } from './plain-form.ts';
import { listChanges } from './plan-lists.ts';
import { takeBack } from './plan-removal.ts';
import { compilePlanned, DOCUMENT, type PlannedContract } from './planned-contract.ts';
import { type FeatureRequest, requirementsOf } from './request.ts';
import { requestFaults } from './request-schema.ts';
import { missingHandlers } from './scheme-handler.ts';
import { SECURITY_FOLDER } from './security-list.ts';
import { changeOf, generatedChanges, readText, textsAfter } from './tree.ts';

export interface PlanOptions {
  /** The root of the repository. */
  readonly root: string;
  /** What the name of a fragment's file is relative to. */
  readonly folder: string;
  /** Whether an existing feature is made again. */
  readonly force: boolean;
}

/**
 * Plans a feature: every file to make or change. Nothing is written.
 *
 * @throws RefusedRequest with every fault of the request
 * @throws FailedBuild for a file of the tree in an unexpected form
 */
export function planFeature(given: unknown, options: PlanOptions): Plan {
  const { root } = options;
  const faults = requestFaults(root, given);
  const broken = new Set(faults.map(({ pointer }) => pointer.split('/')[1] ?? ''));
  const request = given as FeatureRequest;
  if (broken.has('') && faults.some(({ pointer }) => pointer === '')) throw new RefusedRequest(faults);
  const base = baseOf(request, options, broken);
  faults.push(...base.faults);
  const fragment = fragmentOf(request, options, broken, base.document, faults);
  if (faults.length > 0 || fragment === undefined) throw new RefusedRequest(faults);

  const pointer = request.openapi === undefined ? '' : '/openapi';
  const document = dataOfText(base.document);
  const notes = completeFragment(fragment, request, document);
  const draft = new DocumentText(base.document);
  mergeFragment(draft, fragment, request.description);
  notes.push(...exampleFragment(root, fragment, compiled(draft.text, pointer)));
  const text = new DocumentText(base.document);
  const merged = mergeFragment(text, fragment, request.description);
  notes.push(...merged.standard.map((name) => `components/${name} was missing and is added`));
  const contract = compiled(text.text, pointer);
  const names = namesOf(request.feature);
  const requirements = requirementsOf(request);
  const hint = contractHint(request, requirements);
  if (hint !== undefined) notes.push(hint);
  const operationIds = merged.operations.map(({ operationId }) => operationId);
  const former = base.leftover.map((path) => ({ path }));
  const handlers = missingHandlers(contract, operationIds, textsAfter(root, SECURITY_FOLDER, former));
  const model = featureModelOf(root, contract, { names, description: request.description, requirements, operationIds, handlers });
  if (!('operations' in model)) throw new RefusedRequest(model.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })));
  const made = featureFiles(root, model, request, merged);
  return {
    feature: names.kebab,
    changes: [
      ...changeOf(root, DOCUMENT, 'the operations and their schemas', text.text),
      ...generatedChanges(root, contract.files),
      ...listChanges(root, [...former, ...made]),
      ...made.flatMap(({ path, about, after }) => changeOf(root, path, about, after)),
      ...leftovers(root, base.leftover, made),
    ],
    operations: merged.operations,
    checklist: checklistOf(model),
    contract: pointer,
    notes,
    tests: made.filter(({ path }) => path.endsWith('.test.ts')).map(({ path }) => path),
    next: 'npm run dev',
  };
}

/** Files of a feature that is made again which its new form lacks. */
function leftovers(root: string, paths: readonly string[], made: readonly { path: string }[]): Change[] {
  return paths.filter((path) => !made.some((file) => file.path === path)).flatMap((path) => changeOf(root, path, 'no longer part of the feature', undefined));
}

interface Base {
  /** The document to which the feature is added. */
  readonly document: string;
  /** The files of the feature as it was made before. */
  readonly leftover: readonly string[];
  readonly faults: readonly Fault[];
}

/** The tree without the feature, if it is made again. */
function baseOf(request: FeatureRequest, { root, force }: PlanOptions, broken: ReadonlySet<string>): Base {
  const document = readText(root, DOCUMENT) ?? '';
  const plain = { document, leftover: [], faults: [] };
  if (broken.has('feature')) return plain;
  const names = namesOf(request.feature);
  const places = placesOf(root, names);
  if (places.length === 0) return plain;
  const byHand = places.some((place) => place.endsWith('.ts')) || readText(root, indexOf(names.kebab)) !== undefined;
  const manifest = readManifest(root, names.kebab);
  if (manifest !== undefined && force) {
    const taken = takeBack(document, manifest);
    return { document: taken.document, leftover: Object.keys(manifest.files), faults: taken.faults };
  }
  if (force && !byHand) return plain;
  const allowed =
    manifest !== undefined
      ? 'another name, or --force to make it again'
      : byHand
        ? 'another name; it was made by hand'
        : 'another name, or --force to overwrite the files';
  return { ...plain, faults: [{ pointer: '/feature', message: `the feature ${names.kebab} already exists (${places.join(', ')})`, allowed }] };
}

/** The contract that the request brings or the plain form; its faults are added to those known. */
function fragmentOf(request: FeatureRequest, { folder }: PlanOptions, broken: ReadonlySet<string>, document: string, faults: Fault[]): Fragment | undefined {
  const context = { document: dataOfText(document) };
  if (request.openapi !== undefined) {
    if (broken.has('openapi')) return undefined;
    const fragment = readFragment(request.openapi, folder);
    if ('message' in fragment) faults.push(fragment);
    else faults.push(...fragmentFaults(dataOf(fragment), { pointer: '/openapi', ...context }));
    return 'message' in fragment ? undefined : fragment;
  }
  if (broken.has('feature') || broken.has('path') || broken.has('method')) return undefined;
  const fragment = new Document(plainForm({ ...request, description: String(request.description) }), { aliasDuplicateObjects: false });
  const pointer = request.path === undefined ? '/feature' : '/path';
  for (const fault of fragmentFaults(dataOf(fragment), { pointer: '', ...context })) {
    const at = fault.pointer.startsWith('/components') || fault.pointer.endsWith('/operationId') ? '/feature' : pointer;
    faults.push({ ...fault, pointer: at });
  }
  return fragment;
}

function dataOfText(text: string): JsonObject {
  return new DocumentText(text).value([]) as JsonObject;
}

/** A document that does not compile is the fragment's fault, as the one before it did. */
function compiled(text: string, pointer: string): PlannedContract {
  try {
    return compilePlanned(text);
  } catch (error) {
    if (!(error instanceof RefusedDocument)) throw error;
    throw new RefusedRequest(error.message.split('\n').map((line) => ({ pointer, message: `would be refused in the document: ${line}` })));
  }
}
