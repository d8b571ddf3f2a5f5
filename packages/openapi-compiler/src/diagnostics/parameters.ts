import { isJson, isText, TOKEN } from '@petsage/openapi-koa/spec';
import { coercionOf, textCoercion } from '../ir/coercion.ts';
import { isObject, type JsonObject, joinPointer } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import type { Located } from '../parse/operations.ts';
import type { Finding } from './diagnostic.ts';
import { explodedDelimited, styleMismatch, textNotPrimitive } from './request-bodies.ts';

/** OpenAPI 3.0.3 section 4.7.12.3. */
const STYLES: Readonly<Record<string, readonly string[]>> = {
  path: ['simple', 'label', 'matrix'],
  header: ['simple'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  cookie: ['form'],
};

/** Where Swagger 2.0 has the request body. */
const SWAGGER_BODIES: ReadonlySet<string> = new Set(['body', 'formData']);

/** Everything about a parameter by itself that cannot be served. */
export function* parameterFindings(parser: ApiParser, { value, pointer }: Located): Generator<Finding> {
  const place = String(value['in']);
  const { name } = value;
  if (name === undefined) yield { code: 'invalid-parameter-name', pointer, reason: 'the parameter has no `name`; add it' };
  else if (place === 'header' && !TOKEN.test(String(name)))
    yield { code: 'invalid-parameter-name', pointer: joinPointer(pointer, 'name'), reason: `${name} is not the name of a header; use letters, digits and -` };
  const styles = Object.hasOwn(STYLES, place) ? STYLES[place] : undefined;
  if (styles === undefined) {
    yield {
      code: 'invalid-parameter-location',
      pointer: joinPointer(pointer, 'in'),
      reason: `${value['in'] === undefined ? 'the parameter has no `in`' : `a parameter cannot be in ${place}`}; use path, query, header or cookie${SWAGGER_BODIES.has(place) ? ', or `requestBody`' : ''}`,
    };
    return;
  }
  if (place === 'path' && value['required'] !== true)
    yield { code: 'optional-path-parameter', pointer, reason: 'a path parameter must be required; add `required: true`' };
  yield* valueFindings(parser, 'parameter', { value, pointer });
  const style = String(value['style'] ?? styles[0]);
  if (!styles.includes(style))
    yield { code: 'invalid-style', pointer: joinPointer(pointer, 'style'), reason: `parameters in ${place} have no style ${style}; use ${styles.join(', ')}` };
  yield* shapes(parser, value, pointer, style);
}

/** OpenAPI 3.0.3 section 4.7.12.2: a value is described by a schema, or by one media type. */
export function* valueFindings(parser: ApiParser, what: 'parameter' | 'header', { value, pointer }: Located): Generator<Finding> {
  const { schema, content } = value;
  const [type, ...more] = isObject(content) ? Object.keys(content) : [];
  if (content !== undefined && (type === undefined || more.length > 0 || (!isJson(type) && !isText(type))))
    yield {
      code: 'unsupported-parameter-content',
      pointer: joinPointer(pointer, 'content'),
      reason: `the content of a ${what} must be one media type, JSON or text, such as application/json`,
    };
  else if (type !== undefined && isText(type) && textCoercion(parser.schemas.at(joinPointer(pointer, 'content', type, 'schema'))).types.length === 0)
    yield textNotPrimitive(joinPointer(pointer, 'content', type), what, type);
  if (content !== undefined && schema !== undefined)
    yield { code: 'schema-or-content', pointer, reason: `the ${what} has both \`schema\` and \`content\`; remove one` };
  if (content === undefined && schema === undefined)
    yield { code: 'schema-or-content', pointer, reason: `the ${what} has neither \`schema\` nor \`content\`; add one` };
}

/** Combinations of style and type that the specification's table has no form for. */
function* shapes(parser: ApiParser, value: JsonObject, pointer: string, style: string): Generator<Finding> {
  if (value['schema'] === undefined) return;
  const { types, properties } = coercionOf(parser.schemas.at(joinPointer(pointer, 'schema')));
  const composed = types.includes('array') || types.includes('object');
  const explode = typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form';
  const at = joinPointer(pointer, 'schema');
  if ((style === 'deepObject' || style.endsWith('Delimited')) && !composed) yield styleMismatch(at, style, 'arrays and objects');
  if (style.endsWith('Delimited') && explode) yield explodedDelimited(joinPointer(pointer, 'explode'), style);
  if (value['in'] === 'cookie' && explode && types.length === 1 && types[0] === 'object' && properties === undefined)
    yield { code: 'ambiguous-object', pointer: at, reason: 'the properties of an exploded object without `properties` could be any cookie; name them' };
}
