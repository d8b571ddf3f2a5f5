import type { FreeFormQuery } from '@petsage/openapi-koa/spec';
import { namesOf, namesOthers } from '../ir/members.ts';
import type { DocumentOperation, Located } from '../parse/operations.ts';
import { queryKeys } from '../parse/security-schemes.ts';
import { type JsonObject, joinPointer } from '../parse/source-document.ts';
import { tableOf } from './coercion.ts';

/**
 * Whether a parameter is an object whose members are query parameters of any name: exploded, and the document says that it has members
 * beside those that it names, or names none.
 *
 * @see OpenAPI 3.0.3 section 4.7.12.3, style `form`
 */
export function takesRest(root: JsonObject, { value, pointer }: Located): boolean {
  if (value['in'] !== 'query' || value['schema'] === undefined || !isExploded(value)) return false;
  const description = { at: joinPointer(pointer, 'schema') };
  const { types, properties } = tableOf(root, description);
  if (!types.includes('object') || types.some((type) => type !== 'object' && type !== 'null')) return false;
  return properties === undefined || namesOthers(root, description) || namesOf(root, description, 'patternProperties').length > 0;
}

/** What of an operation's query is no member of such an object, as it belongs to another parameter or is a key. */
export function restTable(root: JsonObject, operation: DocumentOperation, parameter: Located): FreeFormQuery {
  const others = operation.parameters.filter((other) => other !== parameter && other.value['in'] === 'query');
  const names = others.flatMap(({ value, pointer }) => {
    const { properties } = value['schema'] === undefined || !isExploded(value) ? {} : tableOf(root, { at: joinPointer(pointer, 'schema') });
    return properties === undefined ? [String(value['name'])] : Object.keys(properties);
  });
  const beginnings = others.filter(({ value }) => value['style'] === 'deepObject').map(({ value }) => `${value['name']}[`);
  return { names: [...names, ...queryKeys(root, operation)], beginnings };
}

function isExploded({ style = 'form', explode = true }: JsonObject): boolean {
  return style === 'form' && explode === true;
}
