import { connect } from 'node:net';

/** One response as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  /** By lower-case name; repeated fields joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawOptions {
  readonly port: number;
  /** Sent in turn; a number waits that many milliseconds, and a function for what it does. */
  readonly send: readonly (string | Buffer | number | (() => Promise<void>))[];
  /** Closes this side of the connection once everything is sent, as `nc -N` does. */
  readonly halfClose?: boolean;
  /** Methods of the requests sent, as a response to HEAD has no body; GET for those not named. */
  readonly methods?: readonly string[];
  /** How long to wait, after the last byte that came, for the server to close the connection before it is closed here. */
  readonly waitMs?: number;
  /** How long to wait for the first byte; as long as `waitMs` where that is given, as then maybe none is to come. */
  readonly responseMs?: number;
}

/**
 * Speaks to a server byte by byte.
 *
 * @returns every response in order, and whether the server closed the connection within `waitMs`, or reset it
 */
export async function raw({
  port,
  send,
  halfClose = false,
  methods = [],
  waitMs,
  responseMs = waitMs ?? 5000,
}: RawOptions): Promise<{ responses: RawResponse[]; closed: boolean; reset?: true }> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  let closed = false;
  let reset = false as boolean;
  let timer: NodeJS.Timeout | undefined;
  const wait = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => socket.destroy(), ms);
  };
  const ended = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (timer !== undefined) wait(waitMs ?? 400);
    });
    socket.on('error', () => {
      reset = true;
    });
    socket.on('end', () => {
      closed = true;
    });
    socket.on('close', () => resolve());
  });
  for (const part of send) {
    if (typeof part === 'number') await new Promise((resolve) => setTimeout(resolve, part));
    else if (typeof part === 'function') await part();
    else if (!socket.destroyed) socket.write(part);
  }
  if (halfClose) socket.end();
  wait(chunks.length === 0 ? responseMs : (waitMs ?? 400));
  await ended;
  clearTimeout(timer);
  return { responses: parseResponses(Buffer.concat(chunks), methods), closed, ...(reset ? { reset: true as const } : undefined) };
}

/** Parses responses that all say how long they are. */
export function parseResponses(bytes: Buffer, methods: readonly string[]): RawResponse[] {
  const responses: RawResponse[] = [];
  let rest = bytes.toString('latin1');
  while (rest.includes('\r\n\r\n')) {
    const end = rest.indexOf('\r\n\r\n');
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const name = line.slice(0, line.indexOf(':')).toLowerCase();
      const value = line.slice(line.indexOf(':') + 1).trim();
      headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
    }
    const status = Number(statusLine.split(' ')[1]);
    rest = rest.slice(end + 4);
    const bodiless = methods[responses.filter((response) => response.status >= 200).length] === 'HEAD' || status < 200 || status === 204 || status === 304;
    const length = bodiless ? 0 : Number(headers['content-length'] ?? rest.length);
    responses.push({ status, headers, body: Buffer.from(rest.slice(0, length), 'latin1').toString('utf8') });
    rest = rest.slice(length);
  }
  return responses;
}
