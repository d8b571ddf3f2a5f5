import type { JsonObject } from '../src/json.ts';
import { ref } from './support.ts';

const string = { type: 'string' };
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const named = (count: number, value: (index: number) => unknown, prefix = 'p') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, value(index)]));
const listOf = (count: number, value: (index: number) => unknown) => Array.from({ length: count }, (_, index) => value(index));
const schemas = (count: number, value: (index: number) => unknown) => named(count, value, 'S');
/** Each schema but the last one made of the next. */
const chain = (count: number, link: (next: { $ref: string }, index: number) => unknown, last: unknown = object({ v: string })) =>
  schemas(count, (index) => (index === count - 1 ? last : link(ref(`S${index + 1}`), index)));
const alternatives = (count: number, more: object = {}) => ({
  U: { oneOf: listOf(count, (index) => ref(`S${index}`)), ...more },
  ...schemas(count, (index) => object({ kind: { const: `k${index}` }, [`p${index}`]: string }, { required: ['kind'] })),
});

/** Schemas of any size by what they are made of; the first of each is that of a body. */
export const SHAPES = {
  'a chain by properties': (n: number) => chain(n, (next) => object({ next, v: string })),
  'a chain by properties, the last of which is read-only': (n) => chain(n, (next) => object({ next, v: string }), object({ v: { ...string, readOnly: true } })),
  'a chain by properties with defaults': (n) => chain(n, (next) => object({ next, v: { ...string, default: 'a' } })),
  'a chain by items': (n) => chain(n, (next) => ({ type: 'array', items: next }), string),
  'a chain of references and nothing else': (n) => chain(n, (next) => next),
  'a ring by properties': (n) => schemas(n, (index) => object({ next: ref(`S${(index + 1) % n}`), v: string })),
  'a ring by properties and allOf': (n) => schemas(n, (index) => ({ allOf: [object({ next: ref(`S${(index + 1) % n}`) }), object({ v: string })] })),
  'schemas that share one': (n) => ({
    All: object(named(n, (index) => ref(`S${index}`))),
    Id: string,
    ...schemas(n, () => object({ a: ref('Id'), b: ref('Id') })),
  }),
  'oneOf of many': (n) => alternatives(n),
  'oneOf of many with a discriminator': (n) =>
    alternatives(n, { discriminator: { propertyName: 'kind', mapping: named(n, (index) => `#/components/schemas/S${index}`, 'k') } }),
  'anyOf of many': (n) => ({ U: { anyOf: listOf(n, (index) => object({ [`p${index}`]: string }, { required: [`p${index}`] })) } }),
  'allOf of many': (n) => ({ U: { allOf: listOf(n, (index) => object({ [`p${index}`]: string }, { required: [`p${index}`] })) } }),
  'many properties, all required': (n) => ({
    U: object(
      named(n, () => string),
      { required: listOf(n, (index) => `p${index}`) },
    ),
  }),
  'many properties in a part': (n) => ({ U: { allOf: [object(named(n, () => string)), object({ z: { type: 'integer' } })] } }),
  'many items, each by itself': (n) => ({ U: { type: 'array', prefixItems: listOf(n, () => string) } }),
  'many dependent schemas': (n) => ({ U: { type: 'object', dependentSchemas: named(n, (index) => ({ required: [`q${index}`] })) } }),
  'a long enumeration': (n) => ({ U: { type: 'string', enum: listOf(n, (index) => `v${index}`) } }),
} satisfies Readonly<Record<string, (n: number) => object>>;

/** A document with schemas, whose first one is that of a request and a response. */
export function largeDocument(components: object): JsonObject {
  const content = { 'application/json': { schema: ref(Object.keys(components)[0] as string) } };
  const operation = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content } } };
  return { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/t': { post: operation } }, components: { schemas: components } } as JsonObject;
}
