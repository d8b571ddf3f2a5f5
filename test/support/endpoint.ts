import { type IncomingHttpHeaders, request } from 'node:http';
import { isJson } from '../../packages/openapi-koa/src/http/media-type.ts';

/** A part of a multipart form. */
export interface Part {
  readonly name: string;
  readonly content: string;
  readonly filename?: string;
  readonly type?: string;
}

/** A body with its media type: JSON, text, or the parts of a form. */
export interface Body {
  readonly type: string;
  readonly json?: unknown;
  readonly text?: string;
  readonly parts?: readonly Part[];
}

/** A request to the running service. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body | undefined;
}

/** A response: a JSON body is parsed, an empty one is undefined. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The media type without its parameters. */
  readonly type: string | undefined;
  readonly body: unknown;
}

/** A request that is refused: how it differs from a valid one, and the response. */
export interface Refusal {
  readonly name: string;
  readonly given: Partial<Sent>;
  readonly want: {
    readonly status: number;
    readonly code?: string;
    /** The value of `WWW-Authenticate`. */
    readonly challenge?: string;
    readonly violations?: readonly object[];
  };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MINUTE_MS = 60_000;

/** Matches the current time in an expected response. */
export const PRESENT = {
  $$typeof: Symbol.for('jest.asymmetricMatcher'),
  asymmetricMatch: (value: unknown) => typeof value === 'string' && TIME.test(value) && Math.abs(Date.now() - Date.parse(value)) < MINUTE_MS,
  toAsymmetricMatcher: () => 'the current time',
};

const BOUNDARY = 'petsage';

/** Sends a request with these headers and this body to the service. */
export function call(port: number, { method, path, headers, body }: Sent): Promise<Received> {
  const bytes = body === undefined ? undefined : encode(body);
  const parts = body?.parts === undefined ? '' : `; boundary=${BOUNDARY}`;
  const fields = {
    Connection: 'close',
    ...(body === undefined ? undefined : { 'Content-Type': `${body.type}${parts}` }),
    ...(bytes === undefined ? undefined : { 'Content-Length': bytes.length }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers: fields }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const type = response.headers['content-type']?.split(';')[0];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, type, body: decode(Buffer.concat(chunks), type) });
        sent.destroy();
      });
    });
    sent.on('error', reject);
    sent.end(bytes);
  });
}

/** The part of a refusal that tests compare: status, challenge, the problem's code and violations. A response to HEAD has only the first two. */
export function outcome({ status, headers, body }: Received): object {
  const challenge = headers['www-authenticate'];
  const bodiless = { status, ...(challenge !== undefined && { challenge }) };
  if (body === undefined) return bodiless;
  const { type, violations } = body as { type: string; violations?: { in: string; name?: string; pointer?: string; keyword: string }[] };
  const code = type.slice(type.indexOf('#') + 1);
  if (violations === undefined) return { ...bodiless, code };
  return {
    ...bodiless,
    code,
    violations: violations.map((violation) => ({
      in: violation.in,
      ...(violation.name === undefined ? { pointer: violation.pointer } : { name: violation.name }),
      keyword: violation.keyword,
    })),
  };
}

function encode({ json, text, parts }: Body): Buffer {
  if (parts === undefined) return Buffer.from(text ?? JSON.stringify(json));
  const lines = parts.map(({ name, content, filename, type }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    const media = type === undefined ? '' : `\r\nContent-Type: ${type}`;
    return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}${media}\r\n\r\n${content}\r\n`;
  });
  return Buffer.from(`${lines.join('')}--${BOUNDARY}--\r\n`);
}

function decode(bytes: Buffer, type: string | undefined): unknown {
  if (bytes.length === 0) return undefined;
  return type !== undefined && isJson(type) ? JSON.parse(bytes.toString()) : bytes.toString();
}
