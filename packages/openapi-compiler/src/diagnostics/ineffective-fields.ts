import type { CoercionSpec } from '@petsage/openapi-koa/spec';
import { bodyKind } from '../ir/bodies.ts';
import { coercionOf } from '../ir/coercion.ts';
import { isObject, joinPointer } from '../json.ts';
import type { ApiParser } from '../parse/api-parser.ts';
import type { DocumentOperation, Located } from '../parse/operations.ts';
import type { Finding } from './diagnostic.ts';

/** Fields of the specification that have no effect where they are. */
export function* ineffectiveFields(parser: ApiParser, operations: readonly DocumentOperation[]): Generator<Finding> {
  for (const operation of operations) {
    for (const parameter of operation.parameters) yield* ofParameter(parser, parameter);
    if (operation.body !== undefined) yield* ofBody(parser, operation.body);
    yield* ofLimits(operation);
    for (const [, response] of operation.responses) for (const type of typesOf(response)) yield* present(type, ['encoding'], 'of a response');
  }
}

/** OpenAPI 3.0.3 section 4.7.12.2. */
function* ofParameter(parser: ApiParser, parameter: Located): Generator<Finding> {
  const { value, pointer } = parameter;
  const { in: place, style, explode } = value;
  if (place !== 'query') yield* present(parameter, ['allowEmptyValue', 'allowReserved'], `of a parameter in ${place}`);
  if (value['content'] !== undefined) yield* present(parameter, ['style', 'explode', 'allowReserved'], 'beside content');
  else if (value['schema'] !== undefined && isNested(coercionOf(parser.schemas.at(joinPointer(pointer, 'schema')))))
    yield {
      code: 'ineffective-field',
      pointer: joinPointer(pointer, 'schema'),
      reason: 'the style has no form for arrays and objects inside of a parameter; use `content`',
    };
  if (style === 'deepObject' && explode === false)
    yield { code: 'ineffective-field', pointer: joinPointer(pointer, 'explode'), reason: '`explode` has no effect on deepObject; remove it' };
}

/** Whether what stands in an array, or in an object, can only be composed itself: a list of primitive values in an object has a form. */
function isNested({ items, prefixItems = [], properties = {}, patterns = [], others }: CoercionSpec): boolean {
  const members = [...Object.values(properties), ...patterns.map(([, member]) => member), ...(others === undefined ? [] : [others])];
  const isComposed = ({ types }: CoercionSpec) => types.length > 0 && types.every((type) => type === 'array' || type === 'object');
  return [...(items === undefined ? [] : [items]), ...prefixItems].some(isComposed) || members.some((member) => member.types.join() === 'object');
}

/** OpenAPI 3.0.3 section 4.7.15.1, 3.1.0 section 4.8.15.1. */
function* ofBody(parser: ApiParser, body: Located): Generator<Finding> {
  for (const [type, media] of mediaTypes(body)) {
    const kind = bodyKind(parser.mediaType(type, media.pointer));
    if (kind !== 'urlencoded' && kind !== 'multipart') {
      yield* present(media, ['encoding'], `of ${type}, which is no form`);
      continue;
    }
    const encodings = media.value['encoding'];
    for (const [name, encoding] of Object.entries(isObject(encodings) ? encodings : {})) {
      if (!isObject(encoding)) continue;
      const at = { value: encoding, pointer: joinPointer(media.pointer, 'encoding', name) };
      const styles = ['style', 'explode', 'allowReserved'];
      if (!parser.hasEncodingStyles(type)) yield* present(at, styles, 'of a multipart form in OpenAPI 3.0');
      else if (styles.some((field) => encoding[field] !== undefined)) yield* present(at, ['contentType'], 'beside a style');
    }
  }
}

function* ofLimits({ value, pointer, body }: DocumentOperation): Generator<Finding> {
  const field = ['x-body-limit-bytes'];
  if (body === undefined) yield* present({ value, pointer }, field, 'of an operation without a body');
  else if (body.value['x-body-limit-bytes'] !== undefined) yield* present({ value, pointer }, field, 'of an operation whose body has one');
}

function* present({ value, pointer }: Located, fields: readonly string[], where: string): Generator<Finding> {
  for (const field of fields)
    if (value[field] !== undefined)
      yield { code: 'ineffective-field', pointer: joinPointer(pointer, field), reason: `\`${field}\` ${where} has no effect; remove it` };
}

const typesOf = (holder: Located) => mediaTypes(holder).map(([, media]) => media);

function mediaTypes({ value, pointer }: Located): [type: string, media: Located][] {
  return Object.entries(isObject(value['content']) ? value['content'] : {}).flatMap(([type, media]) =>
    isObject(media) ? [[type, { value: media, pointer: joinPointer(pointer, 'content', type) }]] : [],
  );
}
