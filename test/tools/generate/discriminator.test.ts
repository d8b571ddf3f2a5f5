import { compileContract } from '../../../tools/generate/compile-contract.ts';
import { compile, document } from '../../support/documents.ts';
import { refusal } from '../../support/refusal.ts';

const MAPPING = { cat: '#/components/schemas/Cat', dog: 'Dog' };
const REFS = [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }];
const animal = (required: string[], members: object) => ({ type: 'object', required, properties: { kind: { type: 'string' }, ...members } });
/** Both must have the property. */
const TOLD = { Cat: animal(['kind', 'lives'], { lives: { type: 'integer' } }), Dog: animal(['kind', 'tricks'], { tricks: { type: 'integer' } }) };
/** Neither must. */
const UNTOLD = { Cat: animal(['lives'], { lives: { type: 'integer' } }), Dog: animal(['tricks'], { tricks: { type: 'integer' } }) };
/** One is a list. */
const LIST = { Cat: TOLD.Cat, Dog: { type: 'array', items: { type: 'integer' } } };
const ANY_PET = { Cat: animal(['kind'], {}), Dog: animal(['kind'], {}) };

function textOf(schemas: object, keyword: 'oneOf' | 'anyOf', mapping: object | undefined, openapi: string): string {
  const schema = { [keyword]: REFS, discriminator: { propertyName: 'kind', ...(mapping && { mapping }) } };
  const media = { 'application/json': { schema } };
  const operation = { operationId: 'op', requestBody: { content: media }, responses: { 200: { description: 'd', content: media } } };
  return document({ post: operation }, { schemas: { ...schemas, Pet: schema } }, openapi);
}

interface Case {
  readonly name: string;
  readonly schemas: object;
  readonly keyword?: 'oneOf' | 'anyOf';
  readonly mapping?: object;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const cases: readonly Case[] = [
  {
    name: 'the value says which alternative is meant',
    schemas: TOLD,
    mapping: MAPPING,
    valid: [
      { kind: 'cat', lives: 9 },
      { kind: 'dog', tricks: 3 },
    ],
    invalid: [{ kind: 'cat', tricks: 3 }, { kind: 'dog', lives: 9 }, { kind: 'cow', lives: 9 }, { lives: 9 }, [], 'cat'],
  },
  {
    name: 'without a mapping the names of the components are the values',
    schemas: TOLD,
    valid: [{ kind: 'Cat', lives: 9 }],
    invalid: [{ kind: 'cat', lives: 9 }],
  },
  {
    name: 'data that fits several alternatives is the one that it says',
    schemas: ANY_PET,
    mapping: MAPPING,
    valid: [{ kind: 'cat' }, { kind: 'dog' }],
    invalid: [{ kind: 'cow' }],
  },
  {
    name: 'anyOf is as oneOf',
    schemas: TOLD,
    keyword: 'anyOf',
    mapping: MAPPING,
    valid: [{ kind: 'cat', lives: 9 }],
    invalid: [{ kind: 'cat', tricks: 9 }],
  },
  {
    name: 'without a property that may be missing the composition decides',
    schemas: UNTOLD,
    mapping: MAPPING,
    valid: [{ lives: 9 }, { tricks: 3 }, { kind: 'cat', lives: 9 }],
    invalid: [{}, { kind: 'cat', tricks: 3 }, { kind: 'cow', lives: 9 }],
  },
  {
    name: 'the composition decides about what is no object',
    schemas: LIST,
    mapping: MAPPING,
    valid: [[], [1], { kind: 'cat', lives: 9 }],
    invalid: [['a'], { lives: 9 }, { kind: 'dog' }],
  },
];

test.each(cases.flatMap((row) => ['3.0.3', '3.1.0'].map((openapi) => ({ ...row, openapi }))))(
  '$openapi: $name',
  ({ schemas, keyword = 'oneOf', mapping, openapi, valid, invalid }) => {
    const { bodies, responses } = compile('d.json', textOf(schemas, keyword, mapping, openapi)).operations[0]?.load().validators ?? { responses: {} };
    for (const validator of [bodies?.['application/json'], responses['200']?.content?.['application/json']]) {
      expect(valid.map((value) => [value, validator?.(value)])).toEqual(valid.map((value) => [value, true]));
      expect(invalid.map((value) => [value, validator?.(value)])).toEqual(invalid.map((value) => [value, false]));
    }
  },
);

test.each([
  { name: 'missing', given: { lives: 'x' }, want: { instancePath: '', keyword: 'required', params: { missingProperty: 'kind' } } },
  { name: 'of no alternative', given: { kind: 'cow' }, want: { instancePath: '/kind', keyword: 'enum', params: { allowedValues: ['cat', 'dog'] } } },
])('a property that is $name is one violation, and not those of every alternative', ({ given, want }) => {
  const validate = compile('d.json', textOf(TOLD, 'oneOf', MAPPING, '3.0.3')).operations[0]?.load().validators.bodies?.['application/json'];
  validate?.(given);
  expect(validate?.errors).toMatchObject([want]);
});

const types: { name: string; schemas: object; want: string }[] = [
  { name: 'a property that must be there', schemas: TOLD, want: 'export type Pet = { "kind": "cat" } & Cat | { "kind": "dog" } & Dog;' },
  { name: 'a property that may be missing', schemas: UNTOLD, want: 'export type Pet = { "kind"?: "cat" } & Cat | { "kind"?: "dog" } & Dog;' },
  { name: 'what is no object', schemas: LIST, want: 'export type Pet = { "kind": "cat" } & Cat | Dog;' },
];

test.each(types)('the type tells alternatives apart: $name', ({ schemas, want }) => {
  expect(compileContract('d.json', textOf(schemas, 'oneOf', MAPPING, '3.0.3')).files.get('types.ts')).toContain(want);
});

test('a value that is mapped to none of the alternatives is refused with its place', () => {
  const text = `openapi: 3.0.3
info: { title: T, version: '1' }
paths:
  /t:
    get: { operationId: a, responses: { '200': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } }
components:
  schemas:
    Cat: { type: object }
    Pet:
      oneOf: [{ $ref: '#/components/schemas/Cat' }]
      discriminator: { propertyName: kind, mapping: { cat: Cat, dog: Dog } }
`;
  expect(refusal(text)).toBe('d.yaml:11:65: the value dog is mapped to no schema of oneOf');
});
