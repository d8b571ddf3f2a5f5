import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FailedBuild } from './fault.ts';
import type { FeatureRequest } from './request.ts';

/** Where the files of a feature are, and those of the security schemes that came with it. */
const FOLDERS = ['src/features', 'test/features'];
const SCHEME_FILE = /^src\/security\/(?!security-handlers\.ts$)[a-z0-9-]+\.ts$/;

/**
 * What a feature was made from and what was made of it: `feature.json` in its folder. The rest of what `--remove` has to know stands in
 * the document and the list of features, which are read as they are then.
 */
export interface FeatureManifest {
  /** The request, but for its contract, which is in the document. */
  readonly request: Omit<FeatureRequest, 'openapi'>;
  /** Such as `GET /api/v1/pets`: what was put into the document. */
  readonly operations: readonly string[];
  /** Such as `schemas/Pet`. */
  readonly components: readonly string[];
  /** Components of the house that were missing; they stay as long as anybody refers to them. */
  readonly standard: readonly string[];
  readonly tags: readonly string[];
  /** Security schemes that had no handler. */
  readonly schemes: readonly string[];
  /** SHA-256 of each file that was made, by path, so that nobody's later work is removed unseen. */
  readonly files: Readonly<Record<string, string>>;
}

export function manifestPath(kebab: string): string {
  return `src/features/${kebab}/feature.json`;
}

/**
 * @returns undefined for a feature that was made by hand, or does not exist
 * @throws FailedBuild for a manifest in another form
 */
export function readManifest(root: string, kebab: string): FeatureManifest | undefined {
  const file = join(root, manifestPath(kebab));
  if (!existsSync(file)) return undefined;
  try {
    const { request, operations, components, standard, tags, schemes = [], files } = JSON.parse(readFileSync(file, 'utf8')) as FeatureManifest;
    const texts = (list: readonly string[]) => list.map(String);
    const own = Object.entries(files).filter(
      ([path]) => SCHEME_FILE.test(path) || FOLDERS.some((folder) => path.startsWith(`${folder}/${kebab}/`) && !path.includes('..')),
    );
    return {
      request,
      operations: texts(operations),
      components: texts(components),
      standard: texts(standard),
      tags: texts(tags),
      schemes: texts(schemes),
      files: Object.fromEntries(own),
    };
  } catch {
    throw new FailedBuild(`${manifestPath(kebab)} is not as npm run feature wrote it: put it back, or take the feature out by hand.`);
  }
}

/** Line endings of a checkout do not count. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
