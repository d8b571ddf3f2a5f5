import { Readable } from 'node:stream';
import type { HandlerResponse } from '../handler.ts';
import type { HeaderList } from '../http/header-list.ts';
import { essenceOf, findResponseType, isJson, isRange, isText, MediaType } from '../http/media-type.ts';
import type { ResponseSpec, ResponseValidators, Validator } from '../operation-spec.ts';
import { isStackOverflow } from '../problems/violations.ts';
import { InvalidResponseError, reasonOf } from './invalid-response.ts';
import { isPlainList, type ListStream, PART_ITEMS, writeList } from './list-writer.ts';
import { plainCopy } from './plain-copy.ts';
import { ResponseHeaders } from './response-headers.ts';
import { discard } from './response-stream.ts';
import type { SerializedResponse } from './serialized-response.ts';

/** What is known about a media type before a response uses it. */
interface ResponseMediaType {
  readonly contentType: string;
  readonly json: boolean;
  readonly isText: boolean;
  /** Whether a string may be sent in it: Node encodes strings as UTF-8. */
  readonly utf8: boolean;
  readonly validate: Validator | undefined;
  /** The most items of a list that is valid if its items are; 0 if that isn't enough. */
  readonly mostItems: number;
}

/** Bounds the cache: under a declared range, a handler may send any number of media types. */
const TYPES_KEPT = 64;
const UTF_8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);
/** The statuses whose responses have no body (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5). */
export const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Validates and serializes an operation's responses with one status. */
export class ResponseValidator {
  readonly #status: number;
  readonly #content: readonly string[];
  readonly #jsonOnly: readonly string[];
  readonly #lists: NonNullable<ResponseSpec['lists']>;
  readonly #validators: ResponseValidators;
  readonly #headers: ResponseHeaders;
  readonly #defaultType: string | undefined;
  readonly #declaresLength: boolean;
  readonly #requiresLength: boolean;
  readonly #int64: boolean;
  readonly #types = new Map<string, ResponseMediaType>();

  constructor(status: number, spec: ResponseSpec, validators: ResponseValidators) {
    this.#status = status;
    this.#content = spec.content;
    this.#jsonOnly = spec.jsonOnly ?? [];
    this.#lists = spec.lists ?? {};
    this.#validators = validators;
    this.#headers = new ResponseHeaders(status, spec.headers, validators.headers, spec.int64);
    this.#int64 = spec.int64 === true;
    this.#defaultType = defaultType(spec.content);
    const length = spec.headers.find(({ name }) => name.toLowerCase() === 'content-length');
    this.#declaresLength = length !== undefined;
    this.#requiresLength = length?.required === true;
  }

  /**
   * Validates a handler's response and serializes it.
   *
   * The media type decides what the body is: a value for JSON, otherwise a string, bytes or a stream. Values and strings are validated
   * against the schema; bytes and streams are sent as they are. JSON may be bytes or a stream only if the document has no schema for it.
   *
   * @throws InvalidResponseError if the response breaks the contract
   */
  serialize(response: HandlerResponse): SerializedResponse {
    if (this.#content.length === 0) return this.#withoutBody(response);
    if (BODILESS.has(this.#status)) return this.#bodyLeftOut(response);
    const mediaType = this.#mediaType(response.type ?? this.#defaultType);
    const headers = this.#headers.write(response.headers, mediaType.contentType);
    return this.#framed(headers, mediaType.json ? this.#json(response.body, mediaType) : this.#raw(response.body, mediaType));
  }

  /** The same, except that a list that takes long is validated and serialized in several turns of the event loop. */
  serializeInTurns(response: HandlerResponse): SerializedResponse | Promise<SerializedResponse> {
    const { body } = response;
    const isLong = Array.isArray(body) && body.length > PART_ITEMS;
    if (!isLong || !isPlainList(body) || this.#content.length === 0 || BODILESS.has(this.#status)) return this.serialize(response);
    const mediaType = this.#mediaType(response.type ?? this.#defaultType);
    if (body.length > mediaType.mostItems) return this.serialize(response);
    const headers = this.#headers.write(response.headers, mediaType.contentType);
    const text = writeList(body, (items) => this.#json(items, mediaType) as string);
    return text instanceof Promise ? text.then((list) => this.#framedList(headers, list)) : this.#framed(headers, text);
  }

  /** The declared media types. */
  get mediaTypes(): readonly string[] {
    return this.#content;
  }

  /** @param key of a header, in lower case */
  declaresHeader(key: string): boolean {
    return this.#headers.declares(key);
  }

  /** Whether every header is there that the document requires with this status. */
  hasRequired(headers: HeaderList): boolean {
    return this.#headers.required.every((key) => headers.has(key));
  }

  /** Takes a declared Content-Length out of the headers: the server sends the true length, and enforces the handler's for a stream. */
  #framed(headers: HeaderList, body: SerializedResponse['body']): SerializedResponse {
    if (!this.#declaresLength) return { status: this.#status, headers, body };
    const contentLength = headers.get('content-length');
    const others = headers.copy();
    others.delete('content-length');
    // The length of a string or buffer is counted, whatever the handler declared.
    const response = { status: this.#status, headers: others, body };
    if (body !== undefined && !(body instanceof Readable)) return response;
    if (contentLength === undefined) {
      if (!this.#requiresLength || body === undefined) return response;
      throw this.#violation('header Content-Length', 'is required: a stream has no length unless the handler sets it');
    }
    if (!BYTE_COUNT.test(contentLength)) throw this.#violation('header Content-Length', 'must be a number of bytes in decimal digits');
    return { ...response, contentLength: Number(contentLength) };
  }

  /** The length of a list that is sent in parts is known, whatever the handler declared. */
  #framedList(headers: HeaderList, list: string | ListStream): SerializedResponse {
    return typeof list === 'string' ? this.#framed(headers, list) : { ...this.#framed(headers, ''), ...list };
  }

  #withoutBody(response: HandlerResponse): SerializedResponse {
    if (response.body !== undefined) throw this.#violation('', 'must not have a body: the document declares none');
    if (response.type !== undefined) throw this.#violation('', 'must not have a media type: the document declares no body');
    return this.#framed(this.#headers.write(response.headers, undefined), undefined);
  }

  /** The document declares a body for a status that has none in HTTP, so the handler's type requires one; it isn't sent. */
  #bodyLeftOut(response: HandlerResponse): SerializedResponse {
    discard(response.body);
    return this.#framed(this.#headers.write(response.headers, undefined), undefined);
  }

  #mediaType(type: string | undefined): ResponseMediaType {
    const known = type === undefined ? undefined : this.#types.get(type);
    if (known !== undefined) return known;
    const parsed = type === undefined ? undefined : MediaType.parse(type);
    const declaredCharset = parsed?.charset;
    const charset = declaredCharset ?? (parsed?.isJson || parsed?.isText ? 'utf-8' : undefined);
    // A body has a media type, never a range.
    const declared = parsed === undefined || !parsed.isValid || parsed.isRange ? undefined : findResponseType(this.#content, parsed, charset);
    if (type === undefined || declared === undefined) {
      throw this.#violation('', `has the media type ${type ?? '(none)'}; declared: ${this.#content.join(', ')}`);
    }
    // Everything under `text/*` is text, as in requests.
    const json = parsed?.isJson === true && !isText(declared);
    const validate = json || !this.#jsonOnly.includes(declared) ? this.#validators.content?.[declared] : undefined;
    // JSON has no charset parameter (RFC 8259 section 11).
    const contentType = declaredCharset === undefined && charset !== undefined && !json ? `${type}; charset=${charset}` : type;
    const list = json ? this.#lists[declared] : undefined;
    const mostItems = list === undefined ? 0 : (list.maxItems ?? Number.POSITIVE_INFINITY);
    const mediaType = { contentType, json, isText: parsed?.isText === true, utf8: charset === undefined || UTF_8.has(charset), validate, mostItems };
    if (this.#types.size >= TYPES_KEPT) this.#types.clear();
    this.#types.set(type, mediaType);
    return mediaType;
  }

  #json(body: unknown, mediaType: ResponseMediaType): string | Buffer | Readable {
    const serialized = asSent(body);
    if (serialized !== undefined) {
      if (mediaType.validate === undefined) return serialized;
      throw this.#violation('', `must be a value: bytes or a stream of ${mediaType.contentType} cannot be validated against its schema`);
    }
    if (!mediaType.utf8) throw this.#notUtf8(mediaType);
    if (this.#int64 && mediaType.validate !== undefined && body !== undefined) return this.#exactJson(body, mediaType);
    const text = this.#jsonText(body);
    if (text === undefined) throw this.#violation('', 'must have a body: the document declares one');
    // Validates what the client gets: a date or an instance of a class is serialized as another value.
    try {
      if (mediaType.validate !== undefined) this.#validate(isPlainJson(body) ? body : JSON.parse(text), mediaType);
    } catch (error) {
      throw isStackOverflow(error) ? this.#violation('', 'is nested too deeply to be validated') : error;
    }
    return text;
  }

  /** JSON with integers that are strings or BigInts (`x-int64`): the validator makes numbers of them in a copy. */
  #exactJson(body: unknown, mediaType: ResponseMediaType): string {
    const holder = { body: this.#written(() => plainCopy(body)) };
    try {
      this.#validate(holder.body, mediaType, holder);
    } catch (error) {
      throw isStackOverflow(error) ? this.#violation('', 'is nested too deeply to be validated') : error;
    }
    const text = this.#jsonText(holder.body);
    if (text === undefined) throw this.#violation('', 'must have a body: the document declares one');
    return text;
  }

  #jsonText(body: unknown): string | undefined {
    return this.#written(() => JSON.stringify(body));
  }

  #written<Value>(write: () => Value): Value {
    try {
      return write();
    } catch (error) {
      throw this.#violation(
        '',
        isStackOverflow(error) ? 'is nested too deeply to be written as JSON' : `cannot be written as JSON: ${(error as Error).message}`,
      );
    }
  }

  #raw(body: unknown, mediaType: ResponseMediaType): string | Buffer | Readable {
    const sent = asSent(body);
    if (sent !== undefined) return sent;
    const text = mediaType.isText && mediaType.validate !== undefined ? primitiveText(body) : typeof body === 'string' ? body : undefined;
    if (text === undefined) throw this.#violation('', `has a body of ${mediaType.contentType} that must be a string, bytes or a stream`);
    if (!mediaType.utf8) throw this.#notUtf8(mediaType);
    this.#validate(body, mediaType);
    return text;
  }

  /** @param holder has the body as `body`, if the body itself may be converted */
  #validate(body: unknown, { validate }: ResponseMediaType, holder?: { readonly body: unknown }): void {
    if (validate === undefined || (holder === undefined ? validate(body) : validate(body, {}, holder, 'body'))) return;
    const error = validate.errors?.[0];
    throw this.#violation(error?.instancePath ?? '', reasonOf(error));
  }

  #notUtf8({ contentType }: ResponseMediaType): InvalidResponseError {
    return this.#violation('', `has a body of ${contentType} that must be bytes: anything else is sent in UTF-8`);
  }

  #violation(pointer: string, reason: string): InvalidResponseError {
    return new InvalidResponseError(this.#status, pointer, reason);
  }
}

/** The media type of a response that doesn't set one: the only one declared, or JSON. */
function defaultType(content: readonly string[]): string | undefined {
  const types = content.filter((type) => !isRange(type));
  if (content.length === 1) return types[0];
  return types.find((type) => essenceOf(type) === 'application/json') ?? types.find((type) => isJson(type));
}

/** The text of a string, number, boolean or null (OpenAPI 3.1.1 appendix B); undefined for anything else, and for what JSON has no number for. */
function primitiveText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value === null || typeof value === 'boolean' || typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
    ? String(value)
    : undefined;
}

/** Bytes and streams, which are sent as they are; undefined for anything else. */
function asSent(body: unknown): Buffer | Readable | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if (Buffer.isBuffer(body) || body instanceof Readable) return body;
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : undefined;
}

/**
 * Whether serializing a value and parsing the text gives the same value: it has no `toJSON`, no class instances, and nothing that JSON
 * omits or converts (ECMAScript 2024 section 25.5.2).
 *
 * @param value without cycles, such as one that was serialized as JSON
 */
function isPlainJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  const prototype = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype) return false;
    // A hole is serialized as null, and `every` would skip it.
    for (let index = 0; index < value.length; index++) if (!isPlainJson(value[index])) return false;
    return true;
  }
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const name in value) if (!isPlainJson((value as Record<string, unknown>)[name])) return false;
  return true;
}

/** RFC 9110 section 8.6; limited to the integers that a double represents exactly. */
const BYTE_COUNT = /^\d{1,15}$/;
