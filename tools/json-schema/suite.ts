import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Json, JsonObject } from '@petsage/openapi-compiler/internal';

export interface SuiteTest {
  readonly description: string;
  readonly data: Json;
  readonly valid: boolean;
}

/** A schema with its tests. */
export interface SuiteGroup {
  readonly description: string;
  readonly schema: Json;
  readonly tests: readonly SuiteTest[];
}

export interface SuiteFile {
  /** The path below the folder of the draft. */
  readonly file: string;
  readonly groups: readonly SuiteGroup[];
}

export interface Suite {
  readonly files: readonly SuiteFile[];
  /** What the schemas of the suite may refer to beside themselves, by URI: its `remotes` and the meta-schemas of JSON Schema. */
  readonly remotes: ReadonlyMap<string, JsonObject>;
}

const DRAFT = 'draft2020-12';
const OPTIONAL = 'optional/format';
/** Where the suite's own runners serve its folder `remotes`. */
const ORIGIN = 'http://localhost:1234';
const META_SCHEMAS = [
  'schema',
  ...['applicator', 'content', 'core', 'format-annotation', 'meta-data', 'unevaluated', 'validation'].map((name) => `meta/${name}`),
];

/**
 * Reads the JSON Schema test suite: the required tests of draft 2020-12, and the optional ones on formats.
 *
 * @param folder a checkout of the suite
 * @returns undefined when the folder does not hold one
 */
export function readSuite(folder: string): Suite | undefined {
  const tests = join(folder, 'tests', DRAFT);
  if (!existsSync(tests)) return undefined;
  const optional = jsonFiles(join(tests, OPTIONAL)).map((name) => `${OPTIONAL}/${name}`);
  return {
    files: [...jsonFiles(tests), ...optional].map((file) => ({ file, groups: readJson(join(tests, file)) as readonly SuiteGroup[] })),
    remotes: new Map([...metaSchemas(), ...remotes(join(folder, 'remotes'), '')]),
  };
}

function jsonFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
}

function remotes(folder: string, path: string): [string, JsonObject][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, JsonObject][] => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return remotes(file, `${path}/${entry.name}`);
    return entry.name.endsWith('.json') ? [[`${ORIGIN}${path}/${basename(file)}`, readJson(file) as JsonObject]] : [];
  });
}

function metaSchemas(): [string, JsonObject][] {
  const require = createRequire(import.meta.url);
  return META_SCHEMAS.map((name) => {
    const schema = require(`ajv/dist/refs/json-schema-2020-12/${name}.json`) as JsonObject;
    return [String(schema['$id']), schema];
  });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
