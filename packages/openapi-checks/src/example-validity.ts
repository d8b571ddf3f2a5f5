import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type CompiledDocument, compileDocument, type Fault, type JsonObject, RefusedDocument } from '@petsage/openapi-compiler/internal';
import type { OperationsSpec, Validator } from '@petsage/openapi-koa/spec';
import { ROOT } from '../../../tools/child.ts';
import type { Example } from './example-list.ts';
import { hasOtherFiles, readSource } from './load-document.ts';

const CACHE = join(ROOT, 'node_modules/.cache/contract-examples');
const TYPE = 'application/json';

/**
 * Validates examples with the validators that the generator makes, so by the rules that hold for what is sent and answered.
 *
 * @param path the document's file
 * @param root what is in it, and in the files that it refers to
 * @returns a line for each that its schema refuses
 * @throws RefusedDocument when the generator refuses the document
 */
export function exampleFaults(path: string, root: JsonObject, examples: readonly Example[]): string[] {
  return readSource(path).lines(
    invalidExamples(path, root, examples).map(({ pointer, reason }) => ({ pointer, reason: `the example at ${pointer} breaks its schema: ${reason}` })),
  );
}

function invalidExamples(path: string, root: JsonObject, examples: readonly Example[]): Fault[] {
  if (examples.length === 0) return [];
  const schemas = [...new Set(examples.map(({ schema }) => schema))];
  const { list: operations } = load(compile(path, root, schemas));
  const validators = new Map(schemas.map((schema, index) => [schema, operations[index]?.load().validators]));
  return examples.flatMap(({ pointer, value, schema, sender }) => {
    const made = validators.get(schema);
    const bySender = { client: made?.bodies?.[TYPE], service: made?.responses['200']?.content?.[TYPE] };
    const reasons = (sender === 'either' ? (['service', 'client'] as const) : [sender]).map((who) => refusal(bySender[who], value));
    return reasons.includes(undefined) ? [] : [{ pointer, reason: reasons[0] ?? '' }];
  });
}

/** A schema that allows anything has no validator. */
function refusal(validate: Validator | undefined, value: unknown): string | undefined {
  // A validator for requests sets defaults and removes members.
  if (validate === undefined || validate(structuredClone(value))) return undefined;
  const { instancePath = '', message = 'is refused', params = {} } = validate.errors?.[0] ?? {};
  const names = Object.values(params)
    .filter((param) => typeof param === 'string')
    .join(', ');
  return `${instancePath === '' ? '' : `${instancePath} `}${message}${names === '' || message.includes(names) ? '' : `: ${names}`}`;
}

/** An operation for each schema, which takes it and answers with it. The paths move, so that references into them still hold. */
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

/** Faults are told by their places in the document as it was written, not in what is made of it here. */
function compile(path: string, root: JsonObject, schemas: readonly string[]): CompiledDocument['files'] {
  const name = relative(process.cwd(), path);
  try {
    return compileDocument(name, probeDocument(root, schemas)).files;
  } catch (error) {
    if (error instanceof RefusedDocument && !hasOtherFiles(readSource(path).root)) compileDocument(name, readFileSync(path, 'utf8'));
    throw error;
  }
}

/** Compiled contracts load their packages from where they lie. */
function load(files: CompiledDocument['files']): OperationsSpec {
  const hash = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex');
  const folder = join(CACHE, hash.slice(0, 16));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return (createRequire(import.meta.url)(join(folder, 'operations.cjs')) as { operations: OperationsSpec }).operations;
}
