import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURES_LIST, listsFeature } from './features-list.ts';
import type { Names } from './names.ts';
import { readText } from './tree.ts';

/** Where a feature of this name is already: its folders, and the list of features. */
export function placesOf(root: string, names: Names): string[] {
  const folders = [`src/features/${names.kebab}`, `test/features/${names.kebab}`].filter((folder) => existsSync(join(root, folder)));
  return listsFeature(readText(root, FEATURES_LIST) ?? '', names) ? [...folders, FEATURES_LIST] : folders;
}
