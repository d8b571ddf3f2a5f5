import { Readable } from 'node:stream';
import type { HandlerResponse } from '../handler.ts';
import { essenceOf, findAnswered, isJson, isRange, isText, parseMediaType } from '../http/media-type.ts';
import type { OperationDetails, ResponseSpec, ResponseValidators, Validator } from '../operation-spec.ts';
import { isStackOverflow } from '../request/json-depth.ts';
import { InvalidResponseError, reasonOf } from './invalid-response.ts';
import { isPlainJson } from './plain-json.ts';
import { ResponseHeaders } from './response-headers.ts';
import { discard } from './response-stream.ts';
import type { SerializedResponse } from './serialized-response.ts';

/** What is known of a media type before an answer comes in it. */
interface TypePlan {
  readonly contentType: string;
  readonly json: boolean;
  /** Whether a string may be sent in it: what Node writes of one is UTF-8. */
  readonly utf8: boolean;
  readonly validate: Validator | undefined;
}

/** Under a declared range a handler may send any number of types. */
const TYPES_KEPT = 64;
const UTF_8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);
/** The statuses with which HTTP has no body (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5). */
export const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Checks and serializes an operation's answers of one status. */
export class ResponseValidator {
  readonly #status: number;
  readonly #content: readonly string[];
  readonly #jsonOnly: readonly string[];
  readonly #validators: ResponseValidators;
  readonly #fields: ResponseHeaders;
  readonly #defaultType: string | undefined;
  readonly #declaresLength: boolean;
  readonly #requiresLength: boolean;
  readonly #types = new Map<string, TypePlan>();

  constructor(status: number, table: ResponseSpec, validators: ResponseValidators) {
    this.#status = status;
    this.#content = table.content;
    this.#jsonOnly = table.jsonOnly ?? [];
    this.#validators = validators;
    this.#fields = new ResponseHeaders(status, table.headers, validators.headers);
    this.#defaultType = defaultType(table.content);
    const length = table.headers.find(({ name }) => name.toLowerCase() === 'content-length');
    this.#declaresLength = length !== undefined;
    this.#requiresLength = length?.required === true;
  }

  /**
   * Checks an answer and writes it.
   *
   * A body is by its media type: a value for JSON, else a string, bytes or a stream. Values are held against the schema, and so are strings;
   * bytes and streams pass as they are. For JSON those are taken only where the document has no schema, and then as the text itself.
   *
   * @throws InvalidResponseError when the reply is not what the document says
   */
  answer(reply: HandlerResponse): SerializedResponse {
    if (this.#content.length === 0) return this.#withoutBody(reply);
    if (BODILESS.has(this.#status)) return this.#bodyLeftOut(reply);
    const plan = this.#typePlan(reply.type ?? this.#defaultType);
    const headers = this.#fields.write(reply.headers, plan.contentType);
    return this.#framed(headers, plan.json ? this.#json(reply.body, plan) : this.#raw(reply.body, plan));
  }

  /** Takes a declared Content-Length out of the headers: the server sends the true one, and holds a stream to the handler's. */
  #framed(headers: readonly string[], body: SerializedResponse['body']): SerializedResponse {
    if (!this.#declaresLength) return { status: this.#status, headers, body };
    const { contentLength, others } = splitLength(headers);
    // For a body at hand the bytes are counted, whatever the handler says.
    const response = { status: this.#status, headers: others, body };
    if (body !== undefined && !(body instanceof Readable)) return response;
    if (contentLength === undefined) {
      if (!this.#requiresLength || body === undefined) return response;
      throw this.#violation('header Content-Length', 'is required, and only the handler knows how long its stream is');
    }
    if (!BYTE_COUNT.test(contentLength)) throw this.#violation('header Content-Length', 'must be a number of bytes in decimal digits');
    return { ...response, contentLength: Number(contentLength) };
  }

  #withoutBody(reply: HandlerResponse): SerializedResponse {
    if (reply.body !== undefined) throw this.#violation('', 'has a body, and the document declares none');
    if (reply.type !== undefined) throw this.#violation('', 'has a media type, and the document declares no body');
    return this.#framed(this.#fields.write(reply.headers, undefined), undefined);
  }

  /** The document declares a body that HTTP does not have, and so the handler's type asks for one. */
  #bodyLeftOut(reply: HandlerResponse): SerializedResponse {
    discard(reply.body);
    return this.#framed(this.#fields.write(reply.headers, undefined), undefined);
  }

  #typePlan(type: string | undefined): TypePlan {
    const known = type === undefined ? undefined : this.#types.get(type);
    if (known !== undefined) return known;
    const parsed = type === undefined ? undefined : parseMediaType(type);
    const said = parsed?.parameters.get('charset');
    const charset = said ?? (type !== undefined && (isJson(type) || isText(type)) ? 'utf-8' : undefined);
    // A range is no type that a body could have.
    const declared = parsed === undefined || isRange(parsed.essence) ? undefined : findAnswered(this.#content, parsed, charset);
    if (type === undefined || declared === undefined) {
      throw this.#violation('', `has the media type ${type ?? '(none)'}, and the document declares ${this.#content.join(', ')}`);
    }
    // Under `text/*` all is text, as it is in requests.
    const json = isJson(type) && !isText(declared);
    const validate = json || !this.#jsonOnly.includes(declared) ? this.#validators.content?.[declared] : undefined;
    // JSON has no charset parameter (RFC 8259 section 11).
    const contentType = said === undefined && charset !== undefined && !json ? `${type}; charset=${charset}` : type;
    const plan = { contentType, json, utf8: charset === undefined || UTF_8.has(charset), validate };
    if (this.#types.size >= TYPES_KEPT) this.#types.clear();
    this.#types.set(type, plan);
    return plan;
  }

  #json(body: unknown, plan: TypePlan): string | Buffer | Readable {
    const serialized = asSent(body);
    if (serialized !== undefined) {
      if (plan.validate === undefined) return serialized;
      throw this.#violation('', `has bytes or a stream of ${plan.contentType}, which cannot be held against its schema`);
    }
    if (!plan.utf8) throw this.#notUtf8(plan);
    const text = this.#jsonText(body);
    if (text === undefined) throw this.#violation('', 'has no body, and the document declares one');
    // What is checked is what the client gets, which of a date or a class is not the value itself.
    try {
      if (plan.validate !== undefined) this.#validate(isPlainJson(body) ? body : JSON.parse(text), plan);
    } catch (error) {
      throw isStackOverflow(error) ? this.#violation('', 'is nested too deeply to be validated') : error;
    }
    return text;
  }

  #jsonText(body: unknown): string | undefined {
    try {
      return JSON.stringify(body);
    } catch (error) {
      throw this.#violation(
        '',
        isStackOverflow(error) ? 'is nested too deeply to be written as JSON' : `cannot be written as JSON: ${(error as Error).message}`,
      );
    }
  }

  #raw(body: unknown, plan: TypePlan): string | Buffer | Readable {
    const sent = asSent(body);
    if (sent !== undefined) return sent;
    if (typeof body !== 'string') throw this.#violation('', `has a body of ${plan.contentType} that is neither a string, bytes nor a stream`);
    if (!plan.utf8) throw this.#notUtf8(plan);
    this.#validate(body, plan);
    return body;
  }

  #validate(body: unknown, { validate }: TypePlan): void {
    if (validate === undefined || validate(body)) return;
    const error = validate.errors?.[0];
    throw this.#violation(error?.instancePath ?? '', reasonOf(error));
  }

  #notUtf8({ contentType }: TypePlan): InvalidResponseError {
    return this.#violation('', `has a body of ${contentType} that is no bytes; all else is sent in UTF-8`);
  }

  #violation(pointer: string, reason: string): InvalidResponseError {
    return new InvalidResponseError(this.#status, pointer, reason);
  }
}

/** The type of an answer that does not name one: the only one, or JSON. */
function defaultType(content: readonly string[]): string | undefined {
  const types = content.filter((type) => !isRange(type));
  if (content.length === 1) return types[0];
  return types.find((type) => essenceOf(type) === 'application/json') ?? types.find((type) => isJson(type));
}

/** Bytes and streams, which are sent as they are; undefined for all else. */
function asSent(body: unknown): Buffer | Readable | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if (Buffer.isBuffer(body) || body instanceof Readable) return body;
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : undefined;
}

/** RFC 9110 section 8.6; at most the integers that a double holds exactly. */
const BYTE_COUNT = /^\d{1,15}$/;

function splitLength(headers: readonly string[]): { contentLength: string | undefined; others: readonly string[] } {
  const others: string[] = [];
  let contentLength: string | undefined;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    const value = headers[index + 1] as string;
    if (name.toLowerCase() === 'content-length') contentLength = value;
    else others.push(name, value);
  }
  return { contentLength, others };
}

/** The response plans of one operation, by status, made as statuses occur. */
export class OperationResponses {
  readonly #details: OperationDetails;
  readonly #plans = new Map<number, ResponseValidator>();

  constructor(details: OperationDetails) {
    this.#details = details;
  }

  /** @throws InvalidResponseError when the document declares nothing for the status */
  for(status: number): ResponseValidator {
    const known = this.#plans.get(status);
    if (known !== undefined) return known;
    const { responses, validators } = this.#details;
    if (status >= 100 && status < 200) throw new InvalidResponseError(status, '', 'has an interim status, which ends no exchange');
    const key = responseKey(responses, status);
    const table = key === undefined ? undefined : responses[key];
    if (key === undefined || table === undefined)
      throw new InvalidResponseError(status, '', `has an undeclared status; declared are ${Object.keys(responses).join(', ')}`);
    const plan = new ResponseValidator(status, table, validators.responses[key] ?? {});
    this.#plans.set(status, plan);
    return plan;
  }
}

/**
 * The key under which the document declares a status: itself, its range, or `default`.
 * Where a success is declared, `default` stands for errors only, as authors mean it.
 *
 * @see OpenAPI 3.0.3 section 4.7.16
 */
export function responseKey(responses: Readonly<Record<string, unknown>>, status: number): string | undefined {
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const keys = Object.keys(responses);
  const range = `${Math.floor(status / 100)}XX`;
  const exact = keys.find((key) => key === String(status)) ?? keys.find((key) => key.toUpperCase() === range);
  if (exact !== undefined) return exact;
  return keys.includes('default') && (status >= 400 || !keys.some((key) => key.startsWith('2'))) ? 'default' : undefined;
}
