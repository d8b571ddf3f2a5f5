import { gzipSync } from 'node:zlib';
import type { Middleware } from 'koa';
import { type Api, startApi } from '../../../test/support/api.ts';
import { raw } from '../../../test/support/raw.ts';
import { ask, BOUNDARY, FORM_DATA, field, file, multipart, operations, type Sent, startBodies } from './bodies-api.ts';

interface Row extends Sent {
  readonly name: string;
  /** Status 200 and what the handler got, or the status and the code of the problem, or 400 and `pointer keyword` of each violation. */
  readonly want: { readonly contentType?: string | null; readonly mediaType?: string; readonly body: unknown } | string | readonly string[];
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const png = file('avatar', 'a.png', 'image/png', 'PNG');
const named = field('name', 'Minka');
const avatar = { name: 'avatar', filename: 'a.png', contentType: 'image/png', size: 3, text: 'PNG', same: true };

const json: readonly Row[] = [
  { name: 'JSON', to: '/json', type: JSON_TYPE, body: '{"name":"M\u00fc"}', want: { contentType: JSON_TYPE, body: { name: 'Mü', age: 1 } } },
  { name: 'JSON with a charset', to: '/json', type: 'Application/JSON; charset="UTF-8"', body: '{"name":"M"}', want: { body: { name: 'M', age: 1 } } },
  { name: 'JSON with a byte order mark', to: '/json', type: JSON_TYPE, body: '\ufeff{"name":"M"}', want: { body: { name: 'M', age: 1 } } },
  { name: 'JSON in chunks', to: '/json', type: JSON_TYPE, body: '{"name":"M"}', chunked: true, want: { body: { name: 'M', age: 1 } } },
  { name: 'JSON in gzip', to: '/json', type: JSON_TYPE, body: '{"name":"Mü"}', gzip: true, want: { body: { name: 'Mü', age: 1 } } },
  {
    name: 'JSON in gzip by its old name',
    to: '/json',
    type: JSON_TYPE,
    body: gzipSync('{"name":"M"}'),
    fields: ['Content-Encoding: X-Gzip'],
    want: { body: { name: 'M', age: 1 } },
  },
  { name: '+json without a schema', to: '/json', type: 'application/vnd.pet+json', body: '[1]', want: { contentType: 'application/vnd.pet+json', body: [1] } },
  {
    name: 'a declared parameter chooses among types of one name',
    to: '/json',
    type: 'application/json; charset=utf-8; profile="list"',
    body: '[{"name":"M"}]',
    want: { contentType: 'application/json; profile=list', mediaType: 'application/json; charset=utf-8; profile="list"', body: [{ name: 'M', age: 1 }] },
  },
  {
    name: 'another parameter leaves the type',
    to: '/json',
    type: 'application/json; profile=x',
    body: '{"name":"M"}',
    want: { contentType: JSON_TYPE, body: { name: 'M', age: 1 } },
  },
  { name: 'what is no JSON', to: '/json', type: JSON_TYPE, body: '{', want: [' parse'] },
  { name: 'bytes that are no UTF-8', to: '/json', type: JSON_TYPE, body: Buffer.from([0x22, 0xff, 0x22]), want: [' parse'] },
  { name: 'a member __proto__', to: '/json', type: JSON_TYPE, body: '{"__proto__":{}}', want: [' parse'] },
  { name: 'a member __proto__ with escapes', to: '/json', type: JSON_TYPE, body: '{"_\\u005fproto__":{}}', want: [' parse'] },
  { name: 'a text __proto__ is a text', to: '/json', type: JSON_TYPE, body: '{"name":"__proto__"}', want: { body: { name: '__proto__', age: 1 } } },
  { name: 'nothing, in chunks, is no body', to: '/json', type: JSON_TYPE, body: '', chunked: true, want: [' required'] },
  { name: 'no body where one is required', to: '/json', want: [' required'] },
  { name: 'parameters and body are refused together', to: '/json?page=x', type: JSON_TYPE, body: '{"age":"1"}', want: [' required', ' type', '/age type'] },
  { name: 'content that is not what its coding says', to: '/json', type: JSON_TYPE, body: '{}', fields: ['Content-Encoding: br'], want: [' parse'] },
  { name: 'another media type', to: '/json', type: 'text/plain', body: '{}', want: '415 unsupported-media-type' },
  { name: 'another charset', to: '/json', type: 'application/json; charset=utf-16', body: '{}', want: '415 unsupported-media-type' },
  {
    name: 'more than the limit after its coding is undone',
    to: '/json',
    type: JSON_TYPE,
    body: `"${'a'.repeat(3000)}"`,
    gzip: true,
    want: '413 content-too-large',
  },
  { name: 'more than the limit in chunks', to: '/json', type: JSON_TYPE, body: `"${'a'.repeat(3000)}"`, chunked: true, want: '413 content-too-large' },
  { name: '415 comes before 413', to: '/json', type: 'text/plain', body: 'a'.repeat(3000), want: '415 unsupported-media-type' },
];

const optional: readonly Row[] = [
  { name: 'an optional body that is not there', to: 'PATCH /optional', want: { contentType: null, body: null } },
  { name: 'an empty body with a Content-Type', to: 'PATCH /optional', type: JSON_TYPE, body: '', want: { contentType: null, body: null } },
  { name: 'an empty body in chunks', to: 'PATCH /optional', type: 'text/plain', body: '', chunked: true, want: { contentType: null, body: null } },
  { name: 'a Content-Type that is not declared, without a body', to: 'PATCH /optional', type: 'image/png', want: { contentType: null, body: null } },
  { name: 'a body on GET', to: 'GET /optional', type: JSON_TYPE, body: '7', want: { contentType: JSON_TYPE, body: 7 } },
  { name: 'a body on DELETE', to: 'DELETE /optional', type: 'text/plain', body: '7', want: { contentType: 'text/plain', body: '7' } },
  { name: 'a wrong body on GET', to: 'GET /optional', type: JSON_TYPE, body: '"7"', want: [' type'] },
];

const forms: readonly Row[] = [
  {
    name: 'members of every form',
    to: '/form',
    type: `${FORM}; charset=UTF-8`,
    body: 'name=M%C3%BCnka+M&age=7&tags=a&tags=b%26&sizes=1&owner=%7B%22id%22%3A5%7D&filter[colour]=red&filter%5Blegs%5D=4&colours=a%7Cb&any=7',
    want: {
      contentType: FORM,
      body: { name: 'Münka M', age: 7, tags: ['a', 'b&'], sizes: [1], owner: { id: 5 }, filter: { colour: 'red', legs: 4 }, colours: ['a', 'b'], any: 7 },
    },
  },
  {
    name: 'a list of JSON texts',
    to: '/form',
    type: FORM,
    body: 'name=M&visits={"day":"a"}&visits={"day":"b"}',
    want: { body: { name: 'M', visits: [{ day: 'a' }, { day: 'b' }] } },
  },
  { name: 'a JSON text of a list', to: '/form', type: FORM, body: 'name=M&visits=[{"day":"a"}]', want: { body: { name: 'M', visits: [{ day: 'a' }] } } },
  { name: 'a form in gzip', to: '/form', type: FORM, body: 'name=M', gzip: true, want: { body: { name: 'M' } } },
  { name: 'empty pairs are nothing', to: '/form', type: FORM, body: '&name=M&&', want: { body: { name: 'M' } } },
  { name: 'a bad escape in a member', to: '/form', type: FORM, body: 'name=%zz', want: ['/name parse'] },
  { name: 'a bad escape in a member that nobody declared', to: '/open-form', type: FORM, body: 'a=%zz&b=1', want: ['/a parse'] },
  { name: 'a bad escape in a name', to: '/form', type: FORM, body: 'name=M&%zz=1', want: [' parse'] },
  { name: 'bytes that are no UTF-8 in a form', to: '/form', type: FORM, body: Buffer.from([0x61, 0x3d, 0xff]), want: [' parse'] },
  { name: 'a member twice', to: '/form', type: FORM, body: 'name=M&name=N', want: ['/name repeated'] },
  {
    name: 'every member that is wrong',
    to: '/form',
    type: FORM,
    body: 'age=x&tags=1&tags=2&tags=3&tags=4&odd=1',
    want: [' required', '/age type', '/odd additionalProperties', '/tags maxItems'],
  },
  { name: 'an integer that a double cannot hold', to: '/form', type: FORM, body: 'name=M&age=9007199254740993', want: ['/age type'] },
  { name: 'a member that is not written in its style', to: '/form', type: FORM, body: 'name=M&filter=red', want: ['/filter parse'] },
  { name: 'a member that is no JSON', to: '/form', type: FORM, body: 'name=M&owner=x', want: ['/owner parse'] },
  { name: 'a member whose JSON breaks its schema', to: '/form', type: FORM, body: 'name=M&owner={}', want: ['/owner required'] },
  {
    name: 'members that nobody declared',
    to: '/open-form',
    type: FORM,
    body: 'a=1&b=2&b=3&constructor=4',
    want: { body: { a: '1', b: ['2', '3'], constructor: '4' } },
  },
  { name: 'a member __proto__ of a form', to: '/open-form', type: FORM, body: '__proto__=1', want: ['/__proto__ parse'] },
  { name: 'a member __proto__ in an object of a form', to: '/form', type: FORM, body: 'name=M&filter[__proto__]=1', want: ['/filter parse'] },
  { name: 'a form in another charset', to: '/form', type: `${FORM}; charset=latin1`, body: 'name=M', want: '415 unsupported-media-type' },
];

const uploads: readonly Row[] = [
  {
    name: 'texts, JSON and files',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(
      named,
      field('age', '7'),
      field('tags', 'a'),
      field('tags', 'b'),
      field('meta', '{"by":"me"}', 'Content-Type: application/json'),
      png,
      file('photos', 'C:\\dir\\p"1.gif'.replace('"', '%22'), 'image/gif', 'GIF1'),
      file('photos', '../p2.jpg', 'image/jpeg', 'JPEG'),
    ),
    want: {
      contentType: 'multipart/form-data',
      mediaType: FORM_DATA,
      body: {
        name: 'Minka',
        age: 7,
        tags: ['a', 'b'],
        meta: { by: 'me' },
        avatar,
        photos: [
          { name: 'photos', filename: 'p"1.gif', contentType: 'image/gif', size: 4, text: 'GIF1', same: true },
          { name: 'photos', filename: 'p2.jpg', contentType: 'image/jpeg', size: 4, text: 'JPEG', same: true },
        ],
      },
    },
  },
  {
    name: 'a form in chunks that cut its boundaries',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, png),
    chunked: true,
    want: { body: { name: 'Minka', avatar } },
  },
  { name: 'a multipart form in gzip', to: '/upload', type: FORM_DATA, body: multipart(named, png), gzip: true, want: { body: { name: 'Minka', avatar } } },
  {
    name: 'a quoted boundary, a preamble and an epilogue',
    to: '/upload',
    type: `multipart/form-data; boundary="${BOUNDARY}"`,
    body: `hello\r\n${multipart(named)}bye`,
    want: { body: { name: 'Minka' } },
  },
  {
    name: 'a text in a charset of its own',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(field('name', '', 'Content-Type: text/plain; charset=utf-16le'))
      .toString('latin1')
      .replace('\r\n\r\n', '\r\n\r\nM\0a\0'),
    want: { body: { name: 'Ma' } },
  },
  {
    name: 'a file input that was left alone',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, file('avatar', '', 'application/octet-stream', '')),
    want: { body: { name: 'Minka' } },
  },
  {
    name: 'a file without a name in a media type that is not taken',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, file('avatar', '', 'application/octet-stream', 'x')),
    want: ['/avatar contentType'],
  },
  {
    name: 'an empty file',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, file('avatar', 'a.png', 'image/png', '')),
    want: { body: { name: 'Minka', avatar: { ...avatar, size: 0, text: '' } } },
  },
  {
    name: 'parts that nobody declared',
    to: '/open-form',
    type: FORM_DATA,
    body: multipart(field('a', '1'), field('a', '2'), file('f', 'f', 'x/y', 'F')),
    want: { body: { a: ['1', '2'], f: { name: 'f', filename: 'f', contentType: 'x/y', size: 1, text: 'F', same: true } } },
  },
  { name: 'a form without parts', to: '/open-form', type: FORM_DATA, body: multipart(), want: { body: {} } },
  {
    name: 'parts without names are the members in order',
    to: '/upload',
    type: `multipart/mixed; boundary=${BOUNDARY}`,
    body: multipart([['Content-Type: text/plain'], 'Minka'], [['Content-Type: text/plain'], '7']),
    want: { contentType: 'multipart/mixed', body: { name: 'Minka', age: 7 } },
  },
  {
    name: 'a member twice in parts',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, field('name', 'N'), png, png),
    want: ['/avatar repeated', '/name repeated'],
  },
  {
    name: 'everything that is wrong in one response',
    to: '/upload?page=x',
    type: FORM_DATA,
    body: multipart(
      field('name', 'M'),
      field('age', 'x'),
      field('meta', '{}'),
      file('avatar', 'a', 'text/html', '<p>'),
      file('photos', 'a', 'image/gif', 'a'),
      file('photos', 'b', 'text/css', 'b'),
    ),
    want: [' type', '/age type', '/avatar contentType', '/meta required', '/name minLength', '/photos/1 contentType'],
  },
  {
    name: 'a file without a media type where one is declared',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, field('avatar', 'PNG')),
    want: ['/avatar contentType'],
  },
  {
    name: 'too many files',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, ...Array.from({ length: 4 }, () => file('photos', 'a', 'image/gif', 'a'))),
    want: ['/photos maxItems'],
  },
  { name: 'a part that is no JSON', to: '/upload', type: FORM_DATA, body: multipart(named, field('meta', 'x')), want: ['/meta parse'] },
  {
    name: 'a part in an unknown charset',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(field('name', 'M', 'Content-Type: text/plain; charset=odd')),
    want: ['/name parse'],
  },
  {
    name: 'a part that is not in its charset',
    to: '/upload',
    type: FORM_DATA,
    body: multipart([[`Content-Disposition: form-data; name="name"`], Buffer.from([0xff])]),
    want: ['/name parse'],
  },
  {
    name: 'a part in base64',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(field('name', 'TWlua2E=', 'Content-Transfer-Encoding: base64')),
    want: ['/name parse'],
  },
  { name: 'a part __proto__', to: '/upload', type: FORM_DATA, body: multipart(named, field('__proto__', 'x')), want: ['/__proto__ parse'] },
  { name: 'a multipart body without a boundary', to: '/upload', type: 'multipart/form-data', body: multipart(named), want: [' parse'] },
  { name: 'a multipart body without its closing boundary', to: '/upload', type: FORM_DATA, body: multipart(named, png).subarray(0, -8), want: [' parse'] },
  { name: 'a multipart body that ends in a file', to: '/upload', type: FORM_DATA, body: multipart(named, png).subarray(0, -14), want: [' parse'] },
  { name: 'a body that has no part at all', to: '/upload', type: FORM_DATA, body: 'hello', want: [' parse'] },
  {
    name: 'a part whose header section does not end',
    to: '/upload',
    type: FORM_DATA,
    body: `--${BOUNDARY}\r\nContent-Disposition: form-data; name="name"\r\n--${BOUNDARY}--\r\n`,
    want: [' parse'],
  },
  { name: 'a part without a name', to: '/upload', type: FORM_DATA, body: multipart(named, [['Content-Type: text/plain'], 'x']), want: [' parse'] },
  {
    name: 'a part with a long header section',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, field('age', '7', `X-Long: ${'a'.repeat(9000)}`)),
    want: [' parse'],
  },
  {
    name: 'more parts than are taken',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named, ...Array.from({ length: 1000 }, () => field('tags', 'a'))),
    want: [' parse'],
  },
  {
    name: 'a multipart body that is not in its coding',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(named),
    fields: ['Content-Encoding: gzip'],
    want: [' parse'],
  },
  {
    name: 'texts over what is held in memory',
    to: '/upload',
    type: FORM_DATA,
    body: multipart(field('name', 'a'.repeat(1_100_000))),
    want: '413 content-too-large',
  },
  { name: 'nothing, in chunks, is no form', to: '/upload', type: FORM_DATA, body: '', chunked: true, want: [' required'] },
];

const texts: readonly Row[] = [
  { name: 'a text', to: '/text', type: 'text/plain', body: 'Grüezi', want: { contentType: 'text/plain', body: 'Grüezi' } },
  {
    name: 'a text in Latin-1',
    to: '/text',
    type: 'text/plain; charset=ISO-8859-1',
    body: Buffer.from('Grüezi', 'latin1'),
    want: { mediaType: 'text/plain; charset=ISO-8859-1', body: 'Grüezi' },
  },
  {
    name: 'a text in UTF-16, in gzip',
    to: '/text',
    type: 'text/plain; charset=utf-16le',
    body: Buffer.from('Grüezi', 'utf16le'),
    gzip: true,
    want: { body: 'Grüezi' },
  },
  { name: 'a text in an unknown charset', to: '/text', type: 'text/plain; charset=odd', body: 'a', want: '415 unsupported-media-type' },
  { name: 'bytes that are none of their charset', to: '/text', type: 'text/plain', body: Buffer.from('ü', 'latin1'), want: [' parse'] },
  { name: 'a text against its schema', to: '/text', type: 'text/plain', body: 'a'.repeat(21), want: [' maxLength'] },
];

const binaries: readonly Row[] = [
  {
    name: 'bytes',
    to: 'PUT /binary',
    type: 'application/octet-stream',
    body: Buffer.from([0, 255, 10]),
    want: { contentType: 'application/octet-stream', body: { stream: '\0ÿ\n' } },
  },
  { name: 'bytes in chunks', to: 'PUT /binary', type: 'application/octet-stream', body: 'abcdef', chunked: true, want: { body: { stream: 'abcdef' } } },
  { name: 'bytes in gzip', to: 'PUT /binary', type: 'application/octet-stream', body: 'abcdef', gzip: true, want: { body: { stream: 'abcdef' } } },
  {
    name: 'bytes over the service’s limit and within the operation’s',
    to: 'PUT /binary',
    type: 'application/octet-stream',
    body: 'a'.repeat(9000),
    want: { body: { stream: 'a'.repeat(9000) } },
  },
  { name: 'bytes over the operation’s limit', to: 'PUT /binary', type: 'application/octet-stream', body: 'a'.repeat(400_001), want: '413 content-too-large' },
  {
    name: 'bytes over the operation’s limit, in chunks',
    to: 'PUT /binary',
    type: 'application/octet-stream',
    body: 'a'.repeat(500_000),
    chunked: true,
    want: '413 content-too-large',
  },
  {
    name: 'bytes over the limit once their coding is undone',
    to: 'PUT /binary',
    type: 'application/octet-stream',
    body: 'a'.repeat(500_000),
    gzip: true,
    want: '413 content-too-large',
  },
  {
    name: 'bytes that are not in their coding',
    to: 'PUT /binary',
    type: 'application/octet-stream',
    body: 'abc',
    fields: ['Content-Encoding: gzip'],
    want: [' parse'],
  },
  {
    name: 'bytes in an unknown coding',
    to: 'PUT /binary',
    type: 'application/octet-stream',
    body: 'abc',
    fields: ['Content-Encoding: zstd'],
    want: '415 unsupported-content-encoding',
  },
  { name: 'no bytes, in chunks, where some are required', to: 'PUT /binary', type: 'application/octet-stream', body: '', chunked: true, want: [' required'] },
  {
    name: 'a wrong parameter beside bytes that nobody reads',
    to: 'PUT /binary?page=x',
    type: 'application/octet-stream',
    body: 'a'.repeat(50_000),
    want: [' type'],
  },
];

const ranges: readonly Row[] = [
  { name: 'the type itself comes before its range', to: '/ranges', type: JSON_TYPE, body: '1', want: { contentType: JSON_TYPE, body: 1 } },
  { name: 'a range of texts', to: '/ranges', type: 'text/csv', body: 'a,b', want: { contentType: 'text/*', mediaType: 'text/csv', body: 'a,b' } },
  {
    name: 'JSON in a range',
    to: '/ranges',
    type: 'application/ld+json',
    body: '{}',
    want: { contentType: 'application/*', mediaType: 'application/ld+json', body: {} },
  },
  { name: 'a form in a range', to: '/ranges', type: FORM, body: 'a=1', want: { contentType: 'application/*', body: { a: '1' } } },
  { name: 'bytes in a range', to: '/ranges', type: 'application/pdf', body: '%PDF', want: { contentType: 'application/*', body: { stream: '%PDF' } } },
  { name: 'an image', to: '/ranges', type: 'image/png', body: 'PNG', want: { contentType: 'image/*', mediaType: 'image/png', body: { stream: 'PNG' } } },
  {
    name: 'two types, of which one may be another reader’s',
    to: '/ranges',
    type: JSON_TYPE,
    body: '1',
    fields: ['Content-Type: text/csv'],
    want: '415 unsupported-media-type',
  },
  { name: 'what falls under no range', to: '/ranges', type: 'video/mp4', body: 'x', want: '415 unsupported-media-type' },
  { name: 'anything: a text', to: '/anything', type: 'text/plain', body: 'x', want: { contentType: '*/*', body: 'x' } },
  { name: 'anything: bytes', to: '/anything', type: 'video/mp4', body: 'x', want: { contentType: '*/*', body: { stream: 'x' } } },
  { name: 'a limit below the service’s', to: '/anything', type: 'text/plain', body: 'x'.repeat(11), want: '413 content-too-large' },
];

/** Of no bytes, in chunks, nothing else is looked at: each is refused, or its header is wrong, where there is a byte. */
const nothing: readonly Row[] = (
  [
    { name: 'a Content-Type' },
    { name: 'a media type that is taken', type: 'text/plain' },
    { name: 'a media type that is not taken', type: 'image/png' },
    { name: 'a charset that is not taken', type: 'application/json; charset=latin1' },
    { name: 'two media types', fields: ['Content-Type: text/plain', 'Content-Type: application/json'] },
    { name: 'a coding', type: JSON_TYPE, fields: ['Content-Encoding: gzip'] },
    { name: 'another coding', type: 'text/plain', fields: ['Content-Encoding: br'] },
    { name: 'an unknown coding', type: JSON_TYPE, fields: ['Content-Encoding: zstd'] },
  ] as const
).map((row) => ({
  ...row,
  name: `no bytes, in chunks, are no body whatever is said of them: ${row.name}`,
  to: 'PATCH /optional',
  body: '',
  chunked: true,
  want: { contentType: null, body: null },
}));

const required: readonly Row[] = [
  { name: 'no bytes, in chunks, without a Content-Type, where a body is required', to: '/json', body: '', chunked: true, want: [' required'] },
  { name: 'a form of no bytes in a coding', to: '/form', type: FORM, body: '', chunked: true, fields: ['Content-Encoding: gzip'], want: [' required'] },
  { name: 'parts of no bytes in a coding', to: '/upload', type: FORM_DATA, body: '', chunked: true, fields: ['Content-Encoding: gzip'], want: [' required'] },
  {
    name: 'a stream of no bytes in a coding',
    to: 'PUT /binary',
    type: 'application/octet-stream',
    body: '',
    chunked: true,
    fields: ['Content-Encoding: gzip'],
    want: [' required'],
  },
  { name: 'one byte, in chunks, without a Content-Type', to: 'PATCH /optional', body: 'a', chunked: true, want: '415 unsupported-media-type' },
  {
    name: 'bytes, in chunks, in a media type that is not taken',
    to: '/json',
    type: 'text/plain',
    body: '{"name":"M"}',
    chunked: true,
    want: '415 unsupported-media-type',
  },
  {
    name: 'bytes, in chunks, in an unknown coding',
    to: '/json',
    type: JSON_TYPE,
    body: '{}',
    chunked: true,
    fields: ['Content-Encoding: zstd'],
    want: '415 unsupported-content-encoding',
  },
  {
    name: 'a media type that is not taken comes before parameters, in chunks too',
    to: '/json?page=x',
    type: 'text/plain',
    body: '{}',
    chunked: true,
    want: '415 unsupported-media-type',
  },
];

let api: Api;
beforeAll(async () => {
  api = await startBodies();
});
afterAll(() => api.close());

test.each([...json, ...optional, ...forms, ...uploads, ...texts, ...binaries, ...ranges, ...nothing, ...required])(
  '$name',
  async ({ name: _, want, ...sent }) => {
    const { response, json, inStep, closed } = await ask(api.port, sent);
    expect(outcomeOf(response.status, json, want)).toEqual(want);
    expect({ inStep: inStep || response.headers['connection'] === 'close', closed, failures: api.failures.splice(0) }).toEqual({
      inStep: true,
      closed: true,
      failures: [],
    });
  },
);

type SerializedResponse = { readonly type?: string; readonly violations?: readonly { pointer?: string; keyword: string }[] };

/** The response in the form of what was wanted. */
function outcomeOf(status: number, json: SerializedResponse, want: Row['want']): unknown {
  if (typeof want === 'string') return `${status} ${json.type?.split('#')[1]}`;
  if (status === 200 && !Array.isArray(want))
    return Object.fromEntries(Object.keys(want).map((name) => [name, (json as Record<string, unknown>)[name] ?? null]));
  return status === 400 && json.violations !== undefined
    ? json.violations.map(({ pointer = '', keyword }) => `${pointer} ${keyword}`).sort()
    : { status, json };
}

test('a client that waits for 100 before it sends chunks is refused at once', async () => {
  const head = 'POST /json HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n';
  const { responses } = await raw({ port: api.port, send: [head], waitMs: 3000 });
  expect(responses.map(({ status }) => status)).toEqual([415]);
});

test('a body that middleware has read is refused by its media type, in chunks too', async () => {
  const read: Middleware = async (ctx, next) => {
    for await (const _ of ctx.req);
    await next();
  };
  const own = await startApi({
    operations,
    handlers: Object.fromEntries(operations.list.map(({ operationId }) => [operationId, () => ({ status: 200, body: 1 })])),
    before: [read],
  });
  const { response } = await ask(own.port, { to: '/json', type: 'text/plain', body: 'a', chunked: true });
  await own.close();
  expect(response.status).toBe(415);
});

test('a refusal names the media types and charsets that are taken', async () => {
  const { response } = await ask(api.port, { to: '/text', type: 'image/png', body: 'x' });
  expect([response.status, response.headers['accept-post']]).toEqual([415, 'text/plain']);
});

test('a part of another media type is told which ones are taken', async () => {
  const { json } = await ask(api.port, { to: '/upload', type: FORM_DATA, body: multipart(named, file('avatar', 'a', 'text/html', 'x')) });
  expect((json as { violations: unknown }).violations).toEqual([
    { in: 'body', pointer: '/avatar', keyword: 'contentType', message: 'must have one of the allowed media types', allowed: ['image/png', 'image/gif'] },
  ]);
});
