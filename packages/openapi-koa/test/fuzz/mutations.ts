import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Draft } from './message.ts';
import type { Random } from './random.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const TARGETS = [
  '/',
  '//',
  '/.',
  '/..',
  '/%2e%2e',
  '/%2F',
  '/%',
  '/%zz',
  '/%ff',
  '/%00',
  '/nothing',
  '?',
  '?a',
  '?=',
  '?&&',
  '?%zz=1',
  '?a[b]=1',
  '?a[]=1',
  ';a=b',
];
const FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ['Accept', ['text/html', '*/*;q=0', 'application/json;q=2', ',', 'a', 'image/*, text/csv;q=0.1', '"', 'application/json; charset=utf-8', '']],
  [
    'Content-Type',
    [
      'text/plain',
      'application/json',
      'application/json; charset=latin1',
      'multipart/form-data',
      'multipart/form-data; boundary=""',
      'a/b; c',
      '/',
      '',
      'multipart/form-data; boundary=x',
    ],
  ],
  ['Content-Encoding', ['gzip', 'br', 'deflate', 'zstd', 'identity', 'gzip, gzip', '']],
  ['Authorization', ['Basic', 'Basic !', 'Bearer', 'Bearer a b', 'basic YTpi', 'Digest a="b"', '']],
  ['Cookie', ['key', '=', 'key=a; key=b', ';;;', 'session="1"', 'session=%zz', 'session=1; session=2']],
  ['Expect', ['100-continue', '100-continue, 100-continue', 'tea']],
  ['Connection', ['close', 'keep-alive', 'upgrade', 'close, keep-alive', 'x']],
  ['Upgrade', ['h2c', 'websocket']],
  ['Origin', ['null', 'https://a.example', '*', '']],
  ['Access-Control-Request-Method', ['POST', 'x', '']],
  ['Access-Control-Request-Headers', ['a, b', ',']],
  ['X-Forwarded-For', ['1.2.3.4', 'a, b', ',']],
  ['X-Text', ['', ' ', '\xff\xfe', 'a'.repeat(500)]],
  ['X-List', ['1,,2', ',', 'a', '1e9', '9007199254740993']],
  ['X-Key', ['', 'open-sesame', 'open-sesame, open-sesame']],
  ['If-None-Match', ['*', '"a"', 'W/']],
  ['Range', ['bytes=0-1', 'x']],
  ['TE', ['trailers', 'gzip']],
  ['Host', ['b', '', 'a b', '[::1', 'a:b']],
];

/** Bodies of several sizes around the limits, coded. */
const CODED = [60_000, 66_000, 80_000, 310_000, 5_000_000].flatMap((size) => [
  { coding: 'gzip', bytes: gzipSync(Buffer.alloc(size, '[1,')) },
  { coding: 'br', bytes: brotliCompressSync(Buffer.alloc(size, '[1,')) },
]);

/** Changes one thing of a request; it stays a well-formed message, unless what it is changed to is refused as one. */
export function mutatedDraft(random: Random, draft: Draft): void {
  const { headers } = draft;
  switch (random.below(10)) {
    case 0:
      draft.method = random.pick(METHODS);
      break;
    case 1: {
      const at = random.below(draft.target.length);
      draft.target = `/${draft.target.slice(1, at)}${random.pick(TARGETS)}${draft.target.slice(at)}`;
      break;
    }
    case 2:
      draft.target += random.pick(TARGETS);
      break;
    case 3:
    case 4: {
      const [name, values] = random.pick(FIELDS);
      headers.push([name, random.pick(values)]);
      break;
    }
    case 5:
      headers.splice(2 + random.below(headers.length), 1);
      break;
    case 6:
      headers.push(...Array.from({ length: random.small(150) }, (): [string, string] => [`X-${random.word()}`, random.word(0, 60)]));
      break;
    case 7:
      draft.target = draft.target.replace(/[a-z0-9]+/g, (word) => (random.chance(0.1) ? encodeURIComponent(random.text()) : word));
      break;
    default:
      mutateBody(random, draft);
  }
}

function mutateBody(random: Random, draft: Draft): void {
  const { body } = draft;
  if (body === undefined) {
    draft.body = random.bytes(2000);
    if (random.chance(0.5)) draft.headers.push(['Content-Type', random.pick(['application/json', 'text/plain', 'application/octet-stream'])]);
    return;
  }
  const at = random.below(body.length + 1);
  const kind = random.below(9);
  if (kind === 8) {
    const { coding, bytes } = random.pick(CODED);
    draft.body = bytes.subarray(0, bytes.length - random.small(10));
    draft.headers.push(['Content-Encoding', coding]);
  } else if (kind === 0) draft.body = body.subarray(0, at);
  else if (kind === 1) draft.body = Buffer.concat([body, body]);
  else if (kind === 2) draft.body = Buffer.alloc(random.small(500_000), random.pick(['a', '[', '{"a":', '9', '&a=', '\r\n']));
  else if (kind === 3) draft.body = Buffer.from(`${'['.repeat(1 + random.small(20_000))}${random.chance(0.5) ? ']' : ''}`);
  else if (kind === 4) draft.body = Buffer.from('{"__proto__":{"a":1},"a":1,"a":2}');
  else draft.body = Buffer.concat([body.subarray(0, at), random.bytes(12), body.subarray(at + random.below(12))]);
}
