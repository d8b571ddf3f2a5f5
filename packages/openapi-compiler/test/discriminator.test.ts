import { compile, document } from '../../../test/support/documents.ts';
import { refusal } from '../../../test/support/refusal.ts';
import { compileDocument } from '../src/compile.ts';

/** With a discriminator that selects, as an option of the compiler has it. */
const SELECTS = { discriminatorSelects: true };
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
  '$openapi, a discriminator that selects: $name',
  ({ schemas, keyword = 'oneOf', mapping, openapi, valid, invalid }) => {
    const { bodies, responses } = compile('d.json', textOf(schemas, keyword, mapping, openapi), SELECTS).list[0]?.load().validators ?? { responses: {} };
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
  const validate = compile('d.json', textOf(TOLD, 'oneOf', MAPPING, '3.0.3'), SELECTS).list[0]?.load().validators.bodies?.['application/json'];
  validate?.(given);
  expect(validate?.errors).toMatchObject([want]);
});

const types: { name: string; schemas: object; want: string }[] = [
  { name: 'a property that must be there', schemas: TOLD, want: 'export type Pet = { "kind": "cat" } & Cat | { "kind": "dog" } & Dog;' },
  { name: 'a property that may be missing', schemas: UNTOLD, want: 'export type Pet = { "kind"?: "cat" } & Cat | { "kind"?: "dog" } & Dog;' },
  { name: 'what is no object', schemas: LIST, want: 'export type Pet = { "kind": "cat" } & Cat | Dog;' },
];

test.each(types)('the type tells alternatives apart: $name', ({ schemas, want }) => {
  expect(compileDocument('d.json', textOf(schemas, 'oneOf', MAPPING, '3.0.3'), SELECTS).files.get('types.ts')).toContain(want);
});

const of = (kind: object) => ({ type: 'object', required: ['kind'], properties: { kind } });
const petOf = (names: readonly string[], mapping?: object) => ({
  oneOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })),
  discriminator: { propertyName: 'kind', ...(mapping && { mapping }) },
});
const FELINES = { Dog: of({ type: 'string' }), Felines: petOf(['Cat', 'Lion']), Cat: of({ const: 'Cat' }), Lion: of({ const: 'Lion' }) };
const KEBAB = { Cat: of({ enum: ['cat'] }), Dog: of({ allOf: [{ type: 'string', pattern: '^d' }] }) };
const refused = (value: string, name: string) =>
  `a discriminator whose value ${value} stands for /components/schemas/${name}, which does not take it; a mapping can name one that it takes`;

const unfit: { name: string; pet: object; schemas: object; valid: string[]; invalid: string[]; listed: string[] }[] = [
  {
    name: 'a name that its schema does not take decides nothing',
    pet: petOf(['Cat', 'Dog']),
    schemas: KEBAB,
    valid: ['cat', 'dog'],
    invalid: ['Cat', 'cow'],
    listed: [refused('Cat', 'Cat')],
  },
  {
    name: 'nor does a mapped value',
    pet: petOf(['Cat', 'Dog'], { cat: 'Cat', hund: 'Dog' }),
    schemas: KEBAB,
    valid: ['cat', 'dog'],
    invalid: ['hund'],
    listed: [refused('hund', 'Dog')],
  },
  {
    name: 'a value of several names that its schema takes does',
    pet: petOf(['Cat', 'Dog'], { cat: 'Cat', dog: 'Dog' }),
    schemas: KEBAB,
    valid: ['cat', 'dog'],
    invalid: ['Cat', 'dingo'],
    listed: [],
  },
  {
    name: 'a name of alternatives that are told apart by the same property decides nothing',
    pet: petOf(['Felines', 'Dog']),
    schemas: { ...FELINES, Dog: of({ const: 'Dog' }) },
    valid: ['Cat', 'Lion', 'Dog'],
    invalid: ['Felines', 'cow'],
    listed: [refused('Felines', 'Felines')],
  },
  {
    name: 'a mapping of their values does',
    pet: petOf(['Dog', 'Felines'], { Cat: 'Felines', Lion: 'Felines' }),
    schemas: FELINES,
    valid: ['Cat', 'Lion', 'Dog'],
    invalid: ['Felines', 'cow'],
    listed: [],
  },
  {
    name: 'a name in a schema behind parts counts',
    pet: petOf(['Cat']),
    schemas: { Base: of({ enum: ['cat'] }), Cat: { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { kind: { type: 'string' } } }] } },
    valid: ['cat'],
    invalid: ['Cat'],
    listed: [refused('Cat', 'Cat')],
  },
  {
    name: 'a schema that does not take the property at all takes none of its values',
    pet: petOf(['Cat', 'Dog']),
    schemas: { Cat: of({}), Dog: { type: 'object', additionalProperties: false, properties: { tricks: {} } } },
    valid: ['Cat', 'cow'],
    invalid: [],
    listed: [refused('Dog', 'Dog')],
  },
  {
    name: 'a name that the mapping gives to another stands for nothing else',
    pet: petOf(['Cat', 'Dog'], { Dog: 'Cat' }),
    schemas: { Cat: of({ const: 'Dog' }), Dog: of({ const: 'dog' }) },
    valid: ['Dog', 'dog'],
    invalid: ['Cat'],
    listed: ['a discriminator of which no value stands for /components/schemas/Dog'],
  },
  {
    name: 'a name of two schemas decides nothing',
    pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Old/$defs/Cat' }], discriminator: { propertyName: 'kind' } },
    schemas: { Cat: of({ pattern: '^C' }), Old: { $defs: { Cat: of({ pattern: '^o' }) } } },
    valid: ['Cat', 'old'],
    invalid: ['cow'],
    listed: ['a discriminator whose value Cat stands for both /components/schemas/Cat and /components/schemas/Old/$defs/Cat'],
  },
];

test.each(unfit)('$name', ({ pet, schemas, valid, invalid, listed }) => {
  const media = { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } };
  const operation = { operationId: 'op', requestBody: { content: media }, responses: { 204: { description: 'd' } } };
  const text = document({ post: operation }, { schemas: { ...schemas, Pet: pet } }, '3.1.0');
  const validate = compile('d.json', text, SELECTS).list[0]?.load().validators.bodies?.['application/json'];
  expect([...valid, ...invalid].filter((kind) => validate?.({ kind }))).toEqual(valid);
  const found = compileDocument('d.json', text).diagnostics.filter(({ code }) => code === 'unenforced-discriminator');
  expect(found.map(({ message }) => message.replace(' cannot be followed, so every alternative is tried', ''))).toEqual(listed);
});

const told = (kind: object, members: object = {}) => ({ type: 'object', required: ['kind'], properties: { kind, ...members } });
/** What each of them takes has another value of the property. */
const EXCLUSIVE = {
  Cat: told({ const: 'cat' }, { lives: { type: 'integer' } }),
  Dog: { allOf: [told({ type: 'string' }), { properties: { kind: { enum: ['dog', 'hound'] }, tricks: { type: 'integer' } } }] },
};
const PETS = {
  'both require the property': TOLD,
  'none requires it': UNTOLD,
  'one is a list': LIST,
  'all data fits both': ANY_PET,
  'each takes values of its own': EXCLUSIVE,
  'each takes values of its own, of a property that may be missing': { Cat: { ...EXCLUSIVE.Cat, required: undefined }, Dog: EXCLUSIVE.Dog },
  'each takes values of its own, of what need not be an object': { Cat: { ...EXCLUSIVE.Cat, type: undefined }, Dog: { ...EXCLUSIVE.Dog } },
  'one value fits both': { Cat: told({ enum: ['cat', 'pet'] }), Dog: told({ enum: ['dog', 'pet'] }) },
  'one may be null': { Cat: { ...EXCLUSIVE.Cat, type: ['object', 'null'] }, Dog: EXCLUSIVE.Dog },
  'each has members of its own only': { Cat: { ...TOLD.Cat, additionalProperties: false }, Dog: { ...TOLD.Dog, additionalProperties: false } },
};
const KINDS = ['cat', 'dog', 'hound', 'pet', 'cow', 'Cat', 'Dog', '', 0, null, undefined];
const VALUES = KINDS.flatMap((kind) => [{ kind }, { kind, lives: 9 }, { kind, tricks: 3 }, { kind, lives: 'x', tricks: 3 }, { kind, lives: 9, tricks: 3 }]);
const OTHERS = [null, 'cat', 0, [], [1], ['a'], [{ kind: 'cat' }]];

const unions = Object.entries(PETS).flatMap(([name, schemas]) =>
  (['oneOf', 'anyOf'] as const).flatMap((keyword) => [MAPPING, undefined].map((mapping) => ({ name, schemas, keyword, mapping }))),
);
test.each(unions)('a discriminator changes nothing of what is valid: $keyword, $name', ({ schemas, keyword, mapping }) => {
  const withIt = textOf(schemas, keyword, mapping, '3.1.0');
  const without = JSON.stringify(JSON.parse(withIt, (name, value) => (name === 'discriminator' ? undefined : value)));
  const verdictsOf = (text: string) => {
    const { bodies, responses } = compile('d.json', text).list[0]?.load().validators ?? { responses: {} };
    return [bodies?.['application/json'], responses['200']?.content?.['application/json']].map((validate) =>
      JSON.parse(JSON.stringify([...VALUES, ...OTHERS])).map((value: unknown) => [JSON.stringify(value), validate?.(value)]),
    );
  };
  expect(verdictsOf(withIt)).toEqual(verdictsOf(without));
});

test.each([
  { name: 'the first', given: { kind: 'cat', lives: 'x' }, want: ['/lives'] },
  { name: 'the last', given: { kind: 'dog', tricks: 'x' }, want: ['/tricks'] },
])('the errors of the alternative that the property names come first: $name', ({ given, want }) => {
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const validate = compile('d.json', textOf(TOLD, keyword, MAPPING, '3.0.3')).list[0]?.load().validators.bodies?.['application/json'];
    validate?.(given);
    expect(validate?.errors?.slice(0, 1).map(({ instancePath }) => instancePath)).toEqual(want);
    expect(validate?.errors?.at(-1)?.keyword).toBe(keyword);
  }
});

test('alternatives whose values of the property exclude each other have one error for a value of none', () => {
  const validate = compile('d.json', textOf(EXCLUSIVE, 'oneOf', MAPPING, '3.1.0')).list[0]?.load().validators.bodies?.['application/json'];
  const cases = [
    { given: { kind: 'cow' }, want: [['/kind', 'enum']] },
    { given: { kind: 'cat', lives: 'x' }, want: [['/lives', 'type']] },
  ];
  for (const { given, want } of cases) {
    validate?.(given);
    expect(validate?.errors?.map(({ instancePath, keyword }) => [instancePath, keyword])).toEqual(want);
  }
});

test('anyOf looks at the alternative that the property names, and at no other where that holds', () => {
  const looked: string[] = [];
  const value = (kind: string) => ({
    kind,
    get lives() {
      return looked.push('lives');
    },
    get tricks() {
      return looked.push('tricks');
    },
  });
  const validate = compile('d.json', textOf(TOLD, 'anyOf', MAPPING, '3.0.3')).list[0]?.load().validators.bodies?.['application/json'];
  expect(validate?.(value('dog'))).toBe(true);
  expect([...new Set(looked)]).toEqual(['tricks']);
});

test('without the option the type is that of the composition', () => {
  const { files } = compileDocument('d.json', textOf(TOLD, 'oneOf', MAPPING, '3.0.3'));
  expect(files.get('types.ts')).toContain('export type Pet = Cat | Dog;');
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
  expect(refusal(text)).toBe('11:65 invalid-discriminator');
});
