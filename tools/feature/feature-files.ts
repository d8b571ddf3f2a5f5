import { type FeatureManifest, hashOf, manifestPath } from './feature-manifest.ts';
import type { FeatureModel } from './feature-model.ts';
import { formatted } from './format.ts';
import { handlerFile } from './handler-file.ts';
import { indexFile } from './index-file.ts';
import type { Merged } from './merge-fragment.ts';
import { readmeFile } from './readme-file.ts';
import type { FeatureRequest } from './request.ts';
import { schemeFile } from './scheme-file.ts';
import { serviceFile } from './service-file.ts';
import { testFile } from './test-file.ts';

export interface MadeFile {
  readonly path: string;
  readonly about: string;
  readonly after: string;
}

/** The files of a feature, its manifest included, formatted. */
export function featureFiles(root: string, model: FeatureModel, request: FeatureRequest, merged: Merged): MadeFile[] {
  const { kebab } = model.names;
  const code = (path: string, about: string, text: string): MadeFile => ({ path, about, after: formatted(root, path, text) });
  const files: MadeFile[] = [
    code(`src/features/${kebab}/service.ts`, 'what the feature does: put its logic here', serviceFile(model)),
    code(`src/features/${kebab}/handler.ts`, 'maps requests to the service and back', handlerFile(model)),
    code(`src/features/${kebab}/index.ts`, 'the feature that the list names', indexFile(model)),
    { path: `src/features/${kebab}/README.md`, about: 'its operations, and what is left to do', after: readmeFile(model) },
    ...model.handlers.map((handler) => code(handler.path, `which credentials of ${handler.scheme} are accepted; none so far`, schemeFile(handler))),
    code(`test/features/${kebab}/${kebab}.test.ts`, 'its success, and tests to be written', testFile(model)),
  ];
  const { openapi: _, ...kept } = request;
  const manifest: FeatureManifest = {
    request: kept,
    operations: merged.operations.map(({ method, path }) => `${method} ${path}`),
    components: merged.components,
    standard: merged.standard,
    tags: merged.tags,
    schemes: model.handlers.map(({ scheme }) => scheme),
    files: Object.fromEntries(files.map(({ path, after }) => [path, hashOf(after)])),
  };
  return [...files, code(manifestPath(kebab), 'the request and the files made from it, for --remove', JSON.stringify(manifest, undefined, 2))];
}
