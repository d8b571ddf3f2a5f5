import { FailedBuild } from './fault.ts';
import { exportsOf, listedExport } from './module-exports.ts';
import { namesOf } from './names.ts';

export const FEATURES_FOLDER = 'src/features';
export const FEATURES_LIST = `${FEATURES_FOLDER}/features.ts`;

/** A feature as the list names it. */
export interface ListedFeature {
  /** Its module, such as `src/features/smoke-test/index.ts`. */
  readonly path: string;
  /** The function that creates it, such as `smokeTest`. */
  readonly name: string;
}

/**
 * The features of a folder: each subfolder with an `index.ts`.
 *
 * @param files texts of the folder's files, by path
 * @throws FailedBuild for an `index.ts` that doesn't export the function that creates the feature, or the same one as another
 */
export function featuresIn(files: ReadonlyMap<string, string>): ListedFeature[] {
  const features: ListedFeature[] = [];
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [folder = '', file, ...deeper] = path.slice(FEATURES_FOLDER.length + 1).split('/');
    if (file !== 'index.ts' || deeper.length > 0) continue;
    const { camel } = namesOf(folder);
    const names = exportsOf(path, text).map(({ name }) => name);
    const name = listedExport(path, names, (candidate) => candidate === camel, `one function, such as ${camel}, that creates the feature`);
    const other = features.find((feature) => feature.name === name);
    if (other !== undefined) throw new FailedBuild(`${other.path} and ${path} both export ${name}. Each feature needs its own name.`);
    features.push({ path, name });
  }
  return features;
}

/** The text of the list of features. The formatter sets its layout. */
export function featuresListText(features: readonly ListedFeature[]): string {
  const imports = features.map(({ path, name }) => `import { ${name} } from './${path.slice(FEATURES_FOLDER.length + 1)}';\n`).join('');
  const parameter = features.length === 0 ? '_dependencies' : 'dependencies';
  return `// Written by \`npm run feature -- --lists\` from the folders in ${FEATURES_FOLDER}/: do not edit.

import type { FeatureDependencies } from './dependencies.ts';
${imports}
/** Every feature of the service. The compiler reports operations that have no handler. */
export const createFeatures = (${parameter}: FeatureDependencies) => [${features.map(({ name }) => `${name}(dependencies)`).join(', ')}] as const;
`;
}
