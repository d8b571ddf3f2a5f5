import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { HeaderList } from '../http/header-list.ts';
import { http } from '../node-modules.ts';
import { isBodyToCome } from '../request/message-framing.ts';
import { type StreamEvents, sendStream } from '../response/response-stream.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import { type CommonHeaderOptions, CommonHeaders, type ExchangeHeaders, securityEntries } from './common-headers.ts';
import { CorsPolicy } from './cors.ts';
import { endLingering, linger } from './lingering-close.ts';

/** Writes the responses of an app or a server, with the headers that all of them have. */
export class ResponseWriter {
  readonly #common: CommonHeaders;

  constructor(options: CommonHeaderOptions) {
    this.#common = new CommonHeaders(options);
  }

  get cors(): CorsPolicy {
    return this.#common.cors;
  }

  /**
   * Writes a response whose body isn't a stream in one piece.
   *
   * @throws TypeError for headers that HTTP doesn't allow; nothing is written then
   */
  write(req: IncomingMessage, res: ServerResponse, response: SerializedResponse, exchange: ExchangeHeaders): void {
    const body = response.body as string | Buffer | undefined;
    const isHead = req.method === 'HEAD';
    const headers = this.#common.addTo(response.headers, exchange);
    const length = lengthOf(response, body, isHead);
    if (length !== undefined) headers.push('Content-Length', String(length));
    res.writeHead(response.status, headers);
    const rest = isHead ? undefined : body;
    if (exchange.closes && isBodyToCome(req)) endLingering(req, res, rest);
    // Every character is one byte, so this is the same text; the socket writes it without counting and encoding its bytes again.
    else if (typeof rest === 'string' && rest.length === length) res.end(rest, 'latin1');
    else res.end(rest);
  }

  /**
   * Sends a response whose body is a stream.
   *
   * @param outcome one of its functions is called when sending has ended
   * @returns stops sending without calling any of them
   */
  stream(
    req: IncomingMessage,
    res: ServerResponse,
    response: SerializedResponse & { readonly body: Readable },
    exchange: ExchangeHeaders,
    outcome: Pick<StreamEvents, 'failedUnsent' | 'failedSent' | 'aborted'> & { ended(): void },
  ): () => void {
    const { status, contentLength, body } = response;
    const begin = () => {
      const headers = this.#common.addTo(response.headers, exchange);
      if (contentLength !== undefined) headers.push('Content-Length', String(contentLength));
      res.writeHead(status, headers);
    };
    const end = () => {
      if (exchange.closes && isBodyToCome(req)) endLingering(req, res, undefined);
      else res.end();
      outcome.ended();
    };
    // A page considers an event stream open once it has received the header section (WHATWG HTML, section 9.2).
    const eager = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    return sendStream(body, res, { contentLength, headersOnly: req.method === 'HEAD', eager }, { ...outcome, begin, end });
  }

  /** Writes the last response of a connection, to a message that Node.js could not parse. */
  writeLast(socket: Socket, response: SerializedResponse, exchange: Omit<ExchangeHeaders, 'closes'>): void {
    const body = response.body as string;
    const raw = this.#common.addTo(response.headers, { ...exchange, closes: true });
    const headers = new HeaderList([...raw, 'Content-Length', String(Buffer.byteLength(body)), 'Date', new Date().toUTCString()]);
    const lines = [`HTTP/1.1 ${response.status} ${http.STATUS_CODES[response.status]}`, ...[...headers].map(([name, value]) => `${name}: ${value}`)];
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
    linger(socket);
  }
}

/** The Content-Length: of the body, or the one that a GET would have, which is unknown for a HEAD operation of its own. A 204 never has one (RFC 9110 section 8.6). */
function lengthOf({ status, contentLength, isAscii }: SerializedResponse, body: string | Buffer | undefined, isHead: boolean): number | undefined {
  if (body !== undefined) return isAscii === true ? body.length : Buffer.byteLength(body);
  if (status === 204) return undefined;
  return isHead || status === 304 ? contentLength : 0;
}

/** By app, and by its listener for `node:http`. */
const writers = new WeakMap<object, ResponseWriter>();
const DEFAULT = new ResponseWriter({ cors: new CorsPolicy({ origins: '*' }), security: securityEntries() });

/** Registers the writer of an app or of its listener. */
export function registerWriter(owner: object, writer: ResponseWriter): void {
  writers.set(owner, writer);
}

/** The writer of an app or of its listener; one with the default headers if none is registered. */
export function writerOf(owner: object): ResponseWriter {
  return writers.get(owner) ?? DEFAULT;
}
