import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What openapitools.json says of `npm run generate`; its paths are below the root of the repository. */
export interface GeneratorSettings {
  /** The release of openapi-generator. */
  readonly version: string;
  readonly generatorName: string;
  /** The generator's own settings file. */
  readonly config: string;
  /** The document that is generated from, if no other is named. */
  readonly inputSpec: string;
  /** The folder that is written, if no other is named. */
  readonly output: string;
}

/** Reads the generator `types` of openapitools.json. */
export function readSettings(root: string): GeneratorSettings {
  const { version, generators } = JSON.parse(readFileSync(join(root, 'openapitools.json'), 'utf8'))['generator-cli'] as {
    version: string;
    generators: { types: Omit<GeneratorSettings, 'version'> };
  };
  return { version, ...generators.types };
}
