import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { sampleValues } from '../../../test/support/sample-values.ts';
import { type Case, described, judged, TypeCases, testDocuments, wanted } from '../../../test/support/type-cases.ts';
import type { OperationSpec } from '../../openapi-koa/src/operation-spec.ts';

const PAGE = join(__dirname, '../../../docs/types.md');

type Json = Record<string, unknown>;

const UNSAID_DOCUMENT = 'unsaid.json';
/** What no type says: a schema, and a value that its validator refuses and its type takes. docs/types.md lists all of them. */
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

const documents = [...testDocuments(), [UNSAID_DOCUMENT, JSON.stringify(unsaidDocument())] as const];

let all: TypeCases;

beforeAll(() => {
  all = new TypeCases();
  for (const [name, text] of documents) addSchemas(name, parse(text));
  all.compile();
}, 60_000);

afterAll(() => all.remove());

function unsaidDocument(): Json {
  const schemas = Object.fromEntries(Object.entries(UNSAID).map(([name, { schema, value }]) => [name, { ...schema, examples: [value] }]));
  return { openapi: '3.1.0', info: { title: 'Unsaid', version: '1' }, components: { schemas }, paths: {} };
}

/** Every schema of a document as the body of a request and of a response of its own, with values that are valid, and changed ones. */
function addSchemas(document: string, root: Json): void {
  const schemas = schemasOf(root);
  const paths = Object.fromEntries(
    [...schemas.values()].map((schema, index) => {
      const content = { 'application/json': { schema } };
      const operation = { operationId: `op${index}`, requestBody: { required: true, content }, responses: { 200: { description: 'd', content } } };
      return [`/${index}`, { post: operation }];
    }),
  );
  const { security: _, ...rest } = root;
  const operations = all.addDocument(document, JSON.stringify({ ...rest, paths }));
  for (const [index, [name, source]] of [...schemas].entries()) {
    const { validators } = (operations.list[index] as OperationSpec).load();
    const values = sampleValues(root, source);
    const request = validators.bodies?.['application/json'];
    const response = validators.responses['200']?.content?.['application/json'];
    const type = `Operations['op${index}']`;
    all.add({ document, name, type: `${type}['body']['application/json']`, side: 'request', judge: (value) => judged(request, value) }, values);
    all.add(
      { document, name, type: `${type}['responses']['200']['content']['application/json']`, side: 'response', judge: (value) => judged(response, value) },
      values,
    );
  }
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

const NO_TYPE = "a schema with `properties` but without `type` also allows values that aren't objects; its type is an object";
const BASE = "a schema that others extend may have their properties; its own type doesn't allow them";
const CONDITION = 'properties under a condition are `unknown` and optional';
const NAMES = 'the names that properties may have are not in the type';

/** Cases that the types take and the validators refuse, or the other way round, for a reason. */
const DIFFERENT: readonly { readonly document: string; readonly schema: string; readonly what: RegExp; readonly reason: string }[] = [
  { document: 'schemas.yaml', schema: 'NoType', what: / at \/$/, reason: NO_TYPE },
  { document: 'schemas.yaml', schema: 'Sibling', what: / at \/$/, reason: NO_TYPE },
  {
    document: 'schemas.yaml',
    schema: 'Object',
    what: / at \/constructor$/,
    reason: 'an optional property that every object has is `unknown`: where it is missing, the object has a function',
  },
  {
    document: 'schemas.yaml',
    schema: 'NamedAndMore',
    what: / at \/b$/,
    reason: 'properties without a name are `unknown` beside named ones, as their type would have to include the types of all named ones',
  },
  { document: 'schemas.yaml', schema: 'Patterns', what: / at \/(?:x-a)?$/, reason: 'properties by pattern are `unknown` if others are allowed' },
  { document: 'schemas-composed.yaml', schema: 'OnlyPatterns', what: /^more at \/$/, reason: NAMES },
  { document: 'schemas-composed.yaml', schema: 'Keys', what: /^more at \/$/, reason: NAMES },
  {
    document: 'schemas-composed.yaml',
    schema: 'RestOfComposed',
    what: / at \/n$/,
    reason: 'properties that no schema describes are `unknown`, as their type would have to include the types of all others',
  },
  { document: 'schemas-composed.yaml', schema: 'Conditional', what: /^as given$|\/(?:lives|barks)$/, reason: CONDITION },
  { document: 'schemas-composed.yaml', schema: 'ConditionalParts', what: /\/(?:kind|lives|barks)$/, reason: CONDITION },
  { document: 'schemas-composed.yaml', schema: 'Dependent', what: /^as given$|\/billing$|^without \/card$/, reason: CONDITION },
  {
    document: 'schemas-composed.yaml',
    schema: 'InnerBoth',
    what: /^more at \/in$/,
    reason: 'in responses, a property that several schemas describe may have more properties, as none of the schemas names all of them',
  },
  {
    document: 'schemas-composed.yaml',
    schema: 'NoMembers',
    what: /^more at \/$/,
    reason: 'an empty `properties` has no effect on the type, as other schemas may extend it',
  },
  {
    document: 'schemas-composed.yaml',
    schema: 'OpenAlternatives',
    what: /^more at \/$/,
    reason: 'a union allows the properties of all its branches',
  },
  { document: 'schemas-composed.yaml', schema: 'BaseOfOthers', what: /^more at \/$/, reason: BASE },
  { document: 'schemas-composed.yaml', schema: 'Built', what: /^more at \/$/, reason: BASE },
  { document: 'every-keyword.yaml', schema: 'Base', what: /^more at \/$/, reason: BASE },
];

const isOf =
  ({ document, schema, what }: (typeof DIFFERENT)[number]) =>
  (each: Case) =>
    each.document === document && each.name === schema && what.test(each.what);
const differs = (each: Case) => DIFFERENT.some((known) => isOf(known)(each));

const disagreements = () => all.disagreements().filter(({ document }) => document !== UNSAID_DOCUMENT);

test('every schema has values that are valid', () => {
  const valid = new Set(all.cases.filter(({ keywords }) => keywords.length === 0).map(({ document, name }) => `${document} ${name}`));
  const names = documents
    .filter(([name]) => name !== UNSAID_DOCUMENT)
    .flatMap(([name, text]) => [...schemasOf(parse(text)).keys()].map((schema) => `${name} ${schema}`));
  expect(names.filter((name) => !valid.has(name))).toEqual([]);
});

test('there are many cases of each kind', () => {
  for (const kind of ['taken', 'refused'] as const) expect(all.cases.filter((each) => wanted(each) === kind).length).toBeGreaterThan(1000);
});

test('what a validator takes, the compiler takes; a missing property, a wrong type and a value outside of an enum are refused by both', () => {
  expect(
    disagreements()
      .filter((each) => !differs(each))
      .map(described),
  ).toEqual([]);
});

test.each(DIFFERENT)('types and validators differ in $schema: $reason', (known) => {
  expect(disagreements().filter(isOf(known))).not.toEqual([]);
});

const unsaid = Object.keys(UNSAID).map((keyword) => ({ keyword }));

test.each(unsaid)('no type says $keyword: the validator refuses what the compiler takes', ({ keyword }) => {
  const sides = all.cases.filter((each) => each.document === UNSAID_DOCUMENT && each.name === keyword && each.what === 'as given');
  const refusedByValidator = sides.filter((each) => each.keywords.length > 0);
  expect(refusedByValidator.map(({ side }) => side)).toEqual(expect.arrayContaining(['request', 'response']));
  expect(refusedByValidator.filter((each) => all.refuses(each))).toEqual([]);
});

test('docs/types.md lists every keyword that no type expresses, and every difference', () => {
  const page = readFileSync(PAGE, 'utf8');
  const reasons = new Set([...page.matchAll(/^\| ([^|]*) \| [^|]* \|$/gm)].map(([, what]) => what));
  expect(Object.keys(UNSAID).filter((keyword) => !page.includes(`\`${keyword}\``))).toEqual([]);
  expect(DIFFERENT.map(({ reason }) => reason).filter((reason) => !reasons.has(reason))).toEqual([]);
});
