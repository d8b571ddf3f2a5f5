import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURES_FOLDER, featuresIn, type ListedFeature } from './features-list.ts';
import type { Names } from './names.ts';
import { textsAfter } from './tree.ts';

/** The features that exist. */
export function existingFeatures(root: string): ListedFeature[] {
  return featuresIn(textsAfter(root, FEATURES_FOLDER, []));
}

/** Where a feature of this name exists: its folders, and a feature in another folder that exports the same function. */
export function placesOf(root: string, { kebab, camel }: Names, existing = existingFeatures(root)): string[] {
  const folders = [`${FEATURES_FOLDER}/${kebab}`, `test/features/${kebab}`].filter((folder) => existsSync(join(root, folder)));
  const others = existing.filter(({ path, name }) => name === camel && path !== indexOf(kebab));
  return [...folders, ...others.map(({ path }) => path)];
}

/** The module that makes a folder a feature. */
export function indexOf(kebab: string): string {
  return `${FEATURES_FOLDER}/${kebab}/index.ts`;
}
