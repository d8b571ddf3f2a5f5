import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import Bourne from '@hapi/bourne';
import { bodyParser } from '@koa/bodyparser';
import type { Context } from 'koa';
import { charsetOf, findDeclared } from './media-type.ts';
import { Problem, type Violation } from './problem.ts';
import { contractProblems } from './problem-types.ts';
import type { BodyTable, Method, Validator } from './tables.ts';
import { violationOf } from './violations.ts';

/** What `inflation`, below the body parser, can undo. */
const CODINGS: ReadonlySet<string> = new Set(['identity', 'gzip', 'deflate', 'br']);
const CHARSETS: ReadonlySet<string | undefined> = new Set([undefined, 'utf-8', 'utf8', 'us-ascii']);

/** A body as the handler gets it: its value, and the declared media type or range it came under. */
export interface Body {
  readonly contentType: string | undefined;
  readonly body: unknown;
}

const NO_BODY: Body = { contentType: undefined, body: undefined };

/** Whether a message has content (RFC 9112 section 6.3). */
export function hasBody(req: IncomingMessage): boolean {
  const { headers } = req;
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && Number(headers['content-length']) > 0);
}

/** Reads the bodies of one operation. */
export class BodyReader {
  readonly #table: BodyTable;
  readonly #types: readonly string[];
  readonly #limitBytes: number;
  readonly #acceptField: Record<string, string>;
  readonly #parse: ReturnType<typeof bodyParser>;

  /** @param limitBytes the service's own limit, for operations that name none */
  constructor(method: Method, table: BodyTable, limitBytes: number) {
    this.#table = table;
    this.#limitBytes = table.limitBytes ?? limitBytes;
    this.#types = table.content.map(({ type }) => type);
    this.#acceptField = { [acceptFieldFor(method)]: this.#types.join(', ') };
    // The parser undoes the coding and keeps the limit. It gives bytes, a character each: as text it would put U+FFFD for what is no
    // UTF-8, and as JSON it would lose them.
    this.#parse = bodyParser({
      enableTypes: ['text'],
      extendTypes: { text: ['*/*'] },
      textLimit: `${this.#limitBytes}b`,
      encoding: 'latin1',
      parsedMethods: [method],
    });
  }

  /**
   * Refuses what need not be read to be refused.
   *
   * @throws Problem `unsupported-media-type`, `unsupported-content-encoding` (415) or `content-too-large` (413)
   */
  check(req: IncomingMessage): string | undefined {
    if (!hasBody(req)) return undefined;
    const sent = req.headers['content-type'];
    const declared = sent === undefined ? undefined : findDeclared(this.#types, sent);
    if (sent === undefined || declared === undefined || !CHARSETS.has(charsetOf(sent))) {
      const what = sent === undefined ? 'The body has no Content-Type' : `The body’s media type or charset is not taken`;
      throw new Problem(contractProblems['unsupported-media-type'], {
        detail: `${what}; this operation takes ${this.#types.join(', ')}, in UTF-8.`,
        headers: this.#acceptField,
      });
    }
    checkCoding(req);
    checkLength(req, this.#limitBytes);
    return declared;
  }

  /**
   * @param declared what `check` answered
   * @param validators by declared media type
   * @throws Problem `content-too-large` (413), or whatever the connection failed with
   */
  async read(
    ctx: Context,
    declared: string | undefined,
    validators: Readonly<Record<string, Validator>> | undefined,
  ): Promise<Body & { violations: readonly Violation[] }> {
    const absent = { ...NO_BODY, violations: this.#table.required ? [MISSING] : [] };
    if (declared === undefined) return absent;
    continueIfExpected(ctx);
    const request = ctx.request as unknown as { body: unknown; rawBody: string | undefined };
    let body = request.body;
    // Middleware in front may have parsed it already.
    if (body === undefined) {
      try {
        await this.#parse(ctx as never, async () => {});
        if (request.rawBody === '') return absent;
        body = parseJson(request.rawBody ?? '');
        request.body = body;
      } catch (error) {
        return { ...NO_BODY, violations: [unreadable(error, this.#limitBytes)] };
      }
    }
    return { contentType: declared, body, violations: violationsOf(body, validators?.[declared]) };
  }
}

/** @throws SyntaxError for bytes that are not UTF-8, a text that is not JSON, or a member `__proto__` */
function parseJson(latin1: string): unknown {
  const bytes = Buffer.from(latin1, 'latin1');
  if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8');
  const text = bytes.toString('utf8');
  // A byte order mark may be ignored (RFC 8259 section 8.1).
  return Bourne.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
}

const MISSING: Violation = { in: 'body', pointer: '', keyword: 'required', message: 'is required' };

function violationsOf(body: unknown, validate: Validator | undefined): readonly Violation[] {
  try {
    if (validate === undefined || validate(body)) return [];
  } catch (error) {
    // A recursive schema follows the data down; what overflows the stack is an attack, not a fault of ours.
    if (error instanceof RangeError) return [{ in: 'body', pointer: '', keyword: 'parse', message: 'must not be nested so deeply' }];
    throw error;
  }
  return (validate.errors ?? []).map((error) => ({ in: 'body', ...violationOf(error, body) }));
}

/** Reads past a body that the operation does not want, so that the connection stays in step. */
export async function skipBody(ctx: Context, limitBytes: number): Promise<void> {
  const { req } = ctx;
  checkLength(req, limitBytes);
  continueIfExpected(ctx);
  let read = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    read += (chunk as Buffer).length;
    if (read > limitBytes) throw tooLarge(limitBytes);
  }
}

/** RFC 9110 section 10.1.1: the client waits for a word before it sends the body. */
function continueIfExpected(ctx: Context): void {
  if (ctx.req.headers.expect !== undefined && ctx.req.httpVersionMinor > 0) ctx.res.writeContinue();
}

function checkCoding(req: IncomingMessage): void {
  const coding = req.headers['content-encoding'];
  if (coding === undefined) return;
  const name = coding.trim().toLowerCase();
  if (!CODINGS.has(name)) {
    throw new Problem(contractProblems['unsupported-content-encoding'], {
      detail: `The body’s content coding is unknown; known are ${[...CODINGS].join(', ')}.`,
      headers: { 'Accept-Encoding': [...CODINGS].join(', ') },
    });
  }
  // The parser below compares the name as it is (codings are case-insensitive, RFC 9110 section 8.4.1).
  req.headers['content-encoding'] = name;
}

function checkLength(req: IncomingMessage, limitBytes: number): void {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

function tooLarge(limitBytes: number): Problem {
  return new Problem(contractProblems['content-too-large'], {
    detail: `The body is larger than ${limitBytes} bytes.`,
    closes: true,
  });
}

/** What the parser throws, by the `type` that raw-body documents. */
function unreadable(error: unknown, limitBytes: number): Violation {
  const { type, code } = error as { type?: string; code?: string };
  if (type === 'entity.too.large') throw tooLarge(limitBytes);
  if (type === 'request.aborted' || code === 'ECONNRESET') throw error;
  if (code?.startsWith('Z_') || code?.startsWith('ERR__ERROR_') || code?.startsWith('ERR_BROTLI'))
    return { in: 'body', pointer: '', keyword: 'parse', message: 'does not match its Content-Encoding' };
  if (error instanceof SyntaxError || type === 'entity.parse.failed') return { in: 'body', pointer: '', keyword: 'parse', message: 'is not JSON in UTF-8' };
  if (error instanceof RangeError) return { in: 'body', pointer: '', keyword: 'parse', message: 'must not be nested so deeply' };
  throw error;
}

/** RFC 9110 section 12.5.1 knows `Accept` in a 415; POST and PATCH have fields of their own (W3C LDP 1.0 section 7.1, RFC 5789 section 3.1). */
function acceptFieldFor(method: string): string {
  return method === 'POST' ? 'Accept-Post' : method === 'PATCH' ? 'Accept-Patch' : 'Accept';
}
