import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURES_FOLDER, featuresIn } from './features-list.ts';
import type { Names } from './names.ts';
import { textsAfter } from './tree.ts';

/** Where a feature of this name exists: its folders, and a feature in another folder that exports the same function. */
export function placesOf(root: string, { kebab, camel }: Names): string[] {
  const folders = [`${FEATURES_FOLDER}/${kebab}`, `test/features/${kebab}`].filter((folder) => existsSync(join(root, folder)));
  const others = featuresIn(textsAfter(root, FEATURES_FOLDER, [])).filter(({ path, name }) => name === camel && path !== indexOf(kebab));
  return [...folders, ...others.map(({ path }) => path)];
}

/** The module that makes a folder a feature. */
export function indexOf(kebab: string): string {
  return `${FEATURES_FOLDER}/${kebab}/index.ts`;
}
