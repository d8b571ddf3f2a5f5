import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compileTestDocument } from '../../../test/support/documents.ts';
import { type RawResponse, raw } from '../../../test/support/raw.ts';
import type { FormFile, OperationsSpec } from '../src/index.ts';

interface Request {
  readonly contentType: string | undefined;
  readonly mediaType: string | undefined;
  readonly body: unknown;
}

/** What a handler got, as JSON: small files as text, large ones by their hash, streams as they were read. */
async function echo({ contentType, mediaType, body }: Request): Promise<object> {
  return { status: 200, type: 'application/json', body: { contentType, mediaType, body: await described(body) } };
}

async function described(value: unknown): Promise<unknown> {
  if (value instanceof Readable) return { stream: Buffer.concat(await value.toArray()).toString('latin1') };
  if (Array.isArray(value)) return Promise.all(value.map(described));
  if (typeof value !== 'object' || value === null) return value ?? null;
  if ('bytes' in value) return describedFile(value as FormFile);
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, member]) => [name, await described(member)])));
}

async function describedFile(file: FormFile): Promise<object> {
  const bytes = await file.bytes();
  const streamed = Buffer.concat(await file.stream().toArray());
  const { name, filename, contentType, size } = file;
  const text = size > 100 ? sha(bytes) : bytes.toString('latin1');
  return { name, filename, contentType, size, text, same: bytes.equals(streamed) && bytes.length === size };
}

export const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export const operations = compileTestDocument('bodies.yaml');

/** Serves `documents/bodies.yaml`; every handler but those given responds with what it got. */
export function startBodies(handlers: Readonly<Record<string, unknown>> = {}, bodyLimitBytes = 2048): Promise<Api> {
  return startEcho(operations, handlers, bodyLimitBytes);
}

/** The same for any document whose operations respond with 200 and JSON. */
export function startEcho(operations: OperationsSpec, handlers: Readonly<Record<string, unknown>> = {}, bodyLimitBytes = 2048): Promise<Api> {
  return startApi({
    operations,
    handlers: { ...Object.fromEntries(operations.list.map(({ operationId }) => [operationId, echo])), ...handlers },
    bodyLimitBytes,
  });
}

export interface Sent {
  /** Method and path; POST where none is named. */
  readonly to: string;
  readonly type?: string | undefined;
  readonly body?: string | Buffer;
  readonly fields?: readonly string[];
  readonly gzip?: boolean;
  readonly chunked?: boolean;
}

/** A request as bytes. */
export function requestOf({ to, type, body, fields = [], gzip = false, chunked = false }: Sent): Buffer {
  const plain = body === undefined ? undefined : Buffer.from(body);
  const bytes = plain !== undefined && gzip ? gzipSync(plain) : plain;
  const [method, path] = to.includes(' ') ? to.split(' ') : ['POST', to];
  const head = [
    `${method} ${path} HTTP/1.1`,
    'Host: a',
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
    ...(gzip ? ['Content-Encoding: gzip'] : []),
    ...(bytes === undefined ? [] : [chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes.length}`]),
    ...fields,
  ];
  const content = bytes === undefined ? [] : chunked ? chunksOf(bytes) : [bytes];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...content]);
}

/** Three chunks, so that names and boundaries are cut. */
function chunksOf(bytes: Buffer): Buffer[] {
  const third = Math.ceil(bytes.length / 3);
  const parts = bytes.length === 0 ? [] : [0, 1, 2].map((index) => bytes.subarray(index * third, (index + 1) * third)).filter((part) => part.length > 0);
  return [...parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]), Buffer.from('0\r\n\r\n')];
}

/** Sends a request, then another on the same connection, which tells whether they stay in step. */
export async function ask(port: number, sent: Sent): Promise<{ response: RawResponse; json: never; closed: boolean; inStep: boolean }> {
  const follow = 'GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  const { responses, closed } = await raw({ port, send: [requestOf(sent), follow], waitMs: 3000 });
  const final = responses.filter(({ status }) => status !== 100);
  const response = final[0] ?? { status: 0, headers: {}, body: '' };
  return { response, json: parsed(response.body) as never, closed, inStep: final[1]?.status === 404 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const BOUNDARY = 'xYzZy';

/** A multipart body; a part is its header fields and its bytes. */
export function multipart(...parts: readonly (readonly [fields: readonly string[], bytes: string | Buffer])[]): Buffer {
  const each = parts.flatMap(([fields, bytes]) => [Buffer.from(`--${BOUNDARY}\r\n${fields.join('\r\n')}\r\n\r\n`), Buffer.from(bytes), Buffer.from('\r\n')]);
  return Buffer.concat([...each, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

export const FORM_DATA = `multipart/form-data; boundary=${BOUNDARY}`;

export const field = (name: string, value: string | Buffer, ...more: string[]) => [[`Content-Disposition: form-data; name="${name}"`, ...more], value] as const;

export const file = (name: string, filename: string, type: string, bytes: string | Buffer) =>
  [[`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, `Content-Type: ${type}`], bytes] as const;
