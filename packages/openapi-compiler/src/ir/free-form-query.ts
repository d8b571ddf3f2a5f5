import type { FreeFormQuery } from '@petsage/openapi-koa/spec';
import { coercionOf } from './coercion.ts';
import { declaresOthers, namesOf } from './members.ts';
import type { Operation, Parameter } from './operation.ts';

/**
 * Whether a parameter is an object whose properties are query parameters of any name: exploded, and the document says that it has
 * properties beside those that it names, or names none.
 *
 * @see OpenAPI 3.0.3 section 4.7.12.3, style `form`
 */
export function isFreeForm(parameter: Parameter): boolean {
  const { in: place, schema, mediaType } = parameter;
  if (place !== 'query' || schema === undefined || mediaType !== undefined || !isExploded(parameter)) return false;
  const { types, properties } = coercionOf(schema);
  if (!types.includes('object') || types.some((type) => type !== 'object' && type !== 'null')) return false;
  return properties === undefined || declaresOthers(schema) || namesOf(schema, 'patternProperties').length > 0;
}

/**
 * What of an operation's query is no property of such an object, as it belongs to another parameter or is a key.
 *
 * @param keys names of the query parameters that security schemes read
 */
export function freeFormQuery({ parameters }: Operation, parameter: Parameter, keys: readonly string[]): FreeFormQuery {
  const others = parameters.filter((other) => other !== parameter && other.in === 'query');
  const names = others.flatMap((other) => {
    const { properties } = other.mediaType !== undefined || !isExploded(other) ? {} : coercionOf(other.schema);
    return properties === undefined ? [other.name] : Object.keys(properties);
  });
  const beginnings = others.filter(({ style }) => style === 'deepObject').map(({ name }) => `${name}[`);
  return { names: [...names, ...keys], beginnings };
}

const isExploded = ({ style, explode }: Parameter) => style === 'form' && explode;
