import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { ContractTables, OperationTable, Validator } from '../../../src/contract/tables.ts';
import { compileContract } from '../../../tools/generate/compile-contract.ts';
import { mutations, sampleValues } from '../../support/sample-values.ts';

const ROOT = join(__dirname, '../../..');
const DOCUMENTS = join(ROOT, 'test/contract/documents');
/** Where compiled contracts find the packages that they need. */
const CACHE = join(ROOT, 'node_modules/.cache');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** What makes a validator refuse, and has to make the compiler refuse too. */
const TYPED: ReadonlySet<string> = new Set(['required', 'type', 'enum', 'const']);

/** A value that is assigned to the type of a schema, and held against its validator. */
interface Case {
  readonly document: string;
  readonly schema: string;
  /** Of the operation that has it. */
  readonly operationId: string;
  readonly side: 'request' | 'response';
  /** `as given`, or how the value was changed. */
  readonly what: string;
  readonly value: unknown;
  /** The keywords that the value violates; none if it is valid. */
  readonly keywords: readonly string[];
}

type Json = Record<string, unknown>;

const UNSAID_DOCUMENT = 'unsaid.json';
/** What no type says: a schema, and a value that its validator refuses and its type takes. The page docs/contract-layer.md lists them all. */
const UNSAID: Readonly<Record<string, { readonly schema: object; readonly value: unknown }>> = {
  integer: { schema: { type: 'integer' }, value: 1.5 },
  minimum: { schema: { type: 'number', minimum: 1 }, value: 0 },
  maximum: { schema: { type: 'number', maximum: 1 }, value: 2 },
  exclusiveMinimum: { schema: { type: 'number', exclusiveMinimum: 1 }, value: 1 },
  exclusiveMaximum: { schema: { type: 'number', exclusiveMaximum: 1 }, value: 1 },
  multipleOf: { schema: { type: 'number', multipleOf: 2 }, value: 3 },
  minLength: { schema: { type: 'string', minLength: 1 }, value: '' },
  maxLength: { schema: { type: 'string', maxLength: 1 }, value: 'ab' },
  pattern: { schema: { type: 'string', pattern: '^a$' }, value: 'b' },
  format: { schema: { type: 'string', format: 'date' }, value: 'today' },
  minItems: { schema: { type: 'array', items: {}, minItems: 1 }, value: [] },
  maxItems: { schema: { type: 'array', items: {}, maxItems: 0 }, value: [1] },
  uniqueItems: { schema: { type: 'array', items: {}, uniqueItems: true }, value: [1, 1] },
  contains: { schema: { type: 'array', items: {}, contains: { const: 1 } }, value: [2] },
  minProperties: { schema: { type: 'object', minProperties: 1 }, value: {} },
  maxProperties: { schema: { type: 'object', maxProperties: 0 }, value: { a: 1 } },
  propertyNames: { schema: { type: 'object', propertyNames: { maxLength: 1 } }, value: { ab: 1 } },
  patternProperties: { schema: { type: 'object', patternProperties: { a: { type: 'number' } } }, value: { a: 'b' } },
  dependentRequired: { schema: { type: 'object', properties: { a: {}, b: {} }, dependentRequired: { a: ['b'] } }, value: { a: 1 } },
  dependentSchemas: { schema: { type: 'object', properties: { a: {}, b: {} }, dependentSchemas: { a: { required: ['b'] } } }, value: { a: 1 } },
  not: { schema: { type: 'string', not: { const: 'a' } }, value: 'a' },
  if: { schema: { type: 'object', properties: { a: {}, b: {} }, if: { required: ['a'] }, else: { required: ['b'] } }, value: {} },
  oneOf: { schema: { oneOf: [{ type: 'number' }, { type: 'number', minimum: 1 }] }, value: 1 },
};

const documents = [
  ...readdirSync(DOCUMENTS).map((name) => [name, readFileSync(join(DOCUMENTS, name), 'utf8')] as const),
  [UNSAID_DOCUMENT, JSON.stringify(unsaidDocument())] as const,
  ['openapi.yaml', readFileSync(join(ROOT, 'openapi/openapi.yaml'), 'utf8')] as const,
];

let folder: string;
let cases: Case[];
/** The places in `cases` that the compiler refuses. */
let refused: ReadonlySet<number>;

beforeAll(() => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'types-'));
  cases = documents.flatMap(([name, text]) => casesOf(name, parse(text)));
  refused = compileCases();
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

function unsaidDocument(): Json {
  const schemas = Object.fromEntries(Object.entries(UNSAID).map(([name, { schema, value }]) => [name, { ...schema, examples: [value] }]));
  return { openapi: '3.1.0', info: { title: 'Unsaid', version: '1' }, components: { schemas }, paths: {} };
}

/** Every schema of a document as the body of a request and of an answer of its own, with values that are valid, and changed ones. */
function casesOf(document: string, root: Json): Case[] {
  const schemas = schemasOf(root);
  const paths = Object.fromEntries(
    [...schemas.values()].map((schema, index) => {
      const content = { 'application/json': { schema } };
      const operation = { operationId: `op${index}`, requestBody: { required: true, content }, responses: { 200: { description: 'd', content } } };
      return [`/${index}`, { post: operation }];
    }),
  );
  const { security: _, ...rest } = root;
  const { files } = compileContract(document, JSON.stringify({ ...rest, paths }));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, document, path)), { recursive: true });
    writeFileSync(join(folder, document, path), text);
  }
  const { tables } = require(join(folder, document, 'contract.cjs')) as { tables: ContractTables };
  return [...schemas].flatMap(([schema, source], index) => {
    const { validators } = (tables.operations[index] as OperationTable).load();
    const sides = [
      ['request', validators.bodies?.['application/json']],
      ['response', validators.responses['200']?.content?.['application/json']],
    ] as const;
    return sides.flatMap(([side, validator]) => {
      const judged = (what: string, value: unknown): Case => ({ document, schema, operationId: `op${index}`, side, what, ...verdict(validator, value) });
      const given = unique(sampleValues(root, source)).map((value) => judged('as given', value));
      const valid = given.filter((each) => each.keywords.length === 0);
      return [...given, ...valid.flatMap(({ value }) => mutations(value).map((mutation) => judged(mutation.what, mutation.value)))];
    });
  });
}

/** The components, and the schemas that stand where they are used. */
function schemasOf(root: Json): Map<string, unknown> {
  const { components } = root as { components?: { schemas?: Json } };
  const found = new Map(Object.keys(components?.schemas ?? {}).map((name) => [name, { $ref: `#/components/schemas/${name}` }] as [string, unknown]));
  const walk = (value: unknown, pointer: string): void => {
    // Texts and bytes have types of their own, whatever their schema says.
    if (typeof value !== 'object' || value === null || /\/content\/(?!.*json)/.test(pointer)) return;
    for (const [name, member] of Object.entries(value)) {
      const at = `${pointer}/${name}`;
      if (name === 'schema' && (member as Json)['$ref'] === undefined && (member as Json)['format'] !== 'binary') found.set(at, member);
      else walk(member, at);
    }
  };
  walk(root['paths'], '');
  return found;
}

/** The keywords that a value violates, and the value as a handler gets it: a validator leaves out what only answers have, and sets defaults. */
function verdict(validator: Validator | undefined, value: unknown): Pick<Case, 'value' | 'keywords'> {
  // Not by structuredClone, whose objects would be of another realm than those of a `const`.
  const seen = JSON.parse(JSON.stringify(value));
  if (validator === undefined || validator(seen)) return { value: seen, keywords: [] };
  return { value, keywords: (validator.errors ?? []).map(({ keyword }) => keyword) };
}

function unique(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** One assignment a line, so that the line of a complaint is the number of a case. */
function compileCases(): ReadonlySet<number> {
  const names = documents.map(([name]) => name);
  const imports = names.map((name, index) => `import type { Operations as O${index} } from './${name}/types.ts';`).join(' ');
  const lines = cases.map((each, index) => {
    const operation = `O${names.indexOf(each.document)}['${each.operationId}']`;
    const type = each.side === 'request' ? `${operation}['body']['application/json']` : `${operation}['responses']['200']['content']['application/json']`;
    return `export const v${index}: ${type} = ${JSON.stringify(each.value)};`;
  });
  writeFileSync(join(folder, 'cases.ts'), [imports, ...lines, ''].join('\n'));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions: { types: ['node'] }, include: [], exclude: [], files: ['cases.ts'] }),
  );
  const { stdout } = spawnSync(process.execPath, [TSC, '--project', folder, '--pretty', 'false'], { encoding: 'utf8', maxBuffer: 1e8 });
  const complaints = stdout.split('\n').filter((line) => line.includes('error TS'));
  const elsewhere = complaints.filter((line) => !/cases\.ts\(\d+,/.test(line));
  expect(elsewhere).toEqual([]);
  return new Set(complaints.map((line) => Number(/cases\.ts\((\d+),/.exec(line)?.[1]) - 2));
}

const named = ({ document, schema, side, what }: Case) => `${document} ${schema} (${side}): ${what}`;

/** Cases that the types take and the validators refuse, or the other way round, for a reason. */
const DIFFERENT: readonly { readonly schema: string; readonly what: RegExp; readonly reason: string }[] = [
  {
    schema: 'NoType',
    what: /no such value" at \/$/,
    reason: 'a schema without a type that names properties also allows what is no object; its type is an object',
  },
  {
    schema: 'Object',
    what: /no such value" at \/constructor$/,
    reason: 'a member that every object has, and that may be left out, is unknown: what is there then is a function',
  },
  { schema: 'Sibling', what: /no such value" at \/$/, reason: 'the same with the keyword $ref beside others' },
  { schema: 'NamedAndMore', what: /at \/b$/, reason: 'members without a name are unknown beside members with one, as a type for them would have to cover all' },
  { schema: 'Patterns', what: /at \/x-a$/, reason: 'members by pattern are unknown where there may be others' },
  { schema: 'RestOfComposed', what: /at \/n$/, reason: 'members that no part describes are unknown, as a type for them would have to cover all' },
  ...['Conditional', 'ConditionalParts'].map((schema) => ({
    schema,
    what: /^as given$|\/(?:lives|barks)$/,
    reason: 'members under a condition are unknown, and may be left out',
  })),
  { schema: 'Dependent', what: /^as given$|\/billing$/, reason: 'members that depend on another are unknown, and may be left out' },
];

const differs = ({ schema, what }: Case) => DIFFERENT.some((known) => known.schema === schema && known.what.test(what));

/** What the compiler has to say of a case; undefined where types say nothing of what is wrong. */
function wanted({ keywords }: Case): 'taken' | 'refused' | undefined {
  if (keywords.length === 0) return 'taken';
  return keywords.some((keyword) => TYPED.has(keyword)) ? 'refused' : undefined;
}

const disagreements = () =>
  cases.filter((each, index) => {
    if (each.document === UNSAID_DOCUMENT) return false;
    const want = wanted(each);
    return want !== undefined && want !== (refused.has(index) ? 'refused' : 'taken');
  });

test('every schema has values that are valid', () => {
  const without = documents
    .filter(([name]) => name !== UNSAID_DOCUMENT)
    .flatMap(([name, text]) =>
      [...schemasOf(parse(text)).keys()]
        .filter((schema) => !cases.some((each) => each.document === name && each.schema === schema && each.keywords.length === 0))
        .map((schema) => `${name} ${schema}`),
    );
  expect(without).toEqual([]);
});

test('there are many cases of each kind', () => {
  for (const kind of ['taken', 'refused'] as const) expect(cases.filter((each) => wanted(each) === kind).length).toBeGreaterThan(200);
});

test('what a validator takes, the compiler takes; a missing property, a wrong type and a value outside of an enum are refused by both', () => {
  const unknown = disagreements().filter((each) => !differs(each));
  expect(unknown.map((each) => `${named(each)}: validator ${each.keywords.join(', ') || 'takes it'}`)).toEqual([]);
});

test.each(DIFFERENT)('types and validators differ in $schema: $reason', ({ schema, what }) => {
  expect(disagreements().filter((each) => each.schema === schema && what.test(each.what))).not.toEqual([]);
});

const unsaid = Object.keys(UNSAID).map((keyword) => ({ keyword }));

test.each(unsaid)('no type says $keyword: the validator refuses what the compiler takes', ({ keyword }) => {
  const sides = cases.filter((each) => each.document === UNSAID_DOCUMENT && each.schema === keyword && each.value !== undefined && each.what === 'as given');
  const refusedByValidator = sides.filter((each) => each.keywords.length > 0);
  expect(refusedByValidator.map(({ side }) => side)).toEqual(expect.arrayContaining(['request', 'response']));
  expect(refusedByValidator.filter((each) => refused.has(cases.indexOf(each)))).toEqual([]);
});

test('the page on the contract layer lists all that no type says', () => {
  const page = readFileSync(join(ROOT, 'docs/contract-layer.md'), 'utf8');
  expect(Object.keys(UNSAID).filter((keyword) => !page.includes(`\`${keyword}\``))).toEqual([]);
});
