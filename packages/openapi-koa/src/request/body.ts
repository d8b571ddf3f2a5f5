import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { TextDecoder } from 'node:util';
import { escapePart } from '../http/json-pointer.ts';
import { type BodyKind, findDeclared, MediaType } from '../http/media-type.ts';
import type { CoercionSpec, FormSpec, MediaTypeSpec, Method, RequestBodySpec, ValidationError, Validator } from '../operation-spec.ts';
import { Problem, type Violation } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { RequestAbortedError } from '../problems/request-aborted.ts';
import { isStackOverflow, reportable, unendedBy, violationOf } from '../problems/violations.ts';
import { type BodyLimits, checkLength, tooLarge } from './body-limits.ts';
import type { BodyMemory } from './body-memory.ts';
import { type BodySource, BodyStream, CODING_MISMATCH, checkCoding, codingOf, collect, continueIfExpected, isCodingError, isEmpty } from './body-stream.ts';
import { type CoercedValue, coerce, isInexact, validateCoerced } from './coercion.ts';
import { checkNesting, mayBeTooDeep, NestingError, type NestingLimits } from './json-depth.ts';
import { ForbiddenNameError, type JsonOptions, parseJsonBytes } from './json-text.ts';
import { hasBody } from './message-framing.ts';
import type { MultipartResult } from './multipart-fields.ts';
import { readMultipart } from './multipart-parser.ts';
import { headerValues } from './parameters.ts';
import { explainPlus } from './plus-sign.ts';
import { decoderFor, decodeText } from './text.ts';
import { FormFiles } from './uploaded-file.ts';
import { bodyViolation, readForm } from './urlencoded.ts';

/** The charsets of JSON and forms: UTF-8 and its subset US-ASCII. */
const UTF8: ReadonlySet<string | undefined> = new Set([undefined, 'utf-8', 'utf8', 'us-ascii']);
/** The least limit on the text fields of a multipart form, which are held in memory; the body limit of the service counts if it is larger. */
const TEXT_BYTES = 1024 * 1024;
const FILES_GONE = 'The files of a form can only be read until the response is closed.';

/** A body as passed to the handler. */
export interface Body {
  /** The declared media type or range that it matched; undefined without a body. */
  readonly contentType: string | undefined;
  /** The Content-Type as it was sent, parameters included. */
  readonly mediaType: string | undefined;
  readonly body: unknown;
  /** The body, or the file of a form, if the handler reads it as a stream. */
  readonly stream: Readable | undefined;
}

/**
 * Reads the body of one request and decodes its content coding, in place of this package.
 *
 * @param limitBytes the most decoded bytes
 * @throws an error with the `type` `entity.too.large` (413), as raw-body does; one of `node:zlib` (400); or that of the connection
 */
export type DecodeBody = (message: Pick<BodySource, 'req' | 'res'>, limitBytes: number) => Promise<Buffer>;

/** What is known about a body before reading it: how to read it, or the refusal if it turns out to have any bytes. */
export type Match = BodyMatch | { readonly refusal: Problem };

interface BodyMatch {
  readonly declared: MediaTypeSpec;
  readonly kind: BodyKind;
  /** As it was sent. */
  readonly mediaType: string;
}

/** The violations in a body, and how many more there are. */
export interface BodyViolations {
  readonly violations: readonly Violation[];
  readonly more: number;
}

export type Validators = Readonly<Record<string, Validator>> | undefined;

export interface BodyOptions extends BodyLimits {
  /** Shared by the bodies of all operations. */
  readonly bodyMemory: BodyMemory;
  readonly decodeBody: DecodeBody | undefined;
}

/** Reads the bodies of one operation. */
export class BodyReader {
  readonly #spec: RequestBodySpec;
  readonly #types: readonly string[];
  readonly #limitBytes: number;
  readonly #textBytes: number;
  readonly #fileLimit: number;
  readonly #jsonDepthLimit: number;
  readonly #memory: BodyMemory;
  readonly #decodeBody: DecodeBody | undefined;
  readonly #acceptHeader: Record<string, string>;

  constructor(method: Method, spec: RequestBodySpec, { bodyLimitBytes, formFileLimit, jsonDepthLimit, bodyMemory, decodeBody }: BodyOptions) {
    this.#spec = spec;
    this.#memory = bodyMemory;
    this.#decodeBody = decodeBody;
    this.#limitBytes = spec.limitBytes ?? bodyLimitBytes;
    this.#textBytes = Math.max(bodyLimitBytes, TEXT_BYTES);
    this.#fileLimit = formFileLimit;
    this.#jsonDepthLimit = jsonDepthLimit;
    this.#types = spec.content.map(({ type }) => type);
    this.#acceptHeader = { [acceptHeaderFor(method)]: this.#types.join(', ') };
  }

  /**
   * Refuses a body that can be refused without reading it. A chunked body may have no bytes, since proxies send it so for an HTTP/2 request
   * without content. That is no body, however it is framed (RFC 9112 section 7.1), and needs no media type, so a chunked body is refused only
   * at its first byte. A client waiting for 100 (Continue) counts as having a body.
   *
   * @returns undefined if no body was sent
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
    const declared = type === undefined ? undefined : this.#spec.content.find((candidate) => candidate.type === type);
    if (mediaType === undefined || declared === undefined)
      throw this.#unsupported(mediaType === undefined ? 'The body has no Content-Type' : 'The media type of the body is not supported');
    const sent = MediaType.parse(mediaType);
    const kind = declared.kind ?? sent.kind;
    const { charset } = sent;
    if ((kind === 'json' || kind === 'urlencoded') && !UTF8.has(charset)) throw this.#unsupported('The charset of the body is not supported', ', in UTF-8');
    if (kind === 'text' && decoderFor(charset) === undefined) throw this.#unsupported('The charset of the body is unknown');
    return { declared, kind, mediaType };
  }

  #unsupported(fault: string, condition = ''): Problem {
    return new Problem(contractProblems['unsupported-media-type'], {
      detail: `${fault}; this operation accepts ${this.#types.join(', ')}${condition}.`,
      headers: this.#acceptHeader,
    });
  }

  /**
   * Reads a body to its end, except what the handler reads as a stream: a binary body, or the last file of a form.
   *
   * @param match the result of `check`
   * @throws Problem `unsupported-media-type`, `unsupported-content-encoding` (415) or `content-too-large` (413), or the error of the
   *   connection
   */
  async read(source: BodySource, match: Match | undefined, validators: Validators): Promise<Body & BodyViolations> {
    if (match !== undefined && 'refusal' in match) {
      if (!(await isEmpty(source))) throw match.refusal;
      return this.#none;
    }
    if (match === undefined) return this.#none;
    let outcome: ReadBody | undefined;
    try {
      outcome = await this.#content(source, match);
    } catch (error) {
      const violation = unendedViolation(error);
      if (violation === undefined) throw error;
      outcome = { value: undefined, violations: [violation] };
    }
    if (outcome === undefined) return this.#none;
    const { declared, kind, mediaType } = match;
    const violations = outcome.violations ?? [];
    const validate = kind === 'binary' || violations.some(({ pointer }) => pointer === '') ? undefined : validators?.[declared.type];
    // A body that is an integer itself is converted in the holder.
    const holder = { body: coercedText(outcome, validate) };
    const converted = declared.int64 === true ? holder : undefined;
    const invalid = violationsOf({ ...outcome, value: holder.body }, validate, kind === 'json' ? undefined : isInexact, converted);
    const all = [...violations, ...(outcome.isCut ? invalid.violations.map(explainCut) : invalid.violations)];
    // Violations of the schema are more specific.
    if (all.length === 0 && outcome.nesting !== undefined && !this.#isDescribed(holder.body, declared))
      all.push(...nestingViolations(holder.body, outcome.nesting));
    return { contentType: declared.type, mediaType, body: holder.body, stream: outcome.stream, violations: all, more: invalid.more };
  }

  /** Whether a valid value is nested only as its schema describes, within the limit. */
  #isDescribed(value: unknown, { described }: MediaTypeSpec): boolean {
    return described !== undefined && described.levels <= this.#jsonDepthLimit && described.test(value);
  }

  get #none(): Body & BodyViolations {
    return { ...NO_BODY, violations: this.#spec.required ? [MISSING] : [], more: 0 };
  }

  /** @returns undefined for a body without bytes, which counts as no body */
  async #content(source: BodySource, match: BodyMatch): Promise<ReadBody | undefined> {
    const { declared, kind, mediaType } = match;
    if (kind === 'binary') {
      const stream = new BodyStream(source, this.#limitBytes);
      return (await stream.isEmpty()) ? undefined : { value: stream, stream };
    }
    if (kind === 'multipart') {
      const form = await this.#multipart(source, mediaType, declared);
      return form && { ...form, value: form.members };
    }
    const limits = { jsonDepthLimit: this.#jsonDepthLimit, nesting: declared.nesting, int64: declared.int64 };
    // Earlier middleware may have parsed JSON already.
    if (source.parsedBody !== undefined && kind === 'json') return { value: source.parsedBody, nesting: limits };
    let outcome: ReadBody | undefined;
    try {
      outcome = await this.#whole(source, (bytes) => readContent(bytes, match, limits));
    } catch (error) {
      if (isCodingError(error) && !source.req.readableDidRead) return undefined;
      return { value: undefined, violations: [unreadable(error, this.#limitBytes)] };
    }
    if (outcome === undefined) return undefined;
    source.parsedBody = outcome.value;
    return outcome;
  }

  async #multipart(source: BodySource, contentType: string, form: FormSpec): Promise<MultipartResult | undefined> {
    const { req, res } = source;
    const share = this.#memory.share(res);
    const files = new FormFiles(share);
    res.once('close', () => files.release(res.writableFinished ? new Error(FILES_GONE) : new RequestAbortedError(req.errored)));
    try {
      return await readMultipart(new BodyStream(source, this.#limitBytes), files, {
        contentType,
        form,
        textBytes: this.#textBytes,
        fileLimit: this.#fileLimit,
        jsonDepthLimit: this.#jsonDepthLimit,
        share,
      });
    } catch (error) {
      // The form is refused: stop storing its files.
      files.release(error as Error);
      throw error;
    }
  }

  /**
   * Reads the whole body and decodes its content coding.
   *
   * @param finish makes the result of the bytes, which are only valid during the call
   */
  async #whole<Content>(source: BodySource, finish: (bytes: Buffer) => Content): Promise<Content> {
    const { req, res, rawBody } = source;
    // Earlier middleware has read it, as UTF-8.
    if (rawBody !== undefined) return finish(Buffer.from(rawBody as string));
    const share = this.#memory.share(res);
    if (codingOf(req) === undefined) {
      continueIfExpected(source);
      return await collect(req, this.#limitBytes, share, finish);
    }
    // The size is unknown until the body is decoded, so count the limit first.
    share.take(this.#limitBytes);
    const bytes = await this.#decode(source);
    share.giveBack(this.#limitBytes - bytes.length);
    return finish(bytes);
  }

  async #decode(source: BodySource): Promise<Buffer> {
    if (this.#decodeBody === undefined) return Buffer.concat(await new BodyStream(source, this.#limitBytes).toArray());
    continueIfExpected(source);
    return await this.#decodeBody(source, this.#limitBytes);
  }
}

interface ReadBody {
  readonly value: unknown;
  readonly violations?: readonly Violation[];
  readonly stream?: Readable | undefined;
  /** Whether parts of a form that follow a file were not read. */
  readonly isCut?: boolean;
  /** The string of a text body that was coerced to another type, if its schema takes strings, too. */
  readonly otherwise?: string;
  /** Values of a form that could be coerced to another type. */
  readonly coercedValues?: readonly CoercedValue[];
  /** A urlencoded form as sent. */
  readonly text?: string;
  /** The limits on the nesting of JSON that may exceed them. */
  readonly nesting?: NestingLimits;
}

const NO_BODY: Body = { contentType: undefined, mediaType: undefined, body: undefined, stream: undefined };
const MISSING: Violation = bodyViolation('', 'required', 'is required');
const VALID: BodyViolations = { violations: [], more: 0 };
const TOO_DEEP = bodyViolation('', 'parse', 'must not be nested so deeply');
const NOT_JSON = 'must be valid JSON in UTF-8';

const unparseable = (message: string): ReadBody => ({ value: undefined, violations: [bodyViolation('', 'parse', message)] });

/** @returns undefined for a body without bytes */
function readContent(bytes: Buffer, { declared, kind, mediaType }: BodyMatch, limits: JsonOptions): ReadBody | undefined {
  if (bytes.length === 0) return undefined;
  if (kind === 'json') return readJsonBody(bytes, limits);
  return kind === 'text' ? readTextBody(bytes, mediaType, declared.value) : readUrlencoded(bytes, declared, limits.jsonDepthLimit);
}

function readJsonBody(bytes: Buffer, limits: JsonOptions): ReadBody {
  try {
    const value = parseJsonBytes(bytes, limits);
    return mayBeTooDeep(bytes.length, limits) ? { value, nesting: limits } : { value };
  } catch (error) {
    return unparseable(error instanceof ForbiddenNameError ? error.message : NOT_JSON);
  }
}

/** @param limits undefined for a value that cannot exceed them */
function nestingViolations(value: unknown, limits: NestingLimits | undefined): readonly Violation[] {
  if (limits === undefined) return [];
  try {
    checkNesting(value, limits);
    return [];
  } catch (error) {
    if (!(error instanceof NestingError)) throw error;
    return [bodyViolation('', 'parse', error.message)];
  }
}

function readTextBody(bytes: Buffer, mediaType: string, spec: CoercionSpec | undefined): ReadBody {
  const decoder = decoderFor(MediaType.parse(mediaType).charset) as TextDecoder;
  const text = decodeText(decoder, bytes);
  if (text === undefined) return unparseable(`must be text in ${decoder.encoding}`);
  const value = coerce(text, spec);
  return value === text || !spec?.types.includes('string') ? { value } : { value, otherwise: text };
}

function readUrlencoded(bytes: Buffer, form: FormSpec, jsonDepthLimit: number): ReadBody {
  const text = decodeText(decoderFor() as TextDecoder, bytes);
  if (text === undefined) return unparseable('must be text in utf-8');
  const { members, violations, coercedValues } = readForm(text, form, jsonDepthLimit);
  return { value: members, violations, coercedValues, text };
}

/** The value of a body; of a text that may also be a string, the string if the schema takes only that. */
function coercedText({ value, otherwise }: ReadBody, validate: Validator | undefined): unknown {
  if (otherwise === undefined || validate === undefined) return value;
  try {
    return validate(value) || !validate(otherwise) ? value : otherwise;
  } catch {
    // Whatever ends a validation is reported when the value is validated.
    return value;
  }
}

/** The violations of the schema, except in fields that could not be parsed and so already have a violation. */
function violationsOf(
  { value: body, violations: parseViolations = [], coercedValues = [], text = '', nesting }: ReadBody,
  validate: Validator | undefined,
  inexact: ((value: unknown) => boolean) | undefined,
  holder: { readonly body: unknown } | undefined,
): BodyViolations {
  if (validate === undefined) return VALID;
  let errors: readonly ValidationError[];
  try {
    errors = validateCoerced(validate, body, () => coercedValues, holder);
  } catch (error) {
    if (isStackOverflow(error)) return { violations: [nestingViolations(body, nesting)[0] ?? TOO_DEEP], more: 0 };
    const violation = unendedViolation(error);
    if (violation === undefined) throw error;
    return { violations: [violation], more: 0 };
  }
  if (errors.length === 0) return VALID;
  const first = reportable(errors);
  const isUnparsed = unparsedTest(parseViolations);
  const violations: Violation[] = [];
  for (const error of first) {
    const violation = violationOf(error, body, inexact);
    if (isUnparsed?.(violation.pointer, error) === true) continue;
    violations.push(explainPlus({ in: 'body', ...violation }, error, body, text));
  }
  return { violations, more: errors.length - first.length };
}

/** The test of whether an error is in a field that could not be parsed, or missing because of that; undefined if every field was parsed. */
function unparsedTest(parseViolations: readonly Violation[]): ((pointer: string, error: ValidationError) => boolean) | undefined {
  if (parseViolations.length === 0) return undefined;
  const unparsed = new Set(parseViolations.map(({ pointer }) => pointer?.split('/')[1]));
  return (pointer, { params }) => {
    const missing = params['missingProperty'];
    return unparsed.has(pointer.split('/')[1] ?? (missing === undefined ? undefined : escapePart(String(missing))));
  };
}

/** The violation for a body whose reading or validation had to be aborted; undefined if the error is another one. */
function unendedViolation(error: unknown): Violation | undefined {
  const violation = unendedBy(error);
  return violation && { in: 'body', pointer: '', ...violation };
}

/** What is missing may follow the file. */
function explainCut(violation: Violation): Violation {
  if (violation.keyword !== 'required' || violation.pointer !== '') return violation;
  return { ...violation, message: `${violation.message}, before the file, which must be the last part` };
}

/** The violation for an error of reading; `entity.too.large` is documented by raw-body. */
function unreadable(error: unknown, limitBytes: number): Violation {
  if ((error as { type?: string }).type === 'entity.too.large') throw tooLarge(limitBytes);
  if (isCodingError(error) || (error instanceof Problem && isCodingError(error.cause))) return CODING_MISMATCH;
  throw error;
}

/** A 415 lists the media types in `Accept` (RFC 9110 section 12.5.1); POST and PATCH have their own headers (W3C LDP 1.0 section 7.1, RFC 5789 section 3.1). */
function acceptHeaderFor(method: string): string {
  return method === 'POST' ? 'Accept-Post' : method === 'PATCH' ? 'Accept-Patch' : 'Accept';
}
