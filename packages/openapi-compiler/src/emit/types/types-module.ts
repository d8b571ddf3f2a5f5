import { isJson, isText, type JsonType } from '@petsage/openapi-koa/spec';
import { fileKind } from '../../ir/file-parts.ts';
import { type Description, itemOf, memberOf, otherMemberOf } from '../../ir/members.ts';
import { type DocumentOperation, type Located, located } from '../../parse/operations.ts';
import { requiredSchemes } from '../../parse/security-schemes.ts';
import { isObject, type JsonObject, joinPointer } from '../../parse/source-document.ts';
import { bodySchema } from '../body-schema.ts';
import { admittedTypes, meantTypes, textTable } from '../coercion.ts';
import { type FileMember, fileMembers } from '../form-schema.ts';
import { bodyKind, isOpenRange } from '../media-types.ts';
import type { Side } from '../validators/definitions.ts';
import type { Replaced } from './object-types.ts';
import { brokenLines } from './type-layout.ts';
import { commentOf, intersection, propertyName, UNKNOWN, union, usesType, wrapped } from './type-text.ts';
import { type TypeOptions, TypeWriter } from './type-writer.ts';

const BYTES = ['globalThis.Uint8Array', 'Readable'];

/**
 * The text of `types.ts`: a type for each schema of the document, `Operations`, all operations by operationId, and `SecurityScheme`, the
 * names of the security schemes that they require.
 */
export function compileTypes(root: JsonObject, operations: readonly DocumentOperation[], options: TypeOptions): string {
  const writer = new TypeWriter(root, ['Operations', 'SecurityScheme', 'Readable', 'FormFile', 'globalThis'], options);
  const { components } = root;
  const schemas = isObject(components) && isObject(components['schemas']) ? Object.keys(components['schemas']) : [];
  for (const name of schemas) writer.named(joinPointer('/components/schemas', name), 'response');
  const members = operations.map((operation) => operationType(root, operation, writer));
  const schemes = requiredSchemes(root, operations).map((name) => JSON.stringify(name));
  const body = [
    ...writer.declarations(),
    `/** Every operation of the document, by operationId. */\nexport interface Operations {\n${members.join('')}}\n`,
    `/** Every security scheme that an operation requires. */\nexport type SecurityScheme = ${schemes.length === 0 ? 'never' : union(schemes)};\n`,
  ].join('\n');
  const imports = [
    ...(usesType(body, 'Readable') ? ["import type { Readable } from 'node:stream';\n"] : []),
    ...(usesType(body, 'FormFile') ? ["import type { FormFile } from '@petsage/openapi-koa/spec';\n"] : []),
  ];
  return `\n${imports.join('')}${imports.length > 0 ? '\n' : ''}${brokenLines(body)}`;
}

function operationType(root: JsonObject, operation: DocumentOperation, writer: TypeWriter): string {
  const { operationId, method, path, value, parameters, responses } = operation;
  const at = (place: string) =>
    parameterTypes(
      parameters.filter((parameter) => parameter.value['in'] === place),
      writer,
    );
  const answers = responses.map(
    ([key, response]) =>
      `      ${propertyName(key)}: {\n        headers: ${headerTypes(root, response, writer)};\n        content: ${contentTypes(root, response, writer)};\n      };\n`,
  );
  return [
    commentOf({ description: value['summary'], deprecated: value['deprecated'] }, '  '),
    `  ${propertyName(operationId)}: {\n`,
    `    method: ${JSON.stringify(method.toUpperCase())};\n`,
    `    path: ${JSON.stringify(path)};\n`,
    `    params: ${at('path')};\n`,
    `    query: ${at('query')};\n`,
    `    headers: ${at('header')};\n`,
    `    cookies: ${at('cookie')};\n`,
    `    body: ${bodyType(root, operation, writer)};\n`,
    `    responses: {\n${answers.join('')}    };\n`,
    '  };\n',
  ].join('');
}

function parameterTypes(parameters: readonly Located[], writer: TypeWriter): string {
  return members(parameters.map((parameter) => parameterType(parameter, writer)));
}

export function parameterType({ value, pointer }: Located, writer: TypeWriter): Member {
  const type = schemaOrContent(value, pointer, 'request', writer);
  const empty = value['allowEmptyValue'] === true && value['in'] === 'query' ? union([type, '""']) : type;
  // A default is set before the handler sees it.
  return [String(value['name']), value['required'] === true || writer.hasDefault(schemaPointer(value, pointer)), empty];
}

const schemaOrContent = (value: JsonObject, pointer: string, side: Side, writer: TypeWriter) => writer.type(schemaPointer(value, pointer), side, '    ');

/** Where the schema of a parameter or a header stands: its own, or that of its one media type. */
function schemaPointer(value: JsonObject, pointer: string): string {
  const [type] = Object.keys(isObject(value['content']) ? value['content'] : {});
  return value['schema'] !== undefined || type === undefined ? joinPointer(pointer, 'schema') : joinPointer(pointer, 'content', type, 'schema');
}

function bodyType(root: JsonObject, { body }: DocumentOperation, writer: TypeWriter): string {
  if (body === undefined || !isObject(body.value['content'])) return 'undefined';
  return `${members(bodyTypes(root, body, writer))}${body.value['required'] === true ? '' : ' | undefined'}`;
}

/** The type of a body for each media type that it may have. */
export function bodyTypes(root: JsonObject, body: Located, writer: TypeWriter): Member[] {
  const content = isObject(body.value['content']) ? body.value['content'] : {};
  return Object.keys(content).map((type): Member => {
    const pointer = joinPointer(body.pointer, 'content', type);
    const schema = bodySchema(root, pointer, type);
    const kind = bodyKind(root, pointer, type);
    if (kind === 'binary') return [type.toLowerCase(), true, 'Readable'];
    if (kind === 'text') return [type.toLowerCase(), true, schema === undefined ? 'string' : writer.type(schema, 'request', '    ')];
    if (kind === undefined || schema === undefined) return [type.toLowerCase(), true, 'unknown'];
    return [type.toLowerCase(), true, writer.type(schema, 'request', '    ', kind === 'multipart' ? files(root, schema) : undefined)];
  });
}

/** The members of a multipart form that are files; undefined where there are none, and the form keeps its name. */
function files(root: JsonObject, pointer: string): Replaced | undefined {
  const { named, patterns, others } = fileMembers(root, pointer);
  if (named.size === 0 && patterns.size === 0 && others === undefined) return undefined;
  const form = { at: pointer };
  const otherMember = otherMemberOf(root, form);
  const otherType = others && otherMember && fileType(root, others, otherMember);
  return {
    named: new Map([...named].map(([name, file]) => [name, fileType(root, file, memberOf(root, form, name) as Description)])),
    others: patterns.size > 0 ? UNKNOWN : otherType,
  };
}

function fileType(root: JsonObject, { kind, list }: FileMember, member: Description): string {
  const item = list ? (itemOf(root, member) ?? itemOf(root, member, 0)) : member;
  const types = item && meantTypes(root, item);
  const type = kind === 'file' ? 'FormFile' : types === undefined ? UNKNOWN : union(['FormFile', ...types.map((each) => PRIMITIVE[each] ?? UNKNOWN)]);
  return list ? `${wrapped(type)}[]` : type;
}

/** What the text of a part may stand for where it may be a file as well. */
const PRIMITIVE: Readonly<Partial<Record<JsonType, string>>> = { null: 'null', boolean: 'boolean', integer: 'number', number: 'number', string: 'string' };

function headerTypes(root: JsonObject, { value, pointer }: Located, writer: TypeWriter): string {
  const names = Object.keys(isObject(value['headers']) ? value['headers'] : {}).filter((name) => name.toLowerCase() !== 'content-type');
  return members(
    names.map((name) => {
      const header = located(root, joinPointer(pointer, 'headers', name));
      const type = header === undefined ? 'unknown' : schemaOrContent(header.value, header.pointer, 'response', writer);
      // Each cookie has a field of its own (RFC 6265 section 3).
      // The layer counts the bytes itself, but for those of a stream.
      const required = header?.value['required'] === true && name.toLowerCase() !== 'content-length';
      return [name, required, name.toLowerCase() === 'set-cookie' ? union([type, `(${type})[]`]) : type];
    }),
  );
}

function contentTypes(root: JsonObject, { value, pointer }: Located, writer: TypeWriter): string {
  const content = isObject(value['content']) ? value['content'] : {};
  return members(
    Object.keys(content).map((type) => {
      const schema = bodySchema(root, joinPointer(pointer, 'content', type), type);
      if (schema === undefined) return [type, true, isJson(type) || isOpenRange(type) ? UNKNOWN : union(['string', ...BYTES])];
      const said = () => writer.type(schema, 'response', '        ');
      if (isJson(type)) return [type, true, said()];
      if (isOpenRange(type) && fileKind(root, { at: schema }) !== 'file') return [type, true, union([said(), 'string', ...BYTES])];
      return [type, true, union([isText(type) ? textType(root, schema, writer) : 'string', ...BYTES])];
    }),
  );
}

/** The type of a text: of what its schema takes, what a text stands for. */
function textType(root: JsonObject, pointer: string, writer: TypeWriter): string {
  const type = writer.type(pointer, 'response', '        ');
  const { types } = textTable(root, pointer);
  if (admittedTypes(root, pointer).length === types.length) return type;
  return intersection([type, union(types.map((each) => PRIMITIVE[each] as string))]);
}

export type Member = readonly [name: string, required: boolean, type: string];

function members(list: readonly Member[]): string {
  return list.length === 0 ? '{}' : `{ ${list.map(([name, required, type]) => `${propertyName(name)}${required ? '' : '?'}: ${type}`).join('; ')} }`;
}
