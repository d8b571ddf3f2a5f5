import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '@petsage/openapi-checks/lib';
import { isObject, type Json } from '@petsage/openapi-compiler/internal';

/** What stands beside a document in `NAME.settings.json`. */
export interface Settings {
  /** Codes of errors that become warnings. */
  readonly allow: readonly string[];
  /** Folders whose files the document may refer to, absolute. */
  readonly allowFolders: readonly string[];
  /** Why something fails that has to, by operationId, or `*` for the document. A reason without a failure is a failure itself. */
  readonly explained: Readonly<Record<string, string>>;
}

const NONE: Settings = { allow: [], allowFolders: [], explained: {} };

/** @throws UsageError naming the file */
export function readSettings(file: string): Settings {
  if (!existsSync(file)) return NONE;
  const value = parsed(file);
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(NONE, name));
  if (unknown !== undefined) throw new UsageError(`In ${file}, there is an unknown setting ${unknown}; known are ${Object.keys(NONE).join(', ')}.`);
  const { allow = [], allowFolders = [], explained = {} } = value;
  if (!areTexts(allow) || !areTexts(allowFolders)) throw new UsageError(`In ${file}, allow and allowFolders must be lists of strings.`);
  if (!isObject(explained) || !areTexts(Object.values(explained) as Json[])) throw new UsageError(`In ${file}, explained must be an object of strings.`);
  return { allow, allowFolders: allowFolders.map((folder) => resolve(dirname(file), folder)), explained: explained as Record<string, string> };
}

function parsed(file: string): { readonly [name: string]: Json | undefined } {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Json;
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UsageError(`${file} is not a JSON object.`);
}

function areTexts(value: Json): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
