import { essenceOf, isJson, isText, TOKEN } from '@petsage/openapi-koa/spec';
import type { Located } from './operations.ts';
import { type Fault, isObject, type JsonObject, joinPointer } from './source-document.ts';
import { textTable, valueTable } from './value-table.ts';

/** OpenAPI 3.0.3 section 4.7.12.3. */
const STYLES: Readonly<Record<string, readonly string[]>> = {
  path: ['simple', 'label', 'matrix'],
  header: ['simple'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  cookie: ['form'],
};

/** Everything about a parameter by itself that could not be honoured. */
export function* parameterFaults(root: JsonObject, { value, pointer }: Located): Generator<Fault> {
  const place = String(value['in']);
  const { name } = value;
  if (name === undefined) yield { pointer, reason: 'the parameter has no name' };
  else if (place === 'header' && !TOKEN.test(String(name))) yield { pointer: joinPointer(pointer, 'name'), reason: `${name} is no name of a header field` };
  const styles = Object.hasOwn(STYLES, place) ? STYLES[place] : undefined;
  if (styles === undefined) {
    yield { pointer: joinPointer(pointer, 'in'), reason: `a parameter is in path, query, header or cookie, not in ${place}` };
    return;
  }
  if (place === 'path' && value['required'] !== true) yield { pointer, reason: 'a path parameter is required' };
  yield* valueFaults(root, 'parameter', { value, pointer });
  const style = String(value['style'] ?? styles[0]);
  if (!styles.includes(style)) yield { pointer: joinPointer(pointer, 'style'), reason: `the style ${style} is not one of ${place} parameters` };
  yield* shapes(root, value, pointer, style);
}

/** OpenAPI 3.0.3 section 4.7.12.2: a value is described by a schema, or by one media type. */
export function* valueFaults(root: JsonObject, what: 'parameter' | 'header', { value, pointer }: Located): Generator<Fault> {
  const { schema, content } = value;
  const [type, ...more] = isObject(content) ? Object.keys(content) : [];
  if (content !== undefined && (type === undefined || more.length > 0 || (!isJson(type) && !isText(type))))
    yield { pointer: joinPointer(pointer, 'content'), reason: `the content of a ${what} is one media type, JSON or text` };
  else if (type !== undefined && isText(type) && textTable(root, joinPointer(pointer, 'content', type, 'schema')).types.length === 0)
    yield { pointer: joinPointer(pointer, 'content', type), reason: `a ${what} of ${essenceOf(type)} is text, which stands for no array and no object` };
  if (content !== undefined && schema !== undefined) yield { pointer, reason: `a ${what} has a schema or content, not both` };
  if (content === undefined && schema === undefined) yield { pointer, reason: `the ${what} has neither a schema nor content` };
}

/** Combinations of style and type that the specification's table has no form for. */
function* shapes(root: JsonObject, value: JsonObject, pointer: string, style: string): Generator<Fault> {
  if (value['schema'] === undefined) return;
  const { types, properties } = valueTable(root, joinPointer(pointer, 'schema'));
  const composed = types.includes('array') || types.includes('object');
  const explode = typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form';
  const at = joinPointer(pointer, 'schema');
  if (style === 'deepObject' && !composed) yield { pointer: at, reason: 'the style deepObject is for arrays and objects' };
  if (style.endsWith('Delimited') && !composed) yield { pointer: at, reason: `the style ${style} is for arrays and objects` };
  if (style.endsWith('Delimited') && explode) yield { pointer: joinPointer(pointer, 'explode'), reason: `the style ${style} is not exploded; use form` };
  if (value['in'] === 'cookie' && explode && types.length === 1 && types[0] === 'object' && properties === undefined)
    yield { pointer: at, reason: 'the members of an exploded object have to be named, or they could be any cookie' };
}
