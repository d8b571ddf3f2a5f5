import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ContractTables, Validator } from '../../src/contract/tables.ts';
import { ROOT } from '../child.ts';
import { compileContract } from '../generate/compile-contract.ts';
import type { JsonObject } from '../generate/source-document.ts';
import type { Example } from './example-list.ts';

const CACHE = join(ROOT, 'node_modules/.cache/contract-examples');
const TYPE = 'application/json';

/** An example that its schema refuses. */
export interface InvalidExample {
  readonly pointer: string;
  readonly reason: string;
}

/**
 * Validates examples with the validators that the generator makes, so by the rules that hold for what is sent and answered.
 *
 * @throws RefusedDocument when the generator refuses the document
 */
export function invalidExamples(name: string, root: JsonObject, examples: readonly Example[]): InvalidExample[] {
  if (examples.length === 0) return [];
  const schemas = [...new Set(examples.map(({ schema }) => schema))];
  const { operations } = load(name, probeDocument(root, schemas));
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

/** Compiled contracts load their packages from where they lie. */
function load(name: string, text: string): ContractTables {
  const { files } = compileContract(name, text);
  const hash = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex');
  const folder = join(CACHE, hash.slice(0, 16));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return (createRequire(import.meta.url)(join(folder, 'contract.cjs')) as { tables: ContractTables }).tables;
}
