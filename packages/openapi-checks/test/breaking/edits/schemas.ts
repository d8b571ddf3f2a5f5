import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { api, CODE, type Edit, form, object, READERS, responds, SENDERS, sends } from './api.ts';
import { OASDIFF_CHECKS } from './oasdiff-checks.ts';

/** A schema in a request and in a response, as a body and as a property. */
type SchemaRow = readonly [name: string, before: unknown, after: unknown, breaks: 'both' | 'senders' | 'readers' | 'none', ...oasdiff: string[]];
type Row = readonly [name: string, before: JsonObject, after: JsonObject, breaks: readonly string[], ...oasdiff: string[]];

const text = { type: 'string' };
const integer = { type: 'integer' };
const none: readonly string[] = [];
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const cat = object({ meows: { type: 'boolean' } }, { required: ['meows'] });
const dog = object({ barks: { type: 'boolean' } }, { required: ['barks'] });

const SCHEMAS: readonly SchemaRow[] = [
  ['another type', text, integer, 'both', 'type-changed'],
  ['an array in place of an item', text, { type: 'array', items: text }, 'both', 'type-changed'],
  ['another format', { ...text, format: 'date' }, { ...text, format: 'date-time' }, 'both', 'type-changed'],
  ['a format for user interfaces', text, { ...text, format: 'password' }, 'none', 'type-compatible'],
  ['another const', { const: 'a' }, { const: 'b' }, 'both', 'const-changed'],
  ['const in place of an enum of one', { enum: ['a'] }, { const: 'a' }, 'none'],
  ['an enum in another order', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }, 'none'],
  ['an enum of both booleans', { type: 'boolean' }, { type: 'boolean', enum: [true, false] }, 'none'],
  ['another pattern', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }, 'both', 'pattern-changed'],
  ['a pattern that takes everything', text, { ...text, pattern: '^.*$' }, 'none'],
  ['an exclusive bound of integers', { type: 'integer', minimum: 1 }, { type: 'integer', exclusiveMinimum: 0 }, 'none'],
  ['a bound that another keyword implies', { type: 'number', minimum: 2 }, { type: 'number', minimum: 2, exclusiveMinimum: 1 }, 'none'],
  ['a limit of another type', { type: 'integer' }, { type: 'integer', maxLength: 3 }, 'none'],
  ['a multiple of one for integers', { type: 'integer' }, { type: 'integer', multipleOf: 1 }, 'none'],
  ['a limit of zero', text, { ...text, minLength: 0 }, 'none'],
  ['an encoding of the content', text, { ...text, contentEncoding: 'base64' }, 'both', 'content-encoding-changed'],
  ['another encoding of the content', { ...text, contentEncoding: 'base64' }, { ...text, contentEncoding: 'base32' }, 'both', 'content-encoding-changed'],
  [
    'another media type of the content',
    { ...text, contentMediaType: 'text/csv' },
    { ...text, contentMediaType: 'text/html' },
    'both',
    'content-media-type-changed',
  ],
  ['another description', text, { ...text, description: 'd', title: 't', example: 'a', examples: ['b'], externalDocs: {} }, 'none'],
  ['a description in allOf', { allOf: [text] }, { allOf: [text, { description: 'd' }] }, 'none', 'all-of-added-annotation-only'],
  ['no description in allOf', { allOf: [text, { description: 'd' }] }, { allOf: [text] }, 'none', 'all-of-removed-annotation-only'],
  ['allOf around a schema', text, { allOf: [text], description: 'd' }, 'none'],
  ['a property moves into allOf', object({ a: text, b: text }), { allOf: [object({ a: text }), object({ b: text })] }, 'none'],
  ['oneOf around a schema', cat, { oneOf: [cat] }, 'none'],
  ['a schema becomes alternatives that require something', object({ a: text }), { oneOf: [cat, dog] }, 'both', 'wrapped-in-one-of'],
  ['a format that the values of an enum have', { enum: ['2026-01-15'] }, { enum: ['2026-01-15'], format: 'date' }, 'none'],
  ['a format that the values of an enum do not have', { enum: ['soon'] }, { enum: ['soon'], format: 'date' }, 'senders'],
  ['a count that required properties imply', object({ a: text }, { required: ['a'] }), object({ a: text }, { required: ['a'], minProperties: 1 }), 'none'],
  ['a map in place of a required property', object({ a: text }, { required: ['a'] }), { type: 'object', additionalProperties: text }, 'both'],
  [
    'oneOf in place of anyOf, where a value may match both',
    object({ a: text, b: text }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }),
    object({ a: text, b: text }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
    'senders',
  ],
  [
    'oneOf that excludes what both alternatives take',
    { type: 'integer', minimum: 5, maximum: 6 },
    {
      oneOf: [
        { type: 'integer', minimum: 0 },
        { type: 'integer', maximum: 10 },
      ],
    },
    'both',
  ],
  ['alternatives in another order', { oneOf: [cat, dog] }, { oneOf: [dog, cat] }, 'none'],
  ['anyOf in place of oneOf', { oneOf: [text, integer] }, { anyOf: [text, integer] }, 'none'],
  ['a list of types in place of anyOf', { anyOf: [text, integer] }, { type: ['string', 'integer'] }, 'none'],
  ['null by anyOf', { anyOf: [text, { type: 'null' }] }, { type: ['string', 'null'] }, 'none'],
  ['an alternative is replaced', { oneOf: [cat, dog] }, { oneOf: [cat, text] }, 'both'],
  [
    'a condition is written in another order',
    object({ a: text }, { if: { required: ['a'], minProperties: 2 }, else: false }),
    object({ a: text }, { if: { minProperties: 2, required: ['a'] }, else: false }),
    'none',
  ],
  [
    'another condition',
    object({ a: text }, { if: { required: ['a'] }, else: { required: ['b'] } }),
    object({ a: text }, { if: { required: ['c'] }, else: { required: ['b'] } }),
    'both',
  ],
  [
    'another dependentRequired',
    object({}, { dependentRequired: { a: ['b'] } }),
    object({}, { dependentRequired: { a: ['c'] } }),
    'both',
    'dependent-required-changed',
  ],
  ['a dependency of a required property', object({}, { required: ['b'] }), object({}, { required: ['b'], dependentRequired: { a: ['b'] } }), 'none'],
  ['another not', { ...text, not: { const: 'a' } }, { ...text, not: { const: 'b' } }, 'both'],
  ['a not of another type', text, { ...text, not: { type: 'null' } }, 'none'],
  ['additionalProperties is false', object({ a: text }), object({ a: text }, { additionalProperties: false }), 'senders'],
  ['additionalProperties is no longer false', object({ a: text }, { additionalProperties: false }), object({ a: text }), 'none'],
  ['additionalProperties is true', object({ a: text }), object({ a: text }, { additionalProperties: true }), 'none'],
  ['additionalProperties is an empty schema', object({ a: text }), object({ a: text }, { additionalProperties: {} }), 'none'],
  ['unevaluatedProperties is false', object({ a: text }), object({ a: text }, { unevaluatedProperties: false }), 'senders', 'unevaluated-properties-added'],
  [
    'unevaluatedProperties is no longer false',
    object({ a: text }, { unevaluatedProperties: false }),
    object({ a: text }),
    'none',
    'unevaluated-properties-removed',
  ],
  [
    'unevaluatedProperties in place of additionalProperties',
    object({ a: text }, { additionalProperties: false }),
    object({ a: text }, { unevaluatedProperties: false }),
    'none',
  ],
  [
    'a tuple gets longer',
    { type: 'array', prefixItems: [text], items: false },
    { type: 'array', prefixItems: [text, text], items: false },
    'readers',
    'prefix-items-added',
  ],
  ['a map gets a property of another type', { type: 'object', additionalProperties: text }, object({ a: integer }, { additionalProperties: text }), 'both'],
  ['a property is optional and new', object({}), object({ a: text }), 'none', 'new-optional-property', 'optional-property-added'],
  ['a property is required and new', object({}), object({ a: text }, { required: ['a'] }), 'senders', 'required-property-added'],
  ['a property is removed', object({ a: text, b: text }), object({ b: text }), 'both', 'removed', 'optional-property-removed'],
  ['a required property is removed', object({ a: text, b: text }, { required: ['a'] }), object({ b: text }), 'both', 'required-property-removed'],
  ['a property is renamed', object({ colour: text }), object({ color: text }), 'both'],
  [
    'a property of an open object is removed from the list, and may still come',
    object({ a: text }, { additionalProperties: text }),
    { type: 'object', additionalProperties: text },
    'none',
  ],
  ['properties in another order', object({ a: text, b: text }), object({ b: text, a: text }), 'none'],
  ['a nested property is narrowed', object({ a: object({ b: text }) }), object({ a: object({ b: { ...text, maxLength: 3 } }) }), 'senders'],
  ['a nested property is widened', object({ a: object({ b: { ...text, maxLength: 3 } }) }), object({ a: object({ b: text }) }), 'readers'],
  [
    'a property is deprecated',
    object({ a: text }),
    object({ a: { ...text, deprecated: true } }),
    'none',
    'property-deprecated',
    'property-deprecated-sunset-missing',
  ],
  [
    'a property is deprecated with a sunset',
    object({ a: text }),
    object({ a: { ...text, deprecated: true, 'x-sunset': '2999-01-01' } }),
    'none',
    'property-deprecated-with-sunset',
  ],
  [
    'a property is deprecated with a sunset that is no date',
    object({ a: text }),
    object({ a: { ...text, deprecated: true, 'x-sunset': 'soon' } }),
    'none',
    'property-deprecated-sunset-invalid',
  ],
  [
    'a property is deprecated with a near sunset',
    object({ a: text }),
    object({ a: { ...text, deprecated: true, 'x-sunset': '2020-01-01' } }),
    'none',
    'property-sunset-date-too-small',
  ],
  ['a property is no longer deprecated', object({ a: { ...text, deprecated: true } }), object({ a: text }), 'none', 'property-reactivated'],
  [
    'a property is less stable',
    object({ a: { ...text, 'x-stability-level': 'stable' } }),
    object({ a: { ...text, 'x-stability-level': 'alpha' } }),
    'none',
    'property-stability-decreased',
  ],
  [
    'a property is more stable',
    object({ a: { ...text, 'x-stability-level': 'alpha' } }),
    object({ a: { ...text, 'x-stability-level': 'stable' } }),
    'none',
    'property-stability-increased',
  ],
  [
    'a value of x-extensible-enum is removed',
    object({ a: { ...text, 'x-extensible-enum': ['a', 'b'] } }),
    object({ a: { ...text, 'x-extensible-enum': ['a'] } }),
    'none',
    'property-x-extensible-enum-value-removed',
  ],
  ['a property becomes null', object({ a: text }), object({ a: { type: ['string', 'null'] } }), 'readers'],
  ['the schema false', object({ a: text }), object({ a: false }), 'senders'],
  ['the schema true', object({ a: true }), object({ a: {} }), 'none'],
];

const field = (more: object, required = false) => object({ a: { ...text, ...more }, b: text }, required ? { required: ['a'] } : {});
const readOnly = { readOnly: true };
const writeOnly = { writeOnly: true };
/** Properties that only one direction has, in a request and in a response. */
const VISIBILITY: readonly Row[] = [
  ['an optional property of a request became readOnly', sends(field({})), sends(field(readOnly)), SENDERS, 'request-optional-property-became-read-only'],
  [
    'a required property of a request became readOnly',
    sends(field({}, true)),
    sends(field(readOnly, true)),
    SENDERS,
    'request-required-property-became-read-only',
  ],
  ['an optional property of a request is no longer readOnly', sends(field(readOnly)), sends(field({})), none, 'request-optional-property-became-not-read-only'],
  [
    'a required property of a request is no longer readOnly',
    sends(field(readOnly, true)),
    sends(field({}, true)),
    SENDERS,
    'request-required-property-became-not-read-only',
  ],
  ['an optional property of a request became writeOnly', sends(field({})), sends(field(writeOnly)), none, 'request-optional-property-became-write-only'],
  [
    'a required property of a request became writeOnly',
    sends(field({}, true)),
    sends(field(writeOnly, true)),
    none,
    'request-required-property-became-write-only',
  ],
  [
    'an optional property of a request is no longer writeOnly',
    sends(field(writeOnly)),
    sends(field({})),
    none,
    'request-optional-property-became-not-write-only',
  ],
  [
    'a required property of a request is no longer writeOnly',
    sends(field(writeOnly, true)),
    sends(field({}, true)),
    none,
    'request-required-property-became-not-write-only',
  ],
  [
    'a readOnly property of a request is limited',
    sends(field(readOnly)),
    sends(field({ ...readOnly, maxLength: 3 })),
    none,
    'request-read-only-property-max-length-decreased',
  ],
  [
    'a readOnly property of a request loses a value',
    sends(field({ ...readOnly, enum: ['a', 'b'] })),
    sends(field({ ...readOnly, enum: ['a'] })),
    none,
    'request-read-only-property-enum-value-removed',
  ],
  [
    'a readOnly property has a lower maximum',
    sends(field({ ...readOnly, type: 'number', maximum: 9 })),
    sends(field({ ...readOnly, type: 'number', maximum: 8 })),
    none,
    'request-read-only-property-max-decreased',
  ],
  [
    'a readOnly property has a lower exclusiveMaximum',
    sends(field({ ...readOnly, type: 'number', exclusiveMaximum: 9 })),
    sends(field({ ...readOnly, type: 'number', exclusiveMaximum: 8 })),
    none,
    'request-read-only-property-exclusive-max-decreased',
  ],
  [
    'a readOnly property has a higher minimum',
    sends(field({ ...readOnly, type: 'number', minimum: 1 })),
    sends(field({ ...readOnly, type: 'number', minimum: 2 })),
    none,
    'request-read-only-property-min-increased',
  ],
  [
    'a readOnly property has a higher exclusiveMinimum',
    sends(field({ ...readOnly, type: 'number', exclusiveMinimum: 1 })),
    sends(field({ ...readOnly, type: 'number', exclusiveMinimum: 2 })),
    none,
    'request-read-only-property-exclusive-min-increased',
  ],
  [
    'a new required property with a default',
    sends(object({})),
    sends(object({ a: { ...text, default: 'a' } }, { required: ['a'] })),
    SENDERS,
    'new-required-request-property-with-default',
  ],
  [
    'a property with a default became required',
    sends(field({ default: 'a' })),
    sends(field({ default: 'a' }, true)),
    SENDERS,
    'request-property-became-required-with-default',
  ],
  ['a new required property that is readOnly', sends(object({})), sends(object({ a: { ...text, ...readOnly } }, { required: ['a'] })), none],
  [
    'an optional property of a response became writeOnly',
    responds(field({})),
    responds(field(writeOnly)),
    READERS,
    'response-optional-property-became-write-only',
  ],
  [
    'a required property of a response became writeOnly',
    responds(field({}, true)),
    responds(field(writeOnly, true)),
    READERS,
    'response-required-property-became-write-only',
  ],
  [
    'an optional property of a response is no longer writeOnly',
    responds(field(writeOnly)),
    responds(field({})),
    none,
    'response-optional-property-became-not-write-only',
  ],
  [
    'a required property of a response is no longer writeOnly',
    responds(field(writeOnly, true)),
    responds(field({}, true)),
    none,
    'response-required-property-became-not-write-only',
  ],
  ['an optional property of a response became readOnly', responds(field({})), responds(field(readOnly)), none, 'response-optional-property-became-read-only'],
  [
    'a required property of a response became readOnly',
    responds(field({}, true)),
    responds(field(readOnly, true)),
    none,
    'response-required-property-became-read-only',
  ],
  [
    'an optional property of a response is no longer readOnly',
    responds(field(readOnly)),
    responds(field({})),
    none,
    'response-optional-property-became-not-read-only',
  ],
  [
    'a required property of a response is no longer readOnly',
    responds(field(readOnly, true)),
    responds(field({}, true)),
    none,
    'response-required-property-became-not-read-only',
  ],
  [
    'a writeOnly property of a response became optional',
    responds(field(writeOnly, true)),
    responds(field(writeOnly)),
    none,
    'response-write-only-property-became-optional',
  ],
  [
    'a writeOnly property of a response became required',
    responds(field(writeOnly)),
    responds(field(writeOnly, true)),
    none,
    'response-write-only-property-became-required',
  ],
  [
    'a writeOnly property of a response gets a value',
    responds(field({ ...writeOnly, enum: ['a'] })),
    responds(field({ ...writeOnly, enum: ['a', 'b'] })),
    none,
    'response-write-only-property-enum-value-added',
  ],
  [
    'an optional writeOnly property of a response is new',
    responds(object({ b: text })),
    responds(field(writeOnly)),
    none,
    'response-optional-write-only-property-added',
  ],
  [
    'a required writeOnly property of a response is new',
    responds(object({ b: text })),
    responds(field(writeOnly, true)),
    none,
    'response-required-write-only-property-added',
  ],
  [
    'an optional writeOnly property of a response is removed',
    responds(field(writeOnly)),
    responds(object({ b: text })),
    none,
    'response-optional-write-only-property-removed',
  ],
  [
    'a required writeOnly property of a response is removed',
    responds(field(writeOnly, true)),
    responds(object({ b: text })),
    none,
    'response-required-write-only-property-removed',
  ],
];

const kind = (value: string) => object({ kind: text, [value]: text }, { required: ['kind'] });
const PETS = { Cat: kind('meows'), Dog: kind('barks') };
const union = (discriminator: object | undefined, alternatives = ['Cat', 'Dog']) => ({ oneOf: alternatives.map(ref), ...(discriminator && { discriminator }) });
const mapped = (mapping: object | undefined) => union({ propertyName: 'kind', ...(mapping && { mapping }) });
const dis = (put: typeof sends, schema: unknown, inProperty: boolean) => put(inProperty ? object({ p: schema }) : schema, { schemas: PETS });
/** Discriminators in requests and responses, as bodies and properties. */
const DISCRIMINATORS: readonly (readonly [name: string, before: unknown, after: unknown, breaks: 'both' | 'senders' | 'readers' | 'none', oasdiff?: string])[] =
  [
    ['a discriminator is added', union(undefined), mapped(undefined), 'none', 'discriminator-added'],
    ['the discriminator is removed', mapped(undefined), union(undefined), 'none', 'discriminator-removed'],
    ['another property of a discriminator', mapped(undefined), union({ propertyName: 'type' }), 'both', 'discriminator-property-name-changed'],
    ['a mapping is removed', mapped({ cat: ref('Cat').$ref }), mapped(undefined), 'both', 'discriminator-mapping-deleted'],
    ['a mapping is added', mapped(undefined), mapped({ cat: ref('Cat').$ref }), 'readers', 'discriminator-mapping-added'],
    ['a mapping names another schema', mapped({ cat: ref('Cat').$ref }), mapped({ cat: ref('Dog').$ref }), 'both', 'discriminator-mapping-changed'],
    ['a second name of a schema', mapped({ cat: ref('Cat').$ref }), mapped({ cat: ref('Cat').$ref, kitten: ref('Cat').$ref }), 'readers'],
    ['a mapping by name', mapped({ cat: ref('Cat').$ref }), mapped({ cat: 'Cat' }), 'none'],
    ['the name of a schema as a mapping', mapped(undefined), mapped({ Cat: ref('Cat').$ref }), 'none'],
    ['a mapping in another order', mapped({ a: 'Cat', b: 'Dog' }), mapped({ b: 'Dog', a: 'Cat' }), 'none'],
  ];

const parts = (encoding: object, properties: object = { photo: { ...text, format: 'binary' }, meta: object({}), tags: { type: 'array', items: text } }) =>
  form('multipart/form-data', properties, encoding);
const fields = (encoding: object) =>
  form('application/x-www-form-urlencoded', { tags: { type: 'array', items: text }, point: object({ x: integer }), name: text }, encoding);
const xml = (schema: object) => api({ body: { required: true, content: { 'application/xml': { schema } } } });
const xmlRead = (schema: object) => api({ responses: { 200: { description: 'd', content: { 'application/xml': { schema } } } } });
const FORMS: readonly Row[] = [
  ['a content type of a part is declared', parts({}), parts({ photo: { contentType: 'image/png' } }), SENDERS],
  [
    'the content type of a part that is the default',
    parts({}),
    parts({ photo: { contentType: 'application/octet-stream' }, meta: { contentType: 'application/json' }, tags: { contentType: 'text/plain' } }),
    none,
  ],
  [
    'a content type of a part is removed from the list',
    parts({ photo: { contentType: 'image/png, image/jpeg' } }),
    parts({ photo: { contentType: 'image/png' } }),
    SENDERS,
  ],
  [
    'a content type of a part is added to the list',
    parts({ photo: { contentType: 'image/png' } }),
    parts({ photo: { contentType: 'image/png, image/jpeg' } }),
    none,
  ],
  ['a content type of a part becomes a range', parts({ photo: { contentType: 'image/png' } }), parts({ photo: { contentType: 'image/*' } }), none],
  ['a range of a part becomes a content type', parts({ photo: { contentType: 'image/*' } }), parts({ photo: { contentType: 'image/png' } }), SENDERS],
  ['the JSON of a part becomes text', parts({}), parts({ meta: { contentType: 'text/plain' } }), SENDERS],
  ['a part requires a header', parts({}), parts({ photo: { headers: { 'X-Name': { required: true, schema: text } } } }), SENDERS],
  ['a part may have a header', parts({}), parts({ photo: { headers: { 'X-Name': { schema: text } } } }), none],
  [
    'a header of a part is limited',
    parts({ photo: { headers: { 'X-Name': { schema: text } } } }),
    parts({ photo: { headers: { 'X-Name': { schema: { ...text, maxLength: 3 } } } } }),
    SENDERS,
  ],
  [
    'a header of a part became optional',
    parts({ photo: { headers: { 'X-Name': { required: true, schema: text } } } }),
    parts({ photo: { headers: { 'X-Name': { schema: text } } } }),
    none,
  ],
  ['the encoding of a part that is new', parts({}, { a: text }), parts({ b: { contentType: 'image/png' } }, { a: text, b: text }), none],
  ['a list of a form is not exploded', fields({}), fields({ tags: { explode: false } }), SENDERS],
  ['another style of a list of a form', fields({ tags: { explode: false } }), fields({ tags: { style: 'pipeDelimited', explode: false } }), SENDERS],
  ['an object of a form as deepObject', fields({}), fields({ point: { style: 'deepObject' } }), SENDERS],
  ['the style of a form is written out', fields({}), fields({ tags: { style: 'form', explode: true } }), none],
  ['the style of a text of a form', fields({}), fields({ name: { explode: false } }), none],
  ['a list of a multipart form is exploded otherwise', parts({ tags: { style: 'form' } }), parts({ tags: { style: 'form', explode: false } }), SENDERS],
  ['another name in XML', xml(object({ a: text })), xml(object({ a: { ...text, xml: { name: 'b' } } })), SENDERS],
  ['an attribute in XML', xml(object({ a: text })), xml(object({ a: { ...text, xml: { attribute: true } } })), SENDERS],
  ['a list in XML is wrapped', xmlRead({ type: 'array', items: text }), xmlRead({ type: 'array', items: text, xml: { wrapped: true } }), READERS],
  ['a namespace in XML', xmlRead({ ...text, xml: { namespace: 'urn:a' } }), xmlRead({ ...text, xml: { namespace: 'urn:b' } }), READERS],
  ['the same name in XML', xml(object({ a: { ...text, xml: { name: 'b' } } })), xml(object({ a: { ...text, xml: { name: 'b' } }, c: text })), none],
  ['a name in XML of what is JSON', sends(object({ a: text })), sends(object({ a: { ...text, xml: { name: 'b' } } })), none],
];

const shared = (schema: object) =>
  api({
    schemas: { Pet: schema },
    body: { content: { 'application/json': { schema: ref('Pet') } } },
    responses: { 200: { description: 'd', content: { 'application/json': { schema: ref('Pet') } } } },
  });
const SHARED: readonly Row[] = [
  ['a shared schema is limited', shared(text), shared({ ...text, maxLength: 3 }), SENDERS],
  ['a shared schema is no longer limited', shared({ ...text, maxLength: 3 }), shared(text), READERS],
  ['another type of a shared schema', shared(text), shared(integer), [...SENDERS, ...READERS]],
  ['a new required property of a shared schema', shared(object({})), shared(object({ a: text }, { required: ['a'] })), SENDERS],
  [
    'a schema with another name',
    shared(object({ a: text })),
    api({
      schemas: { Animal: object({ a: text }) },
      body: { content: { 'application/json': { schema: ref('Animal') } } },
      responses: { 200: { description: 'd', content: { 'application/json': { schema: ref('Animal') } } } },
    }),
    CODE,
  ],
];

const AFFECTED = { both: [true, true], senders: [true, false], readers: [false, true], none: [false, false] } as const;

/** A row in a request and a response. */
function inBoth(
  name: string,
  breaks: keyof typeof AFFECTED,
  suffixes: readonly string[],
  put: (put: typeof sends, which: 'before' | 'after', inProperty: boolean) => JsonObject,
): Edit[] {
  const [sent, read] = AFFECTED[breaks];
  return [false, true].flatMap((inProperty) => {
    const place = inProperty ? 'property' : 'body';
    const ids = (direction: string) =>
      [...suffixes.map((suffix) => `${direction}-${place}-${suffix}`), ...suffixes.map((suffix) => `${direction}-${suffix}`)].filter((id) =>
        OASDIFF_CHECKS.has(id),
      );
    const newProperty = suffixes.includes('new-optional-property')
      ? ['new-optional-request-property']
      : suffixes.includes('required-property-added')
        ? ['new-required-request-property']
        : [];
    return [
      {
        name: `${name}, in a request ${place}`,
        before: put(sends, 'before', inProperty),
        after: put(sends, 'after', inProperty),
        breaks: sent ? SENDERS : none,
        oasdiff: [...ids('request'), ...newProperty],
      },
      {
        name: `${name}, in a response ${place}`,
        before: put(responds, 'before', inProperty),
        after: put(responds, 'after', inProperty),
        breaks: read ? READERS : none,
        oasdiff: ids('response'),
      },
    ];
  });
}

export const SCHEMA_EDITS: readonly Edit[] = [
  ...SCHEMAS.flatMap(([name, before, after, breaks, ...oasdiff]) =>
    inBoth(name, breaks, oasdiff, (put, which, inProperty) => {
      const schema = which === 'before' ? before : after;
      return put(inProperty ? object({ p: schema }) : schema);
    }),
  ),
  ...DISCRIMINATORS.flatMap(([name, before, after, breaks, oasdiff]) =>
    inBoth(name, breaks, oasdiff === undefined ? [] : [oasdiff], (put, which, inProperty) => dis(put, which === 'before' ? before : after, inProperty)),
  ),
  ...[...VISIBILITY, ...FORMS, ...SHARED].map(([name, before, after, breaks, ...oasdiff]) => ({ name, before, after, breaks, oasdiff })),
];
