import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { isObject, type Json, type JsonObject } from '@petsage/openapi-compiler/internal';
import { Document, isScalar, parseDocument, visit } from 'yaml';
import type { Fault } from './fault.ts';
import { readJson } from './json-text.ts';

/** A part of an OpenAPI document that a request brings, with its comments. */
export type Fragment = Document;

const FILE = /^[^\n]*\.(?:ya?ml|json)$/i;

/**
 * Reads the fragment of a request: an object, a text, or the name of a file.
 *
 * @param folder what a file's name is relative to
 * @returns the fragment, or why there is none
 */
export function readFragment(openapi: string | object, folder: string): Fragment | Fault {
  const pointer = '/openapi';
  if (typeof openapi === 'object') return new Document(openapi, { aliasDuplicateObjects: false });
  if (!FILE.test(openapi)) return parse(openapi, 'the text');
  const file = resolve(folder, openapi);
  const name = relative(process.cwd(), file);
  if (!isAbsolute(openapi) && openapi.split(/[\\/]/).includes('..'))
    return { pointer, message: 'is outside the folder of the request', allowed: `a file below ${folder}, or an absolute path` };
  if (!existsSync(file)) return { pointer, message: `${name} does not exist`, allowed: `a file below ${folder}, or an absolute path` };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { pointer, message: `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`, allowed: 'a readable file' };
  }
  return parse(text, name);
}

function parse(text: string, name: string): Fragment | Fault {
  const allowed = 'YAML 1.2 or JSON';
  const json = readJson(text);
  if (json !== undefined && 'fault' in json) return { pointer: '/openapi', message: `${name} cannot be parsed: ${json.fault}`, allowed };
  // JSON in YAML's block style, like the rest of the document.
  if (json !== undefined) return new Document(json.value, { aliasDuplicateObjects: false });
  const document = parseDocument(text, { version: '1.2' });
  const [error] = document.errors;
  if (error !== undefined)
    return {
      pointer: '/openapi',
      message: `${name} cannot be parsed: line ${error.linePos?.[0].line ?? 1}, column ${error.linePos?.[0].col ?? 1}: ${error.code}`,
      allowed,
    };
  let data: Json;
  try {
    data = document.toJS() as Json;
  } catch {
    return { pointer: '/openapi', message: `${name} has too many aliases`, allowed };
  }
  if (!isObject(data)) return { pointer: '/openapi', message: `${name} is not an object`, allowed: 'an object with paths' };
  let aliased = false;
  let merges = false;
  visit(document, {
    Alias() {
      aliased = true;
    },
    Pair(_key, { key }) {
      merges ||= isScalar(key) && key.value === '<<';
    },
  });
  if (merges) return { pointer: '/openapi', message: `${name} has a merge key <<, which YAML 1.2 does not define`, allowed: 'the merged members' };
  // An alias means nothing without its anchor, which may be in another part.
  return aliased ? new Document(data, { aliasDuplicateObjects: false }) : document;
}

/** The fragment as plain data. */
export function dataOf(fragment: Fragment): JsonObject {
  return fragment.toJS() as JsonObject;
}
