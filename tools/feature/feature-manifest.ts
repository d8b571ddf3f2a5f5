import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FailedBuild } from './fault.ts';
import type { FeatureRequest } from './request.ts';

/** The folders of a feature's files, and the files of the security schemes that came with it. */
const FOLDERS = ['src/features', 'test/features'];
const SCHEME_FILE = /^src\/security\/(?!security-handlers\.ts$)[a-z0-9-]+\.ts$/;

/**
 * The request of a feature and what was made from it: `feature.json` in its folder. Everything else that `--remove` needs is in the document,
 * which is read at that time.
 */
export interface FeatureManifest {
  /** The request without its contract, which is in the document. */
  readonly request: Omit<FeatureRequest, 'openapi'>;
  /** Such as `GET /api/v1/pets`: operations that were added to the document. */
  readonly operations: readonly string[];
  /** Such as `schemas/Pet`. */
  readonly components: readonly string[];
  /** Standard components that were missing. They stay as long as anything refers to them. */
  readonly standard: readonly string[];
  readonly tags: readonly string[];
  /** Security schemes that had no handler. */
  readonly schemes: readonly string[];
  /** SHA-256 of each file that was made, by path, so that later work is not removed unnoticed. */
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
