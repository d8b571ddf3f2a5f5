import { isJson, isText, type JsonType } from '@petsage/openapi-koa/spec';
import { bodyKind, bodySchema, isOpenRange } from '../../ir/bodies.ts';
import { textCoercion } from '../../ir/coercion.ts';
import { fileKind } from '../../ir/file-parts.ts';
import { type FileProperty, fileProperties } from '../../ir/form-files.ts';
import { int64Of } from '../../ir/int64.ts';
import { itemOf, otherItemOf, otherPropertyOf, propertyOf } from '../../ir/members.ts';
import type { Api, DescribedValue, MediaType, Operation, Parameter, RequestBody, Response } from '../../ir/operation.ts';
import type { Direction } from '../../ir/read-write-only.ts';
import type { Schema } from '../../ir/schema.ts';
import { allowedTypes, intendedTypes } from '../../ir/types.ts';
import type { JsonObject } from '../../json.ts';
import type { Replaced } from './object-types.ts';
import { brokenLines } from './type-layout.ts';
import { commentOf, intersection, propertyName, UNKNOWN, union, usesType, wrapped } from './type-text.ts';
import { type TypeOptions, TypeWriter } from './type-writer.ts';

const BYTES = ['globalThis.Uint8Array', 'Readable'];

/** Names that the module uses itself. */
const RESERVED = ['Operations', 'SecurityScheme', 'Readable', 'FormFile', 'StreamedFile', 'globalThis'];

/**
 * The text of `types.ts`: a type for each schema of the document, `Operations`, all operations by operationId, and `SecurityScheme`, the
 * names of the security schemes that they require.
 */
export function typesModule({ operations, schemas, securitySchemes }: Api, options: TypeOptions): string {
  const writer = new TypeWriter(schemas.values(), RESERVED, options);
  for (const schema of schemas.values()) writer.named(schema, 'response');
  const types = operations.map((operation) => operationType(operation, writer));
  const required = new Set(operations.flatMap(({ security }) => (security as JsonObject[]).flatMap((requirement) => Object.keys(requirement))));
  const schemes = [...securitySchemes.keys()].filter((name) => required.has(name)).map((name) => JSON.stringify(name));
  const body = [
    ...writer.declarations(),
    `/** Every operation of the document, by operationId. */\nexport interface Operations {\n${types.join('')}}\n`,
    `/** Every security scheme that an operation requires. */\nexport type SecurityScheme = ${schemes.length === 0 ? 'never' : union(schemes)};\n`,
  ].join('\n');
  const specs = ['FormFile', 'StreamedFile'].filter((name) => usesType(body, name));
  const imports = [
    ...(usesType(body, 'Readable') ? ["import type { Readable } from 'node:stream';\n"] : []),
    ...(specs.length > 0 ? [`import type { ${specs.join(', ')} } from '@petsage/openapi-koa/spec';\n`] : []),
  ];
  return `\n${imports.join('')}${imports.length > 0 ? '\n' : ''}${brokenLines(body)}`;
}

function operationType({ operationId, method, path, summary, deprecated, parameters, body, responses }: Operation, writer: TypeWriter): string {
  const at = (place: Parameter['in']) => members(parameters.filter((parameter) => parameter.in === place).map((parameter) => parameterType(parameter, writer)));
  const types = responses.map(
    (response) =>
      `      ${propertyName(response.key)}: {\n        headers: ${headerTypes(response, writer)};\n        content: ${contentTypes(response, writer)};\n      };\n`,
  );
  return [
    commentOf({ description: summary, deprecated }, '  '),
    `  ${propertyName(operationId)}: {\n`,
    `    method: ${JSON.stringify(method.toUpperCase())};\n`,
    `    path: ${JSON.stringify(path)};\n`,
    `    params: ${at('path')};\n`,
    `    query: ${at('query')};\n`,
    `    headers: ${at('header')};\n`,
    `    cookies: ${at('cookie')};\n`,
    `    body: ${bodyType(body, writer)};\n`,
    `    responses: {\n${types.join('')}    };\n`,
    '  };\n',
  ].join('');
}

/** The name of a property, whether it is required, and its type. */
export type Member = readonly [name: string, required: boolean, type: string];

function members(list: readonly Member[]): string {
  return list.length === 0 ? '{}' : `{ ${list.map(([name, required, type]) => `${propertyName(name)}${required ? '' : '?'}: ${type}`).join('; ')} }`;
}

export function parameterType(parameter: Parameter, writer: TypeWriter): Member {
  const { name, required, allowEmptyValue, schema } = parameter;
  const type = valueType(parameter, 'request', writer);
  // A default is set before the handler sees it.
  return [name, required || (schema !== undefined && writer.hasDefault(schema)), allowEmptyValue ? union([type, '""']) : type];
}

const valueType = ({ schema }: DescribedValue, direction: Direction, writer: TypeWriter) =>
  schema === undefined ? UNKNOWN : writer.type(schema, direction, '    ');

function bodyType(body: RequestBody | undefined, writer: TypeWriter): string {
  if (body === undefined || body.content.length === 0) return 'undefined';
  return `${members(bodyTypes(body, writer))}${body.required ? '' : ' | undefined'}`;
}

/** The type of a body for each media type that it may have. */
export function bodyTypes({ content }: RequestBody, writer: TypeWriter): Member[] {
  return content.map((media): Member => {
    const type = media.type.toLowerCase();
    const schema = bodySchema(media);
    const kind = bodyKind(media);
    if (kind === 'binary') return [type, true, 'Readable'];
    if (kind === 'text') return [type, true, schema === undefined ? 'string' : writer.type(schema, 'request', '    ')];
    if (kind === undefined || schema === undefined) return [type, true, UNKNOWN];
    return [type, true, writer.type(schema, 'request', '    ', kind === 'multipart' ? files(media, schema) : undefined)];
  });
}

/** The properties of a multipart form that are files; undefined where there are none, and the form keeps its name. */
function files(media: MediaType, schema: Schema): Replaced | undefined {
  const { named, patterns, others } = fileProperties(media);
  if (named.size === 0 && patterns.size === 0 && others === undefined) return undefined;
  const otherProperty = otherPropertyOf(schema);
  const otherType = others && otherProperty && fileType(others, otherProperty);
  return {
    named: new Map([...named].map(([name, file]) => [name, fileType(file, propertyOf(schema, name) as Schema)])),
    others: patterns.size > 0 ? UNKNOWN : otherType,
  };
}

function fileType({ kind, list, streamed }: FileProperty, property: Schema): string {
  if (streamed) return 'StreamedFile';
  const item = list ? (otherItemOf(property) ?? itemOf(property, 0)) : property;
  const types = item && intendedTypes(item);
  const type = kind === 'file' ? 'FormFile' : types === undefined ? UNKNOWN : union(['FormFile', ...types.map((each) => primitive(each, item))]);
  return list ? `${wrapped(type)}[]` : type;
}

const primitive = (type: JsonType, schema: Schema | undefined) =>
  (type === 'integer' && schema !== undefined ? int64Of(schema) : undefined) ?? PRIMITIVE[type] ?? UNKNOWN;

/** What the text of a part may stand for where it may be a file as well. */
const PRIMITIVE: Readonly<Partial<Record<JsonType, string>>> = { null: 'null', boolean: 'boolean', integer: 'number', number: 'number', string: 'string' };

function headerTypes({ headers }: Response, writer: TypeWriter): string {
  return members(
    headers.map((header) => {
      const type = valueType(header, 'response', writer);
      const name = header.name.toLowerCase();
      // The length is counted when the response is written, except for that of a stream. Each cookie has a field of its own (RFC 6265 section 3).
      return [header.name, header.required && name !== 'content-length', name === 'set-cookie' ? union([type, `(${type})[]`]) : type];
    }),
  );
}

function contentTypes({ content }: Response, writer: TypeWriter): string {
  return members(
    content.map((media) => {
      const { type } = media;
      const schema = bodySchema(media);
      if (schema === undefined) return [type, true, isJson(type) || isOpenRange(type) ? UNKNOWN : union(['string', ...BYTES])];
      const said = () => writer.type(schema, 'response', '        ');
      if (isJson(type)) return [type, true, said()];
      if (isOpenRange(type) && fileKind(schema) !== 'file') return [type, true, union([said(), 'string', ...BYTES])];
      return [type, true, union([isText(type) ? textType(schema, writer) : 'string', ...BYTES])];
    }),
  );
}

/** The type of a text: of what its schema allows, what a string can be coerced to. */
function textType(schema: Schema, writer: TypeWriter): string {
  const type = writer.type(schema, 'response', '        ');
  const { types } = textCoercion(schema);
  if (allowedTypes(schema).length === types.length) return type;
  return intersection([type, union(types.map((each) => primitive(each, schema)))]);
}
