/** A response as it came over the wire. */
export interface Response {
  readonly status: number;
  /** By lower-case name; the values of fields that came several times in a list. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

/** What came on one connection. */
export interface Received {
  readonly interim: readonly Response[];
  readonly final: readonly Response[];
  /** What is not well-formed, as the connection ended or in itself. */
  readonly fault?: string;
  /** The header section of a last response that was cut off, as far as it came. */
  readonly cut?: string;
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-9]\d\d) [\t\x20-\x7e\x80-\xff]*$/;
const FIELD = /^([\w!#$%&'*+.^`|~-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/;
const CHUNK = /^([0-9a-f]{1,8})\r\n/i;

/**
 * Parses responses strictly by RFC 9112.
 *
 * @param isHead  whether a response is one to HEAD, by its headers, and whether another one or nothing follows them
 * @param isEnded whether the server closed the connection: a body may end with it
 */
export function parseResponses(bytes: Buffer, isHead: (headers: Response['headers'], endsHere: boolean) => boolean, isEnded: boolean): Received {
  const interim: Response[] = [];
  const final: Response[] = [];
  let at = 0;
  const faulty = (fault: string): Received => ({ interim, final, fault: `${fault}, at byte ${at}: ${excerpt(bytes, at)}` });
  const cut = (): Received => ({ interim, final, cut: bytes.toString('latin1', at).split('\r\n\r\n', 1)[0] as string });
  while (at < bytes.length) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end === -1) return cut();
    const [line = '', ...fields] = bytes.toString('latin1', at, end).split('\r\n');
    const status = Number(STATUS_LINE.exec(line)?.[1]);
    if (Number.isNaN(status)) return faulty('no status line');
    const headers: Record<string, string[]> = Object.create(null);
    for (const field of fields) {
      const [, name, value] = FIELD.exec(field) ?? [];
      if (name === undefined || value === undefined) return faulty(`a malformed field ${JSON.stringify(field)}`);
      headers[name.toLowerCase()] = [...(headers[name.toLowerCase()] ?? []), value.trim()];
    }
    const bodyAt = end + 4;
    const lengths = headers['content-length'] ?? [];
    const codings = headers['transfer-encoding'] ?? [];
    if (lengths.length > 1 || codings.length > 1 || (lengths.length > 0 && codings.length > 0)) return faulty('a body with two lengths');
    if (lengths.length > 0 && !/^\d+$/.test(lengths[0] as string)) return faulty('a Content-Length that is not a number');
    if (codings.length > 0 && codings[0] !== 'chunked') return faulty('another transfer coding');
    if ((status < 200 || status === 204) && lengths.length + codings.length > 0) return faulty(`a ${status} with a length`);
    if (status < 200) {
      interim.push({ status, headers, body: Buffer.alloc(0) });
      at = bodyAt;
      continue;
    }
    let body: Buffer;
    if (status === 204 || status === 304 || isHead(headers, endsAt(bytes, bodyAt))) {
      body = Buffer.alloc(0);
      at = bodyAt;
    } else if (lengths.length > 0) {
      const length = Number(lengths[0]);
      if (bytes.length - bodyAt < length) return cut();
      body = bytes.subarray(bodyAt, bodyAt + length);
      at = bodyAt + length;
    } else if (codings.length > 0) {
      const read = readChunks(bytes, bodyAt);
      if (read === undefined) return cut();
      if (typeof read === 'string') return faulty(read);
      [body, at] = read;
    } else {
      if (!isEnded) return cut();
      body = bytes.subarray(bodyAt);
      at = bytes.length;
    }
    final.push({ status, headers, body });
  }
  return { interim, final };
}

function endsAt(bytes: Buffer, at: number): boolean {
  return at === bytes.length || bytes.toString('latin1', at, at + 9) === 'HTTP/1.1 ';
}

/** @returns the content and where the next message begins; undefined where the last chunk is missing; or what is wrong */
function readChunks(bytes: Buffer, start: number): [Buffer, number] | undefined | string {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const line = bytes.toString('latin1', at, at + 12);
    if (!line.includes('\r\n')) return line.length < 12 ? undefined : 'a chunk without a size';
    const [matched, size] = CHUNK.exec(line) ?? [];
    if (matched === undefined || size === undefined) return 'a chunk without a size';
    const length = Number.parseInt(size, 16);
    at += matched.length;
    if (bytes.length < at + length + 2) return undefined;
    if (bytes.toString('latin1', at + length, at + length + 2) !== '\r\n') return 'a chunk that is longer than its size';
    parts.push(bytes.subarray(at, at + length));
    at += length + 2;
    if (length === 0) return [Buffer.concat(parts), at];
  }
}

/** Some bytes, fit for a line. */
export function excerpt(bytes: Buffer, at: number, length = 80): string {
  return JSON.stringify(bytes.toString('latin1', at, at + length));
}
