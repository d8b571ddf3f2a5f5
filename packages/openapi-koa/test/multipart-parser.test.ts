import { Readable } from 'node:stream';
import { compile, document } from '../../../test/support/documents.ts';
import type { FormSpec } from '../src/operation-spec.ts';
import type { BodyStream } from '../src/request/body-stream.ts';
import { readMultipart } from '../src/request/multipart-parser.ts';
import { FormFiles } from '../src/request/uploaded-file.ts';
import { BOUNDARY, FORM_DATA, field, file, multipart } from './bodies-api.ts';

const text = { type: 'string' };
const schema = {
  type: 'object',
  properties: {
    list: { type: 'array', items: text },
    files: { type: 'array', items: { type: 'string', format: 'binary' } },
    once: text,
    number: { type: 'integer' },
  },
  patternProperties: { '^p': text },
};
const requestBody = { content: { 'multipart/form-data': { schema, encoding: { files: { contentType: 'image/png' } } } } };
const operation = { operationId: 'op', requestBody, responses: { 204: { description: 'd' } } };
const form = compile('d.json', document({ post: operation }, {}, '3.1.0')).list[0]?.load().body?.content[0] as FormSpec;

async function read(body: Buffer, contentType = FORM_DATA): Promise<number | undefined> {
  const chunks = Array.from({ length: Math.ceil(body.length / 65_536) }, (_, index) => body.subarray(index * 65_536, (index + 1) * 65_536));
  const files = new FormFiles();
  const outcome = await readMultipart(Readable.from(chunks, { objectMode: false }) as BodyStream, files, {
    contentType,
    form,
    textBytes: 1e8,
    fileLimit: 1e6,
    jsonDepthLimit: 256,
  });
  await files.release(new Error('done'));
  return outcome?.violations.length;
}

const parts = (count: number, part: (index: number) => readonly [fields: readonly string[], bytes: string | Buffer]) =>
  multipart(...Array.from({ length: count }, (_, index) => part(index)));

/** Bodies of n units, each with the number of violations that it has. */
const bodies: { name: string; n: number; body: (n: number) => Buffer; want?: (n: number) => number }[] = [
  { name: 'texts of one list', n: 250, body: (n) => parts(n, () => field('list', 'x')) },
  { name: 'texts of many names', n: 250, body: (n) => parts(n, (index) => field(`n${index}`, 'x')) },
  { name: 'texts of many names that a pattern describes', n: 250, body: (n) => parts(n, (index) => field(`p${index}`, 'x')) },
  { name: 'texts of one name that is taken once', n: 250, body: (n) => parts(n, () => field('once', 'x')), want: () => 1 },
  { name: 'texts in another charset', n: 250, body: (n) => parts(n, () => field('list', 'x', 'Content-Type: text/plain; charset=latin1')) },
  { name: 'bytes of one text', n: 50_000, body: (n) => multipart(field('once', 'x'.repeat(n))) },
  { name: 'header fields of a part', n: 20, body: (n) => parts(100, () => field('list', 'x', ...Array.from({ length: n }, (_, index) => `X-${index}: y`))) },
  { name: 'characters of a header field', n: 1500, body: (n) => parts(100, () => field('list', 'x', `X-A: ${';a="'.repeat(n / 4)}`)) },
  { name: 'characters of a name', n: 1500, body: (n) => parts(100, () => field('p'.repeat(n), 'x')), want: () => 1 },
  {
    name: 'parameters of a Content-Disposition',
    n: 300,
    body: (n) => parts(100, () => [[`Content-Disposition: form-data; name="list"${'; a=b'.repeat(n)}`], 'x']),
  },
  { name: 'files', n: 500, body: (n) => parts(n, () => file('files', 'a', 'image/png', 'x')) },
  { name: 'files in a media type that is not taken', n: 500, body: (n) => parts(n, () => file('files', 'a', 'a/b', 'x')), want: (n) => n },
  { name: 'parts without a name', n: 2000, body: (n) => parts(n, () => [['Content-Disposition: form-data'], 'x']), want: () => 1 },
  { name: 'parts with too many header fields in bytes', n: 50, body: (n) => parts(n, () => field('list', 'x', `X: ${'a'.repeat(9000)}`)), want: () => 1 },
  { name: 'texts beyond the most that there may be', n: 2000, body: (n) => parts(n, () => field('list', 'x')), want: () => 1 },
  {
    name: 'bytes that are no boundary',
    n: 200_000,
    body: (n) => Buffer.concat([Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}`.repeat(n / 8)), multipart(field('once', 'x'))]),
  },
];

async function cost(body: Buffer, rounds: number): Promise<number> {
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) await read(body);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

test.each(bodies)('the cost of a form grows in proportion to the number of $name', async ({ n, body, want = () => 0 }) => {
  const [small, large] = [body(n), body(4 * n)];
  expect([await read(small), await read(large)]).toEqual([want(n), want(4 * n)]);
  // So often that a tick of the clock does not count.
  let rounds = 1;
  while ((await cost(small, rounds)) < 10_000) rounds *= 2;
  // Whatever else runs on the machine, and the collection of garbage, only add to a measurement: the least of several counts.
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  for (let attempt = 0; attempt < 15 && (attempt === 0 || least.large > 8 * least.small); attempt++) {
    least.small = Math.min(least.small, await cost(small, rounds));
    least.large = Math.min(least.large, await cost(large, rounds));
  }
  expect(least.large / least.small).toBeLessThanOrEqual(8);
});
