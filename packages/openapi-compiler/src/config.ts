import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { UsageError } from './command-line.ts';
import type { CompileFolderOptions } from './compile-folder.ts';

/** The file that the command reads from the folder in which it runs, if it is there. */
export const CONFIG = 'openapi.config.json';

/** What a config file may set: everything but whether to write, and to use a cache. */
export type Config = Partial<Omit<CompileFolderOptions, 'check' | 'cache'>>;

/**
 * Reads a config file, JSON with comments. Its paths are relative to its folder; the result's to the current one.
 *
 * @param file undefined for `openapi.config.json`, which need not exist
 * @throws UsageError naming every fault, with its place
 */
export function readConfig(file?: string): Config {
  const path = file ?? CONFIG;
  if (!existsSync(path)) {
    if (file === undefined) return {};
    throw new UsageError(`There is no ${path}; --config expects a JSON file, such as ${CONFIG}.`);
  }
  const errors: ParseError[] = [];
  const text = readFileSync(path, 'utf8');
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) throw new UsageError(`In ${path}, line ${lineOf(text, error.offset)} is not JSON (${printParseErrorCode(error.error)}).`);
  const faults = faultsOf(value);
  if (faults.length > 0) throw new UsageError(`In ${path}, ${faults.join('; ')}.`);
  const { $schema: _, ...config } = value as Config & { readonly $schema?: string };
  const fromHere = (name: string | undefined) => (name === undefined ? undefined : relative(process.cwd(), join(dirname(path), name)) || '.');
  const lists = (['overlays', 'allowFolders'] as const).map((name) => [name, config[name]?.map((path) => fromHere(path) as string)] as const);
  const paths = { document: fromHere(config.document), output: fromHere(config.output), ...Object.fromEntries(lists) };
  return Object.fromEntries(Object.entries({ ...config, ...paths }).filter(([, each]) => each !== undefined));
}

function faultsOf(value: unknown): string[] {
  const schema = JSON.parse(readFileSync(new URL('../openapi.config.schema.json', import.meta.url), 'utf8')) as {
    readonly properties: Readonly<Record<string, unknown>>;
  };
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, keyword, message, params }) => {
    if (keyword === 'additionalProperties')
      return `there is an unknown option ${JSON.stringify(params['additionalProperty'])}; known are ${Object.keys(schema.properties).join(', ')}`;
    const allowed = keyword === 'enum' ? `: ${(params['allowedValues'] as readonly string[]).join(', ')}` : '';
    return `${instancePath === '' ? 'the whole' : instancePath.slice(1)} ${message}${allowed}`;
  });
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length;
