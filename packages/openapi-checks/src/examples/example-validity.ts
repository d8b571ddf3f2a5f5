import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type CompiledDocument,
  compileDocument,
  type Fault,
  type JsonObject,
  type LoadOptions,
  loadSource,
  printable,
  RefusedDocument,
} from '@petsage/openapi-compiler/internal';
import type { Validator } from '@petsage/openapi-koa/spec';
import { loadOperations } from '../compiled-operations.ts';
import { hasOtherFiles, placesIn, readSource } from '../document.ts';
import { ScratchFolder } from '../lib/scratch-folder.ts';
import type { Example } from './example-list.ts';

const TYPE = 'application/json';

/** Examples have numbers where handlers have strings or BigInts (`x-int64`). */
const asExample = () => ({ form: 'example' }) as const;

/**
 * Validates examples with compiled validators, so by the rules that hold for requests and responses.
 *
 * @param path the document's file
 * @param options those that it was read with
 * @param root its contents, including the files that it refers to
 * @returns a line for each invalid example
 * @throws RefusedDocument when the compiler refuses the document
 */
export function exampleFaults(path: string, options: LoadOptions, root: JsonObject, examples: readonly Example[]): string[] {
  const faults = invalidExamples(path, root, examples);
  if (faults.length === 0) return [];
  const pointers = faults.map(({ pointer }) => pointer);
  const places = placesIn(loadSource(path, options), path, pointers);
  return [...new Set(faults.map(({ pointer, reason }, index) => `${places[index]}: ${printable(`the example at ${pointer} breaks its schema: ${reason}`)}`))];
}

function invalidExamples(path: string, root: JsonObject, examples: readonly Example[]): Fault[] {
  if (examples.length === 0) return [];
  const schemas = [...new Set(examples.map(({ schema }) => schema))];
  const files = compile(path, root, schemas);
  const scratch = new ScratchFolder('examples');
  try {
    const { list: operations } = loadOperations(files, join(scratch.path, 'compiled'));
    const validators = new Map(schemas.map((schema, index) => [schema, operations[index]?.load().validators]));
    return examples.flatMap(({ pointer, value, schema, sender }) => {
      const compiled = validators.get(schema);
      const bySender = { client: compiled?.bodies?.[TYPE], service: compiled?.responses['200']?.content?.[TYPE] };
      const reasons = (sender === 'either' ? (['service', 'client'] as const) : [sender]).map((who) => firstError(bySender[who], value));
      return reasons.includes(undefined) ? [] : [{ pointer, reason: reasons[0] ?? '' }];
    });
  } finally {
    scratch.remove();
  }
}

/** Undefined if the value is valid; a schema that allows any value has no validator. */
function firstError(validate: Validator | undefined, value: unknown): string | undefined {
  // A request validator sets defaults and removes properties.
  if (validate === undefined || validate(structuredClone(value), asExample())) return undefined;
  const { instancePath = '', message = 'is refused', params = {} } = validate.errors?.[0] ?? {};
  const names = Object.values(params)
    .filter((param) => typeof param === 'string')
    .join(', ');
  return `${instancePath === '' ? '' : `${instancePath} `}${message}${names === '' || message.includes(names) ? '' : `: ${names}`}`;
}

/** A document with an operation for each schema, as its request and response body. The original paths move, so that references into them still resolve. */
function probeDocument(root: JsonObject, schemas: readonly string[]): string {
  const operation = (schema: string, index: number) => {
    const content = { [TYPE]: { schema: { $ref: `#${encodeURI(moved(schema))}` } } };
    return { operationId: `example${index}`, requestBody: { content }, responses: { 200: { description: 'd', content } } };
  };
  const document = {
    ...root,
    security: [],
    'x-paths': root['paths'],
    paths: Object.fromEntries(schemas.map((schema, index) => [`/${index}`, { post: operation(schema, index) }])),
  };
  return JSON.stringify(document, (key, value: unknown) => (key === '$ref' && typeof value === 'string' ? `#${moved(value.slice(1))}` : value));
}

function moved(pointer: string): string {
  return pointer.startsWith('/paths/') ? `/x-${pointer.slice(1)}` : pointer;
}

/** Faults are reported at their places in the original document, not in the one that is compiled here. */
function compile(path: string, root: JsonObject, schemas: readonly string[]): CompiledDocument['files'] {
  const name = relative(process.cwd(), path);
  try {
    return compileDocument(name, probeDocument(root, schemas)).files;
  } catch (error) {
    if (error instanceof RefusedDocument && !hasOtherFiles(readSource(path).root)) compileDocument(name, readFileSync(path, 'utf8'));
    throw error;
  }
}
