import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { type Edit, object, READERS, responds, SENDERS, sends, sets, takes } from './api.ts';
import { OASDIFF_CHECKS } from './oasdiff-checks.ts';

/** Two schemas, the second of which takes fewer values. */
interface Narrowing {
  readonly name: string;
  readonly wide: unknown;
  readonly narrow: unknown;
  /** How oasdiff names the change from wide to narrow, and back, behind the place of it. */
  readonly narrower: string;
  readonly wider: string;
  readonly version?: string;
  readonly schemas?: object;
  /** If they are others for the second. */
  readonly narrowSchemas?: object;
  /** Parameters and headers of this kind are not written as text. */
  readonly notText?: true;
}

const text = { type: 'string' };
const list = (more: object) => ({ type: 'array', items: text, ...more });
const cat = object({ meows: { type: 'boolean' } }, { required: ['meows'] });
/** `then` would make an object look like a promise to the linter. */
const condition = (more: object) => ({ if: { required: ['a'] }, ...more });
const branch = (name: 'then' | 'else') => ({ [name]: { required: ['b'] } });
const dog = object({ barks: { type: 'boolean' } }, { required: ['barks'] });

const NARROWINGS: readonly Narrowing[] = [
  {
    name: 'a type of a list',
    wide: { type: ['string', 'integer'] },
    narrow: { type: ['integer'] },
    narrower: 'list-of-types-narrowed',
    wider: 'list-of-types-widened',
    notText: true,
  },
  { name: 'any type', wide: {}, narrow: { type: 'object' }, narrower: 'type-specialized', wider: 'type-generalized', notText: true },
  { name: 'number and integer', wide: { type: 'number' }, narrow: { type: 'integer' }, narrower: 'type-specialized', wider: 'type-generalized' },
  { name: 'null of 3.1', wide: { type: ['string', 'null'] }, narrow: text, narrower: 'became-not-nullable', wider: 'became-nullable' },
  { name: 'nullable of 3.0', wide: { ...text, nullable: true }, narrow: text, narrower: 'became-not-nullable', wider: 'became-nullable', version: '3.0.3' },
  { name: 'enum', wide: text, narrow: { ...text, enum: ['a'] }, narrower: 'became-enum', wider: 'enum-removed' },
  { name: 'a value of enum', wide: { enum: ['a', 'b'] }, narrow: { enum: ['a'] }, narrower: 'enum-value-removed', wider: 'enum-value-added' },
  { name: 'const', wide: text, narrow: { const: 'a' }, narrower: 'const-added', wider: 'const-removed' },
  { name: 'const beside enum', wide: { enum: ['a', 'b'] }, narrow: { const: 'b' }, narrower: 'const-added', wider: 'const-removed' },
  { name: 'a new maximum', wide: { type: 'integer' }, narrow: { type: 'integer', maximum: 9 }, narrower: 'max-set', wider: 'max-unset' },
  { name: 'maximum', wide: { type: 'integer', maximum: 10 }, narrow: { type: 'integer', maximum: 9 }, narrower: 'max-decreased', wider: 'max-increased' },
  { name: 'a new minimum', wide: { type: 'number' }, narrow: { type: 'number', minimum: 1 }, narrower: 'min-set', wider: 'min-unset' },
  { name: 'minimum', wide: { type: 'number', minimum: 1 }, narrow: { type: 'number', minimum: 2 }, narrower: 'min-increased', wider: 'min-decreased' },
  {
    name: 'a new exclusiveMaximum',
    wide: { type: 'number' },
    narrow: { type: 'number', exclusiveMaximum: 9 },
    narrower: 'exclusive-max-set',
    wider: 'exclusive-max-unset',
  },
  {
    name: 'exclusiveMaximum',
    wide: { type: 'number', exclusiveMaximum: 9 },
    narrow: { type: 'number', exclusiveMaximum: 8 },
    narrower: 'exclusive-max-decreased',
    wider: 'exclusive-max-increased',
  },
  {
    name: 'a new exclusiveMinimum',
    wide: { type: 'number' },
    narrow: { type: 'number', exclusiveMinimum: 1 },
    narrower: 'exclusive-min-set',
    wider: 'exclusive-min-unset',
  },
  {
    name: 'exclusiveMinimum',
    wide: { type: 'number', exclusiveMinimum: 1 },
    narrow: { type: 'number', exclusiveMinimum: 2 },
    narrower: 'exclusive-min-increased',
    wider: 'exclusive-min-decreased',
  },
  {
    name: 'exclusiveMinimum of 3.0',
    wide: { type: 'number', minimum: 1 },
    narrow: { type: 'number', minimum: 1, exclusiveMinimum: true },
    narrower: 'exclusive-min-increased',
    wider: 'exclusive-min-decreased',
    version: '3.0.3',
  },
  {
    name: 'multipleOf',
    wide: { type: 'integer', multipleOf: 2 },
    narrow: { type: 'integer', multipleOf: 6 },
    narrower: 'multiple-of-set',
    wider: 'multiple-of-removed',
  },
  { name: 'a new maxLength', wide: text, narrow: { ...text, maxLength: 9 }, narrower: 'max-length-set', wider: 'max-length-unset' },
  { name: 'maxLength', wide: { ...text, maxLength: 10 }, narrow: { ...text, maxLength: 9 }, narrower: 'max-length-decreased', wider: 'max-length-increased' },
  { name: 'minLength', wide: { ...text, minLength: 1 }, narrow: { ...text, minLength: 2 }, narrower: 'min-length-increased', wider: 'min-length-decreased' },
  { name: 'pattern', wide: text, narrow: { ...text, pattern: '^[a-z]$' }, narrower: 'pattern-added', wider: 'pattern-removed' },
  {
    name: 'a pattern that takes everything',
    wide: { ...text, pattern: '.*' },
    narrow: { ...text, pattern: '^[a-z]$' },
    narrower: 'pattern-changed',
    wider: 'pattern-generalized',
  },
  { name: 'format', wide: text, narrow: { ...text, format: 'date' }, narrower: 'type-specialized', wider: 'type-generalized' },
  {
    name: 'a wider format',
    wide: { type: 'integer', format: 'int64' },
    narrow: { type: 'integer', format: 'int32' },
    narrower: 'type-specialized',
    wider: 'type-generalized',
  },
  { name: 'a new maxItems', wide: list({}), narrow: list({ maxItems: 3 }), narrower: 'max-items-set', wider: 'max-items-unset' },
  { name: 'maxItems', wide: list({ maxItems: 4 }), narrow: list({ maxItems: 3 }), narrower: 'max-items-decreased', wider: 'max-items-increased' },
  { name: 'a new minItems', wide: list({}), narrow: list({ minItems: 1 }), narrower: 'min-items-set', wider: 'min-items-unset' },
  { name: 'minItems', wide: list({ minItems: 1 }), narrow: list({ minItems: 2 }), narrower: 'min-items-increased', wider: 'min-items-decreased' },
  { name: 'uniqueItems', wide: list({}), narrow: list({ uniqueItems: true }), narrower: 'unique-items-set', wider: 'unique-items-removed' },
  {
    name: 'items',
    wide: { type: 'array', items: text },
    narrow: { type: 'array', items: { ...text, maxLength: 3 } },
    narrower: 'items-narrowed',
    wider: 'items-widened',
  },
  { name: 'a schema of items', wide: { type: 'array' }, narrow: { type: 'array', items: text }, narrower: 'items-added', wider: 'items-removed' },
  {
    name: 'prefixItems',
    wide: { type: 'array' },
    narrow: { type: 'array', prefixItems: [text] },
    narrower: 'prefix-items-added',
    wider: 'prefix-items-removed',
  },
  {
    name: 'prefixItems before items',
    wide: { type: 'array', prefixItems: [{ type: ['string', 'integer'] }], items: text },
    narrow: list({}),
    narrower: 'prefix-items-removed',
    wider: 'prefix-items-added',
    notText: true,
  },
  {
    name: 'unevaluatedItems',
    wide: { type: 'array', prefixItems: [text] },
    narrow: { type: 'array', prefixItems: [text], unevaluatedItems: false },
    narrower: 'unevaluated-items-added',
    wider: 'unevaluated-items-removed',
  },
  { name: 'contains', wide: list({}), narrow: list({ contains: { const: 'a' } }), narrower: 'contains-added', wider: 'contains-removed' },
  {
    name: 'minContains',
    wide: list({ contains: { const: 'a' } }),
    narrow: list({ contains: { const: 'a' }, minContains: 2 }),
    narrower: 'min-contains-increased',
    wider: 'min-contains-decreased',
  },
  {
    name: 'maxContains',
    wide: list({ contains: { const: 'a' }, maxContains: 3 }),
    narrow: list({ contains: { const: 'a' }, maxContains: 2 }),
    narrower: 'max-contains-decreased',
    wider: 'max-contains-increased',
  },
  {
    name: 'minProperties',
    wide: { type: 'object' },
    narrow: { type: 'object', minProperties: 1 },
    narrower: 'min-properties-set',
    wider: 'min-properties-removed',
    notText: true,
  },
  {
    name: 'maxProperties',
    wide: { type: 'object', maxProperties: 3 },
    narrow: { type: 'object', maxProperties: 2 },
    narrower: 'max-properties-decreased',
    wider: 'max-properties-increased',
    notText: true,
  },
  {
    name: 'propertyNames',
    wide: { type: 'object' },
    narrow: { type: 'object', propertyNames: { maxLength: 3 } },
    narrower: 'property-names-added',
    wider: 'property-names-removed',
    notText: true,
  },
  {
    name: 'patternProperties',
    wide: { type: 'object' },
    narrow: { type: 'object', patternProperties: { '^x': text } },
    narrower: 'pattern-property-added',
    wider: 'pattern-property-removed',
    notText: true,
  },
  {
    name: 'a schema of other properties',
    wide: { type: 'object' },
    narrow: { type: 'object', additionalProperties: text },
    narrower: 'additional-properties-set',
    wider: 'additional-properties-removed',
    notText: true,
  },
  {
    name: 'the schema of other properties',
    wide: { type: 'object', additionalProperties: text },
    narrow: { type: 'object', additionalProperties: { ...text, maxLength: 3 } },
    narrower: 'additional-properties-narrowed',
    wider: 'additional-properties-widened',
    notText: true,
  },
  {
    name: 'dependentRequired',
    wide: { type: 'object' },
    narrow: { type: 'object', dependentRequired: { a: ['b'] } },
    narrower: 'dependent-required-added',
    wider: 'dependent-required-removed',
    notText: true,
  },
  {
    name: 'dependentSchemas',
    wide: { type: 'object' },
    narrow: { type: 'object', dependentSchemas: { a: { required: ['b'] } } },
    narrower: 'dependent-schema-added',
    wider: 'dependent-schema-removed',
    notText: true,
  },
  {
    name: 'if with then',
    wide: object({ a: text }),
    narrow: object({ a: text }, condition(branch('then'))),
    narrower: 'if-added',
    wider: 'if-removed',
    notText: true,
  },
  {
    name: 'then',
    wide: object({ a: text }, condition({})),
    narrow: object({ a: text }, condition(branch('then'))),
    narrower: 'then-added',
    wider: 'then-removed',
    notText: true,
  },
  {
    name: 'else',
    wide: object({ a: text }, condition({})),
    narrow: object({ a: text }, condition(branch('else'))),
    narrower: 'else-added',
    wider: 'else-removed',
    notText: true,
  },
  { name: 'not', wide: text, narrow: { ...text, not: { const: 'a' } }, narrower: 'not-added', wider: 'not-removed' },
  {
    name: 'allOf',
    wide: object({ a: text }),
    narrow: { allOf: [object({ a: text }), { required: ['a'] }] },
    narrower: 'all-of-added',
    wider: 'all-of-removed',
    notText: true,
  },
  { name: 'an alternative of anyOf', wide: { anyOf: [cat, dog] }, narrow: { anyOf: [cat] }, narrower: 'any-of-removed', wider: 'any-of-added', notText: true },
  {
    name: 'an alternative of oneOf',
    wide: { oneOf: [text, { $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] },
    narrow: { oneOf: [text, { $ref: '#/components/schemas/Dog' }] },
    narrower: 'one-of-removed',
    wider: 'one-of-added',
    schemas: { Cat: cat, Dog: dog },
    notText: true,
  },
  {
    name: 'one of three alternatives of oneOf',
    wide: { oneOf: [text, cat, dog] },
    narrow: { oneOf: [cat, dog] },
    narrower: 'one-of-removed',
    wider: 'one-of-added',
    notText: true,
  },
  { name: 'oneOf around a schema', wide: { oneOf: [cat, dog] }, narrow: cat, narrower: 'one-of-removed', wider: 'wrapped-in-one-of', notText: true },
  {
    name: 'an alternative of an alternative',
    wide: { oneOf: [{ anyOf: [text, { type: 'integer' }] }, cat] },
    narrow: { oneOf: [{ anyOf: [text, { type: 'integer', maximum: 3 }] }, cat] },
    narrower: 'max-set',
    wider: 'max-unset',
    notText: true,
  },
  {
    name: 'an alternative that leads back to its schema',
    wide: { $ref: '#/components/schemas/Value' },
    narrow: { $ref: '#/components/schemas/Value' },
    narrower: 'max-length-set',
    wider: 'max-length-unset',
    schemas: {
      Value: {
        oneOf: [text, { type: 'array', items: { $ref: '#/components/schemas/Value' } }, { allOf: [{ $ref: '#/components/schemas/Value' }, { type: 'null' }] }],
      },
    },
    narrowSchemas: {
      Value: {
        oneOf: [
          { ...text, maxLength: 3 },
          { type: 'array', items: { $ref: '#/components/schemas/Value' } },
          { allOf: [{ $ref: '#/components/schemas/Value' }, { type: 'null' }] },
        ],
      },
    },
    notText: true,
  },
  {
    name: 'an alternative that is limited',
    wide: { oneOf: [text, { type: 'integer' }] },
    narrow: { oneOf: [{ ...text, maxLength: 3 }, { type: 'integer' }] },
    narrower: 'max-length-set',
    wider: 'max-length-unset',
    notText: true,
  },
  {
    name: 'a required property',
    wide: object({ a: text }),
    narrow: object({ a: text }, { required: ['a'] }),
    narrower: 'became-required',
    wider: 'became-optional',
    notText: true,
  },
  {
    name: 'a recursive schema',
    wide: { $ref: '#/components/schemas/Tree' },
    narrow: { $ref: '#/components/schemas/Tree' },
    narrower: 'max-items-set',
    wider: 'max-items-unset',
    schemas: { Tree: object({ next: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } }) },
    narrowSchemas: { Tree: object({ next: { type: 'array', maxItems: 2, items: { $ref: '#/components/schemas/Tree' } } }) },
    notText: true,
  },
  {
    name: 'a schema of content',
    wide: { ...text, contentMediaType: 'application/json' },
    narrow: { ...text, contentMediaType: 'application/json', contentSchema: { type: 'object' } },
    narrower: 'content-schema-added',
    wider: 'content-schema-removed',
  },
];

/** Where a schema may stand, and how oasdiff names the place. */
const PLACES: readonly {
  readonly name: string;
  readonly oasdiff: string;
  readonly sent: boolean;
  readonly isText: boolean;
  readonly put: (schema: unknown, more: object) => JsonObject;
}[] = [
  { name: 'a request body', oasdiff: 'request-body', sent: true, isText: false, put: (schema, more) => sends(schema, more) },
  { name: 'a property of a request', oasdiff: 'request-property', sent: true, isText: false, put: (schema, more) => sends(object({ p: schema }), more) },
  { name: 'a parameter', oasdiff: 'request-parameter', sent: true, isText: true, put: (schema, more) => takes({ schema }, more) },
  {
    name: 'a property of a parameter',
    oasdiff: 'request-parameter-property',
    sent: true,
    isText: true,
    put: (schema, more) => takes({ style: 'deepObject', schema: object({ p: schema }) }, more),
  },
  { name: 'a response body', oasdiff: 'response-body', sent: false, isText: false, put: (schema, more) => responds(schema, more) },
  { name: 'a property of a response', oasdiff: 'response-property', sent: false, isText: false, put: (schema, more) => responds(object({ p: schema }), more) },
  { name: 'a response header', oasdiff: 'response-header', sent: false, isText: true, put: (schema, more) => sets({ schema }, more) },
];

/** Every narrowing, and its reverse, in every place. */
export const KEYWORD_EDITS: readonly Edit[] = NARROWINGS.flatMap((each) => {
  const { name, wide, narrow, narrower, wider, version, schemas, narrowSchemas = schemas, notText } = each;
  const more = (used: object | undefined) => ({ ...(version && { version }), ...(used && { schemas: used }) });
  return PLACES.filter(({ isText }) => !(isText && notText)).flatMap((place): Edit[] => {
    const [before, after] = [place.put(wide, more(schemas)), place.put(narrow, more(narrowSchemas))];
    const covered = (suffix: string) => [`${place.oasdiff}-${suffix}`].filter((id) => OASDIFF_CHECKS.has(id));
    return [
      { name: `${name} narrowed in ${place.name}`, before, after, breaks: place.sent ? SENDERS : [], oasdiff: covered(narrower) },
      { name: `${name} widened in ${place.name}`, before: after, after: before, breaks: place.sent ? [] : READERS, oasdiff: covered(wider) },
    ];
  });
});
