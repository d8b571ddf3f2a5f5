import type { IncomingMessage } from 'node:http';
import type { TextDecoder } from 'node:util';
import { bodyParser } from '@koa/bodyparser';
import type { Context } from 'koa';
import { escapePart } from '../http/json-pointer.ts';
import { charsetOf, findDeclared, kindOf } from '../http/media-type.ts';
import type { BodyKind, FormSpec, MediaTypeSpec, Method, RequestBodySpec, ValidationError, Validator } from '../operation-spec.ts';
import { Problem, type Violation } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { RequestAbortedError } from '../problems/request-aborted.ts';
import { reportable, unendedBy, violationOf } from '../problems/violations.ts';
import type { BodyLimits } from './body-limits.ts';
import type { BodyMemory } from './body-memory.ts';
import { BodyStream, CODING_MISMATCH, isCodingError } from './body-stream.ts';
import { type CoercedValue, validateCoerced } from './coerced-value.ts';
import { isInexact } from './coercion.ts';
import { checkCoding, checkLength, codingOf, collect, continueIfExpected, hasBody, isEmpty, tooLarge } from './content.ts';
import { checkNesting, isStackOverflow, NestingError, type NestingLimits } from './json-depth.ts';
import { ForbiddenNameError, parseJsonBytes } from './json-text.ts';
import { readMultipart } from './multipart-parser.ts';
import { headerValues } from './parameters.ts';
import { explainPlus } from './plus-sign.ts';
import { decoderFor, decodeText } from './text.ts';
import { FormFiles } from './uploaded-file.ts';
import { bodyViolation, type Form, readForm } from './urlencoded.ts';

/** The charsets of JSON and forms: UTF-8 and its part. */
const UTF8: ReadonlySet<string | undefined> = new Set([undefined, 'utf-8', 'utf8', 'us-ascii']);
/** So much of a multipart body may be texts, which are held in memory, where the service's own limit is not larger. */
const TEXT_BYTES = 1024 * 1024;
const FILES_GONE = 'The files of a form can be read until the response is closed.';

/** A body as the handler gets it. */
export interface Body {
  /** The declared media type or range it came under; undefined when there is no body. */
  readonly contentType: string | undefined;
  /** The Content-Type as it was sent, parameters included. */
  readonly mediaType: string | undefined;
  readonly body: unknown;
}

/** What is known of a body before it is read: how, or that it is refused unless it has no bytes. */
export type Match = BodyMatch | { readonly refusal: Problem };

interface BodyMatch {
  readonly declared: MediaTypeSpec;
  readonly kind: BodyKind;
  /** As it was sent. */
  readonly mediaType: string;
}

/** What is wrong with a body, and in how many more places it is. */
export interface Found {
  readonly violations: readonly Violation[];
  readonly more: number;
}

export type Validators = Readonly<Record<string, Validator>> | undefined;

/** Reads the bodies of one operation. */
export class BodyReader {
  readonly #table: RequestBodySpec;
  readonly #types: readonly string[];
  readonly #limitBytes: number;
  readonly #textBytes: number;
  readonly #fileLimit: number;
  readonly #jsonDepthLimit: number;
  readonly #memory: BodyMemory;
  readonly #acceptField: Record<string, string>;
  readonly #parse: ReturnType<typeof bodyParser>;

  /** @param memory that the bodies of all operations share */
  constructor(method: Method, table: RequestBodySpec, { bodyLimitBytes, formFileLimit, jsonDepthLimit }: BodyLimits, memory: BodyMemory) {
    this.#table = table;
    this.#memory = memory;
    this.#limitBytes = table.limitBytes ?? bodyLimitBytes;
    this.#textBytes = Math.max(bodyLimitBytes, TEXT_BYTES);
    this.#fileLimit = formFileLimit;
    this.#jsonDepthLimit = jsonDepthLimit;
    this.#types = table.content.map(({ type }) => type);
    this.#acceptField = { [acceptFieldFor(method)]: this.#types.join(', ') };
    // It undoes the coding and keeps the limit. It gives bytes, a character each: as text it would put U+FFFD for what is no UTF-8, and
    // as JSON it would lose them.
    this.#parse = bodyParser({
      enableTypes: ['text'],
      extendTypes: { text: ['*/*'] },
      textLimit: `${this.#limitBytes}b`,
      encoding: 'latin1',
      parsedMethods: [method, 'HEAD'],
    });
  }

  /**
   * Refuses what need not be read to be refused. Chunks may have no bytes, as proxies send them for a request of HTTP/2 without content: that
   * is no body, however it is framed (RFC 9112 section 7.1), and needs no media type; so they are refused once a byte is there. A client that
   * waits for 100 (Continue) counts as having a body.
   *
   * @returns undefined where no body was sent
   * @throws Problem `unsupported-media-type`, `unsupported-content-encoding` (415) or `content-too-large` (413)
   */
  check(req: IncomingMessage): Match | undefined {
    if (!hasBody(req)) return undefined;
    try {
      return this.#checked(req);
    } catch (refusal) {
      if (!(refusal instanceof Problem) || req.headers['transfer-encoding'] === undefined || req.headers.expect !== undefined) throw refusal;
      return { refusal };
    }
  }

  #checked(req: IncomingMessage): BodyMatch {
    if (headerValues(req, 'content-type').length > 1) throw this.#unsupported('The body has more than one Content-Type');
    const match = this.#match(req.headers['content-type']);
    checkCoding(req);
    checkLength(req, this.#limitBytes);
    return match;
  }

  #match(mediaType: string | undefined): BodyMatch {
    const type = mediaType === undefined ? undefined : findDeclared(this.#types, mediaType);
    const declared = type === undefined ? undefined : this.#table.content.find((candidate) => candidate.type === type);
    if (mediaType === undefined || declared === undefined)
      throw this.#unsupported(mediaType === undefined ? 'The body has no Content-Type' : 'The body’s media type is not taken');
    const kind = declared.kind ?? kindOf(mediaType);
    const charset = charsetOf(mediaType);
    if ((kind === 'json' || kind === 'urlencoded') && !UTF8.has(charset)) throw this.#unsupported('The body’s charset is not taken', ', in UTF-8');
    if (kind === 'text' && decoderFor(charset) === undefined) throw this.#unsupported('The body’s charset is unknown');
    return { declared, kind, mediaType };
  }

  #unsupported(what: string, how = ''): Problem {
    return new Problem(contractProblems['unsupported-media-type'], {
      detail: `${what}; this operation takes ${this.#types.join(', ')}${how}.`,
      headers: this.#acceptField,
    });
  }

  /**
   * Reads a body to its end, but for a binary one, which the handler reads.
   *
   * @param match what `check` answered
   * @throws Problem `unsupported-media-type`, `unsupported-content-encoding` (415) or `content-too-large` (413), or whatever the connection
   *   failed with
   */
  async read(ctx: Context, match: Match | undefined, validators: Validators): Promise<Body & Found> {
    if (match !== undefined && 'refusal' in match) {
      if (!(await isEmpty(ctx))) throw match.refusal;
      return this.#none;
    }
    const outcome = match && (await this.#content(ctx, match));
    if (match === undefined || outcome === undefined) return this.#none;
    const { declared, kind, mediaType } = match;
    const violations = outcome.violations ?? [];
    const validate = kind === 'binary' || violations.some(({ pointer }) => pointer === '') ? undefined : validators?.[declared.type];
    const found = violationsOf(outcome, validate, kind === 'json' ? undefined : isInexact);
    const all = [...violations, ...found.violations];
    // What the schema refuses says more.
    if (outcome.tooDeep !== undefined && all.length === 0) all.push(outcome.tooDeep);
    return { contentType: declared.type, mediaType, body: outcome.value, violations: all, more: found.more };
  }

  get #none(): Body & Found {
    return { ...NO_BODY, violations: this.#table.required ? [MISSING] : [], more: 0 };
  }

  /** @returns undefined for a body without a byte, which is none */
  async #content(ctx: Context, { declared, kind, mediaType }: BodyMatch): Promise<Outcome | undefined> {
    if (kind === 'binary') {
      const stream = new BodyStream(ctx, this.#limitBytes);
      return (await stream.isEmpty()) ? undefined : { value: stream };
    }
    if (kind === 'multipart') {
      const form = await this.#multipart(ctx, mediaType, declared);
      return form && { value: form.members, violations: form.violations, readings: form.readings };
    }
    const request = ctx.request as unknown as { body: unknown };
    const jsonDepthLimit = this.#jsonDepthLimit;
    const limits = { jsonDepthLimit, nesting: declared.nesting };
    // Middleware in front may have parsed JSON already.
    if (request.body !== undefined && kind === 'json') return readJson(() => nested(request.body, limits));
    let bytes: Buffer;
    try {
      bytes = await this.#bytes(ctx);
    } catch (error) {
      if (isCodingError(error) && !ctx.req.readableDidRead) return undefined;
      return { value: undefined, violations: [unreadable(error, this.#limitBytes)] };
    }
    if (bytes.length === 0) return undefined;
    const outcome =
      kind === 'json'
        ? readJson(() => parseJsonBytes(bytes, limits))
        : kind === 'text'
          ? readText(bytes, mediaType)
          : readUrlencoded(bytes, declared, jsonDepthLimit);
    request.body = outcome.value;
    return outcome;
  }

  async #multipart(ctx: Context, contentType: string, table: FormSpec): Promise<Form | undefined> {
    const { req, res } = ctx;
    const share = this.#memory.share(res);
    const files = new FormFiles(share);
    res.once('close', () => files.release(res.writableFinished ? new Error(FILES_GONE) : new RequestAbortedError(req.errored)));
    try {
      return await readMultipart(new BodyStream(ctx, this.#limitBytes), files, {
        contentType,
        form: table,
        textBytes: this.#textBytes,
        fileLimit: this.#fileLimit,
        jsonDepthLimit: this.#jsonDepthLimit,
        share,
      });
    } catch (error) {
      // Nothing of it is wanted any more, and what was read already need not be stored.
      files.release(error as Error);
      throw error;
    }
  }

  /**
   * The whole body, its coding undone. Koa's parser is asked where there is a coding to undo. Without one, its way through several
   * promises and a text made of the bytes took a third more processor time for a whole POST of 1 KB, and 60 % more for one of 100 KB.
   */
  async #bytes(ctx: Context): Promise<Buffer> {
    const request = ctx.request as unknown as { body: unknown; rawBody: string | undefined };
    if (request.rawBody === undefined) {
      continueIfExpected(ctx);
      const share = this.#memory.share(ctx.res);
      if (codingOf(ctx.req) === undefined) return collect(ctx.req, this.#limitBytes, share);
      // How large it is shows only once its coding is undone.
      share.take(this.#limitBytes);
      await this.#parse(ctx as never, async () => {});
      const bytes = Buffer.from(request.rawBody ?? '', 'latin1');
      share.giveBack(this.#limitBytes - bytes.length);
      request.rawBody = undefined;
      return bytes;
    }
    // Middleware in front has read it, as UTF-8.
    return Buffer.from(request.rawBody);
  }
}

interface Outcome {
  readonly value: unknown;
  readonly violations?: readonly Violation[];
  /** Values of a form that may be read once more, in another way. */
  readonly readings?: readonly CoercedValue[];
  /** A form in one text, as it was sent. */
  readonly text?: string;
  /** Of JSON that is nested too deeply. */
  readonly tooDeep?: Violation;
}

const NO_BODY: Body = { contentType: undefined, mediaType: undefined, body: undefined };
const MISSING: Violation = bodyViolation('', 'required', 'is required');
const NOTHING: Found = { violations: [], more: 0 };
const TOO_DEEP = bodyViolation('', 'parse', 'must not be nested so deeply');

const unread = (message: string): Outcome => ({ value: undefined, violations: [bodyViolation('', 'parse', message)] });

function readJson(parse: () => unknown): Outcome {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof NestingError) return { value: error.value, tooDeep: bodyViolation('', 'parse', error.message) };
    return unread(error instanceof ForbiddenNameError ? error.message : 'is not JSON in UTF-8');
  }
}

function nested(value: unknown, limits: NestingLimits): unknown {
  checkNesting(value, limits);
  return value;
}

function readText(bytes: Buffer, mediaType: string): Outcome {
  const decoder = decoderFor(charsetOf(mediaType)) as TextDecoder;
  const value = decodeText(decoder, bytes);
  return value === undefined ? unread(`is no text in ${decoder.encoding}`) : { value };
}

function readUrlencoded(bytes: Buffer, table: FormSpec, jsonDepthLimit: number): Outcome {
  const text = decodeText(decoderFor() as TextDecoder, bytes);
  if (text === undefined) return unread('is no text in utf-8');
  const { members, violations, readings } = readForm(text, table, jsonDepthLimit);
  return { value: members, violations, readings, text };
}

/** What the validator says, but for members that could not be read, of which enough is said. */
function violationsOf(
  { value: body, violations: known = [], readings = [], text = '', tooDeep = TOO_DEEP }: Outcome,
  validate: Validator | undefined,
  inexact: ((value: unknown) => boolean) | undefined,
): Found {
  if (validate === undefined) return NOTHING;
  let errors: readonly ValidationError[];
  try {
    errors = validateCoerced(validate, body, () => readings);
  } catch (error) {
    if (isStackOverflow(error)) return { violations: [tooDeep], more: 0 };
    const violation = unendedBy(error);
    if (violation === undefined) throw error;
    return { violations: [{ in: 'body', pointer: '', ...violation }], more: 0 };
  }
  if (errors.length === 0) return NOTHING;
  const refused = new Set(known.map(({ pointer }) => pointer?.split('/')[1]));
  const first = reportable(errors);
  const violations = first.flatMap((error): Violation[] => {
    const violation = violationOf(error, body, inexact);
    const missing = error.params['missingProperty'];
    const member = violation.pointer.split('/')[1] ?? (missing === undefined ? undefined : escapePart(String(missing)));
    return refused.has(member) ? [] : [explainPlus({ in: 'body', ...violation }, error, body, text)];
  });
  return { violations, more: errors.length - first.length };
}

/** What reading failed with, by the `type` that raw-body documents. */
function unreadable(error: unknown, limitBytes: number): Violation {
  if ((error as { type?: string }).type === 'entity.too.large') throw tooLarge(limitBytes);
  if (isCodingError(error)) return CODING_MISMATCH;
  throw error;
}

/** RFC 9110 section 12.5.1 knows `Accept` in a 415; POST and PATCH have fields of their own (W3C LDP 1.0 section 7.1, RFC 5789 section 3.1). */
function acceptFieldFor(method: string): string {
  return method === 'POST' ? 'Accept-Post' : method === 'PATCH' ? 'Accept-Patch' : 'Accept';
}
