import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Credentials, contractProblems, type FormFile, Problem, type StreamedFile } from '../../src/index.ts';

/** The secret of every scheme; others are refused. */
export const SECRET = 'open-sesame';
/** The operation whose handler fails in every way there is. */
export const FAULTY_OPERATION = 'getFault';

interface Request {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: object;
  readonly headers: object;
  readonly cookies: object;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

interface Context {
  readonly requestId: string;
  readonly accepts: readonly string[];
}

const CHUNK = Buffer.alloc(16_384, 'c');
const chunks = (count: number) => Readable.from(Array.from({ length: count }, () => CHUNK));
const ended = (error?: Error) => new Readable({ read() {} }).destroy(error);

/** Yields, then ends or fails. */
async function* pieces(count: number, error?: Error) {
  for (let index = 0; index < count; index++) {
    await sleep(1);
    yield `piece ${index}\n`;
  }
  if (error !== undefined) throw error;
}

async function echo({ params, query, headers, cookies, contentType, body }: Request): Promise<object> {
  return { status: 200, type: 'application/json', body: { params, query, headers, cookies, contentType: contentType ?? null, body: await described(body) } };
}

/** A body as JSON: files by what is known of them, and the sum of their bytes. */
async function described(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(described));
  if (typeof value !== 'object' || value === null) return value ?? null;
  if ('stream' in value && typeof value.stream === 'function') return describedFile(value as unknown as FormFile | StreamedFile);
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, member]) => [name, await described(member)])));
}

async function describedFile(file: FormFile | StreamedFile): Promise<object> {
  let sum = 0;
  for await (const chunk of file.stream()) sum = sumOf(chunk as Buffer, sum);
  return { filename: file.filename ?? null, contentType: file.contentType, ...('size' in file && { size: file.size }), sum };
}

/** A number that tells bytes from others. */
export function sumOf(bytes: Uint8Array, sum = 0): number {
  let result = sum;
  for (const byte of bytes) result = (result * 31 + byte) % 1_000_000_007;
  return result;
}

const json = (body: unknown) => ({ status: 200, type: 'application/json', body });
const octets = (body: Readable, length?: number) => ({
  status: 200,
  type: 'application/octet-stream',
  body,
  ...(length !== undefined && { headers: { 'Content-Length': length } }),
});
const circular: Record<string, unknown> = { a: 1 };
circular['itself'] = circular;

const streams: Readonly<Record<string, () => object>> = {
  empty: () => octets(Readable.from([])),
  chunks: () => octets(chunks(3)),
  large: () => octets(chunks(40)),
  measured: () => octets(chunks(2), 2 * CHUNK.length),
  slow: () => octets(Readable.from(pieces(5))),
  events: () => ({ status: 200, type: 'text/event-stream', body: Readable.from(['data: a\n\n', 'data: b\n\n']) }),
};

const faults: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error('secret');
  },
  rejects: async () => {
    await sleep(1);
    throw Object.assign(new Error('secret'), { status: 404, expose: true });
  },
  status: () => ({ status: 202, type: 'application/json', body: { a: 'secret' } }),
  body: () => json({ b: 'secret' }),
  type: () => ({ status: 200, type: 'text/html', body: 'secret' }),
  header: () => ({ ...json({ a: 1 }), headers: { 'X-Secret': 'secret' } }),
  line: () => ({ ...json({ a: 1 }), headers: { 'X-Note': 'a\r\nX-Secret: secret' } }),
  nothing: () => undefined,
  never: () => new Promise(() => undefined),
  unsent: () => octets(ended(new Error('secret'))),
  cut: () => octets(Readable.from(pieces(3, new Error('secret')))),
  long: () => octets(chunks(2), CHUNK.length),
  short: () => octets(chunks(1), 2 * CHUNK.length),
  missing: () => octets(ended()),
  circular: () => json(circular),
};

export const handlers: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    ['getParameters', 'getFree', 'getClosed', 'getFile', 'postComposed', 'patchComposed', 'postAnything', 'postForm', 'postUpload', 'getSecured'].map((id) => [
      id,
      echo,
    ]),
  ),
  ...Object.fromEntries(
    ['viaGet', 'viaPut', 'viaPost', 'viaDelete', 'viaOptions', 'viaHead', 'viaPatch', 'viaTrace', 'dropBytes'].map((id) => [id, () => ({ status: 204 })]),
  ),
  getMarker: ({ params }: Request, { requestId }: Context) => ({ status: 200, type: 'text/plain', body: `${params['id']} ${requestId}` }),
  async getPause(request: Request) {
    await sleep(request.params['ms'] as number);
    return echo(request);
  },
  putText: async ({ body }: Request) => ({ status: 200, type: 'text/plain', body }),
  putBytes: ({ body }: Request) => octets(body as Readable),
  getStream: ({ params }: Request) => streams[params['kind'] as string]?.(),
  getStatus({ params }: Request) {
    const status = Number(params['status']);
    if (status === 422) throw new Problem(contractProblems['invalid-request'], { detail: 'Thrown by the handler.' });
    if (status === 200) return json({});
    if (status === 201) return { status, headers: { Location: '/statuses/200' } };
    return status < 400
      ? { status }
      : { status, type: 'application/problem+json', body: { type: 'about:blank', title: 'Returned', status, detail: 'By the handler.' } };
  },
  getKinds(_: Request, { accepts }: Context) {
    if (accepts[0] === 'text/csv') return { status: 200, type: 'text/csv', body: 'a,b\r\n' };
    if (accepts[0]?.startsWith('image/')) return { status: 200, type: 'image/png', body: Buffer.from('PNG') };
    return json([1]);
  },
  getFault: ({ params }: Request) => faults[params['kind'] as string]?.(),
};

const accepts = ({ secret }: Credentials) => (secret === SECRET ? { name: 'Ann' } : undefined);
export const securityHandlers = { headerKey: accepts, queryKey: accepts, cookieKey: accepts, basic: accepts, bearer: accepts };
