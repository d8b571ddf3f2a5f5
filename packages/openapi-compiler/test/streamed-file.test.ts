import { compile, document } from '../../../test/support/documents.ts';
import { diagnosticsOf } from '../../../test/support/refusal.ts';
import { compileDocument } from '../src/compile.ts';

const MARK = { 'x-streamed-file': true };
const FILE = { type: 'string', format: 'binary' };
const STREAMED = { ...FILE, ...MARK };
const RESPONSES = { 204: { description: 'd' } };
const FORM = 'multipart/form-data';

interface Given {
  readonly properties?: object;
  readonly encoding?: object;
  readonly type?: string;
  readonly parameters?: object[];
  readonly responses?: object;
  readonly schemas?: object;
  readonly version?: string;
}

/** A document with one operation, whose body has some properties. */
function given({ properties = {}, encoding, type = FORM, parameters, responses = RESPONSES, schemas = {}, version = '3.1.0' }: Given): string {
  const requestBody = { content: { [type]: { schema: { type: 'object', properties }, ...(encoding && { encoding }) } } };
  return document({ post: { operationId: 'op', requestBody, responses, ...(parameters && { parameters }) } }, { schemas }, version);
}

const Picture = STREAMED;
const REF = { $ref: '#/components/schemas/Picture' };

const streamed: (Given & { name: string })[] = [
  { name: 'format: binary', properties: { f: STREAMED } },
  { name: 'format: binary of OpenAPI 3.0', properties: { f: STREAMED }, version: '3.0.3' },
  { name: 'a file that may be null', properties: { f: { ...STREAMED, nullable: true } }, version: '3.0.3' },
  { name: 'contentMediaType', properties: { f: { contentMediaType: 'image/png', ...MARK } } },
  { name: 'contentMediaType beside a type', properties: { f: { type: 'string', contentMediaType: 'image/png', ...MARK } } },
  { name: 'nothing else', properties: { f: MARK } },
  { name: 'nothing else, and a media type', properties: { f: MARK }, encoding: { f: { contentType: 'image/png' } } },
  { name: 'a reference', properties: { f: REF }, schemas: { Picture } },
  { name: 'a mark beside a reference', properties: { f: { $ref: '#/components/schemas/File', ...MARK } }, schemas: { File: FILE } },
  { name: 'a part of an allOf', properties: { f: { allOf: [REF, { description: 'd' }] } }, schemas: { Picture }, version: '3.0.3' },
  { name: 'a mark beside an allOf', properties: { f: { allOf: [FILE], ...MARK } } },
  { name: 'another kind of multipart', properties: { f: STREAMED }, type: 'multipart/mixed' },
];
test.each(streamed)('a file is streamed by $name', ({ name: _, ...rest }) => {
  const text = given(rest);
  expect(diagnosticsOf(text).filter(({ severity }) => severity === 'error')).toEqual([]);
  const { files } = compileDocument('d.json', text);
  expect(files.get('types.ts')).toContain("import type { StreamedFile } from '@petsage/openapi-koa/spec';");
  expect(files.get('types.ts')).toContain('f?: StreamedFile');
  expect(compile('d.json', text).list[0]?.load().body?.content[0]?.fields).toEqual({ f: expect.objectContaining({ file: true, streamed: true }) });
});

test('other files of the form are stored', () => {
  const text = given({ properties: { a: FILE, f: STREAMED, b: { ...FILE, 'x-streamed-file': false }, c: { type: 'array', items: FILE } } });
  const { files, diagnostics } = compileDocument('d.json', text);
  expect(diagnostics).toEqual([]);
  expect(files.get('types.ts')?.replaceAll(/\s+/g, ' ')).toContain('a?: FormFile; f?: StreamedFile; b?: FormFile; c?: FormFile[];');
  const fields = compile('d.json', text).list[0]?.load().body?.content[0]?.fields ?? {};
  expect(Object.entries(fields).flatMap(([name, field]) => (field.streamed ? [name] : []))).toEqual(['f']);
});

test('a schema may have the name of the type', () => {
  const { files } = compileDocument(
    'd.json',
    given({ properties: { f: STREAMED, s: { $ref: '#/components/schemas/StreamedFile' } }, schemas: { StreamedFile: { type: 'string' } } }),
  );
  expect(files.get('types.ts')).toContain('f?: StreamedFile;');
  expect(files.get('types.ts')).not.toContain('type StreamedFile =');
});

const ELSEWHERE = 'must be on a file that is a property of a multipart request body, and this schema is used elsewhere; remove it';
const notFile = (name: string) => `must be beside \`type: string\` and \`format: binary\`, and ${name} is not a file; correct it, or remove it`;
const isList = (name: string) => `must be on a single file, and ${name} is a list; remove it, or the list`;
const wrong: (Given & { name: string; reason: string; nth?: number })[] = [
  { name: 'another value', properties: { f: { ...FILE, 'x-streamed-file': 'yes' } }, reason: 'must be true or false' },
  {
    name: 'beside a reference of OpenAPI 3.0',
    properties: { f: { $ref: '#/components/schemas/File', ...MARK } },
    schemas: { File: FILE },
    version: '3.0.3',
    reason: 'beside a `$ref` is ignored; move it to the target',
  },
  { name: 'a string', properties: { f: { type: 'string', ...MARK } }, reason: notFile('f') },
  {
    name: 'bytes in a string',
    properties: { f: { type: 'string', contentMediaType: 'a/b', contentEncoding: 'base64', ...MARK } },
    reason: notFile('f'),
  },
  { name: 'an object', properties: { f: { type: 'object', ...MARK } }, reason: notFile('f') },
  { name: 'a file or a string', properties: { f: { oneOf: [FILE, { type: 'string', format: 'uri' }], ...MARK } }, reason: notFile('f') },
  { name: 'JSON', properties: { f: STREAMED }, encoding: { f: { contentType: 'application/json' } }, reason: notFile('f') },
  { name: 'a list of files', properties: { f: { type: 'array', items: FILE, ...MARK } }, reason: isList('f') },
  { name: 'the items of a list', properties: { f: { type: 'array', items: STREAMED } }, reason: ELSEWHERE },
  { name: 'one of several alternatives', properties: { f: { oneOf: [STREAMED, { type: 'integer' }] } }, reason: ELSEWHERE },
  {
    name: 'two files of a form',
    properties: { f: STREAMED, g: STREAMED },
    reason: 'must be on one file of a form, the last part, and f has it, too; remove it from one of them',
    nth: 1,
  },
  { name: 'a property of a property', properties: { f: { type: 'object', properties: { g: STREAMED } } }, reason: ELSEWHERE },
  {
    name: 'another form',
    properties: { f: STREAMED },
    type: 'application/x-www-form-urlencoded',
    reason: ELSEWHERE,
  },
  {
    name: 'JSON as a whole',
    properties: { f: STREAMED },
    type: 'application/json',
    reason: ELSEWHERE,
  },
  {
    name: 'a response',
    responses: { 200: { description: 'd', content: { 'image/png': { schema: STREAMED } } } },
    reason: ELSEWHERE,
  },
  {
    name: 'a response header',
    responses: { 204: { description: 'd', headers: { X: { schema: STREAMED } } } },
    reason: ELSEWHERE,
  },
  {
    name: 'a parameter',
    parameters: [{ name: 'q', in: 'query', schema: STREAMED }],
    reason: ELSEWHERE,
  },
  {
    name: 'a file of a form that a response has, too',
    properties: { f: REF },
    responses: { 200: { description: 'd', content: { 'image/png': { schema: REF } } } },
    schemas: { Picture },
    reason: ELSEWHERE,
  },
];
test.each(wrong)('reported: $name', ({ name, reason, nth = 0, ...rest }) => {
  const text = given(rest);
  const found = diagnosticsOf(text).filter(({ code }) => code === 'invalid-streamed-file');
  const place = [...text.matchAll(/"x-streamed-file"/g)][nth]?.index;
  expect(found.map(({ line, column, message }) => [line, column - 1, message])).toEqual([[1, place, `\`x-streamed-file\` ${reason}`]]);
  // What is allowed in spite of it is ignored, except the first of two.
  const { files } = compileDocument('d.json', text, { allow: ['invalid-streamed-file', 'text-not-primitive'] });
  expect(files.get('types.ts')?.match(/: StreamedFile/g) ?? []).toHaveLength(/^(?:two|a file of a form that)/.test(name) ? 1 : 0);
});

test('reported: in an object that is not a schema', () => {
  const requestBody = { content: { [FORM]: { ...MARK, schema: { type: 'object', properties: { f: FILE } } } } };
  const found = diagnosticsOf(document({ post: { operationId: 'op', requestBody, responses: RESPONSES } }));
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'invalid-streamed-file: `x-streamed-file` of a Media Type Object has no effect; put it into the schema of the file',
  ]);
});

test('an operation without the extension is compiled as if it were nowhere', () => {
  const codeOf = (mark: object) => {
    const { files } = compileDocument('d.json', given({ properties: { f: FILE }, schemas: { Unused: { ...FILE, ...mark } } }));
    return [files.get('operations/op.cjs'), files.get('types.ts')];
  };
  expect(codeOf(MARK)).toEqual(codeOf({}));
});
