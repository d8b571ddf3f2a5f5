import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { lostSchemaNames } from '../../src/breaking/schema-names.ts';

const ref = (name: string, kind = 'schemas') => ({ $ref: `#/components/${kind}/${name}` });
const text = { type: 'string' };
const object = (properties: object) => ({ type: 'object', properties });

/** A document with one operation that has a response schema. */
function document(response: object, schemas: object = {}, { path = '/p', parameters = [], responses = {}, components = {} }: Extra = {}): JsonObject {
  const declared = { 200: { description: 'd', content: { 'application/json': { schema: response, example: ref('Data') } } }, ...responses };
  return {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { [path]: { get: { operationId: 'p', parameters, responses: declared } } },
    components: { schemas: { Other: text, ...schemas }, ...components },
  } as unknown as JsonObject;
}
interface Extra {
  readonly path?: string;
  readonly parameters?: object[];
  readonly responses?: object;
  readonly components?: object;
}

const PET = { Pet: object({ name: text }) };
const CAT = { Cat: object({ name: text }) };
/** References to a schema, in a row. */
const aliases = (target: string) =>
  Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`Alias${index}`, ref(index === 199 ? target : `Alias${index + 1}`)]));
const RING = { A: ref('B'), B: { allOf: [ref('A')] } };
const cases: { name: string; base: JsonObject; revision: JsonObject; want: string[] }[] = [
  { name: 'nothing is lost where nothing changes', base: document(ref('Pet'), PET), revision: document(ref('Pet'), PET), want: [] },
  {
    name: 'an alias counts as its target, however many references lead there',
    base: document(ref('Alias0'), { ...PET, ...aliases('Pet') }),
    revision: document(ref('Alias0'), { ...PET, ...CAT, ...aliases('Cat') }),
    want: ['schema-reference-changed revision /paths/~1p/get/responses/200/content/application~1json/schema The schema `Cat` replaced `Pet`.'],
  },
  { name: 'references in a ring', base: document(ref('A'), RING), revision: document(ref('A'), RING), want: [] },
  {
    name: 'a removed name is lost, and its replacement is reported',
    base: document(ref('Pet'), PET),
    revision: document(ref('Cat'), CAT),
    want: ['schema-name-removed revision /components/schemas/Cat The schema `Pet` was removed or renamed: `Cat` replaced it.'],
  },
  {
    name: 'an unused name is lost, too',
    base: document(text, PET),
    revision: document(text),
    want: ['schema-name-removed base /components/schemas/Pet The schema `Pet` was removed or renamed.'],
  },
  {
    name: 'an identical schema in place of one that stays is another class',
    base: document({ type: 'array', items: ref('Pet') }, PET),
    revision: document({ type: 'array', items: ref('Cat') }, { ...PET, ...CAT }),
    want: ['schema-reference-changed revision /paths/~1p/get/responses/200/content/application~1json/schema/items The schema `Cat` replaced `Pet`.'],
  },
  {
    name: 'a place is found despite another name of a path parameter and of a component',
    base: document(text, PET, { path: '/p/{a}', responses: { default: ref('Bad', 'responses') }, components: bad('Bad', 'Pet') }),
    revision: document(text, { ...PET, ...CAT }, { path: '/p/{b}', responses: { default: ref('Worse', 'responses') }, components: bad('Worse', 'Cat') }),
    want: [expect.stringMatching(/\/components\/responses\/Worse\/content\/a~1b\/schema The schema `Cat` replaced `Pet`/) as unknown as string],
  },
  {
    name: 'parameters are compared by name, not by index',
    base: document(text, { ...PET, ...CAT }, { parameters: [parameter('a', 'Pet'), parameter('b', 'Cat')] }),
    revision: document(text, { ...PET, ...CAT }, { parameters: [parameter('b', 'Cat'), parameter('a', 'Pet')] }),
    want: [],
  },
  {
    name: 'alternatives may change their order',
    base: document({ oneOf: [ref('Pet'), ref('Cat'), text] }, { ...PET, ...CAT }),
    revision: document({ oneOf: [text, ref('Cat'), ref('Pet')] }, { ...PET, ...CAT }),
    want: [],
  },
  {
    name: 'one of the alternatives is another class',
    base: document({ oneOf: [ref('Pet'), ref('Cat')] }, { ...PET, ...CAT }),
    revision: document({ oneOf: [ref('Other'), ref('Cat')] }, { ...PET, ...CAT }),
    want: [expect.stringMatching(/\/oneOf\/0 The schema `Other` replaced `Pet`/) as unknown as string],
  },
  {
    name: 'an inline schema has no name',
    base: document(ref('Pet'), PET),
    revision: document(object({ name: text }), PET),
    want: [expect.stringMatching(/An inline schema replaced `Pet`/) as unknown as string],
  },
  { name: 'an inline string has no class to lose', base: document(ref('Other')), revision: document(text), want: [] },
  { name: 'a schema that gets a name loses none', base: document(object({ name: text })), revision: document(ref('Pet'), PET), want: [] },
  { name: 'an alias counts as its target', base: document(ref('Pet'), PET), revision: document(ref('Alias'), { ...PET, Alias: ref('Pet') }), want: [] },
  {
    name: 'a description or null beside a schema does not change its class',
    base: document(object({ a: ref('Pet'), b: ref('Tree') }), { ...PET, Tree: { allOf: [ref('Pet'), object({})] } }),
    revision: document(object({ a: { allOf: [ref('Pet')], description: 'd' }, b: { anyOf: [ref('Tree'), { type: 'null' }] } }), {
      ...PET,
      Tree: { allOf: [ref('Pet'), object({})] },
    }),
    want: [],
  },
  {
    name: 'recursive schemas terminate, and each name is reported once',
    base: document(ref('Tree'), { Tree: object({ left: ref('Tree'), right: ref('Tree') }) }),
    revision: document(ref('Bush'), { Bush: object({ left: ref('Bush'), right: ref('Bush') }) }),
    want: [expect.stringMatching(/^schema-name-removed revision .* `Bush` replaced it/) as unknown as string],
  },
  {
    name: 'a property may have the name of a keyword',
    base: document(object({ example: ref('Pet') }), PET),
    revision: document(object({ example: ref('Cat') }), { ...PET, ...CAT }),
    want: [expect.stringMatching(/properties\/example The schema `Cat` replaced/) as unknown as string],
  },
  {
    name: 'an example is data',
    base: document({ ...object({}), example: ref('Pet') }, PET),
    revision: document({ ...object({}), example: ref('Cat') }, { ...PET, ...CAT }),
    want: [],
  },
];

function parameter(name: string, schema: string): object {
  return { name, in: 'query', schema: ref(schema) };
}

function bad(name: string, schema: string): object {
  return { responses: { [name]: { description: 'd', content: { 'a/b': { schema: ref(schema) } } } } };
}

test.each(cases)('$name', ({ base, revision, want }) =>
  expect(lostSchemaNames(base, revision).map(({ id, document: side, pointer, message }) => `${id} ${side} ${pointer} ${message}`)).toEqual(want),
);
